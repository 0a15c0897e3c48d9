"""The vivier on the page of a grappe: searched, ticked, added."""

from django.contrib import messages
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html

from grappes.erreurs import ErreurMetier
from grappes.forms.champs import cle_postee
from grappes.models import Candidature, Grappe, Place, StatutCandidature
from grappes.services.atelier.deplacements import faire_entrer
from grappes.services.collectif import listes

VIVIER_MONTRE = 30


def vivier(grappe: Grappe, query: QueryDict) -> dict[str, object]:
    """The free candidatures that match the search; the ticked ones apart, so that they stay.

    Those that accept the grappe's DUI come before the others.
    """
    libres = _libres(grappe).prefetch_related("organisme__departement", "dui_acceptes")
    cochees = [cle for lue in query.getlist("candidatures") if (cle := cle_postee(lue))]
    saisie = query.get("vivier", "")
    trouvees = listes.chercher(libres, saisie).exclude(pk__in=cochees)
    return {
        "saisie": saisie,
        "total": trouvees.count(),
        "cochees": list(libres.filter(pk__in=cochees)),
        "trouvees": list(trouvees[:VIVIER_MONTRE]),
    }


def _libres(grappe: Grappe) -> QuerySet[Candidature]:
    choix = Candidature.dui_acceptes.through.objects.filter(
        candidature=OuterRef("pk"), dui=grappe.dui_id
    )
    accepte = Q(dui_de_la_grappe=True) | Exists(choix)
    return (
        listes.candidatures()
        .filter(campagne=grappe.campagne_id, statut=StatutCandidature.AU_VIVIER)
        .exclude(pk__in=Place.objects.vivantes().values("candidature"))
        .annotate(accepte=ExpressionWrapper(accepte, output_field=BooleanField()))
        .order_by("-accepte", "organisme__recherche", "pk")
    )


def ajouter_membres(request: HttpRequest, grappe: Grappe, candidatures: list[Candidature]) -> None:
    """Move the ticked ones as the atelier does, all or none."""
    try:
        geste = faire_entrer(grappe, candidatures, par=request.user)
        messages.success(request, f"{geste.libelle} : c’est fait.")
    except ErreurMetier as erreur:
        atelier = reverse("admin:grappes_atelier", args=[grappe.campagne_id])
        phrase = '{} L’<a href="{}">atelier</a> montre l’effet d’un déplacement et le confirme.'
        messages.error(request, format_html(phrase, erreur, atelier))
