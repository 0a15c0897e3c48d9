"""Routes of the whole site: the product, its FAQ, the staff's admin."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/grappes/courriel/apercus/", include("grappes.admin.apercus")),
    path("admin/", admin.site.urls),
    path("faq/", include("faq.urls")),
    path("", include("grappes.urls")),
]

if settings.DEMO:
    urlpatterns.insert(0, path("demo/", include("grappes.demo.urls")))
