"""Each bad answer gets its sentence; what can be mended is mended."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from grappes.forms.champs import EntierField, FinessField, TelephoneField, brut, relire
from grappes.forms.depot import BesoinsForm, ContactForm, ProjetForm
from grappes.forms.depot_organisme import OrganismeInconnuForm
from tests import factories


def donnees(**champs):
    return MultiValueDict({nom: [valeur] for nom, valeur in champs.items()})


def phrase(champ, saisie):
    with pytest.raises(ValidationError) as refus:
        champ.clean(saisie)
    return refus.value.messages[0]


@pytest.mark.parametrize(
    ("saisie", "numero"),
    [("03 20 12 34 56", "0320123456"), ("+33 3.20.12.34.56", "0320123456"), ("", "")],
)
def test_a_telephone_is_read_as_people_write_it(saisie, numero):
    assert TelephoneField(required=False).clean(saisie) == numero


@pytest.mark.parametrize("saisie", ["0320", "douze", "00000000000000000000"])
def test_a_wrong_telephone_gets_an_example(saisie):
    assert "03 20 12 34 56" in phrase(TelephoneField(), saisie)


@pytest.mark.parametrize(
    ("saisie", "nombre"), [("42", 42), ("1 200", 1200), ("1\u202f200", 1200), ("0", 0), ("", None)]
)
def test_a_whole_number_is_read_with_its_spaces(saisie, nombre):
    assert EntierField(required=False).clean(saisie) == nombre


@pytest.mark.parametrize("saisie", ["quarante", "4,5", "1e9", "4O"])
def test_a_wrong_number_gets_an_example(saisie):
    assert phrase(EntierField(), saisie) == "Écrivez un nombre entier, en chiffres, par exemple 42."


@pytest.mark.parametrize("saisie", ["-3", "9999999999"])
def test_a_number_out_of_bounds_is_refused(saisie):
    assert phrase(EntierField(min_value=0, max_value=100_000), saisie)


def test_a_lost_zero_is_mended():
    numero = factories.numero_finess("01")

    lu = FinessField().clean(numero[1:])

    assert lu.valeur == numero
    assert "rétabli" in lu.avis


@pytest.mark.parametrize("saisie", ["59000000X", "590000002", "12345678901234", "59"])
def test_a_wrong_finess_gets_a_sentence(saisie):
    assert phrase(FinessField(), saisie).endswith(".")


def test_what_was_typed_is_read_again_as_it_was():
    form = ContactForm(donnees(prenom=" Amadou", courriel="diallo@"))

    encore = ContactForm(relire(brut(form)))

    assert encore["courriel"].value() == "diallo@"
    assert encore.errors == form.errors


def test_a_contact_owes_name_and_address():
    form = ContactForm(donnees(prenom="Amadou"))

    assert sorted(form.errors) == ["courriel", "nom"]


@pytest.mark.django_db
def test_a_past_start_is_refused_and_a_kept_one_is_not(campagne):
    hier = timezone.localdate() - datetime.timedelta(days=1)
    candidature = factories.make_brouillon()

    form = ProjetForm(donnees(demarrage_souhaite_le=hier.isoformat()), candidature=candidature)
    assert list(form.errors) == ["demarrage_souhaite_le"]

    candidature = factories.make_brouillon(demarrage_souhaite_le=hier)
    form = ProjetForm(donnees(demarrage_souhaite_le=hier.isoformat()), candidature=candidature)
    assert form.is_valid()


@pytest.mark.django_db
def test_the_register_proposes_the_number_of_establishments(campagne):
    candidature = factories.make_brouillon(organisme=factories.make_organisme(3))
    candidature.nombre_esms_national = None

    form = ProjetForm(candidature=candidature)

    assert form["nombre_esms_national"].value() == 3


@pytest.mark.django_db
def test_a_forged_software_is_refused(campagne):
    form = ProjetForm(donnees(dui_acceptes="9999"), candidature=factories.make_brouillon())

    assert list(form.errors) == ["dui_acceptes"]


@pytest.mark.django_db
def test_the_second_contact_is_another_person(campagne):
    candidature = factories.make_brouillon()
    memes = donnees(
        suppleant_prenom="A", suppleant_nom="B", suppleant_courriel=candidature.titulaire.courriel
    )

    form = BesoinsForm(memes, candidature=candidature)

    assert "C’est votre adresse" in form.errors["suppleant_courriel"][0]


@pytest.mark.django_db
def test_a_closed_organisme_leads_to_its_successor(campagne):
    ferme = factories.make_organisme(0, ferme_le=timezone.localdate())

    form = OrganismeInconnuForm(donnees(finess=ferme.finess_juridique))

    assert "cherchez l’organisme qui lui succède" in form.non_field_errors()[0]
