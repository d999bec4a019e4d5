"""Sum counted pages with DuckDB, within a limit on memory; what does not fit is kept on disk.

Words are sorted into parts by a hash, and summed one part after another: DuckDB uses the disk for
sums too, but runs out of memory where nearly every row is a sum of its own.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from wordcount.messages import N_

from .folder import Folder, FolderError, write_whole
from .process import ArchiveCounter
from .tables import PAGES, WORDS

MIN_MEMORY, DEFAULT_MEMORY = 500, 1000  # megabytes
# DuckDB limits its buffers only. Parquet readers and writers, and the process itself, use more.
BASE_MEMORY = 300
MEMORY_PER_THREAD = 250
ROW_MEMORY = 250  # bytes that a row may take while its part is summed; it takes about half
MAX_PARTS = 500  # each has an open file, and buffers of its own while the parts are written

PAGES_SQL = "SELECT " + ", ".join(f'"{name}"' for name in PAGES.names) + " FROM counted"

NUMBER_OF_ROWS_SQL = """
SELECT coalesce(sum(num_values), 0)
FROM parquet_metadata($files)
WHERE path_in_schema LIKE 'words,%word'
"""

PARTS_SQL = """
COPY (
    SELECT *, hash(language, word) % {parts} AS part
    FROM (SELECT language, site, unnest(words, recursive := true) FROM distinct_pages)
) TO '{folder}' (FORMAT parquet, PARTITION_BY part)
"""

# Sites with a word are counted in two steps: `count(DISTINCT site)` keeps all sites of a word in
# memory.
SUM_SQL = """
SELECT language, word, sum(occurrences) AS occurrences, sum(pages) AS pages, count(site) AS sites
FROM (
    SELECT language, word, site, sum(occurrences) AS occurrences, count(*) AS pages
    FROM part
    GROUP BY ALL
)
GROUP BY language, word
"""

WORDS_SQL = "SELECT * FROM sums ORDER BY language, occurrences DESC, word"

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


def merge(folder: Folder, memory: int = DEFAULT_MEMORY, skip_duplicates: bool = False) -> None:
    """Sum what was counted in `folder` into its words.parquet and pages.parquet.

    `memory` is in megabytes, for the whole process. With `skip_duplicates`, pages with the same
    text count once; pages.parquet lists them all. Words are sorted by language, then by
    occurrences, highest first. Raises FolderError.
    """
    files = sorted(map(str, folder.counted.glob("*.parquet")))
    if not files:
        raise FolderError(N_("Nothing has been counted in %(folder)s.") % {"folder": folder.path})
    try:
        with (
            tempfile.TemporaryDirectory(prefix="spill-", dir=folder.path) as spill,
            _connect(files, memory, Path(spill), skip_duplicates) as database,
        ):
            _sum_words(database, files, Path(spill), memory)
            for path, sql in ((folder.words, WORDS_SQL), (folder.pages, PAGES_SQL)):
                with write_whole(path) as partial:
                    target = _quote(partial)
                    database.execute(f"COPY ({sql}) TO '{target}' (FORMAT parquet, CODEC zstd)")
    except duckdb.OutOfMemoryException as exc:
        message = N_("%(number)s MB of memory is too little to merge this. Raise --memory.")
        raise FolderError(message % {"number": memory}) from exc
    except duckdb.Error as exc:
        message = N_("%(folder)s cannot be merged: %(reason)s")
        raise FolderError(message % {"folder": folder.path, "reason": exc}) from exc


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
        with _connect(files, DEFAULT_MEMORY, folder.path, skip_duplicates) as database:
            _sum_words(database, files, folder.path, DEFAULT_MEMORY)
            words, pages = (database.sql(sql).to_arrow_table() for sql in (WORDS_SQL, PAGES_SQL))
            return words.cast(WORDS), pages.cast(PAGES)


def settings_within(memory: int, spill: str) -> dict[str, str | bool | int | float | list[str]]:
    """Return settings of DuckDB for a process of `memory` megabytes, and a folder for the rest."""
    buffers = _buffers_within(memory)
    return {
        "memory_limit": f"{buffers}MB",
        "temp_directory": spill,
        "threads": max(1, min(os.cpu_count() or 1, buffers // MEMORY_PER_THREAD)),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,  # nothing is downloaded
        # Whether a column may be null would depend on the rows; Spark's always may.
        "disabled_optimizers": "statistics_propagation",
    }


def files_of(path: Path) -> str:
    """Return the pattern of the files of a table: Spark writes a folder of them."""
    return str(path / "*.parquet") if path.is_dir() else str(path)


@contextlib.contextmanager
def _connect(
    files: list[str], memory: int, spill: Path, skip_duplicates: bool
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database with the views `counted` and `distinct_pages`."""
    with duckdb.connect(config=settings_within(memory, str(spill))) as database:
        counted = database.read_parquet(files, filename=True, file_row_number=True)
        counted.create_view("counted")
        selected = "counted"
        if skip_duplicates:
            database.execute(REPEATED_SQL)
            selected = "counted ANTI JOIN repeated USING (filename, file_row_number)"
        database.execute(f"CREATE TEMP VIEW distinct_pages AS SELECT * FROM {selected}")
        yield database


def _sum_words(
    database: duckdb.DuckDBPyConnection, files: list[str], spill: Path, memory: int
) -> None:
    """Make the table `sums`, with the columns of WORDS."""
    columns = ", ".join(
        f"{name} {'VARCHAR' if WORDS.field(name).type == pa.string() else 'BIGINT'}"
        for name in WORDS.names
    )
    database.execute(f"CREATE TEMP TABLE sums ({columns})")
    [[rows]] = database.execute(NUMBER_OF_ROWS_SQL, {"files": files}).fetchall()
    parts = min(MAX_PARTS, 1 + rows * ROW_MEMORY // (_buffers_within(memory) * 10**6))
    folder = spill / "parts"
    database.execute(PARTS_SQL.format(parts=parts, folder=_quote(folder)))
    for part in folder.iterdir():
        database.read_parquet([str(file) for file in part.iterdir()]).create_view("part")
        database.execute(f"INSERT INTO sums {SUM_SQL}")


def _buffers_within(memory: int) -> int:
    """Return the megabytes that DuckDB's buffers may take, in a process of `memory` megabytes."""
    return max(memory, MIN_MEMORY) - BASE_MEMORY


def _quote(path: Path) -> str:
    return str(path).replace("'", "''")
