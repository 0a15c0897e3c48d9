"""The page where a grappe is formed: its gauge and rules, its members, the vivier, its acts."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from grappes.admin.actes import Acte, Bouton, boutons, page
from grappes.admin.grappe_vivier import vivier
from grappes.erreurs import ErreurMetier
from grappes.forms.admin import (
    ExceptionForm,
    LogicielForm,
    MotifMembresForm,
    RefusForm,
    TransmissionForm,
)
from grappes.francais import compter
from grappes.models import (
    EtablissementDeclare,
    EtatPlace,
    Grappe,
    Place,
    StatutCandidature,
    StatutGrappe,
    Transition,
)
from grappes.models.statuts import ETATS_ATTENDUS, GRAPPES_OUVERTES
from grappes.regles.grappe import composer, constater, route, seuil
from grappes.services.atelier.deplacements import faire_sortir
from grappes.services.et_maintenant import apres_retrait
from grappes.services.regroupement import conflits, consultations, grappes, liens, places, reglages
from grappes.services.regroupement.composition import Jauge
from grappes.workflow import Auteur, statut_de

Verdict = EtablissementDeclare.Verdict

ACTES = {
    "proposer": Acte(grappes.proposer),
    "constituer": Acte(grappes.constituer),
    "inviter": Acte(grappes.inviter),
    "transmettre": Acte(
        grappes.transmettre,
        TransmissionForm,
        "Le porteur a déposé le dossier dans l’outil de l’État ; chaque membre est prévenu.",
        satisfait=True,
    ),
    "laurer": Acte(partial(grappes.noter_resultat, laureate=True)),
    "ne_pas_laurer": Acte(partial(grappes.noter_resultat, laureate=False)),
    "dissoudre": Acte(
        grappes.dissoudre,
        MotifMembresForm,
        "Les places sont libérées, les candidatures reviennent au vivier et sont prévenues.",
    ),
}
REPONSES = {
    "accepter": Acte(partial(places.repondre, acte="accepter")),
    "discuter": Acte(partial(places.repondre, acte="discuter")),
    "refuser": Acte(
        partial(places.repondre, acte="refuser"),
        RefusForm,
        "La place est libérée aussitôt et la candidature revient au vivier.",
    ),
}


def _liberer(place: Place, *, auteur: Auteur, motif: str) -> None:
    faire_sortir(place, par=auteur.user, motif=motif)


RETRAIT = {
    "liberer": Acte(
        _liberer,
        ExceptionForm,
        "Le membre quitte la grappe ; s’il en était informé, il est prévenu.",
    ),
}
DEMANDE = {"redemander": Acte(consultations.redemander)}
ACTES_PLACE = REPONSES | RETRAIT | DEMANDE


@dataclass(frozen=True)
class Membre:
    """A live place; staff record its `reponses` for the member, `autres` are acts of their own."""

    place: Place
    eligibles: int
    douteux: int
    exclus: int
    reponses: list[Bouton]
    autres: list[Bouton]

    @property
    def attendu(self) -> bool:
        return self.place.etat in ETATS_ATTENDUS

    @property
    def peut_repondre(self) -> bool:
        """Whether a link to answer may still serve this member."""
        informee = self.place.etat != EtatPlace.PREVUE
        return informee and self.place.candidature.statut == StatutCandidature.PROPOSEE


def jauge(grappe: Grappe) -> Jauge | None:
    """None without rules in force. Reads what `grappes.avec_membres()` prefetched."""
    reglement = grappe.campagne.reglement
    if reglement is None:
        return None
    compo = composer(grappe, reglement)
    return Jauge(compo.eligibles, compo.douteux, compo.exclus, seuil(compo, reglement))


def page_grappe(grappe: Grappe, query: QueryDict, *, peut_modifier: bool) -> dict[str, object]:
    reglement = grappe.campagne.reglement
    remaniable = peut_modifier and grappe.statut in GRAPPES_OUVERTES
    prevues = [place for place in grappe.places_vivantes if place.etat == EtatPlace.PREVUE]
    contexte = {
        "jauge": jauge(grappe),
        "constats": constater(grappe, reglement) if reglement else [],
        "voie": route(composer(grappe, reglement), reglement).label if reglement else "",
        "membres": [_membre(grappe, place, remaniable) for place in grappe.places_vivantes],
        "anciens": [place for place in grappe.places.all() if not place.est_vivante],
        "journal": journal(grappe),
        "peut_modifier": peut_modifier,
        "remaniable": remaniable,
        "vu": statut_de(grappe),
        "conflits": conflits.de_grappe(grappe),
        "cle_texte": str(grappe.pk),
        "a_decider": apres_retrait.est_ouverte(grappe),
        "proposee": grappe.statut == StatutGrappe.PROPOSEE,
    }
    if not peut_modifier:
        return contexte
    return contexte | {
        "boutons": boutons(grappe, ACTES),
        "roles": Place.Role.choices,
        "a_annoncer": prevues if grappe.statut != StatutGrappe.EN_PREPARATION else [],
        "vivier": vivier(grappe, query) if grappe.statut in GRAPPES_OUVERTES else None,
    }


def _membre(grappe: Grappe, place: Place, remaniable: bool) -> Membre:
    place.grappe = grappe
    verdicts = [ligne.verdict for ligne in place.candidature.lignes.all() if ligne.retenue]
    return Membre(
        place,
        verdicts.count(Verdict.ELIGIBLE),
        verdicts.count(Verdict.DOUTEUX),
        verdicts.count(Verdict.EXCLU),
        boutons(place, REPONSES) if remaniable else [],
        boutons(place, _gestes(grappe, place)) if remaniable else [],
    )


def _gestes(grappe: Grappe, place: Place) -> dict[str, Acte]:
    """Asking again is for a promise that the proposal no longer holds."""
    return RETRAIT if place.tient(grappe) else RETRAIT | DEMANDE


def journal(grappe: Grappe) -> list[Transition]:
    """The changes of a grappe and of its places, latest first."""
    changements = Transition.objects.filter(grappe=grappe) | Transition.objects.filter(
        place__grappe=grappe
    )
    return list(changements.select_related("par", "grappe", "place__candidature__organisme"))


def redemandes(nombre: int) -> str:
    """What an act has asked of the members who had said yes to something else."""
    return f" Un nouvel accord est demandé à {compter(nombre, 'membre')}." if nombre else ""


def changer_le_logiciel(request: HttpRequest, grappe: Grappe, retour: str) -> HttpResponse:
    """GET tells whom it asks again; POST does it."""
    form = LogicielForm(request.POST or None, initial={"vu": grappe.dui_id})
    if form.is_valid():
        auteur, logiciel = Auteur.collectif(request.user), form.cleaned_data["dui"]
        try:
            nombre = reglages.changer_le_logiciel(
                grappe, logiciel, vu=form.cleaned_data["vu"], auteur=auteur
            )
        except ErreurMetier as refus:
            messages.error(request, str(refus))
        else:
            messages.success(request, f"Le logiciel devient {logiciel}.{redemandes(nombre)}")
        return redirect(retour)
    consequence = (
        f"La grappe a été proposée avec {grappe.dui or 'un logiciel à choisir'}. Les membres "
        "informés reçoivent la nouvelle proposition, et ceux qui avaient accepté doivent "
        "répondre à nouveau."
    )
    return page(request, grappe, "Changer le logiciel", form, retour, consequence=consequence)


LIENS = {
    "revoquer": (liens.revoquer, "Les liens de réponse déjà envoyés ne fonctionnent plus."),
    "renvoyer": (liens.renvoyer, "La proposition repart, avec un nouveau lien de réponse."),
}


def agir_sur_le_lien(request: HttpRequest, place: Place, nom: str) -> HttpResponse:
    """Post only; says what was done to the links of this member, then shows the grappe again."""
    if nom not in LIENS:
        raise Http404
    acte, fait = LIENS[nom]
    if request.method == "POST":
        try:
            acte(place, par=request.user)
            messages.success(request, f"{place.candidature.organisme} : {fait}")
        except ErreurMetier as erreur:
            messages.error(request, str(erreur))
    return redirect("admin:grappes_grappe_change", place.grappe_id)
