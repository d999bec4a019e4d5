"""How varied the words of a text are, whatever its length."""

from collections import Counter
from collections.abc import Sequence

WINDOW = 100  # words: a paragraph or two, so that most pages have some windows


def mattr(words: Sequence[str], window: int = WINDOW) -> float | None:
    """The moving-average type-token ratio: how many of `window` words in a row are different.

    The mean over all windows of the text, from 1/window to 1, and so the same for a short text
    and a long one of one style. None for a text shorter than a window. Covington and McFall
    (2010), "Cutting the Gordian Knot: The Moving-Average Type-Token Ratio (MATTR)", Journal of
    Quantitative Linguistics 17(2).
    """
    if len(words) < window:
        return None
    inside = Counter(words[:window])
    different = len(inside)
    for leaving, entering in zip(words, words[window:], strict=False):
        inside[entering] += 1
        inside[leaving] -= 1
        if inside[leaving] == 0:
            del inside[leaving]
        different += len(inside)
    return different / (len(words) - window + 1) / window


def growth(words: Sequence[str], points: int = 100) -> list[tuple[int, int]]:
    """How many different words the first so many words have, at no more than `points` places."""
    seen: set[str] = set()
    curve = []
    marks = {len(words) * point // points for point in range(1, points + 1)}
    for number, word in enumerate(words, start=1):
        seen.add(word)
        if number in marks:
            curve.append((number, len(seen)))
    return curve
