"""Who may do what: Django's permissions, asked once per view."""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404


class LectureSeule(admin.ModelAdmin):
    """Rows that only the application writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


def pour_modifier(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view its object instead of its key; 404 without it, 403 without the right."""

    @wraps(vue)
    def gardee(self: admin.ModelAdmin, request: HttpRequest, object_id: str, *args, **kwargs):
        if not self.has_change_permission(request):
            raise PermissionDenied
        objet = get_object_or_404(self.get_queryset(request), pk=object_id)
        return vue(self, request, objet, *args, **kwargs)

    return gardee
