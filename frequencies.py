"""The words of a stored result and how often each occurs: the SQL on its two JSON columns.

A recount replaces them, so a result is read together with its words, in one statement. The
statements are SQL because Peewee takes longer to generate them than the database to answer them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from db import database, follower, read_sql
from models import FINISHED, Result

Ranked = tuple[str, int, int]  # a word, its count and its rank from 1

COLUMNS = ("result_all", "result_no_stop_words")
# The columns of a result without its words, as Peewee selects them.
SELECT, _, FROM = Result.select(*Result.without_words()).sql()[0].partition(" FROM ")
SELECTED: Sequence[Any] = Result.without_words()
NAMES = [getattr(node, "_alias", None) or node.name for node in SELECTED]


def in_order(column: str) -> str:
    """The JSON of `column`: the most frequent word first, then by word.

    It is stored in this order, except by the Alembic version, which stored no total either.
    """
    return f"""
        CASE WHEN total IS NULL AND {column} IS NOT NULL THEN (
            SELECT concat('{{', string_agg(
                to_json(word) || ': ' || count, ', '
                ORDER BY count::integer DESC, word COLLATE "C"
            ), '}}')::json
            FROM json_each_text({column}) AS each(word, count)
        ) ELSE {column} END
    """


TYPES = {
    "result_all": 'coalesce("distinct", (SELECT count(*) FROM json_object_keys(result_all)))',
    "result_no_stop_words": "(SELECT count(*) FROM json_object_keys(result_no_stop_words))",
}
# The first word of all is read too. Its count is the scale of the bars of every page.
# Nothing is unpacked of a result with more than %(most)s different words.
PAGES = {
    column: f"""
        {SELECT}, coalesce("distinct", 0) <= %(most)s,
        CASE WHEN coalesce("distinct", 0) <= %(most)s THEN {TYPES[column]} END,
        CASE WHEN coalesce("distinct", 0) <= %(most)s THEN (
            SELECT json_agg(json_build_array(word, count::integer, rank) ORDER BY rank)
            FROM json_each_text({in_order(column)}) WITH ORDINALITY AS each(word, count, rank)
            WHERE rank = 1 OR rank BETWEEN %(first)s AND %(last)s
        ) END
        FROM {FROM} WHERE id = %(id)s
    """
    for column in COLUMNS
}
JSON = {column: f"({in_order(column)})::text" for column in COLUMNS}
CHUNKS = {column: f"left({json}, %(length)s)" for column, json in JSON.items()}
RESTS = {
    column: f"""
        SELECT substr({json}, %(length)s + 1) FROM results
        WHERE id = %(id)s AND rule IS NOT DISTINCT FROM %(rule)s
    """
    for column, json in JSON.items()
}
BOTH_TYPES = f"SELECT {', '.join(TYPES.values())} FROM results WHERE id = %(id)s"
WORDS = "SELECT result_all::text FROM results WHERE id = %(id)s"
SUMS = """
    SELECT coalesce(sum(count::integer), 0), count(word), count(word) FILTER (WHERE count = '1')
    FROM results, json_each_text(result_all) AS each(word, count)
    WHERE id = %(id)s
"""


@dataclass(frozen=True)
class WordPage:
    """A result and some of its words, the first of all before them; `types` are all words.

    `was_read` is False if there are too many words.
    """

    result: Result
    was_read: bool
    types: int
    words: Sequence[Ranked]


def read_page(id: int, column: pw.Field, first: int, last: int, most: int) -> WordPage | None:
    """The result with that id, and its words in `column` of the ranks `first` to `last`.

    Its words are not read if it has more than `most` different ones.
    """
    row = read_row(PAGES[column.name], {"id": id, "first": first, "last": last, "most": most})
    if row is None:
        return None
    *_, was_read, types, words = row
    return WordPage(result_of(row), was_read, types, [tuple(word) for word in words or ()])


def read_first_chunks(
    id: int, length: int, columns: Sequence[str] = COLUMNS
) -> tuple[Result, list[str | None]] | None:
    """The result with that id, and at most `length` characters of the JSON of each column."""
    chunks = ", ".join(CHUNKS[column] for column in columns)
    statement = f"{SELECT}, {chunks} FROM {FROM} WHERE id = %(id)s"
    row = read_row(statement, {"id": id, "length": length})
    return None if row is None else (result_of(row), list(row[-len(columns) :]))


def read_rest(result: Result, column: pw.Field, length: int) -> str | None:
    """What comes after `length` characters; None if the result was recounted since."""
    values = {"id": result.id, "rule": result.rule, "length": length}
    rows = read_sql(RESTS[column.name], values)
    return rows[0][0] if rows else None


def read_row(statement: str, values: Mapping[str, Any]) -> Sequence[Any] | None:
    """The row from the follower if it is finished there, else from where it was written."""
    rows = read_sql(statement, values)
    if not follower.deferred and not (rows and result_of(rows[0]).status in FINISHED):
        rows = database.execute_sql(statement, values).fetchall()
    return rows[0] if rows else None


def result_of(row: Sequence[Any]) -> Result:
    """The result without its words, from a row that begins with its columns."""
    return Result(**dict(zip(NAMES, row, strict=False)))


def has_other_words(result: Result) -> bool:
    """Whether words are missing from `result_no_stop_words`.

    The Alembic version removed stop words without storing the language.
    """
    [[all_words, others]] = read_sql(BOTH_TYPES, {"id": result.id})
    return bool(all_words != others)


def sums(result: Result) -> tuple[int, int, int]:
    """The numbers of tokens, of types, and of types that occur once (hapaxes)."""
    if result.total is None or result.distinct is None:
        [[tokens, different, once]] = read_sql(SUMS, {"id": result.id})
        return tokens, different, once
    # Unpacking millions of words would take a second.
    [[words]] = read_sql(WORDS, {"id": result.id})
    return result.total, result.distinct, words.count('": 1,') + words.endswith('": 1}')


def lengths(result: Result) -> tuple[int, int]:
    """The numbers of tokens and types, counted here if the Alembic version stored the row."""
    if result.total is None or result.distinct is None:
        return sums(result)[:2]
    return result.total, result.distinct
