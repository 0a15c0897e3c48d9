"""Apply a scenario, whole or grappe by grappe: real grappes, in one geste that can be undone."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.francais import compter
from grappes.models import (
    EtatPlace,
    Geste,
    Grappe,
    GrappeEnvisagee,
    Place,
    Scenario,
    User,
)
from grappes.models.statuts import GRAPPES_ENGAGEES
from grappes.optimizer import Plan, Problem, check
from grappes.services.atelier import scenarios
from grappes.services.atelier.calcul import enoncer
from grappes.services.atelier.deplacements import Deplacement, deplacer, prochain_numero
from grappes.services.atelier.lu import RANG, Envisagee, ScenarioLu
from grappes.services.atelier.probleme import Enonce
from grappes.services.atelier.resultat import nommer
from grappes.services.verrous import verrouiller_grappes


@transaction.atomic
def appliquer(
    scenario: Scenario, *, par: User, choisies: Collection[int] | None = None
) -> Geste | None:
    """Make the envisaged grappes real (all, or those of these keys); None if nobody moves.

    Raises `TransitionConcurrente`, which tells who did what, when a candidature is no longer
    where the scenario found it; `ErreurMetier` when a grappe is already applied, breaks a rule
    that it did not break when it was computed, or would move an informed OG without exception.
    """
    scenario = scenarios.tenir(scenario)
    lu = ScenarioLu(scenario)
    a_faire = [e for e in lu.envisagees if choisies is None or e.ligne.pk in choisies]
    a_faire = [e for e in a_faire if not e.appliquee]
    if not a_faire:
        raise ErreurMetier("C’est déjà appliqué : il ne reste rien à faire de ce scénario.")
    _confronter(lu, a_faire)
    cibles = _cibles(lu, a_faire)
    geste = _deplacer(lu, a_faire, cibles, par)
    _proposer_les_porteurs(a_faire, cibles)
    for envisagee in a_faire:
        envisagee.ligne.grappe = cibles[envisagee.ligne.pk]
        envisagee.ligne.appliquee_le = timezone.now()
    GrappeEnvisagee.objects.bulk_update([e.ligne for e in a_faire], ["grappe", "appliquee_le"])
    return geste


def _confronter(lu: ScenarioLu, envisagees: Sequence[Envisagee]) -> None:
    """Refuse what was true when the scenario was computed and is no more."""
    frais = enoncer(lu.scenario)
    if frais.reglement.pk != lu.annexe.reglement:
        raise TransitionConcurrente(
            f"Depuis ce calcul, la version {frais.reglement.version} du règlement est entrée en "
            "vigueur : demandez un nouveau scénario."
        )
    absents = [
        lu.nom(identifiant)
        for envisagee in envisagees
        for identifiant in envisagee.groupe.members
        if identifiant not in frais.candidatures
    ]
    if absents:
        raise TransitionConcurrente(
            f"Depuis ce calcul, {', '.join(absents)} ne peut plus rejoindre une grappe "
            "(candidature retirée, ou sans ESMS éligible) : demandez un nouveau scénario."
        )
    if ruptures := _ruptures(lu, frais, envisagees):
        raise TransitionConcurrente(f"Depuis ce calcul, les dossiers ont changé. {ruptures}")


def _ruptures(lu: ScenarioLu, frais: Enonce, envisagees: Sequence[Envisagee]) -> str:
    """What the judge reproaches to these grappes today, and did not when they were computed."""
    plan = Plan(tuple(e.groupe for e in envisagees), (), 0)
    phrases = []
    for faute in check(Problem(frais.problem.rules, frais.problem.candidates), plan):
        trouve = RANG.match(faute)
        if trouve is None:
            continue
        envisagee, phrase = envisagees[int(trouve[1]) - 1], nommer(trouve[2], lu.nom)
        if phrase[:1].upper() + phrase[1:] not in envisagee.fautes:
            phrases.append(f"« {envisagee.ligne} » : {phrase}")
    return " ".join(phrases)


def _cibles(lu: ScenarioLu, envisagees: Sequence[Envisagee]) -> dict[int, Grappe]:
    """By envisaged grappe: the one to complete, or a new one; its software is the scenario's."""
    campagne = lu.scenario.campagne
    nouvelles = [e for e in envisagees if e.ligne.grappe_id is None]
    premier = prochain_numero(campagne) if nouvelles else 0
    tenues = _tenir(lu, envisagees)
    cibles = {}
    for envisagee in envisagees:
        if envisagee.ligne.grappe_id is not None:
            grappe = cibles[envisagee.ligne.pk] = tenues[envisagee.ligne.grappe_id]
            _donner_le_logiciel(grappe, envisagee.ligne)
    creees = Grappe.objects.bulk_create(
        Grappe(campagne=campagne, nom=f"Grappe {numero}", dui_id=envisagee.ligne.dui_id)
        for numero, envisagee in enumerate(nouvelles, start=premier)
    )
    return cibles | {e.ligne.pk: grappe for e, grappe in zip(nouvelles, creees, strict=True)}


