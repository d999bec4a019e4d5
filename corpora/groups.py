"""Groups of the documents of a corpus: by tag, site or month; and the words of one."""

import marshal
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpora.added import BEGINNING, COLUMNS, parse
from corpora.kept import Kept
from corpora.texts import spread
from corpora.words import Sums
from db import read_sql

# How documents are grouped, for each kind of group. A document without a date has the day of its
# count; a site is a host without "www." and its port.
KINDS = {
    "tag": "tag",
    "site": r"regexp_replace(host, '(^www\.|:[0-9]+$)', '', 'g')",
    "month": "to_char(coalesce(published, counted_at::date), 'YYYY-MM')",
}
SHOWN = 60  # groups of a kind, the largest
SUMMED = 600  # documents of a group, evenly spaced, whose words are added up in 0.2 seconds
AT_ONCE = 10  # documents
READ = 1_000_000  # characters of counts, read in 0.2 seconds; 200 ordinary documents have fewer
KEPT = 16_000_000  # bytes: the words of ten groups or more

OF_CORPUS = """
    FROM summed_documents JOIN corpus_documents USING (corpus_id, position)
    WHERE corpus_id = %(corpus)s
"""
GROUPS = f"""
    SELECT {{0}} AS name, count(*) {OF_CORPUS} AND {{0}} IS NOT NULL
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {SHOWN}
"""
POSITIONS = f"SELECT position {OF_CORPUS} AND {{0}} = %(name)s ORDER BY position"
WORDS = """
    SELECT position, left({0}::text, %(most)s)
    FROM summed_documents JOIN results ON results.id = summed_documents.result_id
    WHERE corpus_id = %(corpus)s AND position = ANY(%(positions)s) AND {0} IS NOT NULL
    ORDER BY position
"""


@dataclass(frozen=True)
class GroupWords:
    """The summed words of a group: `summed` of its `documents` were added up."""

    counts: Mapping[str, int]
    documents: int
    summed: int


def groups(corpus_id: int, kind: str) -> Sequence[tuple[str, int]]:
    """Return the largest groups of a kind, with their numbers of documents."""
    return read_sql(GROUPS.format(KINDS[kind]), {"corpus": corpus_id})


kept = Kept[bytes](KEPT)  # a dictionary of 100,000 words would take ten times as much


def words_of_group(sums: Sums, kind: str, name: str, *, keep_stop_words: bool) -> GroupWords | None:
    """Return the summed words of a group, or None if there is no such group.

    At most SUMMED evenly spaced documents and READ characters are added up. The latest answers are
    cached.
    """
    key = (*sums.version, kind, name, keep_stop_words)
    packed = kept.get(key)
    if packed is None:
        positions = positions_of(sums.corpus_id, kind, name)
        if not positions:
            return None
        chosen = spread(positions, SUMMED)
        counts, summed = add_up(sums, chosen, keep_stop_words=keep_stop_words)
        packed = marshal.dumps((counts, len(positions), summed))
        kept.add(key, packed, len(packed))
    return GroupWords(*marshal.loads(packed))


def positions_of(corpus_id: int, kind: str, name: str) -> list[int]:
    """Return the positions of the documents of a group."""
    values = {"corpus": corpus_id, "name": name}
    return [position for (position,) in read_sql(POSITIONS.format(KINDS[kind]), values)]


def add_up(
    sums: Sums, positions: Sequence[int], *, keep_stop_words: bool
) -> tuple[dict[str, int], int]:
    """Add up the words of documents until READ characters are read.

    Return also the number of documents that were read to their end.
    """
    counts: defaultdict[str, int] = defaultdict(int)
    left, summed = READ, 0
    slices = max(1, -(-len(positions) // AT_ONCE))
    for start in range(slices):
        # These are evenly spaced, even if the following slices are not read.
        chosen, most = positions[start::slices], min(left, BEGINNING)
        for position, beginning in read_words(sums, chosen, most, keep_stop_words=keep_stop_words):
            words, limit = beginning, most
            if len(words) == most < left:  # it is longer, so it is read alone
                limit = left
                alone = read_words(sums, [position], limit, keep_stop_words=keep_stop_words)
                words = alone[0][1] if alone else "{}"
            is_cut = len(words) == limit
            for block in parse([words.rpartition(', "')[0] if is_cut else words]):
                for word, count in block.items():
                    counts[word] += count
            left, summed = left - len(words), summed + (not is_cut)
            if left <= 0:
                return dict(counts), summed
    return dict(counts), summed


def read_words(
    sums: Sums, positions: Sequence[int], most: int, *, keep_stop_words: bool
) -> Sequence[tuple[int, str]]:
    """Return the first `most` characters of the JSON of the words of each document."""
    every, kept, *_ = COLUMNS[sums.part]
    values = {"corpus": sums.corpus_id, "positions": list(positions), "most": most}
    return read_sql(WORDS.format(every if keep_stop_words else kept), values)
