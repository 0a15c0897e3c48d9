"""The pages of the scenarios: asked, watched, looked at, amended, applied, compared."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from grappes.models import Derogation, Job, Place, Scenario
from grappes.services import travaux
from grappes.services.atelier import gestes
from grappes.services.regroupement import grappes, places
from grappes.services.scenarios import demandes
from tests import factories
from tests.grappes.services.groupables import PARIS, eligible


def adresse(nom, campagne, *cles):
    return reverse(f"admin:grappes_scenario_{nom}", args=[campagne.pk, *cles])


VOEUX = {"nom": "Nord", "rayon_km": "50", "marge_esms": "2", "duree": "1"}


@pytest.fixture
def orpheline(campagne):
    return eligible(campagne, esms=1, ou=PARIS)


@pytest.fixture
def scenario(campagne, staff, orpheline):
    """Two OGs in a grappe, one too far."""
    eligible(campagne), eligible(campagne)
    demande = demandes.demander(campagne, nom="Nord", rayon_km=50, duree=1, par=staff)
    travaux.mener()
    return Scenario.objects.get(pk=demande.pk)


def test_form_asks_for_a_run_with_what_was_typed(admin_page, campagne, staff):
    reponse = admin_page.post(adresse("nouveau", campagne), VOEUX)

    scenario = Scenario.objects.get()
    assert reponse.url == adresse("page", campagne, scenario.pk)
    assert (scenario.nom, scenario.rayon_km, scenario.marge_esms) == ("Nord", 50, 2)
    assert (scenario.cree_par, demandes.travail(scenario).etat) == (staff, Job.Etat.DEMANDE)


def test_form_without_a_name_or_a_reach_is_enough(admin_page, campagne):
    admin_page.post(adresse("nouveau", campagne), VOEUX | {"nom": "", "rayon_km": ""})

    scenario = Scenario.objects.get()
    assert (scenario.nom, scenario.rayon_km) == ("Scénario 1", None)


def test_wrong_number_is_told_beside_its_field_and_nothing_typed_is_lost(admin_page, campagne):
    html = admin_page.post(
        adresse("nouveau", campagne), VOEUX | {"duree": "mille"}
    ).content.decode()

    assert "Écrivez un nombre entier" in html
    assert 'value="Nord"' in html
    assert Scenario.objects.count() == 0


def test_search_of_candidatures_keeps_what_is_typed_and_ticked(admin_page, campagne):
    cochee, cherchee = eligible(campagne), eligible(campagne)
    donnees = VOEUX | {
        "chercher": "1",
        "selection": [cochee.pk],
        "recherche": cherchee.numero,
    }

    reponse = admin_page.post(adresse("nouveau", campagne), donnees)

    assert 'value="Nord"' in reponse.content.decode()
    assert reponse.context["cochees"] == [cochee]
    assert reponse.context["trouvees"] == [cherchee]
    assert Scenario.objects.count() == 0


def test_selection_comes_from_the_workshop_and_is_kept(admin_page, campagne):
    choisie, _ = eligible(campagne), eligible(campagne)
    reponse = admin_page.get(adresse("nouveau", campagne), {"selection": choisie.pk})
    assert reponse.context["cochees"] == [choisie]

    admin_page.post(adresse("nouveau", campagne), VOEUX | {"selection": [choisie.pk]})

    assert list(Scenario.objects.get().selection.all()) == [choisie]


def test_exception_is_asked_place_by_place_with_its_reason(admin_page, campagne, collectif, staff):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    places.ajouter(grappe, eligible(campagne, esms=3))
    grappes.proposer(grappe, auteur=collectif)
    place = Place.objects.get()

    admin_page.post(adresse("nouveau", campagne), VOEUX | {f"motif-{place.pk}": "Fusion."})

    derogation = Derogation.objects.get()
    assert (derogation.place, derogation.motif, derogation.par) == (place, "Fusion.", staff)


def test_campagne_without_rules_says_so_on_the_form(admin_page, db):
    campagne = factories.make_campagne(reglement=False)

    html = admin_page.post(adresse("nouveau", campagne), VOEUX).content.decode()

    assert "pas de règlement en vigueur" in html


def test_page_of_a_run_tells_its_progress_and_can_stop_it(admin_page, campagne, staff):
    scenario = demandes.demander(campagne, nom="Nord", par=staff)
    Job.objects.update(
        etat="en_cours", faits=240, total=301, phase="ensemble", bail_le=timezone.now()
    )

    html = admin_page.get(adresse("page", campagne, scenario.pk)).content.decode()
    fragment = admin_page.get(adresse("avancement", campagne, scenario.pk)).content.decode()
    admin_page.post(adresse("arreter", campagne, scenario.pk))

    assert "240 ESMS placés sur 301 au plus" in html
    assert "240 ESMS placés sur 301 au plus" in fragment
    assert Job.objects.get().arret_demande_le is not None


def test_end_of_a_run_reloads_the_page(admin_page, campagne, scenario):
    reponse = admin_page.get(adresse("avancement", campagne, scenario.pk))

    assert reponse.headers["HX-Refresh"] == "true"


def test_failed_run_can_be_led_again(admin_page, campagne, staff):
    scenario = demandes.demander(campagne, nom="Nord", duree=1, par=staff)
    Job.objects.update(etat="en_echec", compte_rendu="Une phrase.")
    html = admin_page.get(adresse("page", campagne, scenario.pk)).content.decode()
    assert "Une phrase." in html

    admin_page.post(adresse("relancer", campagne, scenario.pk))

    assert Job.objects.get().etat == Job.Etat.DEMANDE


def test_result_shows_grappes_reasons_and_orphans(admin_page, campagne, scenario, orpheline):
    html = admin_page.get(adresse("page", campagne, scenario.pk)).content.decode()

    assert "porteur de la grappe" in html
    assert str(orpheline.organisme) in html
    assert "À moins de 50 km d’un même porteur" in html
    assert "1 créée, 2 candidatures déplacées" in html


def test_one_grappe_is_applied_from_the_page(admin_page, campagne, scenario):
    envisagee = scenario.grappes.get()

    reponse = admin_page.post(
        adresse("appliquer", campagne, scenario.pk), {"envisagee": envisagee.pk}, follow=True
    )

    assert "C’est appliqué pour 2 candidatures." in reponse.content.decode()
    assert Place.objects.vivantes().count() == 2
    assert "Tout ce scénario est appliqué." in reponse.content.decode()


def test_key_that_no_page_posts_applies_and_moves_nothing(admin_page, campagne, scenario):
    cle = scenario.membres.first().candidature_id

    for page, donnees in (
        (adresse("appliquer", campagne, scenario.pk), {"envisagee": "abc"}),
        (adresse("deplacer", campagne, scenario.pk, cle), {"vers": "abc"}),
    ):
        assert admin_page.post(page, donnees).status_code == 404

    assert (Place.objects.count(), scenario.membres.count()) == (0, 2)


def test_refusal_of_the_domain_is_a_sentence_on_the_page(admin_page, campagne, scenario):
    for _ in range(2):
        reponse = admin_page.post(adresse("appliquer", campagne, scenario.pk), follow=True)

    assert "C’est déjà appliqué" in reponse.content.decode()


def test_member_is_moved_out_from_its_page(admin_page, campagne, scenario):
    membre = scenario.membres.first()
    page = adresse("candidature", campagne, scenario.pk, membre.candidature_id)
    assert "Sans grappe" in admin_page.get(page).content.decode()

    admin_page.post(adresse("deplacer", campagne, scenario.pk, membre.candidature_id), {"vers": ""})

    assert scenario.membres.count() == 1


def test_change_that_staff_decide_is_done_from_the_page(admin_page, campagne, scenario, orpheline):
    html = admin_page.get(
        adresse("candidature", campagne, scenario.pk, orpheline.pk)
    ).content.decode()
    assert "Relancer avec cette distance" in html
    valeur = html.split('name="valeur" value="')[1].split('"')[0]

    admin_page.post(
        adresse("changer", campagne, scenario.pk, orpheline.pk),
        {"genre": "distance", "valeur": valeur},
    )

    assert Scenario.objects.count() == 2
    assert Scenario.objects.first().rayon_km == int(valeur)


def test_software_is_asked_by_a_mail_that_staff_send(admin_page, campagne, scenario, staff):
    autre = eligible(campagne, esms=1, duis=("Logiciel B",))
    demandes.relancer(scenario)
    travaux.mener()

    html = admin_page.get(adresse("candidature", campagne, scenario.pk, autre.pk)).content.decode()

    assert f'href="mailto:{autre.titulaire.courriel}?subject=' in html
    assert "Logiciel%20Logiciel%20A" in html or "Logiciel%20A" in html


def test_comparison_tells_what_moves(admin_page, campagne, scenario, staff):
    html = admin_page.get(adresse("comparaison", campagne, scenario.pk)).content.decode()
    assert "Ce qui bouge (2)" in html
    assert "Promesses touchées sans exception&nbsp;: 0" in html

    autre = demandes.demander(campagne, nom="Sud", duree=1, par=staff)
    travaux.mener()
    page = admin_page.get(adresse("comparaison", campagne, scenario.pk), {"avec": autre.pk})
    assert page.context["autre"] == autre


def test_list_tells_where_each_scenario_stands(admin_page, campagne, scenario):
    admin_page.post(adresse("appliquer", campagne, scenario.pk))

    html = admin_page.get(adresse("liste", campagne)).content.decode()

    assert "4 ESMS placés" in html
    assert ">Appliqué<" in html


def test_scenario_is_forgotten_unless_it_was_applied(admin_page, campagne, scenario):
    admin_page.post(adresse("appliquer", campagne, scenario.pk))
    admin_page.post(adresse("supprimer", campagne, scenario.pk))
    assert Scenario.objects.count() == 1

    gestes.annuler(campagne, scenario.gestes.get().par)
    admin_page.post(adresse("supprimer", campagne, scenario.pk))
    assert (Scenario.objects.count(), Job.objects.count()) == (0, 0)


def test_who_only_reads_sees_and_changes_nothing(client, campagne, scenario):
    lectrice = factories.make_user(is_staff=True)
    lectrice.user_permissions.set(
        Permission.objects.filter(codename__in=["view_grappe", "view_candidature"])
    )
    client.force_login(lectrice)

    html = client.get(adresse("page", campagne, scenario.pk)).content.decode()
    appliquer = client.post(adresse("appliquer", campagne, scenario.pk))

    assert "Appliquer" not in html
    assert (appliquer.status_code, Place.objects.count()) == (403, 0)
    client.force_login(factories.make_user(is_staff=True))
    assert client.get(adresse("page", campagne, scenario.pk)).status_code == 403


def test_scenario_of_another_campagne_is_not_found(admin_page, scenario):
    ailleurs = factories.make_campagne(
        region=factories.make_region("11", "Île-de-France"), nom="Ailleurs"
    )

    assert admin_page.get(adresse("page", ailleurs, scenario.pk)).status_code == 404
    assert admin_page.get(adresse("candidature", ailleurs, scenario.pk, 1)).status_code == 404


def test_result_page_costs_the_same_at_any_size(
    admin_page, campagne, staff, django_assert_max_num_queries
):
    for n in range(9):
        eligible(campagne, esms=3, duis=(f"Logiciel {n}",))
    scenario = demandes.demander(campagne, nom="Grand", duree=1, par=staff)
    travaux.mener()

    with django_assert_max_num_queries(28):
        reponse = admin_page.get(adresse("page", campagne, scenario.pk))

    assert reponse.content.decode().count("<details") == 9


def test_grappe_that_is_already_so_is_not_offered_to_apply(admin_page, campagne, staff):
    grappe = factories.make_grappe(membres=0, campagne=campagne)
    places.ajouter(grappe, eligible(campagne, esms=3))
    scenario = demandes.demander(campagne, nom="Rien", duree=1, par=staff)
    travaux.mener()

    html = admin_page.get(adresse("page", campagne, scenario.pk)).content.decode()

    assert "Ce scénario ne change rien aux grappes d’aujourd’hui." in html
    assert ">Inchangée<" in html
    assert "Appliquer" not in html
