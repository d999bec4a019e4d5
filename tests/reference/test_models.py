import pytest

from reference import ReferenceLanguage, ReferenceWord

pa = pytest.importorskip("pyarrow", reason="needs requirements-crawl.txt")
pq = pytest.importorskip("pyarrow.parquet", reason="needs requirements-crawl.txt")
pytest.importorskip("duckdb", reason="needs requirements-crawl.txt")

COLUMNS = ["language", "word", "occurrences", "pages", "sites"]
ROWS = [
    ("en", "the", 900, 9, 3),
    ("en-GB", "the", 100, 1, 1),
    ("en-GB", "colour", 30, 1, 1),
    ("en", "x" * 101, 70, 1, 1),
    ("ko", "고양이", 5, 2, 1),
    ("und", "xyzzy", 1, 1, 1),
]


@pytest.fixture
def words(tmp_path):
    """The words.parquet of a crawl."""
    columns = dict(zip(COLUMNS, map(list, zip(*ROWS, strict=True)), strict=True))
    pq.write_table(pa.table(columns), tmp_path / "words.parquet")
    return tmp_path / "words.parquet"


@pytest.fixture
def import_words(app):
    return lambda *options: app.test_cli_runner().invoke(
        args=["reference", "import", *map(str, options)]
    )


@pytest.fixture(autouse=True)
def no_words(app):
    yield
    for model in (ReferenceWord, ReferenceLanguage):
        model.delete().execute()


def stored():
    return set(ReferenceWord.select().tuples())


def test_words_are_imported_by_language(words, import_words):
    done = import_words(words, "--source", "Common Crawl, November 2026")

    assert stored() == {("en", "the", 1000), ("en", "colour", 30), ("ko", "고양이", 5)}
    english = ReferenceLanguage.get_by_id("en")
    assert (english.total, english.source) == (1100, "Common Crawl, November 2026")
    assert done.output == (
        "en: 2 words imported, of 1,100 counted.\nko: 1 words imported, of 5 counted.\n"
    )


def test_the_most_frequent_words_are_imported(words, import_words, monkeypatch):
    monkeypatch.setattr("commands.WORDS_PER_LANGUAGE", 1)

    import_words(words)

    assert stored() == {("en", "the", 1000), ("ko", "고양이", 5)}
    assert ReferenceLanguage.get_by_id("en").total == 1100


def test_an_import_replaces_the_words_of_its_languages_only(words, import_words):
    ReferenceLanguage.replace_words("en", [("old", 1)], 1, "before")
    ReferenceLanguage.replace_words("de", [("das", 7)], 8, "before")

    import_words(words)

    assert ("en", "old", 1) not in stored()
    assert ("de", "das", 7) in stored()
    assert ReferenceLanguage.get_by_id("en").source == str(words)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"no Parquet", "is not the words.parquet of a crawl"), (None, "does not exist")],
    ids=["another file", "no file"],
)
def test_a_file_that_is_no_crawl_is_refused(tmp_path, import_words, content, message):
    if content:
        (tmp_path / "words.parquet").write_bytes(content)

    done = import_words(tmp_path / "words.parquet")

    assert done.exit_code != 0
    assert message in done.output
    assert stored() == set()
