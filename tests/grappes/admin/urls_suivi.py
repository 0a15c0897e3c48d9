"""The routes of the site, with the candidate's page where its room may not stand yet."""

from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("candidatures/suivi/", lambda request: HttpResponse(), name="candidature_suivi"),
    path("", include("config.urls")),
]
