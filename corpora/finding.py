"""Find the documents of a corpus that may have words, phrases and words with a *, by postings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from corpora.patterns import matching
from corpora.postings import deviation, merge_counts
from corpora.words import Sums, postings_of

POSTINGS = 400_000  # of all words that match a *, which are added up in 0.1 seconds

Term = tuple[str, ...]  # the words of a phrase, in which * is any number of characters


@dataclass(frozen=True)
class Places:
    """The documents of a term by position, with how often it occurs there.

    `is_exact` is False for a phrase, whose documents have all of its words, perhaps elsewhere.
    `is_cut` says that more words match a * than were looked up.
    """

    counts: Mapping[int, int]
    is_exact: bool = True
    is_cut: bool = False

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def dp(self, shares: Sequence[float] | Mapping[int, float]) -> float | None:
        """The dispersion over documents with these shares of all words; None if not exact."""
        if not self.is_exact:
            return None
        return deviation(self.counts, self.counts.values(), self.total, shares)


def find_terms(sums: Sums, terms: Collection[Term]) -> dict[Term, Places]:
    """The places of each term."""
    elements = {element for term in terms for element in term}
    patterns = [element for element in elements if "*" in element]
    matched: dict[str, tuple[list[str], bool]] = {each: ([each], False) for each in elements}
    matched |= matching(sums, patterns, POSTINGS)
    postings = postings_of(sums, {word for words, _ in matched.values() for word in words})
    return {term: places_of([matched[each] for each in term], postings) for term in terms}


def places_of(
    elements: Sequence[tuple[Sequence[str], bool]], postings: Mapping[str, Sequence[int]]
) -> Places:
    """The places of a word, or of all words of a phrase.

    Each element is any of some words, and whether there are more of them.
    """
    found = [merge_counts([postings.get(word, ()) for word in words]) for words, _ in elements]
    places = found[0] if found else {}
    for other in found[1:]:
        places = {
            position: min(count, other[position])
            for position, count in places.items()
            if position in other
        }
    is_cut = any(has_more for _, has_more in elements)
    return Places(places, len(elements) == 1, is_cut)


def merge_places(places: Collection[Places]) -> Places:
    """The places of any of several terms."""
    if len(places) == 1:
        return next(iter(places))
    merged: dict[int, int] = {}
    for each in places:
        for position, count in each.counts.items():
            merged[position] = merged.get(position, 0) + count
    is_exact, is_cut = all(each.is_exact for each in places), any(each.is_cut for each in places)
    return Places(dict(sorted(merged.items())), is_exact, is_cut)
