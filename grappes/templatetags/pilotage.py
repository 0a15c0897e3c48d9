"""What a manager's list says of its lines."""

from django import template

from grappes.services import pilotage_listes

register = template.Library()
register.filter("departement", pilotage_listes.departement_de)
register.filter("departements", pilotage_listes.departements_de)
register.filter("eligibles", pilotage_listes.eligibles_de)
