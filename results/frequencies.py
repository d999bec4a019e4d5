"""The words of a stored result and how often each occurs: the SQL on its two JSON columns.

A recount replaces them, so a result is read together with its words, in one statement. The
statements are SQL because Peewee takes longer to generate them than the database to answer them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import peewee as pw

from db import database, follower, read_sql
from models import MAX_ID, Result
from statements import json_as_text

Ranked = tuple[str, int, int]  # a word, its count and its rank from 1

PAGE_COLUMNS = ("result_all", "result_no_stop_words")
COLUMNS = (*PAGE_COLUMNS, "main_all", "main_no_stop_words")
# The columns of a result without its words, as Peewee selects them.
SELECT, _, FROM = Result.select(*Result.without_words()).sql()[0].partition(" FROM ")
WITH_ID = f"{SELECT} FROM {FROM} WHERE id = %(id)s"
SELECTED: Sequence[Any] = Result.without_words()
NAMES = [getattr(node, "_alias", None) or node.name for node in SELECTED]


# A page of the main text is one of the whole page where there is no main text.
PAGE_OF = {column: column for column in PAGE_COLUMNS} | {
    "main_all": "result_all",
    "main_no_stop_words": "result_no_stop_words",
}
# The first word of all is read too. Its count is the scale of the bars of every page.
# Nothing is unpacked of a result with more than %(most)s different words.
PAGES = {
    column: f"""
        {SELECT}, coalesce("distinct", 0) <= %(most)s, types, words
        FROM {FROM} CROSS JOIN LATERAL (
            SELECT count(*) AS types, json_object_agg(word, count ORDER BY rank)
                FILTER (WHERE rank = 1 OR rank BETWEEN %(first)s AND %(last)s) AS words
            FROM json_each(
                CASE WHEN coalesce("distinct", 0) > %(most)s THEN NULL
                WHEN main_total IS NULL THEN {PAGE_OF[column]} ELSE {column} END
            ) WITH ORDINALITY AS each(word, count, rank)
        ) AS found
        WHERE id = %(id)s
    """
    for column in COLUMNS
}
# Empty for a result with more than %(most)s different words, all of which are read next.
CHUNKS = {
    column: f"""
        CASE WHEN coalesce("distinct", 0) > %(most)s THEN ''
        ELSE left({column}::text, %(length)s) END
    """
    for column in COLUMNS
}
RESTS = {
    column: f"""
        SELECT {column} FROM results
        WHERE id = %(id)s AND rule IS NOT DISTINCT FROM %(rule)s
    """
    for column in COLUMNS
}
# Both columns are in the same order.
DIFFERENT = """
    SELECT result_all::text IS DISTINCT FROM result_no_stop_words::text
    FROM results WHERE id = %(id)s
"""
WORDS = {
    "page": "SELECT result_all::text FROM results WHERE id = %(id)s",
    "main": "SELECT main_all::text FROM results WHERE id = %(id)s",
}
# The most frequent word first, then by word.
IN_ORDER = """
    CASE WHEN {column} IS NOT NULL THEN (
        SELECT concat('{{', string_agg(
            to_json(word) || ': ' || count, ', ' ORDER BY count::integer DESC, word COLLATE "C"
        ), '}}')::json
        FROM json_each_text({column}) AS each(word, count)
    ) END
"""
MISSING = "status = 'done' AND total IS NULL AND result_all IS NOT NULL"
SUPPLY = f"""
    UPDATE results
    SET total = (
            SELECT coalesce(sum(count::integer), 0)
            FROM json_each_text(result_all) AS each(word, count)
        ),
        "distinct" = (SELECT count(*) FROM json_object_keys(result_all)),
        {", ".join(f"{column} = {IN_ORDER.format(column=column)}" for column in PAGE_COLUMNS)}
"""
BATCH = 20  # results that maintenance completes at once
COMPLETE = f"{SUPPLY} WHERE id = %(id)s AND {MISSING}"
COMPLETE_NEXT = f"""
    {SUPPLY}
    WHERE id IN (
        SELECT id FROM results WHERE id > %(after)s AND id <= %(last)s AND {MISSING}
        ORDER BY id LIMIT {BATCH} FOR UPDATE SKIP LOCKED
    )
    RETURNING id
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

    Where it has no main text, they are those of the whole page. None are read of a result with more
    than `most` different words.
    """
    values = {"id": id, "first": first, "last": last, "most": most}
    result, row = read_row(PAGES[column.name], values)
    if result is None:
        return None
    was_read, types, words = row
    ranks = (1, *range(max(first, 2), last + 1))
    ranked = [(*entry, rank) for entry, rank in zip((words or {}).items(), ranks, strict=False)]
    return WordPage(result, was_read, types, ranked)


def read_first_chunks(
    id: int, length: int, columns: Sequence[str], most: int = MAX_ID
) -> tuple[Result, list[str | None]] | None:
    """The result with that id, and at most `length` characters of the JSON of each column.

    They are empty if the result has more than `most` different words.
    """
    chunks = ", ".join(CHUNKS[column] for column in columns)
    statement = f"{SELECT}, {chunks} FROM {FROM} WHERE id = %(id)s"
    result, row = read_row(statement, {"id": id, "length": length, "most": most})
    return None if result is None else (result, list(row))


def read_rest(result: Result, column: pw.Field, length: int) -> str | None:
    """Return the rest after `length` characters, or None if the result was recounted since."""
    with json_as_text():
        rows = read_sql(RESTS[column.name], {"id": result.id, "rule": result.rule})
    return rows[0][0][length:] if rows and rows[0][0] else None


def read_result(id: int) -> Result | None:
    """The result with that id, without its words."""
    return read_row(WITH_ID, {"id": id})[0]


def read_row(statement: str, values: Mapping[str, Any]) -> tuple[Result | None, Sequence[Any]]:
    """The result that a row begins with, and the rest of that row.

    From the follower if it is finished there, else from where it was written.
    """
    result, rest = split_row(read_sql(statement, values))
    is_incomplete = result is not None and complete(result)
    is_finished = result is not None and result.is_finished
    if is_incomplete or not (is_finished or follower.deferred):
        return split_row(database.execute_sql(statement, values).fetchall())
    return result, rest


def split_row(rows: Sequence[Sequence[Any]]) -> tuple[Result | None, Sequence[Any]]:
    return (result_of(rows[0]), rows[0][len(NAMES) :]) if rows else (None, ())


def result_of(row: Sequence[Any], names: Sequence[str] = NAMES) -> Result:
    """The result without its words, from a row that begins with these columns."""
    result = Result(__no_default__=True)
    result.__data__ = dict(zip(names, row, strict=False))  # arguments take ten times as long
    return result


def complete(result: Result) -> bool:
    """Supply the totals of a result and the order of its words, which the Alembic version lacks.

    Return whether they were missing: the result has to be read again. Maintenance supplies those
    of all results (COMPLETE_NEXT).
    """
    if result.status != "done" or result.total is not None:
        return False
    database.execute_sql(COMPLETE, {"id": result.id})
    return True


def has_other_words(result: Result) -> bool:
    """Whether words are missing from `result_no_stop_words`.

    The Alembic version removed stop words without storing the language.
    """
    [[are_different]] = read_sql(DIFFERENT, {"id": result.id})
    return bool(are_different)


def count_hapaxes(result: Result) -> int:
    """The number of words that occur once."""
    # Unpacking millions of words in the database would take a second.
    [[words]] = read_sql(WORDS[result.part], {"id": result.id})
    return int((words or "").count('": 1,') + (words or "").endswith('": 1}'))
