"""The best passage of an answer, with the words that were found. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from faq.search.analysis import Word, keywords

LENGTH = 240
# No-break spaces stay: French punctuation needs them.
SPACES = re.compile(r"[ \t]+")
SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*", re.UNICODE)


@dataclass(frozen=True)
class Extract:
    """A passage as plain text, and the places (start, end) of the words found in it."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Passage:
    text: str
    words: tuple[Word, ...]


def passages(text: str) -> list[Passage]:
    """Cut a plain text into sentences."""
    found = []
    for match in SENTENCE.finditer(text):
        sentence = SPACES.sub(" ", match[0]).strip()
        if sentence:
            found.append(Passage(sentence, tuple(keywords(sentence))))
    return found


def best_extract(sentences: list[Passage], wanted: Mapping[str, float]) -> Extract:
    """The sentence that holds the most of the wanted keys, and what follows it while it fits.

    `wanted` gives the worth of each key; with none found the text starts from its beginning.
    """
    if not sentences:
        return Extract("")
    worth = [
        sum(wanted.get(key, 0.0) for key in {word.key for word in sentence.words})
        for sentence in sentences
    ]
    first = worth.index(max(worth))
    text = sentences[first].text
    for sentence in sentences[first + 1 :]:
        if len(text) + len(sentence.text) >= LENGTH:
            break
        text = f"{text} {sentence.text}"
    text = cut(text).rstrip(" \u00a0;:,")
    marks = tuple((w.start, w.end) for w in keywords(text) if w.key in wanted)
    return Extract(text, marks)


def cut(text: str) -> str:
    """At most LENGTH characters, ended between two words."""
    if len(text) <= LENGTH:
        return text
    return text[: LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
