"""What French words weigh in a question: nothing, little, or everything. The lists are in `words/`.

Words are folded there (no accent, lower case), because people type them so.
"""

from pathlib import Path


def read_lines(name: str) -> list[str]:
    lines = (Path(__file__).parent / "words" / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def read_words(name: str) -> frozenset[str]:
    return frozenset(word for line in read_lines(name) for word in line.split())


def read_table(name: str, separator: str | None = None) -> dict[str, list[str]]:
    """The lines « word: its variants », blanks between them or this separator."""
    table = dict(line.split(": ", 1) for line in read_lines(name))
    return {word: variants.split(separator) for word, variants in table.items()}


STOP_WORDS = read_words("stop.txt")
LIGHT_WORDS = read_words("light.txt")
GENERAL_WORDS = read_words("general.txt")
ORDINARY_WORDS = read_words("ordinary.txt")
COMMON_WORDS = read_words("common.txt")
OTHER_ACRONYMS = read_words("acronyms.txt")
INFINITIVES = {form: verb for verb, forms in read_table("verbs.txt").items() for form in forms}

LIGHT_WEIGHT = 0.3
GENERAL_WEIGHT = 0.6
