"""What contradicts itself among candidatures is told to staff, settled, back when facts change."""

import pytest

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.models import Arbitrage, Candidature, Grappe, PaireInterdite
from grappes.services.dossiers import candidatures
from grappes.services.regroupement import conflits, grappes, places
from grappes.services.regroupement.conflits import a_regler, regler
from grappes.workflow import CANDIDATE
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def abc(campagne):
    """Alice, Bob and Chloé: three eligible candidatures that accept the same software."""
    return [
        factories.make_eligible(
            campagne=campagne, organisme=factories.make_organisme(raison_sociale=nom)
        )
        for nom in ("Alice", "Bob", "Chloé")
    ]


def phrases():
    return [conflit.phrase.replace("\u00a0", " ") for conflit in a_regler()]


def souhaiter(qui, *autres):
    qui.partenaires.add(*(autre.organisme for autre in autres))


def refuser(qui, *autres):
    qui.refus.add(*(autre.organisme for autre in autres))


def reunir(*membres):
    grappe = factories.make_grappe(campagne=membres[0].campagne, membres=0, nom="Lys")
    for membre in membres:
        places.ajouter(grappe, membre)
    return grappe


def test_nothing_to_settle_when_wishes_go_together(abc):
    a, b, c = abc
    souhaiter(a, b)
    souhaiter(b, a)
    refuser(a, c)
    assert phrases() == []


def test_wish_for_one_who_refuses(abc):
    a, b, _ = abc
    souhaiter(a, b)
    refuser(b, a)
    assert phrases() == ["Alice souhaite Bob, qui ne veut pas travailler avec lui."]
    assert [c.candidatures for c in a_regler()] == [(a.pk, b.pk)]


def test_wish_for_two_who_do_not_want_each_other(abc):
    a, b, c = abc
    souhaiter(a, b, c)
    refuser(c, b)
    assert phrases() == ["Alice souhaite Chloé et Bob, mais Chloé ne veut pas travailler avec Bob."]


def test_same_organisme_wished_and_refused(abc):
    a, b, _ = abc
    souhaiter(a, b)
    refuser(a, b)
    assert phrases() == ["Alice cite Bob à la fois comme souhait et comme refus."]


def test_partners_without_software_in_common_are_told_once(abc, campagne):
    a, b, _ = abc
    b.dui_acceptes.set([factories.make_dui("Logiciel B")])
    souhaiter(a, b)
    souhaiter(b, a)
    assert phrases() == [
        "Partenaires souhaités, sans logiciel accepté en commun "
        "(Alice : Logiciel A ; Bob : Logiciel B)."
    ]
    campagne.reglements.update(dui_unique=False)
    assert phrases() == []


def test_who_follows_the_grappe_has_every_software_in_common(abc):
    a, b, _ = abc
    b.dui_acceptes.set([factories.make_dui("Logiciel B")])
    Candidature.objects.filter(pk=b.pk).update(dui_de_la_grappe=True)
    souhaiter(a, b)
    assert phrases() == []


def test_partners_with_opposite_projects_under_a_limited_share(abc, campagne):
    a, b, _ = abc
    b.lignes.update(type_projet="mise_en_conformite")
    souhaiter(a, b)
    assert phrases() == []
    campagne.reglements.update(part_mixte_max=20)
    assert phrases() == [
        "Alice et Bob se souhaitent, mais l’un acquiert un DUI et l’autre met le sien en "
        "conformité : 20 % au plus du type minoritaire dans une grappe."
    ]


def test_member_refused_by_another_of_the_same_grappe_comes_first(abc):
    a, b, c = abc
    souhaiter(a, c)
    refuser(c, a)
    refuser(a, b)
    grappe = reunir(a, b)
    assert phrases()[0] == (
        "Alice ne veut pas travailler avec Bob, mais tous deux sont dans « Lys »."
    )
    assert [c.grappe for c in a_regler()] == [grappe.pk, None]


def test_forbidden_pair_inside_a_grappe(abc, staff, campagne):
    a, b, _ = abc
    PaireInterdite.objects.create(
        campagne=campagne, premiere=a, seconde=b, motif="Contentieux", par=staff
    )
    assert phrases() == []
    reunir(a, b)
    assert phrases() == [
        "Alice et Bob sont dans « Lys », mais le Collectif a interdit cette paire (Contentieux)."
    ]


def test_wish_for_an_organisme_that_is_not_a_candidate(abc):
    a, b, _ = abc
    souhaiter(a, b)
    a.partenaires.add(factories.make_organisme(raison_sociale="Absent"))
    candidatures.retirer(b, auteur=CANDIDATE)
    assert phrases() == [
        "Alice souhaite Absent, qui n’est pas candidat.",
        "Alice souhaite Bob, qui n’est pas candidat.",
    ]


