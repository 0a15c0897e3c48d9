"""The places, read only: whom to call."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from grappes.admin.acces import LectureSeule
from grappes.francais import telephone
from grappes.models import Candidature, Place
from grappes.services.collectif import listes


@admin.register(Place)
class PlaceAdmin(LectureSeule):
    """Whom to call: the answers that are awaited, and by when."""

    list_display = [
        "candidature", "grappe_liee", "etat", "refus", "role", "annoncee_le", "echeance", "qui",
    ]  # fmt: skip
    list_display_links = None
    list_filter = [
        "etat",
        "motif_refus",
        "role",
        ("grappe__campagne", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["candidature"]  # as the list of candidatures searches
    search_help_text = "Organisme, FINESS, numéro de reçu ou contact."
    list_select_related = ["candidature__organisme", "grappe"]
    ordering = ["reponse_avant_le", "pk"]
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("candidature__contacts")

    def get_search_results(self, request, queryset, search_term):
        trouvees = listes.chercher(Candidature.objects.all(), search_term)
        return queryset.filter(candidature__in=trouvees), False

    @admin.display(description="grappe", ordering="grappe__nom")
    def grappe_liee(self, place):
        adresse = reverse("admin:grappes_grappe_change", args=[place.grappe_id])
        return format_html('<a href="{}">{}</a>', adresse, place.grappe)

    @admin.display(description="raison du refus", ordering="motif_refus")
    def refus(self, place):
        if not place.motif_refus:
            return "–"
        precision = format_html('<span class="precision">{}</span>', place.precision)
        return format_html("{}{}", place.get_motif_refus_display(), precision)

    @admin.display(description="réponse avant le", ordering="reponse_avant_le")
    def echeance(self, place):
        return place.reponse_avant_le

    @admin.display(description="contact")
    def qui(self, place):
        contact = place.candidature.titulaire
        if contact is None:
            return "–"
        return f"{contact}, {telephone(contact.telephone) or contact.courriel}"
