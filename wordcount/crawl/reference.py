"""Read the most frequent words of each language from the words.parquet of a crawl."""

import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import duckdb

from wordcount.messages import N_

from .folder import FolderError
from .merge import files_of, settings_within

MAX_WORD = 100  # characters; longer ones do not fit into an index of PostgreSQL
MEMORY = 1000  # megabytes

# "en-GB" and "en-US" are one language here.
SQL = """
SELECT language, word, occurrences, total
FROM (
    SELECT *, row_number() OVER (PARTITION BY language ORDER BY occurrences DESC, word) AS rank
    FROM (
        SELECT *, CAST(sum(occurrences) OVER (PARTITION BY language) AS BIGINT) AS total
        FROM (
            SELECT split_part(language, '-', 1) AS language, word,
                CAST(sum(occurrences) AS BIGINT) AS occurrences
            FROM read_parquet($files)
            GROUP BY ALL
        )
    )
    WHERE length(word) <= $longest
)
WHERE rank <= $limit
ORDER BY language, rank
"""


def read_reference(path: Path, limit: int) -> Iterator[tuple[str, list[tuple[str, int]], int]]:
    """Yield each language, its `limit` most frequent words with occurrences, and its total.

    Languages are primary subtags (BCP 47), such as "en"; "und" is left out. The total is that of
    all words. `path` is a file, or a folder that Spark wrote. Raises FolderError.
    """
    arguments = {"files": files_of(path), "longest": MAX_WORD, "limit": limit}
    try:
        with (
            tempfile.TemporaryDirectory(prefix="wordcount-") as spill,
            duckdb.connect(config=settings_within(MEMORY, spill)) as database,
        ):
            rows = database.execute(SQL, arguments)
            fetched = iter(rows.fetchone, None)
            for language, group in groupby(fetched, key=lambda row: row[0]):
                words = list(group)
                if language != "und":
                    yield language, [(word, count) for _, word, count, _ in words], words[0][3]
    except duckdb.Error as exc:
        message = N_("%(file)s is not the words.parquet of a crawl: %(reason)s")
        raise FolderError(message % {"file": path, "reason": exc}) from exc
