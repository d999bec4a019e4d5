"""Count WARCs on Spark: each WARC is a task, and Spark's shuffle sums the words.

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
    " words array<struct<word: string, occurrences: int>>"
)
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.ui.showConsoleProgress": "true",
}


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
    builder = SparkSession.builder.master(master).appName("wordcount.crawl")
    session = builder.config(map=SETTINGS).getOrCreate()
    try:
        context = session.sparkContext
        if master.startswith("local"):
            context.pythonExec = sys.executable  # else the python3 of PATH
        if wheel:
            context.addFile(wheel)
        # What was counted is written, because both tables and the list of failures read it.
        counted_at = f"{to}/counted-on-spark"
        _count(context, session, archives, keep_stop_words).write.mode("overwrite").parquet(
            counted_at
        )
        counted = session.read.schema(COUNTED).parquet(counted_at)
        words = sum_words(skip_repeated(counted) if skip_duplicates else counted)
        words.write.mode("overwrite").parquet(f"{to}/words.parquet")
        counted.select(PAGES.names).write.mode("overwrite").parquet(f"{to}/pages.parquet")
        failures = counted.where(sql.col("error").isin(BROKEN_ARCHIVE, UNREADABLE_ARCHIVE))
        return sorted(row.url for row in failures.select("url").collect())
    finally:
        session.stop()


def sum_words(counted: DataFrame) -> DataFrame:
    """Return the table of words, with the columns of `tables.WORDS`, of counted pages."""
    entries = counted.select("language", "site", sql.explode("words").alias("entry"))
    by_site = entries.groupBy("language", sql.col("entry.word").alias("word"), "site").agg(
        sql.sum("entry.occurrences").alias("occurrences"), sql.count("*").alias("pages")
    )
    words = by_site.groupBy("language", "word").agg(
        sql.sum("occurrences").alias("occurrences"),
        sql.sum("pages").alias("pages"),
        # Not `count`, whose column is not nullable: the schema is that of `merge`.
        sql.sum(sql.col("site").isNotNull().cast("long")).alias("sites"),
    )
    return words.orderBy("language", sql.desc("occurrences"), "word")


def skip_repeated(counted: DataFrame) -> DataFrame:
    """Return the earliest of the pages with the same text, as `merge.REPEATED_SQL` does."""
    earliest = Window.partitionBy("digest").orderBy(
        sql.asc_nulls_last("date"), sql.asc_nulls_last("url"), "language"
    )
    ranked = counted.where("digest IS NOT NULL").withColumn("rank", sql.row_number().over(earliest))
    return ranked.where("rank = 1").drop("rank")


def _count(
    context: SparkContext, session: SparkSession, archives: Sequence[str], keep_stop_words: bool
) -> DataFrame:
    rows = context.parallelize([(archive,) for archive in archives], len(archives))
    addresses = session.createDataFrame(rows, "address string")
    return addresses.mapInArrow(_make_task(keep_stop_words), COUNTED)


def _make_task(
    keep_stop_words: bool,
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    # Spark sends this function, but not its module: it can use only what it imports itself.
    def count(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import contextlib
        import os
        import sys
        import tempfile
        import zipfile

        from pyspark import SparkFiles

        root = SparkFiles.getRootDirectory()
        for name in os.listdir(root):
            if name.startswith("wordcount-") and name.endswith(".whl"):
                # Child processes and lists of words need files, not a wheel.
                unpacked = os.path.join(root, f"{name}-unpacked")
                if not os.path.exists(unpacked):
                    partial = tempfile.mkdtemp(dir=root)
                    zipfile.ZipFile(os.path.join(root, name)).extractall(partial)
                    with contextlib.suppress(OSError):  # another process was faster
                        os.rename(partial, unpacked)
                if unpacked not in sys.path:
                    sys.path.insert(0, unpacked)

        from wordcount.crawl.process import count_once

        for batch in batches:
            for address in batch.column(0).to_pylist():
                yield from count_once(address, keep_stop_words)

    return count
