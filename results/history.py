"""The history of a page: how often a word occurs in each count of its address."""

from collections.abc import Collection

import peewee as pw

from models import RULES, Result

COUNTED_AT_READ = 8_000_000  # bytes of counts in which a word is looked up, in 0.2 seconds


def frequency_over_time(
    urls: Collection[str],
    word: str | None,
    limit: int,
    *,
    is_main: bool = False,
    in_own_language: bool = False,
) -> "pw.ModelSelect[Result]":
    """The latest counts of an address, newest first, each with its `total` and `count` of `word`.

    With a word, these are no more than have COUNTED_AT_READ together, but at least one. With
    `is_main`, they are those of the main texts, of the results that have one. With
    `in_own_language`, those in a language that somebody chose are left out: their words differ.
    """
    total = Result.main_total if is_main else Result.total
    words = Result.main_all if is_main else Result.result_all
    conditions = [total.is_null(False)] if is_main else []
    if in_own_language:
        conditions.append(in_language_of_page())
    rules = [getattr(Result, name) for name in (*RULES, "main_rule")]
    order = {"order_by": [Result.id.desc()]}
    size = pw.fn.sum(Result.size()).over(**order).alias("size")
    place = pw.fn.row_number().over(**order).alias("place")
    query = (
        Result.select(Result.id, Result.created_at, total.alias("total"), *rules)
        .where(*Result.done_at(urls), *conditions)
        .order_by(Result.id.desc())
        .limit(limit)
    )
    if word is None:
        return query
    latest = query.select_extend(words.alias("words"), size, place).alias("latest")
    count = pw.fn.json_extract_path_text(latest.c.words, word).cast("integer")
    names = ("id", "created_at", "total", *RULES, "main_rule")
    return (
        Result.select(*(getattr(latest.c, name) for name in names), count.alias("count"))
        .from_(latest)
        .where((latest.c.size <= COUNTED_AT_READ) | (latest.c.place == 1))
        .order_by(latest.c.id.desc())
    )


def in_language_of_page() -> pw.Expression:
    """Whether a page was counted in its own language, not in one that was chosen for it."""
    return pw.fn.coalesce(Result.language_source, "") != "given"
