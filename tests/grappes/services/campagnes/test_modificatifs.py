"""A published instruction changes: who has dates to keep, and who reviews answers, learn it."""

import datetime

import pytest
from django.urls import reverse

from faq.models import Question, Rubrique
from grappes.models import Courriel
from grappes.services import travaux
from grappes.services.campagnes import instruction as publication
from tests import factories
from tests.grappes.services.test_parcours import make_instruction

pytestmark = pytest.mark.django_db


@pytest.fixture
def reponse(db):
    return Question.objects.create(
        rubrique=Rubrique.objects.create(slug="grappes", titre="Grappes"),
        slug="dates",
        question="Quand déposer ?",
        reponse="Bientôt.",
        etat="publiee",
        depend_de_l_instruction=True,
    )


@pytest.fixture
def instruction(campagne, collectif, reponse):
    """Published: one grappe is invited, one file waits, and its answers were reviewed since."""
    factories.make_constituee(campagne=campagne)
    factories.make_eligible(campagne=campagne)
    texte = make_instruction(campagne)
    publication.demander_publication(texte, par=collectif.user)
    travaux.mener()
    texte.refresh_from_db()
    Question.objects.update(motif_relecture="")
    Courriel.objects.all().delete()
    return texte


def modify(client, instruction, **changes):
    """Post the admin's form with what it showed and these changes, by the end of their names."""
    page = reverse("admin:grappes_instruction_change", args=[instruction.pk])
    shown = client.get(page).context
    forms = [shown["adminform"].form, shown["inline_admin_formsets"][0].formset.management_form]
    forms += shown["inline_admin_formsets"][0].formset.forms
    data = {field.html_name: field.value() for form in forms for field in form}
    data = {name: "" if value is None else value for name, value in data.items()}
    data |= {name: changes[name.rpartition("-")[2]] for name in data
             if name.rpartition("-")[2] in changes and data[name]}  # fmt: skip
    return client.post(page, data, follow=True)


def mails():
    return Courriel.objects.order_by("pk")


def test_a_window_that_moves_is_told_to_the_invited_and_to_the_reviewers(
    instruction, reponse, admin_client
):
    ferme_le = instruction.fenetres.get().ferme_le + datetime.timedelta(days=30)

    page = modify(admin_client, instruction, ferme_le=f"{ferme_le:%d/%m/%Y}").text

    assert "Nouvelles dates envoyées à 2 personnes." in page
    assert [mail.objet for mail in mails()] == 2 * [
        "Les dates de dépôt de votre dossier ont changé"
    ]
    assert "remplacent celles que nous vous avions données" in mails()[0].texte
    assert str(ferme_le.year) in mails()[0].texte
    reponse.refresh_from_db()
    assert "Instruction 2026/50 a changé le" in reponse.motif_relecture
    assert reponse.motif_relecture.endswith("\N{NO-BREAK SPACE}: dépôt, voie régionale.")


def test_a_corrected_reference_makes_answers_due_and_writes_to_nobody(
    instruction, reponse, admin_client
):
    modify(admin_client, instruction, reference="Instruction 2026/51")

    reponse.refresh_from_db()
    assert reponse.motif_relecture.startswith("Instruction 2026/51 a changé le")
    assert reponse.motif_relecture.endswith("\N{NO-BREAK SPACE}: référence.")
    assert not mails().exists()


def test_saving_the_same_instruction_again_changes_nothing(instruction, reponse, admin_client):
    modify(admin_client, instruction)

    reponse.refresh_from_db()
    assert reponse.motif_relecture == ""
    assert not mails().exists()


def test_an_instruction_being_prepared_tells_nothing(campagne, reponse, admin_client):
    modify(admin_client, make_instruction(campagne), reference="Instruction 2026/51")

    reponse.refresh_from_db()
    assert reponse.motif_relecture == ""
