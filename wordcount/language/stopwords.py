"""A language's function words, as keys. What a text is about is never among them."""

from functools import cache
from pathlib import Path

from wordcount.words.counting import key

FOLDER = Path(__file__).parent / "stop_words"

# Languages that are written with another one's list: their codes, and that list's.
SHARED = {
    "nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "fil": "tl", "sh": "sr",
    "cnr": "sr", "prs": "fa",
}  # fmt: skip


def stop_words(language: str) -> frozenset[str]:
    """The function words of a BCP 47 `language`; none for a language that has no list."""
    base = language.partition("-")[0].lower()
    return _load(SHARED.get(base, base))


@cache
def languages() -> tuple[str, ...]:
    """The codes of all languages that have a list, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))


@cache
def _load(language: str) -> frozenset[str]:
    # Membership first: the code comes from a page, and must not lead to another file.
    if language not in languages():
        return frozenset()
    lines = (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return frozenset(key(word, language) for word in words)
