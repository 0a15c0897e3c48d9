"""What French words weigh in a question: nothing, little, or everything. The lists are in `words/`.

Words are folded there (no accent, lower case), because people type them so.
"""

from pathlib import Path


def read_words(name: str) -> frozenset[str]:
    lines = (Path(__file__).parent / "words" / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


STOP_WORDS = read_words("stop.txt")
LIGHT_WORDS = read_words("light.txt")
GENERAL_WORDS = read_words("general.txt")
COMMON_WORDS = read_words("common.txt")

LIGHT_WEIGHT = 0.3
GENERAL_WEIGHT = 0.6
