"""Routes that config.urls includes in demo mode only."""

from django.urls import path

from grappes.demo import views

app_name = "demo"
urlpatterns = [
    path("courriels/", views.courriels, name="courriels"),
    path("courriels/<slug:identifiant>/", views.courriel, name="courriel"),
    path("courriels/<slug:identifiant>/html/", views.courriel_html, name="courriel_html"),
]
