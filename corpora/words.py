"""Read the summed words of a corpus: the most frequent, those that match, and their postings."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpora.added import MAX_WORD
from corpora.merging import Figures
from corpora.postings import unpack
from db import read_sql

EXAMINED = 50_000  # words, the most frequent, that are sorted or filtered
COMPARED = 100_000_000  # bytes that a filter compares, in 0.1 seconds
MATCHES = 300  # words that a pattern such as "wind*" matches, the most frequent

SUMS = "SELECT batch, figures, built_at FROM corpus_sums WHERE corpus_id = %s AND batch > 0"
OF_BATCH = "corpus_id = %(corpus_id)s AND part = %(part)s AND batch = %(batch)s"
# Including stop words, and without them; both have an index.
COLUMNS = {True: ("count", "documents"), False: ("kept", "kept_documents")}

WORDS = f"""
    SELECT word, {{0}} AS count, {{1}} AS documents, dp FROM corpus_words
    WHERE {OF_BATCH} AND {{0}} > 0 AND word <> ''
"""
FREQUENT = f"{WORDS} ORDER BY {{0}} DESC, word LIMIT %(limit)s OFFSET %(offset)s"
# This does not join corpus_words again: without statistics of a new batch, the planner would read
# all words for each row.
CHOSEN = f"""
    SELECT word, count, documents, dp, rank, found
    FROM (
        SELECT *, count(*) OVER () AS found, row_number() OVER (ORDER BY {{2}}) AS place
        FROM (
            SELECT *, row_number() OVER (ORDER BY count DESC, word) AS rank
            FROM ({WORDS} ORDER BY {{0}} DESC, word LIMIT %(examined)s) AS frequent
        ) AS ranked
        WHERE ({{3}}) AND word <> ALL(%(without)s)
    ) AS matching
    WHERE place > least(%(offset)s, (found - 1) / %(limit)s * %(limit)s)
    ORDER BY place LIMIT %(limit)s
"""
# Counts the words that can be compared within a limit. `costs` has the maximum number of bytes that
# are compared with a word of 1, 2, 3... characters.
WITHIN = f"""
    SELECT count(*) FROM (
        SELECT sum((%(costs)s::integer[])[length(word)])
            OVER (ORDER BY count DESC, word ROWS UNBOUNDED PRECEDING) AS compared
        FROM ({WORDS} ORDER BY {{0}} DESC, word LIMIT {EXAMINED}) AS frequent
    ) AS examined WHERE compared <= %(most)s
"""
SORTS = {
    "frequent": "rank",
    "rare": "count, word",
    "word": "word",
    "long": "length(word) DESC, word",
    "documents": "documents DESC, rank",
    "even": "dp, rank",
}
# This looks up the primary key of each word; otherwise, the planner would scan all words.
NAMED = f"""
    SELECT found.* FROM unnest(%(words)s::text[]) AS asked(word) CROSS JOIN LATERAL (
        SELECT word, {{0}} AS count, {{1}} AS documents, {{2}} FROM corpus_words
        WHERE {OF_BATCH} AND corpus_words.word = asked.word OFFSET 0
    ) AS found WHERE count > 0
