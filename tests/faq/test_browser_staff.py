"""The staff's pages of files and links in a real browser."""

import pytest

from faq.fichiers import archives
from faq.models import Lien, Question
from faq.services import liens
from faq.services.fiches import ecrire_tout
from tests import factories
from tests.browser import defauts, entrer, suivre

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("faq_chargee"),
]


@pytest.fixture
def page(page):
    entrer(page, factories.make_staff(username="claire"))
    return page


def envoyer(page, textes, tmp_path):
    (tmp_path / "faq.zip").write_bytes(archives.en_zip(textes))
    page.goto("/admin/faq/question/importer/")
    page.set_input_files("#id_fichier", tmp_path / "faq.zip")
    suivre(page, page.get_by_role("button", name="Voir ce qui changerait"))


def modifie(textes, slug, avant, apres):
    chemin = f"questions/{slug}.md"
    textes[chemin] = textes[chemin].replace(avant, apres)


def test_a_faq_is_imported_after_seeing_what_would_change(page, tmp_path):
    Question.objects.filter(slug="dmp-sans-ins").update(reponse="Non, jamais.")
    textes = ecrire_tout()
    modifie(textes, "dmp-sans-ins", "jamais", "pas")
    modifie(textes, "mfa-echeance", "Oui.", "Bien sûr.")
    neuve = "---\nrubrique: identite-ins\nquestion: Neuve ?\n---\nOui.\n"
    textes["questions/neuve.md"] = neuve
    del textes["questions/documents-dmp.md"]
    textes["questions/double.md"] = neuve.replace("Neuve ?", "quels documents transmettre au DMP")
    page.goto("/admin/faq/question/")
    trouvees = [defauts(page)]

    page.goto("/admin/faq/question/importer/")
    trouvees.append(defauts(page))
    envoyer(page, textes, tmp_path)
    page.get_by_text("Lire la réponse importée").first.click()
    trouvees.append(defauts(page))
    page.get_by_role("checkbox", name="Sans INS qualifiée").check()
    page.get_by_role("button", name="Importer", exact=True).click()
    page.get_by_text("Import terminé").wait_for()

    assert trouvees == [[], [], []]
    assert Question.objects.get(slug="dmp-sans-ins").reponse == "Non, pas."
    assert Question.objects.filter(slug="neuve").exists()


def test_a_broken_archive_says_where_and_nothing_changes(page, tmp_path):
    textes = {"questions/a.md": "---\nquestion: Où ?\nordre: x\n---\n<b>Ici</b>\n"}

    envoyer(page, textes, tmp_path)

    page.get_by_text("questions/a.md, ligne 3").wait_for()
    assert defauts(page) == []


def test_dead_links_are_listed_with_their_answers(page):
    liens.recenser()
    Lien.objects.filter(adresse__contains="contact").update(
        etat="mort", constat="La page n’existe plus.", code=404
    )
    page.goto("/admin/")
    accueil = defauts(page)

    page.get_by_role("link", name="Liens morts").click()
    page.get_by_text("La page n’existe plus. (404)").wait_for()

    assert [accueil, defauts(page)] == [[], []]
    assert page.get_by_role("link", name="https://esante.gouv.fr/contact").is_visible()


def test_a_double_is_told_with_its_link(page):
    page.goto("/admin/faq/question/add/")
    page.fill("#id_question", "quels documents transmettre au dmp")
    page.fill("#id_reponse", "<b>Tous</b> [ici](javascript:x)")
    page.get_by_role("button", name="Enregistrer", exact=True).click()

    page.get_by_role("link", name="Quels documents transmettre au DMP").wait_for()
    assert defauts(page) == []
