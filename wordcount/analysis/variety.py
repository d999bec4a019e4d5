"""Measure lexical diversity independently of text length, and vocabulary growth."""

from collections.abc import Sequence

from wordcount.words.tokens import keys_of

WINDOW = 100  # words; about a paragraph, so that most pages are long enough

SAMPLE = 3_000  # characters, about 500 words: to tokenize a text takes longer than to count it


def mattr(words: Sequence[str], window: int = WINDOW) -> float | None:
    """Return the moving-average type-token ratio, or None for a text shorter than one window.

    This is the share of distinct words among `window` consecutive words, averaged over all
    windows: from 1/window to 1. Unlike the plain ratio, it does not depend on text length.
    Covington and McFall (2010), "Cutting the Gordian Knot: The Moving-Average Type-Token Ratio
    (MATTR)", Journal of Quantitative Linguistics 17(2).
    """
    windows = len(words) - window + 1
    if windows < 1:
        return None
    # Each word is distinct in the windows that begin after its previous occurrence.
    distinct = 0
    latest: dict[str, int] = {}
    for place, word in enumerate(words):
        first = max(latest.get(word, -1) + 1, place - window + 1)
        distinct += max(0, min(place, windows - 1) - first + 1)
        latest[word] = place
    return distinct / windows / window


def mattr_of_sample(text: str, language: str) -> float | None:
    """Return the MATTR of the SAMPLE characters in the middle of a text, where a page has prose."""
    start = max(0, (len(text) - SAMPLE) // 2)
    return mattr(keys_of(text[start : start + SAMPLE], language))


def growth(words: Sequence[str], points: int = 100) -> list[tuple[int, int]]:
    """Return up to `points` pairs (n, number of distinct words among the first n words)."""
    seen: set[str] = set()
    curve = []
    marks = {len(words) * point // points for point in range(1, points + 1)}
    for number, word in enumerate(words, start=1):
        seen.add(word)
        if number in marks:
            curve.append((number, len(seen)))
    return curve
