"""Routes of the product, in French."""

from django.contrib.auth import views as auth_views
from django.urls import path

from grappes.views import (
    acces,
    accueil,
    depot,
    depot_debut,
    depot_organisme,
    depot_verification,
    pilotage,
    rattachement,
    suivi,
)

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
    path("candidatures/nouvelle/<slug:etape>/", depot.remplir, name="candidature_etape"),
    path("candidatures/nouvelle/<slug:etape>/garder/", depot.garder, name="candidature_garder"),
    path("candidatures/deposee/", depot_verification.deposee, name="candidature_deposee"),
    path("candidatures/rattachement/", rattachement.demander, name="rattachement_demander"),
    path("candidatures/rattachement/reponse/", rattachement.repondre, name="rattachement_repondre"),
    path("candidatures/saisie/", depot_debut.saisie_telephone, name="candidature_saisie_telephone"),
    path(
        "candidatures/saisie/<int:pk>/",
        depot_debut.saisie_reprendre,
        name="candidature_saisie_reprendre",
    ),
    # The manager's pages.
    path("pilotage/", pilotage.tableau, name="pilotage"),
    path("pilotage/candidatures/", pilotage.candidatures, name="pilotage_candidatures"),
    path("pilotage/etablissements/", pilotage.etablissements, name="pilotage_etablissements"),
    path("pilotage/grappes/", pilotage.grappes, name="pilotage_grappes"),
    path("pilotage/referentiel/", pilotage.referentiel, name="pilotage_referentiel"),
    # The candidate's page and its acts.
    path("candidatures/suivi/", suivi.candidature_suivi, name="candidature_suivi"),
    path(
        "candidatures/suivi/completer/", suivi.candidature_completer, name="candidature_completer"
    ),
    path("candidatures/suivi/retirer/", suivi.candidature_retirer, name="candidature_retirer"),
    path("candidatures/suivi/proposition/", suivi.proposition_suivi, name="proposition_suivi"),
    path("candidatures/suivi/question/", suivi.question_poser, name="question_poser"),
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
