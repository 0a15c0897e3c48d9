"""Routes of the product, in French."""

from django.contrib.auth import views as auth_views
from django.urls import path

from grappes.views import accueil, pilotage

urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("donnees-personnelles/", accueil.donnees_personnelles, name="donnees_personnelles"),
    path("sante/", accueil.sante, name="sante"),
    path(
        "connexion/",
        auth_views.LoginView.as_view(template_name="grappes/connexion.html"),
        name="connexion",
    ),
    path("deconnexion/", auth_views.LogoutView.as_view(), name="deconnexion"),
    # Their rooms open next.
    path("candidatures/nouvelle/", accueil.accueil, name="candidature_nouvelle"),
    path("candidatures/lien/", accueil.accueil, name="lien_demander"),
    path("pilotage/", pilotage.tableau, name="pilotage"),
    path("pilotage/candidatures/", pilotage.candidatures, name="pilotage_candidatures"),
    path("pilotage/etablissements/", pilotage.etablissements, name="pilotage_etablissements"),
    path("pilotage/grappes/", pilotage.grappes, name="pilotage_grappes"),
]
