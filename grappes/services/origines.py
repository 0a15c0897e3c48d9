"""How a question says that it was asked from a candidature; the FAQ keeps it without reading it."""

from django.db.models import QuerySet

from faq.models import QuestionPosee
from grappes.models import Candidature

PREFIXE = "candidature:"


def origine(candidature: Candidature) -> str:
    return f"{PREFIXE}{candidature.pk}"


def cle(origine: str) -> int | None:
    """The key of the candidature behind an origin, None when there is none."""
    lue = origine.removeprefix(PREFIXE)
    return int(lue) if lue != origine and lue.isdecimal() and len(lue) < 19 else None


def posees(candidature: Candidature) -> QuerySet[QuestionPosee]:
    """The questions of a candidature, the latest first, with their answers and their entries."""
    siennes = QuestionPosee.objects.filter(origine=origine(candidature))
    return siennes.select_related("question", "repondue_par")
