"""Sum counted pages with DuckDB, within a limit on memory; what does not fit is kept on disk."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from .folder import Folder, FolderError, write_whole
from .process import ArchiveCounter
from .tables import PAGES, WORDS

MIN_MEMORY = 500  # megabytes
# DuckDB limits its buffers only. Parquet readers and writers, and the process itself, use more.
BASE_MEMORY = 250
MEMORY_PER_THREAD = 250

PAGES_SQL = "SELECT " + ", ".join(f'"{name}"' for name in PAGES.names) + " FROM counted"

# Sites with a word are counted in two steps, which both can use the disk; `count(DISTINCT site)`
# keeps all sites of a word in memory.
WORDS_SQL = """
SELECT
    language,
    word,
    CAST(sum(occurrences) AS BIGINT) AS occurrences,
    CAST(sum(pages) AS BIGINT) AS pages,
    count(site) AS sites
FROM (
    SELECT language, site, entry.word AS word, sum(entry.occurrences) AS occurrences,
        count(*) AS pages
    FROM (SELECT language, site, unnest(words) AS entry FROM distinct_pages)
    GROUP BY ALL
)
GROUP BY language, word
ORDER BY language, occurrences DESC, word
"""

# Of pages with the same text, the earliest counts. Pages that are equal in all of this have equal
# words.
REPEATED_SQL = """
CREATE TEMP TABLE repeated AS
SELECT filename, file_row_number
FROM (
    SELECT filename, file_row_number, row_number() OVER (
        PARTITION BY digest ORDER BY date NULLS LAST, url NULLS LAST, language
    ) AS rank
    FROM counted
    WHERE digest IS NOT NULL
)
WHERE rank > 1
"""


def merge(folder: Folder, memory: int = 1000, skip_duplicates: bool = False) -> None:
    """Sum what was counted in `folder` into its words.parquet and pages.parquet.

    `memory` is in megabytes, for the whole process. With `skip_duplicates`, pages with the same
    text count once; pages.parquet lists them all. Words are sorted by language, then by
    occurrences, highest first. Raises FolderError.
    """
    files = sorted(map(str, folder.counted.glob("*.parquet")))
    if not files:
        raise FolderError(f"Nothing has been counted in {folder.path}.")
    try:
        with _connect(files, memory, folder.path, skip_duplicates) as database:
            for path, sql in ((folder.words, WORDS_SQL), (folder.pages, PAGES_SQL)):
                with write_whole(path) as partial:
                    target = str(partial).replace("'", "''")
                    database.execute(f"COPY ({sql}) TO '{target}' (FORMAT parquet, CODEC zstd)")
    except duckdb.OutOfMemoryException as exc:
        raise FolderError(f"{memory} MB are too few to merge this. Raise --memory.") from exc
    except duckdb.Error as exc:
        raise FolderError(f"{folder.path} cannot be merged: {exc}") from exc


def count_file(
    address: str, keep_stop_words: bool = True, skip_duplicates: bool = False
) -> tuple[pa.Table, pa.Table]:
    """Count one WARC, and return its words and its pages, with the columns WORDS and PAGES.

    Both are complete in memory. Raises ArchiveUnreadable, and `contained.StartFailed` or OSError
    if no process for counting can be started.
    """
    with tempfile.TemporaryDirectory(prefix="wordcount-") as name, ArchiveCounter() as counter:
        folder = Folder(Path(name))
        folder.counted.mkdir()
        folder.write(address, counter.count(address, keep_stop_words))
        files = [str(folder.file_of(address))]
        with _connect(files, 1000, folder.path, skip_duplicates) as database:
            words, pages = (database.sql(sql).to_arrow_table() for sql in (WORDS_SQL, PAGES_SQL))
            return words.cast(WORDS), pages.cast(PAGES)


def settings_within(memory: int, spill: str) -> dict[str, str | bool | int | float | list[str]]:
    """Return settings of DuckDB for a process of `memory` megabytes, and a folder for the rest."""
    buffers = max(memory, MIN_MEMORY) - BASE_MEMORY
    return {
        "memory_limit": f"{buffers}MB",
        "temp_directory": spill,
        "threads": max(1, min(os.cpu_count() or 1, buffers // MEMORY_PER_THREAD)),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,  # nothing is downloaded
    }


def files_of(path: Path) -> str:
    """Return the pattern of the files of a table: Spark writes a folder of them."""
    return str(path / "*.parquet") if path.is_dir() else str(path)


@contextlib.contextmanager
def _connect(
    files: list[str], memory: int, folder: Path, skip_duplicates: bool
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database with the views `counted` and `distinct_pages`."""
    with (
        tempfile.TemporaryDirectory(prefix="spill-", dir=folder) as spill,
        duckdb.connect(config=settings_within(memory, spill)) as database,
    ):
        counted = database.read_parquet(files, filename=True, file_row_number=True)
        counted.create_view("counted")
        selected = "counted"
        if skip_duplicates:
            database.execute(REPEATED_SQL)
            selected = "counted ANTI JOIN repeated USING (filename, file_row_number)"
        database.execute(f"CREATE TEMP VIEW distinct_pages AS SELECT * FROM {selected}")
        yield database
