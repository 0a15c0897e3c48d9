"""What the pages that we add to the admin share: the right that each asks, and their frame."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse


def exiger(request: HttpRequest, *droits: str) -> None:
    """Refuse whoever has not all these rights."""
    if not request.user.has_perms(droits):
        raise PermissionDenied


def page(
    request: HttpRequest, modele: type[models.Model], gabarit: str, **contexte: object
) -> TemplateResponse:
    """A page in the frame of the admin of this model."""
    commun = {**admin.site.each_context(request), "opts": modele._meta}
    return TemplateResponse(request, gabarit, commun | contexte)
