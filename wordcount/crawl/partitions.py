"""What Spark's Python processes do: count WARCs, divide the words into parts, and sum each part.

Words go through Spark in blocks of Arrow data: row by row, Java would take longer than counting.
"""

import tempfile
from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa
from pyarrow import compute

from .merge import SUM_SQL, settings_within
from .process import count_once
from .tables import COUNTED, ENTRY, WORDS

SUM_MEMORY = 500  # megabytes of a process that sums; what does not fit is kept on disk
ROWS_AT_ONCE = 10_000

# The words of a page, and their occurrences: one a line.
PACKED = pa.schema(
    [*list(COUNTED)[:-1], pa.field("words", pa.string()), pa.field("occurrences", pa.string())]
)
# A language and a site are repeated for each word of a page, so a dictionary has them.
REPEATED = pa.dictionary(pa.int32(), pa.string())
ENTRIES = pa.schema([("language", REPEATED), ("site", REPEATED), *ENTRY])
BLOCKS = pa.schema([("part", pa.int32()), ("entries", pa.binary())])

# The hash may differ between versions of DuckDB, so all machines need the same one.
PART_SQL = "SELECT CAST(hash(language, word) % {parts} AS INTEGER) AS part FROM entries"
SORTED_SQL = f"SELECT * FROM ({SUM_SQL}) ORDER BY language, occurrences DESC, word"


def count_archives(
    batches: Iterator[pa.RecordBatch], archives: Sequence[str], keep_stop_words: bool
) -> Iterator[pa.RecordBatch]:
    """Count the WARCs whose numbers are in `batches`, and yield their pages as PACKED."""
    for batch in batches:
        for number in batch.column(0).to_pylist():
            yield from map(pack, count_once(archives[number], keep_stop_words))


def divide_words(batches: Iterator[pa.RecordBatch], parts: int) -> Iterator[pa.RecordBatch]:
    """Yield the words of pages, which are PACKED, as BLOCKS: a word is always in the same part."""
    with duckdb.connect(config={"threads": 1}) as database:
        for batch in batches:
            entries = unpack(batch)
            found = database.sql(PART_SQL.format(parts=parts)).to_arrow_table()
            table = entries.append_column("part", found["part"]).sort_by("part").combine_chunks()
            numbers = compute.value_counts(table["part"])
            blocks, start = [], 0
            for size in numbers.field("counts").to_pylist():
                blocks.append(_serialize(table.slice(start, size).select(ENTRIES.names)))
                start += size
            yield pa.RecordBatch.from_arrays(
                [numbers.field("values"), pa.array(blocks, pa.binary())], schema=BLOCKS
            )


def sum_words(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Sum the words of some parts, which are BLOCKS, and yield them with the columns of WORDS."""
    blocks = (block for batch in batches for block in batch.column("entries"))
    entries = (part for block in blocks for part in pa.ipc.open_stream(block.as_buffer()))
    with (
        tempfile.TemporaryDirectory(prefix="wordcount-") as spill,
        duckdb.connect(config=settings_within(SUM_MEMORY, spill)) as database,
    ):
        database.register("part", pa.RecordBatchReader.from_batches(ENTRIES, entries))
        for batch in database.sql(SORTED_SQL).to_arrow_reader(ROWS_AT_ONCE):
            yield batch.cast(WORDS)


def pack(counted: pa.RecordBatch) -> pa.RecordBatch:
    """Return counted pages as PACKED."""
    words = counted.column("words")
    columns = counted.columns[:-1]
    for field in ("word", "occurrences"):
        values = words.values.field(field).cast(pa.string())
        columns.append(compute.binary_join(pa.ListArray.from_arrays(words.offsets, values), "\n"))
    return pa.RecordBatch.from_arrays(columns, schema=PACKED)


def unpack(packed: pa.RecordBatch) -> pa.Table:
    """Return the words of pages, each of which has at least one, with the columns of ENTRIES."""
    words = compute.split_pattern(packed.column("words"), "\n")
    occurrences = compute.split_pattern(packed.column("occurrences"), "\n")
    pages = compute.list_parent_indices(words)
    columns = [
        packed.column("language").dictionary_encode().take(pages),
        packed.column("site").dictionary_encode().take(pages),
        words.flatten(),
        occurrences.flatten().cast(pa.int32()),
    ]
    return pa.Table.from_arrays(columns, schema=ENTRIES)


def _serialize(table: pa.Table) -> bytes:
    stream = pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    content: bytes = stream.getvalue().to_pybytes()
    return content
