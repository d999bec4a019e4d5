"""Synthetic counted pages for `python -m benchmarks.crawl merge`."""

import math
from collections import Counter
from itertools import accumulate

import pyarrow as pa
from pyarrow import compute

from wordcount.crawl.folder import Folder, open_writer
from wordcount.crawl.tables import COUNTED, ENTRY

PAGES = 800  # of a batch
TOKENS = 400  # of a page: about 330 different words
WORDS, SITES, LANGUAGES, TEXTS = 3e8, 1e6, 30, 1e6  # from which each is drawn
FILES = 20


def write_synthetic(folder: Folder, rows: int) -> int:
    """Write counted pages with at least `rows` words, and return how many words they have."""
    seed = total = 0
    for file in range(FILES):
        with open_writer(folder.counted / f"{file}.parquet", COUNTED) as writer:
            while total < rows * (file + 1) / FILES:
                batch = make_batch(seed)
                total += len(batch.column("words").flatten())
                seed += 1
                writer.write_batch(batch)
    return total


def make_batch(seed: int) -> pa.RecordBatch:
    """Return counted pages. By Zipf's law, most words of a batch are in one page of it."""
    drawn = pa.table(
        {
            "page": [page for page in range(PAGES) for _ in range(TOKENS)],
            "rank": draw_ranks(PAGES * TOKENS, WORDS, seed),
        }
    )
    counted = drawn.group_by(["page", "rank"]).aggregate([([], "count_all")]).sort_by("page")
    sizes = Counter(counted["page"].to_pylist())
    occurrences = counted["count_all"].combine_chunks().cast(pa.int32())
    entries = pa.StructArray.from_arrays(
        [name("word", counted["rank"].combine_chunks()), occurrences], fields=list(ENTRY)
    )
    columns = {field.name: pa.nulls(PAGES, field.type) for field in COUNTED}
    columns["language"] = name("l", draw_ranks(PAGES, LANGUAGES, -seed))
    columns["site"] = name("site", draw_ranks(PAGES, SITES, seed + 10**6))
    columns["digest"] = name("text", draw_ranks(PAGES, TEXTS, seed + 10**7))
    offsets = [0, *accumulate(sizes[page] for page in range(PAGES))]
    columns["words"] = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), entries)
    return pa.RecordBatch.from_arrays(list(columns.values()), schema=COUNTED)


def draw_ranks(number: int, most: float, seed: int) -> pa.Array:
    """Draw ranks from 1 to `most`, each with a probability of about 1 / rank (Zipf's law)."""
    exponents = compute.multiply(compute.random(number, initializer=seed), math.log(most))
    return compute.floor(compute.exp(exponents)).cast(pa.int64())


def name(kind: str, ranks: pa.Array) -> pa.Array:
    return compute.binary_join_element_wise(kind, ranks.cast(pa.string()), "")
