"""Routes of the FAQ. Fixed paths come from `chemins.py`: no question may take one."""

from django.urls import path

from faq import chemins, views

app_name = "faq"
urlpatterns = [
    path("", views.accueil, name="accueil"),
    path(chemins.RECHERCHE_JSON, views.recherche_json, name="recherche_json"),
    path(f"{chemins.RECHERCHE_NOTEE}/", views.recherche_notee, name="recherche_notee"),
    path(f"{chemins.RUBRIQUES}/<slug:slug>/", views.rubrique, name="rubrique"),
    path(f"{chemins.POSER}/", views.poser, name="poser"),
    path(chemins.PLAN, views.plan, name="plan"),
    path("<slug:slug>/", views.question, name="question"),
    path("<slug:slug>/avis/", views.donner_avis, name="avis"),
]
