"""Periods of a corpus: months, or equal parts of its documents in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

from corpora.groups import KINDS, OF_CORPUS
from corpora.kept import Kept
from corpora.postings import counts
from corpora.words import Sums, postings_of
from db import read_sql

KEPT = 8  # periods of corpora, each of about 1 MB for 10,000 documents
PARTS = 40  # of a corpus by order
MAX_MONTHS = 600  # the latest

MONTHS = f"SELECT position, {KINDS['month']} {OF_CORPUS}"


@dataclass(frozen=True)
class Period:
    """A month (2026-01) or a range of documents (1–25, or 1), and its number of words."""

    name: str
    documents: int
    total: int


@dataclass(frozen=True)
class Periods:
    """Periods in order, and for each position the index of its period and its share of words."""

    periods: Sequence[Period]
    of_document: Mapping[int, int]
    shares: Mapping[int, float]

    def sums(self, counts: Mapping[int, int]) -> list[int]:
        """Return the sum of counts for each period."""
        sums = [0] * (len(self.periods) + 1)  # the last one is of documents without a period
        periods = map(self.of_document.get, counts, repeat(-1))
        for period, count in zip(periods, counts.values(), strict=True):
            sums[period] += count
        return sums[:-1]


kept = Kept[Periods](KEPT)


def periods_by(sums: Sums, by: str) -> Periods:
    """Return the periods of a corpus by "month" or "order". The latest KEPT are cached."""
    key = (*sums.version, by)
    found = kept.get(key)
    if found is None:
        found = find_periods(sums, by)
        kept.add(key, found)
    return found


def find_periods(sums: Sums, by: str) -> Periods:
    sizes = dict(counts(postings_of(sums, [""]).get("", ())))
    names = months_of(sums) if by == "month" else parts_of([*sizes])
    found = dict.fromkeys(names[each] for each in sizes if each in names)
    shown = sorted(found)[-MAX_MONTHS:] if by == "month" else [*found]
    index = {name: number for number, name in enumerate(shown)}
    of_document = {each: index[names[each]] for each in sizes if names.get(each) in index}
    totals, documents = [0] * len(shown), [0] * len(shown)
    for position, number in of_document.items():
        totals[number] += sizes[position]
        documents[number] += 1
    all_words = sum(sizes.values()) or 1
    shares = {position: size / all_words for position, size in sizes.items()}
    return Periods([*map(Period, shown, documents, totals)], of_document, shares)


def months_of(sums: Sums) -> dict[int, str]:
    rows = read_sql(MONTHS, {"corpus": sums.corpus_id})
    return {position: month for position, month in rows if month}


def parts_of(positions: Sequence[int]) -> dict[int, str]:
    """The first and last document of the part that each document is in."""
    number = min(PARTS, len(positions))
    ends = [len(positions) * part // number for part in range(number + 1)] if number else []
    parts = [positions[start:end] for start, end in pairwise(ends)]
    return {
        position: f"{part[0]}–{part[-1]}" if part[1:] else f"{part[0]}"
        for part in parts
        for position in part
    }
