"""Groups of the documents of a corpus: by tag, site or month; and the words of one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpora.added import COLUMNS, MAX_JSON, parse
from corpora.texts import spread
from db import read_sql

# How documents are grouped, for each kind of group. A document without a date has the day of its
# count; a site is a host without "www." and its port.
KINDS = {
    "tag": "tag",
    "site": r"regexp_replace(host, '(^www\.|:[0-9]+$)', '', 'g')",
    "month": "to_char(coalesce(published, counted_at::date), 'YYYY-MM')",
}
SHOWN = 60  # groups of a kind, the largest
SUMMED = 600  # documents of a group, evenly chosen, whose words are added up in 0.2 seconds
AT_ONCE = 100  # documents

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
    SELECT left({0}::text, %(most)s), {1}
    FROM summed_documents JOIN results ON results.id = summed_documents.result_id
    WHERE corpus_id = %(corpus)s AND position = ANY(%(positions)s) AND {0} IS NOT NULL
"""


@dataclass(frozen=True)
class GroupWords:
    """The words of a group of `documents`, of which `summed` were added up."""

    counts: Mapping[str, int]
    documents: int
    summed: int


def groups(corpus_id: int, kind: str) -> Sequence[tuple[str, int]]:
    """The largest groups of a kind, with the number of their documents."""
    return read_sql(GROUPS.format(KINDS[kind]), {"corpus": corpus_id})


def positions_of(corpus_id: int, kind: str, name: str) -> list[int]:
    """The documents of a group."""
    values = {"corpus": corpus_id, "name": name}
    return [position for (position,) in read_sql(POSITIONS.format(KINDS[kind]), values)]


def words_of_group(
    corpus_id: int, positions: Sequence[int], part: str, *, keep_stop_words: bool
) -> GroupWords:
    """Add up the words of documents, of at most SUMMED of them, evenly chosen."""
    chosen = spread(positions, SUMMED)
    every, kept, _ = COLUMNS[part]
    statement = WORDS.format(every if keep_stop_words else kept, "position")
    counts: Counter[str] = Counter()
    for start in range(0, len(chosen), AT_ONCE):
        values = {"corpus": corpus_id, "positions": list(chosen[start : start + AT_ONCE])}
        for words, _ in read_sql(statement, {**values, "most": MAX_JSON}):
            counts.update(parse(words))
    return GroupWords(counts, len(positions), len(chosen))
