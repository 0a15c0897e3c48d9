"""The Collectif's side of the FAQ, one module per object."""

from faq.admin import (  # noqa: F401 - importing a module registers its models
    contenu,
    liens,
    posees,
    recherches,
)
