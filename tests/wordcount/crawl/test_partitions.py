"""What Spark's Python processes do, without Spark."""

from collections import defaultdict

import pyarrow as pa
import pytest
from warcs import response

from wordcount.crawl import count_file
from wordcount.crawl.partitions import PACKED, count_archives, divide_words, pack, sum_words, unpack
from wordcount.crawl.process import count_once
from wordcount.crawl.tables import COUNTED, WORDS

pytestmark = pytest.mark.slow


@pytest.fixture
def warc(make_warc):
    return make_warc(
        response(b"<html lang=en><p>The cat, the dog", "http://one.example/a"),
        response(b"<html lang=en><p>A cat, a cat", "http://one.example/b"),
        response("<html lang=ko><p>고양이와 개".encode(), "http://two.example/"),
        response(b"a " * 6_000_000, "http://large.example/"),
        response(b"<p>", "http://empty.example/"),
    )


def with_words(batch):
    return batch.filter(pa.compute.not_equal(batch.column("words"), ""))


def parts_of(warc, parts):
    numbers = pa.RecordBatch.from_pydict({"id": [1]})
    counted = count_archives(iter([numbers]), ["none.warc", str(warc)], keep_stop_words=True)
    return list(divide_words(map(with_words, counted), parts))


def test_packing_keeps_the_words_of_each_page(warc):
    [counted] = count_once(str(warc))
    expected = [
        (page["language"], page["site"], *entry.values())
        for page in counted.to_pylist()
        for entry in page["words"]
    ]

    packed = pack(counted)

    assert packed.schema == PACKED
    assert packed.select(PACKED.names[:-2]) == counted.select(COUNTED.names[:-1])
    rows = unpack(with_words(packed)).to_pylist()
    assert [tuple(row.values()) for row in rows] == expected


def test_a_slice_of_a_batch_is_packed(warc):
    [counted] = count_once(str(warc))

    assert pack(counted.slice(1, 2)) == pack(counted).slice(1, 2)


def test_a_word_is_in_one_part(warc):
    parts = defaultdict(set)
    for block in [*parts_of(warc, 3), *parts_of(warc, 3)]:
        for row in block.to_pylist():
            for entry in pa.ipc.open_stream(row["entries"]).read_all().to_pylist():
                parts[entry["language"], entry["word"]].add(row["part"])

    assert all(len(numbers) == 1 for numbers in parts.values())
    assert len(set.union(*parts.values())) > 1


def test_the_sums_of_all_parts_are_those_of_one_machine(warc):
    words, _ = count_file(str(warc))
    blocks = pa.Table.from_batches(parts_of(warc, 3))
    sums = [
        table
        for part in range(3)
        for table in sum_words(blocks.filter(pa.compute.equal(blocks["part"], part)).to_batches())
    ]

    order = [("language", "ascending"), ("word", "ascending")]
    assert pa.Table.from_batches(sums, WORDS).sort_by(order) == words.sort_by(order)
