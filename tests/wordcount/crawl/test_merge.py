import io
from collections import defaultdict

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import compute
from warcs import response

from wordcount import count_page
from wordcount.crawl import count_file
from wordcount.crawl import merge as merging
from wordcount.crawl.archive import pages_of
from wordcount.crawl.folder import Folder, FolderError, open_writer
from wordcount.crawl.merge import merge
from wordcount.crawl.process import ArchiveCounter
from wordcount.crawl.show import show_words
from wordcount.crawl.tables import COUNTED, PAGES, WORDS, find_site

pytestmark = pytest.mark.slow

ORDER = [("language", "ascending"), ("occurrences", "descending"), ("word", "ascending")]

PAGES_OF_TWO_WARCS = [
    [
        ("http://www.one.example/a", "<html lang=en><p>The cat and the dog, cat."),
        ("http://one.example/b", "<html lang=en><p>A cat, İstanbul, naïve."),
        ("http://two.example/", "<html lang=de><p>Die Katze und der Hund: Katze, Maß."),
    ],
    [
        ("http://ONE.example/c", "<html lang=en><p>cat"),
        ("http://three.example/", "<html lang=ko><p>고양이와 개, 고양이"),
        ("http://four.example/", "<html lang=zh><p>我们的猫和狗"),
    ],
]


def expected_words(warcs):
    """The table of words by the plain definition: `count_page` in a loop."""
    sums = defaultdict(lambda: [0, 0, set()])
    for warc in warcs:
        for page in pages_of(warc):
            count = count_page(page.body, page.content_type)
            for word, occurrences in count.result_all.items():
                row = sums[count.language, word]
                row[0] += occurrences
                row[1] += 1
                row[2].add(find_site(page.url))
    return sorted((*key, row[0], row[1], len(row[2])) for key, row in sums.items())


def pages_with_words_of_their_own(number):
    pages = [
        {
            "language": "en",
            "site": f"{number}-{page}.example",
            "words": [{"word": f"word{number}-{page}-{n}", "occurrences": 1} for n in range(1_000)],
        }
        for page in range(100)
    ]
    return pa.RecordBatch.from_pylist(pages, COUNTED)


def rows(table):
    return sorted(tuple(row.values()) for row in table.to_pylist())


@pytest.fixture
def warcs(make_warc):
    return [
        make_warc(*(response(body.encode(), url) for url, body in pages), name=f"{n}.warc.gz")
        for n, pages in enumerate(PAGES_OF_TWO_WARCS)
    ]


@pytest.fixture
def counted(tmp_path):
    """Count WARCs into a folder."""

    def count(*warcs):
        folder = Folder(tmp_path / "result")
        with folder.open_for_counting(keep_stop_words=True), ArchiveCounter() as counter:
            for warc in warcs:
                folder.write(warc, counter.count(warc))
        return folder

    return count


def test_sums_are_those_of_count_page_in_a_loop(counted, warcs):
    folder = counted(*warcs)

    merge(folder)

    words = pq.read_table(folder.words)
    assert words.schema.equals(WORDS)
    assert rows(words) == expected_words(warcs)
    assert ("en", "cat", 4, 3, 1) in rows(words)


def test_sums_of_many_parts_are_the_same(counted, warcs, monkeypatch):
    folder = counted(*warcs)
    monkeypatch.setattr(merging, "ROW_MEMORY", 10**9)

    merge(folder)

    words = pq.read_table(folder.words)
    assert rows(words) == expected_words(warcs)
    assert words.equals(words.sort_by(ORDER))


def test_more_rows_than_memory_are_merged(tmp_path, monkeypatch):
    folder = Folder(tmp_path / "a'[1]*")
    folder.counted.mkdir(parents=True)
    with open_writer(folder.counted / "a.parquet", COUNTED) as writer:
        for number in range(8):
            writer.write_batch(pages_with_words_of_their_own(number))
    monkeypatch.setattr(merging, "BASE_MEMORY", 470)  # leaves DuckDB 30 MB

    merge(folder, 500)

    words = pq.read_table(folder.words)
    assert words.num_rows == compute.sum(words["sites"]).as_py() == 800_000


