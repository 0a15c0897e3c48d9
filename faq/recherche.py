"""The search index of this process: built from the database, again when the content changes."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from faq import ports
from faq.models import Question, Synonyme
from faq.search import CLOSE, EQUIVALENT, Document, Extract, Group, Match, SearchIndex
from faq.texte import completer, en_texte

FORCES = {
    Synonyme.Proximite.MEME_SENS: EQUIVALENT,
    Synonyme.Proximite.SENS_VOISIN: CLOSE,
}
# Seen from this score on: the paraphrases of a shipped question score 1.3 in the middle, the
# questions of other subjects 0.5.
SEMBLABLE = 1.3


@dataclass(frozen=True)
class Version:
    """A stamp of all that the index reads: rows by key and moment, facts by text.

    Every row counts, not only the last one changed: what was stamped first may be committed last.
    Only what may be read now is in it, so the moment of a scheduled question changes it too.
    """

    questions: frozenset[tuple[int, datetime]]
    synonymes: frozenset[tuple[int, datetime]]
    valeurs: tuple[tuple[str, str], ...]
    voisins: tuple[tuple[str, tuple[str, ...]], ...]


# Two: while a change spreads, readers of a fresh and of a stale connection do not rebuild in turns.
_prets: deque[tuple[Version, SearchIndex]] = deque(maxlen=2)
_chantier = Lock()


def chercher(requete: str, limite: int = 10) -> list[Match]:
    """The published answers to these words, best first; none when the FAQ does not know."""
    return index().search(requete, limite)


def proches(question: Question, limite: int = 3) -> list[str]:
    """The slugs of the published questions nearest to this one."""
    return [match.document.key for match in index().related(question.slug, limite)]


def semblables(question: Question) -> list[Question]:
    """The published questions that this one may say again in other words, the nearest first."""
    trouves = [match for match in chercher(question.question, 4) if match.score >= SEMBLABLE]
    slugs = [match.document.key for match in trouves if match.document.key != question.slug]
    par_slug = Question.objects.in_bulk(slugs, field_name="slug")
    return [par_slug[slug] for slug in slugs]


def index() -> SearchIndex:
    """The index of the present content: two small queries, and those of the ports.

    One thread builds a new version; the others answer meanwhile with the last one.
    """
    version = _version()
    if pret := _pret(version):
        return pret
    if not _chantier.acquire(blocking=not _prets):
        return _prets[-1][1]
    try:
        if not (pret := _pret(version)):
            pret = _construire(version)
            _prets.append((version, pret))
        return pret
    finally:
        _chantier.release()


def _pret(version: Version) -> SearchIndex | None:
    return next((pret for connue, pret in tuple(_prets) if connue == version), None)


def _version() -> Version:
    return Version(
        questions=frozenset(Question.objects.publiees().values_list("pk", "modifie_le")),
        synonymes=frozenset(Synonyme.objects.values_list("pk", "modifie_le")),
        valeurs=tuple(sorted(ports.valeurs().items())),
        voisins=tuple(sorted(ports.voisins().items())),
    )


def _construire(version: Version) -> SearchIndex:
    valeurs = dict(version.valeurs)
    documents = [document(question, valeurs) for question in Question.objects.publiees()]
    return SearchIndex(documents, groupes())


def groupes() -> list[Group]:
    """The field's vocabulary, as the index reads it: what staff wrote, what the site knows."""
    ecrits = [Group(s.phrases, FORCES[Synonyme.Proximite(s.proximite)])
              for s in Synonyme.objects.all()]  # fmt: skip
    return ecrits + [Group((mot, *noms)) for mot, noms in ports.voisins().items()]


def document(question: Question, valeurs: dict[str, str]) -> Document:
    return Document(
        key=question.slug,
        title=question.question,
        text=en_texte(completer(question.reponse, valeurs)),
        wordings=tuple(question.formulations_liste),
    )


def surligner(extrait: Extract) -> SafeString:
    """The extract as HTML, with the found words marked."""
    morceaux, fin = [], 0
    for debut, arrivee in extrait.marks:
        morceaux.append(escape(extrait.text[fin:debut]))
        morceaux.append(format_html("<mark>{}</mark>", extrait.text[debut:arrivee]))
        fin = arrivee
    morceaux.append(escape(extrait.text[fin:]))
    return SafeString("".join(morceaux))
