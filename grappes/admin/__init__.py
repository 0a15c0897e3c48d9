"""The staff's tool, one module per object."""

from grappes.admin import (  # noqa: F401 - importing a module registers its models
    campagne,
    candidature,
    comptes,
    conflits,
    grappe,
    instruction,
    listes,
    place,
    rattachement,
    referentiel,
    suivi,
)
