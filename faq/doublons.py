"""The same question asked twice: told by its words, whatever its accents, case and punctuation."""

import re

from faq.models import Question
from faq.search.analysis import fold

MOT = re.compile(r"[^\W_]+")


def plier(question: str) -> str:
    """The words of a question, folded; the text itself when it has no word.

    >>> plier("À qui s’adresser ?") == plier("a qui s'adresser")
    True
    """
    return " ".join(MOT.findall(fold(question))) or question


def deja_posee(question: str, *, sauf: int = 0) -> Question | None:
    """The question of the FAQ that says the same, draft or archived too, but for this key."""
    pliee = plier(question)
    for cle, texte in Question.objects.exclude(pk=sauf).values_list("pk", "question"):
        if plier(texte) == pliee:
            return Question.objects.get(pk=cle)
    return None
