"""Count WARCs on Spark: each WARC is a task, and the words of a part meet in Spark's shuffle.

Spark retries a task whose machine or process is lost, and keeps the output of one attempt only.
"""

import sys
from collections.abc import Callable, Iterator, Sequence

import pyarrow as pa
from pyspark import SparkContext
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as sql

from .archive import BROKEN_ARCHIVE
from .tables import PAGES, UNREADABLE_ARCHIVE

COUNTED = (
    "url string, date timestamp, title string, language string, total bigint, distinct bigint,"
    " error string, digest string, site string,"
    " words string, occurrences string"
)
BLOCKS = "part int, entries binary"
WORDS = "language string, word string, occurrences bigint, pages bigint, sites bigint"
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1000",  # pages, or blocks of 10 KB
    "spark.ui.showConsoleProgress": "true",
}
# Java does little here. Its compiler for long runs would take processors away from counting.
LOCAL_SETTINGS = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
PARTITIONS = "spark.sql.shuffle.partitions"
ARCHIVES_PER_PARTITION = 2  # a gigabyte each, as those of Common Crawl
PARTS = 4  # for each partition of the shuffle: Spark spreads them by a hash


def run_on_spark(
    master: str,
    archives: Sequence[str],
    to: str,
    keep_stop_words: bool = True,
    skip_duplicates: bool = False,
    wheel: str | None = None,
) -> list[str]:
    """Count WARCs, and write words.parquet and pages.parquet, each a folder of files, to `to`.

    `to` and the WARCs are paths or addresses that all machines can read. Returns the addresses of
    WARCs that are malformed or cannot be read; what could be read of them is counted. The tables
    are those of `merge`.
    """
    is_local = master.startswith("local")
    builder = SparkSession.builder.master(master).appName("wordcount.crawl")
    session = builder.config(map=SETTINGS | (LOCAL_SETTINGS if is_local else {})).getOrCreate()
    try:
        context = session.sparkContext
        if is_local:
            context.pythonExec = sys.executable  # else the python3 of PATH
        if wheel:
            context.addFile(wheel)
        partitions = _choose_partitions(context, len(archives))
        session.conf.set(PARTITIONS, partitions)
        # What was counted is written, because both tables and the list of failures read it.
        counted_at = f"{to}/counted-on-spark"
        _count(session, archives, keep_stop_words).write.mode("overwrite").parquet(counted_at)
        counted = session.read.schema(COUNTED).parquet(counted_at)
        selected = skip_repeated(counted) if skip_duplicates else counted
        words = sum_words(selected, partitions)
        words.write.mode("overwrite").parquet(f"{to}/words.parquet")
        counted.select(PAGES.names).write.mode("overwrite").parquet(f"{to}/pages.parquet")
        failures = counted.where(sql.col("error").isin(BROKEN_ARCHIVE, UNREADABLE_ARCHIVE))
        return sorted(row.url for row in failures.select("url").collect())
    finally:
        session.stop()


def sum_words(counted: DataFrame, partitions: int) -> DataFrame:
    """Return the table of words, with the columns of `tables.WORDS`, of counted pages."""
    pages = counted.where("words <> ''").select("language", "site", "words", "occurrences")
    blocks = pages.mapInArrow(_make_task("divide_words", PARTS * partitions), BLOCKS)
    return blocks.repartition(partitions, "part").mapInArrow(_make_task("sum_words"), WORDS)


def skip_repeated(counted: DataFrame) -> DataFrame:
    """Return the earliest of the pages with the same text, as `merge.REPEATED_SQL` does."""
    earliest = Window.partitionBy("digest").orderBy(
        sql.asc_nulls_last("date"), sql.asc_nulls_last("url"), "language"
    )
    ranked = counted.where("digest IS NOT NULL").withColumn("rank", sql.row_number().over(earliest))
    return ranked.where("rank = 1").drop("rank")


def _choose_partitions(context: SparkContext, archives: int) -> int:
    """Return the operator's number of partitions of the shuffle, or one that suits the crawl."""
    configured = context.getConf().get(PARTITIONS)
    if configured:
        return int(configured)
    processors: int = context.defaultParallelism
    return max(2 * processors, archives // ARCHIVES_PER_PARTITION)


def _count(session: SparkSession, archives: Sequence[str], keep_stop_words: bool) -> DataFrame:
    # Addresses as rows would come from Python processes of their own.
    numbers = session.range(0, len(archives), 1, len(archives))
    task = _make_task("count_archives", list(archives), keep_stop_words)
    return numbers.mapInArrow(task, COUNTED)


def _make_task(
    name: str, *arguments: object
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return a function that calls one of `partitions.py` on another machine."""

    # Spark sends this function, but not its module: it can use only what it imports itself.
    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import contextlib
        import os
        import sys
        import tempfile
        import zipfile

        from pyspark import SparkFiles

        root = SparkFiles.getRootDirectory()
        for file in os.listdir(root):
            if file.startswith("wordcount-") and file.endswith(".whl"):
                # Child processes and lists of words need files, not a wheel.
                unpacked = os.path.join(root, f"{file}-unpacked")
                if not os.path.exists(unpacked):
                    partial = tempfile.mkdtemp(dir=root)
                    zipfile.ZipFile(os.path.join(root, file)).extractall(partial)
                    with contextlib.suppress(OSError):  # another process was faster
                        os.rename(partial, unpacked)
                if unpacked not in sys.path:
                    sys.path.insert(0, unpacked)

        from wordcount.crawl import partitions

        yield from getattr(partitions, name)(batches, *arguments)

    return run
