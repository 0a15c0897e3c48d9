"""Staff amend a scenario: a member goes to another of its grappes, to a new one, or out."""

from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import Max

from grappes.erreurs import ErreurMetier
from grappes.models import Dui, GrappeEnvisagee, MembreEnvisage, Scenario
from grappes.optimizer import Group, explain
from grappes.optimizer.mixing import prevailing
from grappes.services.enonce.raisons import abreger, raison
from grappes.services.scenarios import demandes
from grappes.services.scenarios.lecture import Envisagee, ScenarioLu, lire, meilleur
from grappes.services.scenarios.resultat import PROJET_DE

NOUVELLE = 0


@transaction.atomic
def retoucher(scenario: Scenario, candidature: int, vers: int | None) -> list[str]:
    """Move a candidature to an envisaged grappe (pk), a new one (`NOUVELLE`) or out (None).

    Returns what the grappes that it left and joined break now, as sentences. Raises
    `ErreurMetier` for who is held by a promise, and for a grappe that is already applied.
    """
    scenario = demandes.tenir(scenario)
    lu, identifiant = lire(scenario), str(candidature)
    _controler(lu, identifiant)
    depart = lu.envisagee_de(identifiant)
    arrivee = _arrivee(lu, vers)
    if depart and vers == depart.ligne.pk:
        raise ErreurMetier(f"{lu.nom(identifiant)} est déjà dans cette grappe.")
    for envisagee in (depart, arrivee):
        if envisagee and envisagee.appliquee:
            raise ErreurMetier(
                f"« {envisagee.ligne} » est déjà appliquée : déplacez ses membres dans l’atelier."
            )
    MembreEnvisage.objects.filter(scenario=scenario, candidature=candidature).delete()
    if depart and len(depart.membres) == 1:
        depart.ligne.delete()
    if vers is not None:
        _placer(lu, identifiant, arrivee)
    return _suites(scenario, identifiant, depart, vers)


def _controler(lu: ScenarioLu, identifiant: str) -> None:
    if identifiant not in lu.problem.by_id:
        raise ErreurMetier("Cette candidature n’est pas de ce scénario.")
    if verrou := lu.annexe.verrous.get(identifiant):
        raise ErreurMetier(
            f"{verrou} Pour l’en sortir, demandez un scénario qui l’excepte, avec le motif."
        )


def _arrivee(lu: ScenarioLu, vers: int | None) -> Envisagee | None:
    if vers in (None, NOUVELLE):
        return None
    for envisagee in lu.envisagees:
        if envisagee.ligne.pk == vers:
            return envisagee
    raise ErreurMetier("Cette grappe n’est plus dans le scénario : rechargez la page.")


def _placer(lu: ScenarioLu, identifiant: str, arrivee: Envisagee | None) -> None:
    """Write the row of the member, and that of its grappe if it is a new one."""
    groupe = _groupe(lu, identifiant, arrivee)
    ligne = arrivee.ligne if arrivee else _nouvelle(lu, groupe)
    phrase = raison(lu.problem, groupe, identifiant, lu.annexe.souhaits, lu.nom)
    MembreEnvisage.objects.create(
        scenario=lu.scenario,
        envisagee=ligne,
        candidature_id=int(identifiant),
        raison=abreger(f"placé à la main : {phrase}"),
    )


def _groupe(lu: ScenarioLu, identifiant: str, arrivee: Envisagee | None) -> Group:
    if arrivee:
        ancien = arrivee.groupe
        return Group(ancien.lead, ancien.vendor, ancien.project, (*ancien.members, identifiant))
    person = lu.problem.by_id[identifiant]
    dui = (person.accepts or ("",))[0]
    return Group(identifiant, dui, prevailing([person]), (identifiant,))


def _nouvelle(lu: ScenarioLu, groupe: Group) -> GrappeEnvisagee:
    dernier = lu.scenario.grappes.aggregate(rang=Max("rang"))["rang"] or 0
    return GrappeEnvisagee.objects.create(
        scenario=lu.scenario,
        rang=dernier + 1,
        dui=Dui.objects.filter(nom=groupe.vendor).first(),
        projet=PROJET_DE[groupe.project],
        porteur_id=int(groupe.lead),
    )


def _suites(
    scenario: Scenario, identifiant: str, depart: Envisagee | None, vers: int | None
) -> list[str]:
    """Choose another porteur where it left; say why it is out; tell what is broken now."""
    lu = lire(scenario)
    touchees = [
        e
        for e in lu.envisagees
        if identifiant in e.groupe.members or (depart and e.ligne.pk == depart.ligne.pk)
    ]
    for envisagee in touchees:
        if str(envisagee.ligne.porteur_id) not in envisagee.groupe.members:
            people = [lu.problem.by_id[membre] for membre in envisagee.groupe.members]
            envisagee.ligne.porteur_id = int(meilleur(people))
        envisagee.ligne.geste = None  # amended, it is no longer what a geste taken back would redo
        envisagee.ligne.save(update_fields=["porteur", "geste"])
    orphelins = {cle: dit for cle, dit in lu.annexe.orphelins.items() if cle != identifiant}
    if vers is None:
        explication = explain(lu.problem, lu.plan, identifiant, name=lu.nom)
        orphelins[identifiant] = f"sorti à la main ; {explication.sentence}"
    scenario.esms_places = places(lu)
    annexe = replace(lu.annexe, orphelins=orphelins)
    scenario.enonce = {**(scenario.enonce or {}), "annexe": asdict(annexe)}
    scenario.save(update_fields=["enonce", "esms_places"])
    return [f"« {e.ligne} » : {phrase}" for e in touchees for phrase in e.a_regler]


def places(lu: ScenarioLu) -> int:
    """ESMS in grappes that break nothing, and in those that are left as they are."""
    return lu.esms_figes + sum(e.esms for e in lu.envisagees if e.en_regle)