def _tenir(lu: ScenarioLu, envisagees: Iterable[Envisagee]) -> dict[int, Grappe]:
    """Hold at once all that these moves touch: twice would break the order of the locks."""
    completees = {e.ligne.grappe_id for e in envisagees}
    quittees = {lu.ou(m.candidature_id) for e in envisagees for m in e.membres}
    return verrouiller_grappes(cle for cle in completees | quittees if cle is not None)


def _donner_le_logiciel(grappe: Grappe, ligne: GrappeEnvisagee) -> None:
    """To a grappe that had none; what staff chose since the run is not the scenario's to change."""
    if ligne.dui_id is None or grappe.dui_id == ligne.dui_id:
        return
    if grappe.dui_id is None:
        grappe.dui_id = ligne.dui_id
        grappe.save(update_fields=["dui"])
        return
    reglement = ligne.scenario.campagne.reglement
    if reglement and reglement.dui_unique:
        raise TransitionConcurrente(
            f"Depuis ce calcul, « {grappe} » a pour logiciel {grappe.dui} : demandez un nouveau "
            "scénario."
        )


def _deplacer(
    lu: ScenarioLu, envisagees: Iterable[Envisagee], cibles: Mapping[int, Grappe], par: User
) -> Geste | None:
    voulus: dict[int, int | None] = {
        membre.candidature_id: cibles[envisagee.ligne.pk].pk
        for envisagee in envisagees
        for membre in envisagee.membres
    }
    voulus |= dict.fromkeys(_evinces(lu, cibles.values(), voulus), None)
    actuels = dict(
        Place.objects.vivantes().filter(candidature__in=voulus).values_list("candidature", "grappe")
    )
    utiles = {cle: vers for cle, vers in voulus.items() if actuels.get(cle) != vers}
    if not utiles:
        return None
    exceptions = lu.scenario.derogations.filter(utilisee_le=None)
    return deplacer(
        lu.scenario.campagne,
        [Deplacement(cle, vers) for cle, vers in utiles.items()],
        vus={cle: lu.ou(cle) for cle in utiles},
        par=par,
        derogations=dict(exceptions.values_list("place__candidature", "motif")),
        libelle=f"Scénario « {lu.scenario} » : {compter(len(cibles), 'grappe')}",
        scenario=lu.scenario,
    )


def _evinces(lu: ScenarioLu, grappes: Iterable[Grappe], voulus: Collection[int]) -> list[int]:
    """Who is in a completed grappe today, free to move, and not in it in the scenario."""
    presentes = Place.objects.vivantes().filter(
        grappe__in=[grappe.pk for grappe in grappes], etat=EtatPlace.PREVUE, epinglee_le=None
    )
    return [
        cle
        for cle in presentes.values_list("candidature", flat=True)
        if cle not in voulus and str(cle) in lu.annexe.actuel and str(cle) not in lu.annexe.verrous
    ]


def _proposer_les_porteurs(envisagees: Sequence[Envisagee], cibles: Mapping[int, Grappe]) -> None:
    """In one UPDATE, for hundreds of grappes. Nobody who already carries is replaced.

    A constituted grappe is carried by who said yes: that is no scenario's to choose.
    """
    libres = [g.pk for g in cibles.values() if g.statut not in GRAPPES_ENGAGEES]
    vivantes = Place.objects.vivantes().filter(grappe__in=libres)
    portees = set(vivantes.filter(role=Place.Role.PORTEUR).values_list("grappe", flat=True))
    pressenties = [int(e.groupe.lead) for e in envisagees if cibles[e.ligne.pk].pk not in portees]
    vivantes.filter(candidature__in=pressenties).update(role=Place.Role.PORTEUR)
