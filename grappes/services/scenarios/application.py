"""Apply a scenario, whole or grappe by grappe: real grappes, in one geste that can be undone."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from grappes.erreurs import ErreurMetier, TransitionConcurrente
from grappes.francais import compter
from grappes.models import (
    Geste,
    Grappe,
    GrappeEnvisagee,
    Place,
    Scenario,
    StatutGrappe,
    User,
)
from grappes.optimizer import Problem
from grappes.services.atelier.deplacements import Deplacement, deplacer, prochain_numero
from grappes.services.enonce.probleme import Enonce
from grappes.services.scenarios import demandes, jugement
from grappes.services.scenarios.calcul import enoncer
from grappes.services.scenarios.jugement import REFUS
from grappes.services.scenarios.lecture import Envisagee, ScenarioLu, lire
from grappes.services.scenarios.suites import a_appliquer, trajets
from grappes.services.verrous import verrouiller_grappes


@transaction.atomic
def appliquer(
    scenario: Scenario,
    *,
    par: User,
    choisies: Collection[int] | None = None,
    malgre_conflits: bool = False,
) -> Geste | None:
    """Make the envisaged grappes real (all, or those of these keys); None if nobody moves.

    Raises `TransitionConcurrente`, which tells who did what, when a candidature is no longer
    where the scenario found it; `ErreurMetier` when a grappe is already applied, breaks a rule
    that it did not break when it was computed, would move an informed OG without exception, or
    brings together two who refuse each other, unless `malgre_conflits`.
    """
    scenario = demandes.tenir(scenario)
    lu = lire(scenario)
    a_faire = [e for e in a_appliquer(lu) if choisies is None or e.ligne.pk in choisies]
    if not a_faire:
        raise ErreurMetier("C’est déjà appliqué : il ne reste rien à faire de ce scénario.")
    _confronter(lu, a_faire)
    cibles = _cibles(lu, a_faire)
    geste = _deplacer(lu, a_faire, cibles, par, malgre_conflits=malgre_conflits)
    _proposer_les_porteurs(a_faire, cibles)
    for envisagee in a_faire:
        envisagee.ligne.grappe, envisagee.ligne.geste = cibles[envisagee.ligne.pk], geste
        envisagee.ligne.appliquee_le = timezone.now()
    lignes = [envisagee.ligne for envisagee in a_faire]
    GrappeEnvisagee.objects.bulk_update(lignes, ["grappe", "geste", "appliquee_le"])
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
    """What is reproached to these grappes today, and was not when they were computed.

    Refusals apart: the move itself asks whether staff bring these together all the same.
    """
    problem = Problem(frais.problem.rules, frais.problem.candidates)
    trouvees = jugement.juger(problem, [e.groupe for e in envisagees], lu.nom)
    phrases = []
    for envisagee, fautes in zip(envisagees, trouvees, strict=True):
        connues = {faute.cle for faute in envisagee.fautes}
        reproches = [f for f in envisagee.reproches(fautes) if f.code != REFUS]
        nouvelles = [f for f in reproches if f.cle not in connues]
        phrases += [f"« {envisagee.ligne} » : {faute.phrase}" for faute in nouvelles]
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
    lu: ScenarioLu,
    envisagees: Sequence[Envisagee],
    cibles: Mapping[int, Grappe],
    par: User,
    *,
    malgre_conflits: bool,
) -> Geste | None:
    utiles = trajets(lu, envisagees, {ligne: grappe.pk for ligne, grappe in cibles.items()})
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
        malgre_conflits=malgre_conflits,
        creees=[cibles[e.ligne.pk] for e in envisagees if e.ligne.grappe_id is None],
    )


def _proposer_les_porteurs(envisagees: Sequence[Envisagee], cibles: Mapping[int, Grappe]) -> None:
    """In one UPDATE, for hundreds of grappes. Nobody who already carries is replaced.

    Where members were told of their grappe, who carries it is no scenario's to choose.
    """
    libres = [g.pk for g in cibles.values() if g.statut == StatutGrappe.EN_PREPARATION]
    vivantes = Place.objects.vivantes().filter(grappe__in=libres)
    portees = set(vivantes.filter(role=Place.Role.PORTEUR).values_list("grappe", flat=True))
    pressenties = [int(e.groupe.lead) for e in envisagees if cibles[e.ligne.pk].pk not in portees]
    vivantes.filter(candidature__in=pressenties).update(role=Place.Role.PORTEUR)
