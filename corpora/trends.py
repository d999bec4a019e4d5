"""The frequency of terms in each period of a corpus."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from corpora.kept import Kept
from corpora.periods import Periods, periods_by
from corpora.term_counts import TermCount, count_terms, is_word
from corpora.words import Sums
from wordcount.analysis.term_list import NamedTerm

KEPT = 8_000_000  # bytes


@dataclass(frozen=True)
class Trend:
    """How often a term occurs in each period, and in all documents: see TermCount.

    `dp` is its dispersion over documents, or None for a phrase, of which not all places may be
    known.
    """

    counts: Sequence[int]
    total: int
    documents: int
    documents_with_words: int
    documents_read: int
    is_cut: bool
    dp: float | None

    @property
    def is_part(self) -> bool:
        return self.is_cut or self.documents_read < self.documents_with_words


kept = Kept[Trend](KEPT)


def trends(sums: Sums, terms: Sequence[NamedTerm], by: str) -> list[Trend]:
    """Return the trend of each term by "month" or "order". The latest ones are cached."""
    phrases = sum(not is_word(term) for term in terms)  # which share what is read
    keys: list[Hashable] = [
        (*sums.version, by, *term.query.terms, None if is_word(term) else phrases) for term in terms
    ]
    found = [kept.get(key) for key in keys]
    missing = [place for place, trend in enumerate(found) if trend is None]
    if missing:
        periods = periods_by(sums, by)
        counted = count_terms(sums, [terms[place] for place in missing], phrases)
        for place, each in zip(missing, counted, strict=True):
            found[place] = trend = trend_of(each, periods)
            kept.add(keys[place], trend, size_of(keys[place], trend))
    return [trend for trend in found if trend is not None]


def trend_of(counted: TermCount, periods: Periods) -> Trend:
    places = counted.places
    return Trend(
        periods.sums(places.counts),
        places.total,
        len(places.counts),
        counted.documents,
        counted.read,
        places.is_cut,
        places.dp(lambda: periods.shares),
    )


def size_of(key: Hashable, trend: Trend) -> int:
    """Estimate the memory of a trend in bytes: small numbers are shared, others take 32."""
    return 1_000 + 4 * len(repr(key)) + 40 * len(trend.counts)
