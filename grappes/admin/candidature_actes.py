"""The examination page of one candidature: its acts, its forms, what it shows."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest

from grappes.admin.actes import Acte, boutons
from grappes.forms.admin import (
    DecisionForm,
    MotifFacultatifForm,
    MotifForm,
    NoteForm,
    RemarqueForm,
    RemarquesForm,
)
from grappes.models import Candidature
from grappes.regles.doublons import doublons
from grappes.regles.eligibilite import contradictions
from grappes.services.collectif.chronologie import chronologie
from grappes.services.dossiers import candidatures, examen, jugements
from grappes.services.questions import posees
from grappes.services.regroupement import conflits
from grappes.workflow import statut_de

# The table of `workflow` says which ones are possible; these are the services that do them.
ACTES = {
    "deposer": Acte(candidatures.deposer),
    "examiner": Acte(examen.examiner),
    "demander_complements": Acte(
        examen.demander_complements,
        RemarquesForm,
        "Un courriel donne au candidat toutes les remarques ouvertes.",
        satisfait=True,
    ),
    "completer": Acte(candidatures.completer),
    "admettre": Acte(examen.admettre),
    "ecarter": Acte(examen.ecarter, MotifForm, "Le motif est conservé au journal."),
    "retirer": Acte(
        candidatures.retirer,
        MotifFacultatifForm,
        "La place dans une grappe est libérée, les relances s’arrêtent, le candidat est prévenu.",
    ),
    "rouvrir": Acte(
        candidatures.rouvrir,
        MotifFacultatifForm,
        "La candidature revient en examen, ses établissements sont jugés à nouveau.",
    ),
}


def page_examen(
    candidature: Candidature, refuses: dict[str, forms.BaseForm] | None
) -> dict[str, object]:
    """What the page shows; `refuses` holds the forms sent back, or None for a mere reader."""
    lignes = list(
        candidature.lignes.select_related(
            "etablissement__categorie", "etablissement__departement", "dui", "verdict_par"
        )
    )
    connues = jugements.inscriptions(candidature.lignes.filter(retenue=True))
    place = candidature.places.vivantes().select_related("grappe").first()
    contexte = {
        "title": str(candidature.organisme or "Organisme à préciser"),
        "candidature": candidature,
        "vu": statut_de(candidature),
        "lignes": [ligne for ligne in lignes if ligne.retenue],
        "contradictions": [
            (ligne, phrase) for ligne in lignes for phrase in contradictions(ligne, connues)
        ],
        "non_retenues": [ligne for ligne in lignes if not ligne.retenue],
        "contacts": list(candidature.contacts.all()),
        "doublons": doublons(candidature),
        "remarques": list(candidature.remarques.filter(levee_le=None).select_related("ligne")),
        "questions": list(posees(candidature)),
        "chronologie": chronologie(candidature),
        "place": place,
        "conflits": conflits.de_candidature(candidature),
        "cle_texte": str(candidature.pk),
    }
    if refuses is None:
        return contexte
    return contexte | {
        "boutons": boutons(candidature, ACTES),
        "decision": refuses.get("decision") or DecisionForm(candidature=candidature),
        "note": refuses.get("note") or NoteForm(),
        "remarque": refuses.get("remarque") or RemarqueForm(candidature=candidature),
    }


def saisir(request: HttpRequest, candidature: Candidature, nom: str) -> forms.BaseForm | None:
    """Write what was typed; return the form when it is refused, with its errors."""
    traiter = {"decision": _decider, "note": _noter, "remarque": _remarquer}.get(nom)
    if traiter is None:
        raise Http404
    return traiter(request, candidature)


def _decider(request: HttpRequest, candidature: Candidature) -> forms.BaseForm | None:
    form = DecisionForm(request.POST, candidature=candidature)
    if not form.is_valid():
        return form
    donnees = form.cleaned_data
    with transaction.atomic():
        for ligne in donnees["lignes"]:
            if donnees["rendre"]:
                examen.rendre_aux_regles(ligne)
            else:
                examen.decider(ligne, donnees["verdict"], par=request.user, motif=donnees["motif"])
    messages.success(request, f"Verdict enregistré pour {len(donnees['lignes'])} établissement(s).")
    return None


def _noter(request: HttpRequest, candidature: Candidature) -> forms.BaseForm | None:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return form
    form.instance.candidature, form.instance.par = candidature, request.user
    form.save()
    messages.success(request, f"{form.instance.get_genre_display()} : c’est noté.")
    return None


def _remarquer(request: HttpRequest, candidature: Candidature) -> forms.BaseForm | None:
    form = RemarqueForm(request.POST, candidature=candidature)
    if not form.is_valid():
        return form
    form.instance.candidature, form.instance.par = candidature, request.user
    form.save()
    messages.success(request, "Remarque ajoutée : elle partira avec la demande de compléments.")
    return None