"""


@dataclass(slots=True)  # frozen, each would take three times as long
class CorpusRow:
    """A word of a corpus with its rank by frequency, from 1, and its DP over documents."""

    rank: int
    word: str
    count: int
    documents: int
    dp: float


@dataclass(frozen=True)
class Sums:
    """The words of one part of a corpus, in one batch, which never changes."""

    corpus_id: int
    batch: int
    part: str  # "page" or "main"
    language: str | None  # the most frequent one of its documents
    page: Figures
    main: Figures
    lengths: Mapping[str, Any] | None  # see lengths.py; None in batches of earlier releases
    built_at: dt.datetime

    @property
    def figures(self) -> Figures:
        return self.main if self.part == "main" else self.page

    @property
    def key(self) -> dict[str, Any]:
        return {"corpus_id": self.corpus_id, "part": self.part, "batch": self.batch}

    @property
    def version(self) -> tuple[int, int, str, dt.datetime]:
        """Return a key for caching what is computed from these words."""
        return self.corpus_id, self.batch, self.part, self.built_at

    def distinct(self, *, keep_stop_words: bool) -> int:
        return self.figures.distinct if keep_stop_words else self.figures.kept_distinct

    def total(self, *, keep_stop_words: bool) -> int:
        return self.figures.total if keep_stop_words else self.figures.kept


def read_sums(corpus_id: int, part: str = "page") -> Sums | None:
    """Return the sums of a corpus, or None if there are none yet."""
    rows = read_sql(SUMS, [corpus_id])
    if not rows:
        return None
    batch, figures, built_at = rows[0]
    page, main = (Figures(**figures[each]) for each in ("page", "main"))
    lengths = figures.get("lengths")
    return Sums(corpus_id, batch, part, figures["language"], page, main, lengths, built_at)


def most_frequent(
    sums: Sums, limit: int, offset: int = 0, *, keep_stop_words: bool
) -> list[CorpusRow]:
    """Return at most `limit` words after the first `offset`, most frequent first, then by word."""
    statement = FREQUENT.format(*COLUMNS[keep_stop_words])
    rows = read_sql(statement, {**sums.key, "limit": limit, "offset": offset})
    return [CorpusRow(rank, *row) for rank, row in enumerate(rows, offset + 1)]


def choose(
    sums: Sums,
    sort: str,
    parts: Sequence[str],
    without: Collection[str],
    limit: int,
    offset: int,
    *,
    keep_stop_words: bool,
) -> tuple[list[CorpusRow], int, int]:
    """Return those of the most frequent words that contain one of `parts`, and their number.

    The rows are a page of `limit` words that begins after `offset` words; if the list is shorter,
    they are its last page. The third value is the number of words that were examined: see
    `examined_words`. `sort` is one of SORTS. Words in `without` are left out.
    """
    examined = examined_words(sums, parts, COMPARED, keep_stop_words=keep_stop_words)
    values = {
        **sums.key,
        **{f"part{place}": part for place, part in enumerate(parts)},
        "examined": examined,
        "without": list(without),
        "limit": limit,
        "offset": offset,
    }
    # If words nearly match, LIKE takes four times as long as strpos.
    has_part = " OR ".join(f"strpos(word, %(part{place})s) > 0" for place in range(len(parts)))
    statement = CHOSEN.format(*COLUMNS[keep_stop_words], SORTS[sort], has_part)
    rows = read_sql(statement, values)
    found = [CorpusRow(rank, *row) for *row, rank, _ in rows]
    return found, rows[0][-1] if rows else 0, examined


def examined_words(
    sums: Sums, parts: Sequence[str], most: int, *, keep_stop_words: bool = True
) -> int:
    """Return how many of the most frequent words may be compared with all `parts`, up to EXAMINED.

    Both PostgreSQL's strpos and its LIKE compare a part at each place of a word, up to the first
    difference. Words that nearly match everywhere would take seconds, so fewer of those are
    examined: as many as are compared with at most `most` bytes.
    """
    costs = [sum(cost(part, length) for part in parts) for length in range(1, MAX_WORD + 1)]
    if costs[-1] * min(EXAMINED, sums.distinct(keep_stop_words=keep_stop_words)) <= most:
        return EXAMINED
    values = {**sums.key, "costs": costs, "most": most}
    [(within,)] = read_sql(WITHIN.format(*COLUMNS[keep_stop_words]), values)
    has_all = within == min(EXAMINED, sums.distinct(keep_stop_words=keep_stop_words))
    return EXAMINED if has_all else within


def cost(part: str, length: int) -> int:
    """Return how many bytes PostgreSQL compares to find `part` in a word of `length`, at most."""
    # It tries each place in the word, and compares up to the end of the part or of the word.
    whole = min(len(part), length)
    compared = whole * (length - whole) + whole * (whole + 1) // 2
    return compared * len(part.encode()) // max(1, len(part))


def rows_of(
    sums: Sums, words: Collection[str], *, keep_stop_words: bool = True
) -> dict[str, CorpusRow]:
    """Return the rows of those `words` that the corpus has; their ranks are 0."""
    statement = NAMED.format(*COLUMNS[keep_stop_words], "dp")
    rows = read_sql(statement, {**sums.key, "words": [word[:MAX_WORD] for word in words]})
    return {row[0]: CorpusRow(0, *row) for row in rows}


def postings_of(sums: Sums, words: Collection[str]) -> Mapping[str, Sequence[int]]:
    """Return the postings of those `words` that the corpus has; "" has the document sizes."""
    return {word: postings for word, (_, postings) in dispersed_postings(sums, words).items()}


def dispersed_postings(
    sums: Sums, words: Collection[str]
) -> Mapping[str, tuple[float, Sequence[int]]]:
    """Return the same, with the DP of each word."""
    values = {**sums.key, "words": [word[:MAX_WORD] for word in words]}
    rows = read_sql(NAMED.format("count", "documents", "dp, postings"), values)
    return {word: (dp, unpack(packed)) for word, _, _, dp, packed in rows}


def escape(text: str) -> str:
    """Escape the text for LIKE."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
