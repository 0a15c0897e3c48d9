"""Routes of the product, in French."""

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView

from grappes.views import acces, accueil, suivi

urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("donnees-personnelles/", accueil.donnees_personnelles, name="donnees_personnelles"),
    path("sante/", accueil.sante, name="sante"),
    path(
        "connexion/",
        auth_views.LoginView.as_view(
            template_name="grappes/connexion.html", redirect_authenticated_user=True
        ),
        name="connexion",
    ),
    path("deconnexion/", auth_views.LogoutView.as_view(), name="deconnexion"),
    # Their rooms open next.
    path("candidatures/nouvelle/", accueil.accueil, name="candidature_nouvelle"),
    path(
        "candidatures/nouvelle/<slug:etape>/",
        login_not_required(RedirectView.as_view(url="/candidatures/nouvelle/")),
        name="candidature_etape",
    ),
    path("pilotage/", accueil.accueil, name="pilotage"),
    # The candidate's page and its acts.
    path("candidatures/suivi/", suivi.candidature_suivi, name="candidature_suivi"),
    path(
        "candidatures/suivi/completer/", suivi.candidature_completer, name="candidature_completer"
    ),
    path("candidatures/suivi/retirer/", suivi.candidature_retirer, name="candidature_retirer"),
    path("candidatures/suivi/proposition/", suivi.proposition_suivi, name="proposition_suivi"),
    path("candidatures/suivi/relances/", suivi.relances_reprendre, name="relances_reprendre"),
    path("candidatures/suivi/fermer/", suivi.candidature_fermer, name="candidature_fermer"),
    # What the links of mails open.
    path("candidatures/lien/", acces.lien_demander, name="lien_demander"),
    path("liens/ouvrir/<str:secret>/", acces.lien_ouvrir, name="lien_ouvrir"),
    path("liens/confirmer/<str:secret>/", acces.adresse_confirmer, name="adresse_confirmer"),
    path(
        "liens/proposition/<str:secret>/", acces.proposition_repondre, name="proposition_repondre"
    ),
    path("liens/stop/<str:secret>/", acces.relances_arreter, name="relances_arreter"),
]
