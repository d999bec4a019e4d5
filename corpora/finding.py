"""Find the documents of a corpus that may contain words, phrases or wildcards, by postings."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from corpora.patterns import matching
from corpora.postings import deviation, merge_counts
from corpora.words import Sums, dispersed_postings

POSTINGS = 400_000  # of all words that match a *, which are added up in 0.1 seconds

Shares = Sequence[float] | Mapping[int, float]  # of documents in all words, by position
Term = tuple[str, ...]  # the words of a phrase, in which * is any number of characters


@dataclass(frozen=True)
class Places:
    """The documents of a term, by position, and its number of occurrences in each.

    `is_exact` is False for a phrase: its documents contain all of its words, perhaps not side by
    side. `is_cut` is True if more words match a wildcard than were looked up. `dp_of_word` is the
    dispersion of a single word, computed when its corpus was added up.
    """

    counts: Mapping[int, int]
    is_exact: bool = True
    is_cut: bool = False
    dp_of_word: float | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def dp(self, shares: Callable[[], Shares]) -> float | None:
        """Return the dispersion over documents, or None if there is none, or it is not exact.

        `shares` returns each document's share of all words; it is called only if needed.
        """
        if not self.is_exact or not self.counts or self.dp_of_word is not None:
            return self.dp_of_word
        return deviation(self.counts, self.counts.values(), self.total, shares())


def find_terms(sums: Sums, terms: Collection[Term]) -> dict[Term, Places]:
    """Return the places of each term."""
    elements = {element for term in terms for element in term}
    patterns = [element for element in elements if "*" in element]
    matched: dict[str, tuple[list[str], bool]] = {each: ([each], False) for each in elements}
    matched |= matching(sums, patterns, POSTINGS)
    words = {word for words, _ in matched.values() for word in words}
    postings = dispersed_postings(sums, words)
    return {term: places_of([matched[each] for each in term], postings) for term in terms}


def places_of(
    elements: Sequence[tuple[Sequence[str], bool]],
    postings: Mapping[str, tuple[float, Sequence[int]]],
) -> Places:
    """Return the places of a word, or of all words of a phrase.

    Each element has the words that match one word of the term, and whether there are more.
    """
    rows = [[postings[word] for word in words if word in postings] for words, _ in elements]
    found = [merge_counts([each for _, each in of_element]) for of_element in rows]
    places = found[0] if found else {}
    for other in found[1:]:
        places = {
            position: min(count, other[position])
            for position, count in places.items()
            if position in other
        }
    is_cut = any(has_more for _, has_more in elements)
    is_word = len(rows) == 1 and len(rows[0]) == 1
    return Places(places, len(elements) == 1, is_cut, rows[0][0][0] if is_word else None)


def merge_places(places: Collection[Places]) -> Places:
    """Return the places of any of several terms."""
    if len(places) == 1:
        return next(iter(places))
    merged: dict[int, int] = {}
    for each in places:
        for position, count in each.counts.items():
            merged[position] = merged.get(position, 0) + count
    is_exact, is_cut = all(each.is_exact for each in places), any(each.is_cut for each in places)
    return Places(dict(sorted(merged.items())), is_exact, is_cut)