def test_candidature_of_another_campagne_is_no_candidate_here(abc):
    a, *_ = abc
    francilien = factories.make_departement("75", "Paris", factories.make_region("11", "IdF"))
    ailleurs = factories.make_campagne(region=francilien.region, nom="Ailleurs")
    autre = factories.make_eligible(
        campagne=ailleurs,
        organisme=factories.make_organisme(raison_sociale="Lointain", departement=francilien),
    )
    souhaiter(a, autre)
    refuser(autre, a)
    assert phrases() == ["Alice souhaite Lointain, qui n’est pas candidat."]


def test_wishes_of_a_draft_or_of_a_file_that_is_sent_are_nobody_s_conflict(abc, campagne):
    a, b, c = abc
    brouillon = factories.make_brouillon(campagne=campagne)
    souhaiter(brouillon, b)
    souhaiter(a, c)
    refuser(c, a)
    Candidature.objects.filter(pk=a.pk).update(statut="transmise")
    assert phrases() == []


def test_conflicts_of_one_candidature_and_of_one_grappe(abc):
    a, b, c = abc
    souhaiter(a, b)
    refuser(b, a)
    grappe = reunir(c)
    assert len(conflits.de_candidature(a)) == len(conflits.de_candidature(b)) == 1
    assert conflits.de_candidature(c) == conflits.de_grappe(grappe) == []
    places.ajouter(grappe, b)
    assert len(conflits.de_grappe(grappe)) == 1


def test_settled_conflict_stays_settled_until_its_facts_change(abc, staff):
    a, b, _ = abc
    b.dui_acceptes.set([factories.make_dui("Logiciel B")])
    souhaiter(a, b)
    [conflit] = a_regler()

    arbitrage = regler(conflit.empreinte, par=staff, motif="Bob changera de logiciel")

    assert a_regler() == []
    assert (arbitrage.phrase, arbitrage.par) == (conflit.phrase, staff)
    b.dui_acceptes.set([factories.make_dui("Logiciel C")])
    assert len(a_regler()) == 1


def test_loser_of_a_race_is_told_who_settled_it(abc, staff):
    a, b, _ = abc
    souhaiter(a, b)
    refuser(b, a)
    [conflit] = a_regler()
    regler(conflit.empreinte, par=staff, motif="Vu au téléphone")

    with pytest.raises(TransitionConcurrente, match=r"Claire Martin a déjà réglé .*Vu au"):
        regler(conflit.empreinte, par=staff, motif="Autrement")
    assert Arbitrage.objects.count() == 1


def test_conflict_that_is_gone_is_not_settled_and_a_reason_is_owed(abc, staff):
    a, b, _ = abc
    souhaiter(a, b)
    refuser(b, a)
    [conflit] = a_regler()
    with pytest.raises(ErreurMetier, match="Indiquez ce qui est décidé"):
        regler(conflit.empreinte, par=staff, motif=" ")
    b.refus.clear()
    with pytest.raises(TransitionConcurrente, match="n’existe plus"):
        regler(conflit.empreinte, par=staff, motif="Trop tard")


def test_queries_do_not_grow(abc, campagne, django_assert_max_num_queries):
    for membre in factories.make_grappe(campagne=campagne, membres=5).places.all():
        souhaiter(membre.candidature, *abc)
        refuser(abc[0], membre.candidature)
    with django_assert_max_num_queries(14):
        assert len(a_regler()) == 5


def test_grappe_that_is_renamed_does_not_open_a_settled_conflict_again(abc, staff):
    a, b, _ = abc
    refuser(a, b)
    grappe = reunir(a, b)
    [conflit] = a_regler()
    regler(conflit.empreinte, par=staff, motif="Vu au téléphone")

    Grappe.objects.filter(pk=grappe.pk).update(nom="Flandre")

    assert a_regler() == []


def test_who_refused_a_grappe_for_its_members_is_not_put_back_with_them_in_silence(
    abc, campagne, collectif
):
    a, b, _ = abc
    premiere = reunir(a, b)
    grappes.proposer(premiere, auteur=collectif)
    refusee = premiere.places.select_related("candidature", "grappe").get(candidature=a)
    places.repondre(refusee, "refuser", auteur=CANDIDATE, motif_refus="partenaires")

    assert [c.phrase for c in conflits.rencontres(campagne, {a.pk: 1, b.pk: 1})] == [
        "Alice a refusé une grappe à cause de ses membres, dont Bob."
    ]


def test_conflicts_of_one_grappe_are_those_of_the_whole_campagne(abc, campagne):
    a, b, c = abc
    souhaiter(c, a, b)
    refuser(b, a)
    souhaiter(a, b)
    grappe = reunir(a)
    de_loin = [x for x in a_regler() if a.pk in x.candidatures]

    assert conflits.de_grappe(grappe) == de_loin
    assert {x.genre for x in de_loin} == {"souhait_refuse", "souhaits_contraires"}
