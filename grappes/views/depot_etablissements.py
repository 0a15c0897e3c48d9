"""Step 3: the establishments, one page and one form; every button saves the whole of it."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from grappes.erreurs import ErreurMetier
from grappes.forms.depot_lignes import (
    PAR_PAGE,
    AjoutForm,
    BaseLignes,
    LignesFormSet,
    ReponsesForm,
    logiciels,
)
from grappes.models import Candidature, EtablissementDeclare
from grappes.regles.completude import Etape, est_decrite
from grappes.services.dossiers import candidatures, lignes, saisie
from grappes.services.dossiers.saisie import Formulaire
from grappes.views.depot_cadre import contexte, formulaire_poste, suivante, url_etape

ETAPE = Etape.ETABLISSEMENTS


def etablissements(request: HttpRequest, candidature: Candidature) -> HttpResponse:
    if candidature.organisme is None:
        messages.info(request, "Choisissez d’abord votre organisme.")
        return redirect("candidature_etape", Etape.ORGANISME)
    toutes = lignes.lignes_triees(candidature)
    page = Paginator(toutes, PAR_PAGE).get_page(_numero_de_page(request, toutes))
    duis = logiciels(candidature)
    donnees = request.POST if request.method == "POST" else None
    formset = LignesFormSet(
        donnees, candidature=candidature, lignes=toutes, page=page.object_list, duis=duis
    )
    communes = ReponsesForm(donnees, prefix="communes", duis=duis)
    ajout = AjoutForm(donnees)
    vue = {"toutes": toutes, "page": page, "formset": formset, "communes": communes, "ajout": ajout}
    if donnees is not None:
        return _enregistrer(request, candidature, vue)
    return _montrer(request, candidature, vue)


def lire(request: HttpRequest, candidature: Candidature) -> BaseLignes:
    """The posted lines, for the autosave."""
    return LignesFormSet(
        request.POST,
        candidature=candidature,
        lignes=list(candidature.lignes.all()),
        page=[],
        duis=logiciels(candidature),
    )


def reprendre(candidature: Candidature, formulaire: Formulaire) -> None:
    """Write the lines that were kept raw and have become valid."""
    gardees = set(candidature.saisie.get(ETAPE, {}))
    reprises = [ligne for ligne in candidature.lignes.all() if str(ligne.pk) in gardees]
    formset = LignesFormSet(
        candidature=candidature, lignes=reprises, page=reprises, duis=logiciels(candidature)
    )
    valides = [form for form in formset.forms if form.is_valid()]
    restes = {form.cle: candidature.saisie[ETAPE][form.cle] for form in formset.forms}
    restes |= dict.fromkeys(form.cle for form in valides)
    if valides:
        saisie.enregistrer(
            candidature,
            ETAPE,
            formulaire,
            lambda: lignes.enregistrer_lignes([form.appliquer() for form in valides]),
            reste=restes,
        )


def _numero_de_page(request: HttpRequest, toutes: list[EtablissementDeclare]) -> str | int:
    """The page asked for, or the one that holds the line asked for."""
    cles = [str(ligne.pk) for ligne in toutes]
    if (cle := request.GET.get("ligne")) in cles:
        return cles.index(cle) // PAR_PAGE + 1
    return request.GET.get("page", "1")


def _enregistrer(
    request: HttpRequest, candidature: Candidature, vue: dict[str, Any]
) -> HttpResponse:
    formset, communes, ajout = vue["formset"], vue["communes"], vue["ajout"]
    juste = all([formset.is_valid(), communes.is_valid(), ajout.is_valid()])
    avis: list[str] = []

    def ecrire() -> None:
        lignes.enregistrer_lignes([form.appliquer() for form in formset.valides()])
        if juste:
            avis.extend(_completer(candidature, communes, ajout))

    try:
        saisie.enregistrer(
            candidature, ETAPE, formulaire_poste(request), ecrire, reste=formset.bruts(True)
        )
    except saisie.SaisieConcurrente as conflit:
        differences = [form.objet for form in formset.forms if form.has_changed()]
        vue |= {"conflit": conflit, "differences": differences}
        return _montrer(request, candidature, vue, status=409)
    except ErreurMetier as refus:
        with suppress(ErreurMetier):  # the page shows it in any case
            saisie.garder_lignes(candidature, formset.bruts(False), formulaire_poste(request))
        return _montrer(request, candidature, vue | {"refus": refus})
    if not juste:
        return _montrer(request, candidature, vue)
    for phrase in avis:
        messages.success(request, phrase)
    return redirect(_apres(request, vue))


def _completer(candidature: Candidature, communes: ReponsesForm, ajout: AjoutForm) -> list[str]:
    """Fill the common answers, add the establishment; return what to say of it."""
    avis = []
    if communes.has_changed():
        nombre = lignes.appliquer_reponses_communes(candidature, communes.reponses())
        avis.append(_phrase_commune(nombre))
    if numero := ajout.cleaned_data.get("finess"):
        ligne = candidatures.ajouter_ligne(
            candidature, finess=numero.valeur, nom=ajout.cleaned_data["nom"]
        )
        avis.extend(filter(None, [numero.avis, _phrase_d_ajout(candidature, ligne)]))
    return avis


def _phrase_commune(nombre: int) -> str:
    if not nombre:
        return "Aucun établissement n’avait de réponse vide : rien n’a changé."
    pluriel = "s" if nombre > 1 else ""
    return f"Réponses communes reportées sur {nombre} établissement{pluriel}."


def _phrase_d_ajout(candidature: Candidature, ligne: EtablissementDeclare) -> str:
    etablissement = ligne.etablissement
    if etablissement is None:
        return f"« {ligne.nom} » est ajouté ; le Collectif vérifiera son numéro {ligne.finess}."
    phrase = f"« {ligne.nom} » est ajouté."
    if etablissement.organisme_id != candidature.organisme_id:
        phrase += (
            f" Le référentiel le rattache à un autre organisme, « {etablissement.organisme} » : "
            "le Collectif le vérifiera."
        )
    if etablissement.ferme_le:
        phrase += f" Le référentiel le dit fermé depuis le {etablissement.ferme_le:%d/%m/%Y}."
    return phrase


def _apres(request: HttpRequest, vue: dict[str, Any]) -> str:
    action, page = request.POST.get("action", ""), vue["page"].number
    ajoute = vue["ajout"].cleaned_data.get("finess")
    if action == "continuer" and not ajoute:
        if not vue["page"].has_next():
            return suivante(ETAPE)
        page += 1
    elif action.startswith("page-") and action.removeprefix("page-").isdecimal():
        page = action.removeprefix("page-")
    return f"{url_etape(ETAPE)}?page={page}"


def _montrer(
    request: HttpRequest, candidature: Candidature, vue: dict[str, Any], status: int = 200
) -> HttpResponse:
    toutes = vue["toutes"]
    retenues = [ligne for ligne in toutes if ligne.retenue]
    if status == 409:
        candidature.refresh_from_db(fields=["saisie", "ecritures"])
    donnees = contexte(candidature, ETAPE) | vue
    donnees |= {
        "retenues": len(retenues),
        "a_completer": sum(not est_decrite(ligne) for ligne in retenues),
        "sans_projet": any(not ligne.type_projet for ligne in retenues),
        "formulaires": [*vue["formset"].forms, vue["communes"], vue["ajout"]],
    }
    return render(request, "grappes/depot/etablissements.html", donnees, status=status)
