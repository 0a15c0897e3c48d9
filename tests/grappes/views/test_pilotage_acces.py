"""Who reads the manager's pages, and what never leaves a territory."""

import pytest

from grappes.models import Gestionnaire
from tests import factories
from tests.grappes.territoires import compte_de, make_gestionnaire, make_region, navigateur_de

pytestmark = pytest.mark.django_db

PAGES = [
    "/pilotage/",
    "/pilotage/candidatures/",
    "/pilotage/etablissements/",
    "/pilotage/grappes/",
    "/pilotage/referentiel/",
]
EXPORTS = [f"{page}?format={f}" for page in PAGES[1:] for f in ("csv", "xlsx")]


@pytest.fixture
def region():
    return make_region()


def contenu(client, adresse):
    reponse = client.get(adresse)
    corps = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    return corps.decode(errors="replace")


@pytest.mark.parametrize("page", PAGES)
def test_nobody_signed_in_goes_to_the_login_page(client, db, page):
    reponse = client.get(page)

    assert reponse.status_code == 302
    assert reponse.url == f"/connexion/?next={page}"


@pytest.mark.parametrize("page", PAGES)
def test_an_account_without_territory_is_told_so(region, page):
    reponse = navigateur_de(factories.make_user()).get(page)

    assert reponse.status_code == 403
    assert "Votre compte n’a pas de territoire" in reponse.content.decode()
    assert "Se déconnecter, pour changer de compte" in reponse.content.decode()


def test_a_manager_of_no_departement_has_no_territory(region):
    assert navigateur_de(make_gestionnaire()).get("/pilotage/").status_code == 403


@pytest.mark.parametrize("methode", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_can_be_changed(region, page, methode):
    client = navigateur_de(make_gestionnaire(region.aisne))

    assert getattr(client, methode)(page).status_code == 405


@pytest.mark.parametrize("page", [*PAGES, *(e for e in EXPORTS if "csv" in e)])
def test_each_manager_reads_no_name_of_the_other_territory(region, page):
    aisne = contenu(navigateur_de(make_gestionnaire(region.aisne)), page)
    nord = contenu(navigateur_de(make_gestionnaire(region.nord)), page)

    absents = ["Le Beffroi", "Foyer Nord", "Ville de Nord", region.nordiste.numero]
    assert [nom for nom in absents if nom in aisne] == []
    absents = ["La Thiérache", "Foyer Aisne", "Ville de Aisne", region.axonais.numero]
    assert [nom for nom in absents if nom in nord] == []


@pytest.mark.parametrize("page", [*PAGES, *EXPORTS])
def test_no_contact_is_shown(region, page):
    contact = region.a_cheval.titulaire

    texte = contenu(navigateur_de(factories.make_staff()), page)

    assert [mot for mot in (contact.courriel, contact.nom) if mot in texte] == []


def test_the_straddling_og_shows_only_its_lines_there(region):
    aisne = navigateur_de(make_gestionnaire(region.aisne))
    adresse = "/pilotage/candidatures/?format=csv"

    rangs = [r for r in contenu(aisne, adresse).splitlines() if "Les Deux Rives" in r]

    assert [r.split(";")[-3:] for r in rangs] == [["02", "2", "2"]]


def test_a_grappe_hides_its_members_from_elsewhere_but_counts_them(region):
    page = navigateur_de(make_gestionnaire(region.aisne)).get("/pilotage/grappes/")

    etat = page.context["page"].object_list[0]
    assert [str(c.organisme) for c in etat.membres] == ["Les Deux Rives"]
    assert (etat.ailleurs, etat.eligibles, etat.du_territoire) == (1, 7, 2)


def test_a_grappe_without_a_member_there_is_not_listed(region):
    gestionnaire = make_gestionnaire(region.aisne)
    place = region.grappe.places.get(candidature=region.a_cheval)
    region.grappe.places.exclude(pk=place.pk).update(role="porteur")
    region.a_cheval.lignes.filter(etablissement__departement=region.aisne).update(retenue=False)

    page = navigateur_de(gestionnaire).get("/pilotage/grappes/").content.decode()

    assert compte_de(page) == 0
    assert "Aucune grappe dans ce territoire" in page


def test_staff_reads_everything_even_with_a_territory(region):
    staff = factories.make_staff()
    Gestionnaire.objects.create(user=staff).departements.set([region.aisne])

    page = navigateur_de(staff).get("/pilotage/candidatures/").content.decode()

    assert compte_de(page) == 3


def test_the_campagne_of_another_region_does_not_exist(region):
    corse = factories.make_departement("2A", "Corse-du-Sud", factories.make_region("94", "Corse"))
    ailleurs = factories.make_campagne(region=corse.region)
    aisne = navigateur_de(make_gestionnaire(region.aisne))

    assert [aisne.get(f"{p}?campagne={ailleurs.pk}").status_code for p in PAGES] == [404] * 5
    assert aisne.get("/pilotage/?campagne=tout").status_code == 404


@pytest.mark.parametrize(
    "filtre", ["departement=59", "statut=brouillon", "secteur=tout", "grappe=x"]
)
def test_a_filter_from_outside_the_territory_is_refused(region, filtre):
    aisne = navigateur_de(make_gestionnaire(region.aisne))

    page = aisne.get(f"/pilotage/etablissements/?{filtre}").content.decode()
    export = aisne.get(f"/pilotage/etablissements/?{filtre}&format=csv")

    assert compte_de(page) == 0
    assert "Sélectionnez un choix valide" in page
    assert export.headers["Content-Type"].startswith("text/html")


def test_the_grappe_of_another_territory_is_refused(region):
    nord = factories.make_grappe(campagne=region.grappe.campagne, membres=1)

    page = navigateur_de(make_gestionnaire(region.aisne)).get(
        f"/pilotage/candidatures/?grappe={nord.pk}"
    )

    assert compte_de(page.content.decode()) == 0
    assert "grappe" in page.context["form"].errors


def test_a_territory_without_campagne_has_an_empty_page(db):
    corse = factories.make_departement("2A", "Corse-du-Sud", factories.make_region("94", "Corse"))
    client = navigateur_de(make_gestionnaire(corse))

    page = client.get("/pilotage/").content.decode()

    assert "Aucune campagne ne concerne encore votre territoire" in page
    assert client.get("/pilotage/grappes/").url == "/pilotage/"


def test_the_open_campagne_comes_first_and_another_may_be_chosen(region):
    future = factories.make_campagne(
        nom="Prochaine",
        annee=2099,
        ouvre_le="2099-01-01",
        ferme_le="2099-02-01",
    )
    client = navigateur_de(make_gestionnaire(region.aisne))

    assert client.get("/pilotage/").context["campagne"] == region.grappe.campagne
    choisie = client.get(f"/pilotage/?campagne={future.pk}")
    assert choisie.context["campagne"] == future
    assert "Aucune grappe dans ce territoire" in choisie.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_staff_who_may_not_read_files_read_no_figures(region, page):
    assert navigateur_de(factories.make_user(is_staff=True)).get(page).status_code == 403
