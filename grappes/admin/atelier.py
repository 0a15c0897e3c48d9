"""The workshop's board: the vivier on the left, the grappes on the right."""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from grappes.erreurs import ErreurMetier
from grappes.forms.champs import cle_postee
from grappes.models import Campagne
from grappes.services.atelier import facettes, gestes, veille
from grappes.services.atelier.tableau import (
    ETATS,
    Carte,
    Tableau,
    choisir,
    lire,
    trouver,
)
from grappes.services.enonce import recrues

# The first rows come with the page; the others by larger handfuls, as the list is scrolled.
PREMIERES, SUIVANTES = 60, 200
# A board with more cards than this opens with all of them folded.
DEPLIEES = 8

Vue = Callable[..., HttpResponse]


def de_l_atelier(vue: Vue) -> Vue:
    """Give the view its campagne; to who may see its candidatures and its grappes."""

    @wraps(vue)
    def gardee(request: HttpRequest, object_id: int, **cles: int) -> HttpResponse:
        if not request.user.has_perms(["grappes.view_grappe", "grappes.view_candidature"]):
            raise PermissionDenied
        return vue(request, get_object_or_404(Campagne, pk=object_id), **cles)

    return gardee


def peut_modifier(request: HttpRequest) -> bool:
    return request.user.has_perm("grappes.change_grappe")


@require_safe
@de_l_atelier
def tableau(request: HttpRequest, campagne: Campagne) -> HttpResponse:
    """The whole page; htmx asks for its two lists alone when a filter changes."""
    lu = lire(campagne)
    contexte = liste_du_vivier(request, lu) | liste_des_cartes(request, lu) | commun(request, lu)
    if request.htmx:
        return page(request, "_filtrees", contexte)
    a_annuler, a_refaire = gestes.pile(campagne, request.user)
    contexte |= {
        "a_annuler": a_annuler,
        "a_refaire": a_refaire,
        "journal": veille.derniers(campagne),
        "depuis": veille.maintenant(),
    }
    return page(request, "tableau", contexte)


def commun(request: HttpRequest, lu: Tableau) -> dict[str, object]:
    return {
        "title": f"Atelier · {lu.campagne}",
        "campagne": lu.campagne,
        "tableau": lu,
        "cibles": [carte for carte in lu.cartes if carte.accueille],
        "modifiable": peut_modifier(request),
    }


def liste_du_vivier(request: HttpRequest, lu: Tableau) -> dict[str, object]:
    """Some rows of the vivier, searched, narrowed and sorted as the query asks."""
    trouvees = trouver(lu, request.GET.get("q", ""))
    retenues = facettes.trier(facettes.filtrer(trouvees, request.GET), request.GET.get("tri", ""))
    # The page itself counts the rows that it still shows: those that left leave no gap.
    debut = cle_postee(request.GET.get("debut", "")) or 0
    fin = debut + (SUIVANTES if debut else PREMIERES)
    return {
        "facettes": facettes.facettes(trouvees, request.GET),
        "tris": [(cle, libelle) for cle, (libelle, _) in facettes.TRIS.items()],
        "fiches": retenues[debut:fin],
        "nombre": len(retenues),
        "suite": _suite(request, fin) if fin < len(retenues) else "",
        "filtre": request.GET,
        "affine": any(request.GET.get(nom) for nom in facettes.CRITERES),
    }


def _suite(request: HttpRequest, debut: int) -> str:
    """The query of the next rows."""
    query = request.GET.copy()
    query["debut"] = str(debut)
    return query.urlencode()


def liste_des_cartes(request: HttpRequest, lu: Tableau) -> dict[str, object]:
    choisies = choisir(lu.cartes, request.GET.get("etat", ""), request.GET.get("grappe", ""))
    return {
        "cartes": choisies,
        "etats": ETATS.items(),
        "ouvertes": [carte.grappe.pk for carte in choisies] if len(choisies) <= DEPLIEES else [],
    }


@require_safe
@de_l_atelier
def vivier(request: HttpRequest, campagne: Campagne) -> HttpResponse:
    """The next rows, as the list is scrolled."""
    lu = lire(campagne)
    return page(request, "_lignes", liste_du_vivier(request, lu) | commun(request, lu))


@require_safe
@de_l_atelier
def carte(request: HttpRequest, campagne: Campagne, grappe: int) -> HttpResponse:
    """The inside of a card, as it is unfolded."""
    return page(request, "_carte_corps", {"carte": une_carte(campagne, grappe)} | droits(request))


@require_safe
@de_l_atelier
def candidats(request: HttpRequest, campagne: Campagne, grappe: int) -> HttpResponse:
    """The best three to add to a grappe, when its card asks."""
    lue = get_object_or_404(campagne.grappes.select_related("dui", "campagne"), pk=grappe)
    contexte: dict[str, object] = {"campagne": campagne, "grappe": lue} | droits(request)
    try:
        contexte["conseils"] = recrues.conseils(lue)
    except ErreurMetier as erreur:
        contexte["erreur"] = str(erreur)
    return page(request, "_candidats", contexte)


def une_carte(campagne: Campagne, grappe: int) -> Carte:
    """404 when it is of another campagne, or dissolved since the page was drawn."""
    cartes = lire(campagne, grappes=[grappe]).cartes
    if not cartes:
        raise Http404
    return cartes[0]


def droits(request: HttpRequest) -> dict[str, object]:
    return {"modifiable": peut_modifier(request)}


def page(request: HttpRequest, nom: str, contexte: dict[str, object]) -> HttpResponse:
    if not nom.startswith("_"):
        contexte = {**admin.site.each_context(request), "is_nav_sidebar_enabled": False, **contexte}
    return render(request, f"admin/grappes/atelier/{nom}.html", contexte)
