"""Stop words: the function words of a language, as keys. Content words are never stop words."""

from functools import cache
from pathlib import Path

from wordcount.words.counting import key

FOLDER = Path(__file__).parent / "stop_words"

# Languages without a list of their own, each with the code of the list it shares.
SHARED_LISTS = {
    "nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "fil": "tl", "sh": "sr",
    "cnr": "sr", "prs": "fa",
}  # fmt: skip


def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a BCP 47 `language`; the empty set if it has no list."""
    base = language.partition("-")[0].lower()
    return _load(SHARED_LISTS.get(base, base))


@cache
def listed_languages() -> tuple[str, ...]:
    """Return the codes of all languages that have a list, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))


@cache
def _load(language: str) -> frozenset[str]:
    # Check membership first: the code comes from a page and must not select any other file.
    if language not in listed_languages():
        return frozenset()
    lines = (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    return frozenset(key(word, language) for word in words)
