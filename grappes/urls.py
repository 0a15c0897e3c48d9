"""Routes of the product, in French."""

from django.contrib.auth import views as auth_views
from django.urls import path

from grappes.views import accueil, depot, depot_debut, depot_organisme, depot_verification

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
    # Intake.
    path("candidatures/nouvelle/", depot_debut.nouvelle, name="candidature_nouvelle"),
    path(
        "candidatures/nouvelle/organisme/recherche/",
        depot_organisme.recherche,
        name="organisme_recherche",
    ),
    path(
        "candidatures/nouvelle/organisme/choisir/",
        depot_organisme.choisir,
        name="organisme_choisir",
    ),
    path(
        "candidatures/nouvelle/organisme/declarer/",
        depot_organisme.declarer,
        name="organisme_declarer",
    ),
    path("candidatures/nouvelle/<slug:etape>/", depot.etape, name="candidature_etape"),
    path("candidatures/nouvelle/<slug:etape>/garder/", depot.garder, name="candidature_garder"),
    path("candidatures/deposee/", depot_verification.deposee, name="candidature_deposee"),
    path("candidatures/rattachement/", depot_organisme.rattachement, name="rattachement_demander"),
    path("candidatures/saisie/", depot_debut.saisie_telephone, name="candidature_saisie_telephone"),
    path(
        "candidatures/saisie/<int:pk>/",
        depot_debut.saisie_reprendre,
        name="candidature_saisie_reprendre",
    ),
    # Their rooms open next.
    path("candidatures/suivi/", accueil.accueil, name="candidature_suivi"),
    path("candidatures/lien/", accueil.accueil, name="lien_demander"),
    path("pilotage/", accueil.accueil, name="pilotage"),
]
