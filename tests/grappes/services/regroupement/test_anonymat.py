"""An attacker reads the card with the register in hand, and subtracts what they know."""

import pytest

from grappes.models import Grappe, Place, Reglement
from grappes.services.regroupement import grappes, places, propositions
from grappes.services.regroupement.anonymat import ANONYMAT
from tests import factories

pytestmark = pytest.mark.django_db
RARE = {"categorie": "255", "secteur": "rare"}


def peupler(departement, categorie=None, etablissements=1, organismes=ANONYMAT):
    """Other organismes of the register that look alike."""
    for _ in range(organismes):
        organisme = factories.make_organisme(etablissements=0, departement=departement)
        for _ in range(etablissements):
            factories.make_etablissement(
                organisme, categorie=categorie or factories.make_categorie()
            )


def candidat(campagne, departement, *, categorie=None, etablissements=2, **champs):
    organisme = factories.make_organisme(etablissements=0, departement=departement)
    for _ in range(etablissements):
        factories.make_etablissement(organisme, categorie=categorie or factories.make_categorie())
    if categorie:
        campagne.reglement.categories.add(categorie)
    return factories.make_eligible(campagne=campagne, organisme=organisme, **champs)


def fiche(campagne, collectif, lecteur, *autres):
    """What `lecteur` reads; the first of the others would carry the grappe."""
    grappe = Grappe.objects.create(campagne=campagne, nom="À nous", dui=factories.make_dui())
    for candidature in (*autres, lecteur):
        places.ajouter(grappe, candidature)
    for place, role in zip(grappe.places.order_by("pk"), ("porteur", "suppleant"), strict=False):
        places.donner_role(place, role)
    grappes.proposer(grappe, auteur=collectif)
    return propositions.fiche(Place.objects.get(candidature=lecteur, liberee_le=None))


@pytest.fixture
def nord(campagne):
    departement = factories.make_departement()
    peupler(departement)
    return departement


@pytest.fixture
def lozere(nord):
    """A département of the region where the register knows nobody yet."""
    return factories.make_departement("48", "Lozère", nord.region)


def test_lone_organisme_of_a_departement_is_told_as_elsewhere(campagne, collectif, nord, lozere):
    seul = candidat(campagne, lozere)
    lue = fiche(campagne, collectif, candidat(campagne, nord), seul, candidat(campagne, nord))

    assert lue.departements == ["Nord (59)", "un autre département"]
    assert lue.porteur == "un organisme, surtout actif en «\u00a0PA\u00a0»"


def test_departement_shared_by_enough_organismes_is_told(campagne, collectif, nord, lozere):
    peupler(lozere)
    lue = fiche(
        campagne, collectif, candidat(campagne, nord), candidat(campagne, lozere),
        candidat(campagne, nord),
    )  # fmt: skip

    assert lue.departements == ["Lozère (48)", "Nord (59)"]
    assert lue.porteur.endswith("Lozère")


def test_rare_sector_is_told_as_another_one(campagne, collectif, nord):
    categorie = factories.make_categorie("255", secteur="rare")
    rare = candidat(campagne, nord, categorie=categorie)
    lue = fiche(campagne, collectif, candidat(campagne, nord), rare, candidat(campagne, nord))

    assert lue.secteurs == ["PA", "un autre secteur"]
    assert lue.porteur == "un organisme"


def test_common_sector_that_is_rare_in_its_departement_hides_the_place(
    campagne, collectif, nord, lozere
):
    """Neither trait is rare; only one organisme has both."""
    categorie = factories.make_categorie("255", secteur="ph")
    peupler(nord, categorie)
    peupler(lozere)
    lue = fiche(
        campagne, collectif, candidat(campagne, nord),
        candidat(campagne, lozere, categorie=categorie), candidat(campagne, nord),
    )  # fmt: skip

    assert lue.porteur == "un organisme, surtout actif en «\u00a0PH\u00a0»"


def test_readers_own_traits_are_no_secret_to_them(campagne, collectif, nord, lozere):
    lecteur = candidat(campagne, lozere, categorie=factories.make_categorie("255", secteur="rare"))
    lue = fiche(campagne, collectif, lecteur, candidat(campagne, nord), candidat(campagne, nord))

    assert lue.departements == ["Lozère (48)", "Nord (59)"]
    assert lue.secteurs == ["PA", "RARE"]


@pytest.mark.parametrize(("tailles", "dite"), [((2, 4), "entre 5 et 9"), ((2, 2), "moins de 5")])
def test_in_a_pair_the_size_is_rounded(campagne, collectif, nord, tailles, dite):
    lecteur, autre = (candidat(campagne, nord, etablissements=n) for n in tailles)
    assert fiche(campagne, collectif, lecteur, autre).esms == dite


def test_large_organisme_is_told_large_only_among_others(campagne, collectif, nord):
    Reglement.objects.update(petit_og_moins_de=3)
    grand = candidat(campagne, nord, etablissements=3)
    tiers = [candidat(campagne, nord) for _ in range(2)]

    assert fiche(campagne, collectif, tiers[0], grand, tiers[1]).porteur == (
        "un organisme, surtout actif en «\u00a0PA\u00a0», Nord"
    )
    peupler(nord, etablissements=3)
    place = Place.objects.get(candidature=tiers[0])
    assert propositions.fiche(place).porteur == (
        "un organisme d’au moins 3 ESMS, surtout actif en «\u00a0PA\u00a0», Nord"
    )


def test_card_and_mail_tell_neither_the_name_of_the_grappe_nor_free_texts(
    campagne, collectif, nord
):
    bavard = candidat(
        campagne, nord, commentaire="MARQUE-commentaire", partenaires_precision="MARQUE-partenaire"
    )
    lecteur = candidat(campagne, nord)
    lue = fiche(campagne, collectif, lecteur, bavard, candidat(campagne, nord))
    courriel = lecteur.courriels.get(genre="grappe_proposee")

    for texte in (str(lue), courriel.texte, courriel.html, courriel.objet):
        assert "MARQUE" not in texte
        assert "À nous" not in texte
