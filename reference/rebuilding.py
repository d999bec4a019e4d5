"""Rebuild the reference words of a language from the latest results, unless they were imported."""

import datetime as dt
from collections.abc import Iterator

from db import database
from reference.models import MAX_WORD, WORDS_PER_LANGUAGE

INTERVAL = dt.timedelta(hours=1)
MIN_RESULTS = 200  # fewer say too little about a language
MAX_RESULTS = 2_000  # the latest of different pages
LATEST = 10_000  # results among which they are chosen
PER_SITE = 10  # so that no site decides what is usual
MAX_SIZE = 200_000  # bytes of the words of one result, as they are stored
BYTES = 10_000_000  # of all of them, which take about two seconds
MAX_LANGUAGES = 1_000
SOURCE = "pages counted here"

NEXT_LANGUAGE = """
    SELECT min(split_part(language, '-', 1)) FROM results WHERE split_part(language, '-', 1) > %s
"""
LATEST_OF = """
    SELECT id, url, total, created_at, pg_column_size(result_all) AS size FROM results
    WHERE split_part(language, '-', 1) = %(language)s AND status = 'done' AND url IS NOT NULL
    ORDER BY id DESC
"""
# Enough results, one of which is newer than the words.
IS_DUE = f"""
    SELECT count(*) = %(least)s AND NOT EXISTS (
        SELECT FROM reference_languages WHERE language = %(language)s
        AND (results IS NULL OR imported_at > least(now() - %(interval)s, max(created_at))))
    FROM ({LATEST_OF} LIMIT %(least)s) AS latest
"""
# The latest count of each page, at most PER_SITE of a site.
CHOOSE = f"""
    SELECT array_agg(id), sum(total) FROM (
        SELECT id, total, sum(size) OVER newest AS bytes, row_number() OVER newest AS place
        FROM (
            SELECT id, total, size, row_number() OVER (PARTITION BY site ORDER BY id DESC) AS nth
            FROM (
                SELECT id, total, size,
                    substr(
                        split_part(url, '/', 3),
                        CASE WHEN starts_with(split_part(url, '/', 3), 'www.') THEN 5 ELSE 1 END
                    ) AS site,
                    row_number() OVER (PARTITION BY md5(url) ORDER BY id DESC) AS age
                FROM ({LATEST_OF} LIMIT %(latest)s) AS latest
                WHERE size <= %(size)s
            ) AS counts
            WHERE age = 1
        ) AS pages
        WHERE nth <= %(per_site)s
        WINDOW newest AS (ORDER BY id DESC)
    ) AS chosen
    WHERE bytes <= %(bytes)s AND place <= %(results)s
"""
# Nothing is returned where a crawl was imported. The row is locked, so an import waits.
REPLACE = """
    INSERT INTO reference_languages (language, total, source, imported_at, results)
    VALUES (%(language)s, %(total)s, %(source)s, now(), %(results)s)
    ON CONFLICT (language) DO UPDATE
    SET total = excluded.total, source = excluded.source, imported_at = excluded.imported_at,
        results = excluded.results
    WHERE reference_languages.results IS NOT NULL
    RETURNING language
"""
SUM = """
    INSERT INTO reference_words (language, word, occurrences)
    SELECT %(language)s, word, sum(count::bigint) AS occurrences
    FROM results, json_each_text(result_all) AS each(word, count)
    WHERE id = ANY(%(ids)s) AND length(word) <= %(longest)s
    GROUP BY word ORDER BY occurrences DESC, word LIMIT %(words)s
"""
LIMITS = {
    "least": MIN_RESULTS,
    "latest": LATEST,
    "per_site": PER_SITE,
    "size": MAX_SIZE,
    "bytes": BYTES,
    "results": MAX_RESULTS,
    "interval": INTERVAL,
    "longest": MAX_WORD,
    "words": WORDS_PER_LANGUAGE,
    "source": SOURCE,
}


def rebuild_due() -> None:
    """Rebuild the words of each language whose words are due."""
    for language in languages():
        if is_due(language):
            rebuild(language)


def languages() -> Iterator[str]:
    """The languages of all results, of which there are as many as strangers declare."""
    language = ""
    for _ in range(MAX_LANGUAGES):
        [language] = database.execute_sql(NEXT_LANGUAGE, [language]).fetchone()
        if language is None:
            return
        if language != "und":
            yield language


def is_due(language: str) -> bool:
    """Whether the words are older than INTERVAL and the latest result, and there are enough."""
    values = {**LIMITS, "language": language}
    return bool(database.execute_sql(IS_DUE, values).fetchone()[0])


def rebuild(language: str) -> bool:
    """Replace the reference words of a language; return whether there are enough results.

    The words of an imported crawl stay.
    """
    values = {**LIMITS, "language": language}
    with database.atomic():
        ids, total = database.execute_sql(CHOOSE, values).fetchone()
        if len(ids or ()) < MIN_RESULTS:
            return False
        values |= {"ids": ids, "total": total, "results": len(ids)}
        if database.execute_sql(REPLACE, values).fetchone() is None:
            return False
        database.execute_sql("DELETE FROM reference_words WHERE language = %s", [language])
        database.execute_sql(SUM, values)
    return True