def test_words_are_sorted_by_language_and_occurrences(counted, warcs):
    folder = counted(*warcs)

    merge(folder)

    found = [tuple(row.values()) for row in pq.read_table(folder.words).to_pylist()]
    assert found == sorted(found, key=lambda row: (row[0], -row[2], row[1]))


def test_pages_are_listed_with_their_errors(counted, warcs, make_warc):
    folder = counted(*warcs, make_warc(response(b"a " * 6_000_000, "http://large.example/")))

    merge(folder)

    pages = pq.read_table(folder.pages)
    assert pages.schema.equals(PAGES)
    errors = {row["url"]: row["error"] for row in pages.to_pylist()}
    assert len(errors) == 7
    assert [url for url, error in errors.items() if error] == ["http://large.example/"]
    assert errors["http://large.example/"] == "too_large"


def test_pages_with_the_same_text_count_once_if_asked(counted, make_warc):
    copies = [
        response(b"<html lang=en><p>cat dog", "http://late.example/", date="2026-01-03T00:00:00Z"),
        response(b"<html lang=fr><p>cat dog", "http://first.example/", date="2026-01-01T00:00:00Z"),
        response(b"<html lang=en><p>cat dog", "http://none.example/", date="?"),
    ]
    folder = counted(
        make_warc(copies[0], response(b"<html lang=en><p>cat"), name="a.warc"),
        make_warc(*copies[1:], name="b.warc"),
    )

    merge(folder, skip_duplicates=True)

    assert rows(pq.read_table(folder.words)) == [
        ("en", "cat", 1, 1, 1),
        ("fr", "cat", 1, 1, 1),
        ("fr", "dog", 1, 1, 1),
    ]
    assert pq.read_metadata(folder.pages).num_rows == 4


def test_count_file_returns_the_two_tables_of_a_warc(warcs):
    words, pages = count_file(warcs[0])

    assert (words.schema, pages.schema) == (WORDS, PAGES)
    assert rows(words) == expected_words(warcs[:1])
    assert pages.column("url").to_pylist() == [url for url, _ in PAGES_OF_TWO_WARCS[0]]


def test_a_folder_without_counted_pages_is_refused(tmp_path):
    with pytest.raises(FolderError, match="Nothing has been counted"):
        merge(Folder(tmp_path))


def test_too_little_memory_is_an_error_with_advice(counted, warcs, monkeypatch):
    folder = counted(*warcs)
    monkeypatch.setattr(merging, "BASE_MEMORY", 499)  # leaves DuckDB 1 MB

    with pytest.raises(FolderError, match="--memory"):
        merge(folder, 500)

    assert not folder.words.exists()
    assert {path.name for path in folder.path.iterdir()} == {"counted", "lock", "settings.json"}


def test_words_are_shown_as_a_table_and_as_csv(counted, warcs):
    folder = counted(*warcs)
    merge(folder)
    table, text = io.StringIO(), io.StringIO()

    show_words(folder, table, top=2, language=None, as_csv=False)
    show_words(folder, text, top=2, language="de", as_csv=True)

    assert table.getvalue().splitlines()[1].split() == ["4", "3", "1", "en", "cat"]
    assert (
        text.getvalue() == "language,word,occurrences,pages,sites\nde,katze,2,1,1\nde,der,1,1,1\n"
    )


def test_nothing_is_downloaded(monkeypatch, counted, warcs):
    folder = counted(*warcs)

    with merging._connect([str(folder.file_of(warcs[0]))], 1000, folder.path, False) as database:
        [found] = database.execute(
            "SELECT current_setting('autoinstall_known_extensions')"
        ).fetchall()

    assert found == (False,)
    assert duckdb.__version__
