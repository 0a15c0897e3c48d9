"""What a manager's list says of its lines."""

from django import template

from grappes.services.pilotage import listes

register = template.Library()
register.filter("departement", listes.departement_de)
register.filter("departements", listes.departements_de)
register.filter("eligibles", listes.eligibles_de)
