"""Reference words are rebuilt from the latest results of this instance."""

import datetime as dt

import pytest

from reference import ReferenceLanguage, ReferenceWord, rebuilding
from reference.rebuilding import is_due, languages, rebuild, rebuild_due


@pytest.fixture(autouse=True)
def few(app, monkeypatch):
    """Three results are enough, and two of a site."""
    limits = rebuilding.LIMITS | {"least": 3, "per_site": 2}
    monkeypatch.setattr(rebuilding, "LIMITS", limits)
    monkeypatch.setattr(rebuilding, "MIN_RESULTS", 3)
    yield
    for model in (ReferenceWord, ReferenceLanguage):
        model.delete().execute()


@pytest.fixture
def make_pages(make_result):
    """Results of different sites, all with these words."""

    def make(number, words, **values):
        for site in range(number):
            make_result(**{"url": f"https://{site}.example/", "result_all": words, **values})

    return make


def words(language="en"):
    rows = ReferenceWord.select().where(ReferenceWord.language == language)
    return {row.word: row.occurrences for row in rows}


def test_the_words_of_the_latest_results_are_added_up(make_pages):
    make_pages(3, {"the": 5, "cat": 1}, language="en-GB")
    make_pages(1, {"고양이": 1}, language="ko")

    assert rebuild("en")

    assert words() == {"the": 15, "cat": 3}
    english = ReferenceLanguage.get_by_id("en")
    assert (english.total, english.results) == (18, 3)


def test_few_results_are_no_reference(make_pages):
    make_pages(2, {"the": 5})

    assert not rebuild("en")
    assert (words(), ReferenceLanguage.select().count()) == ({}, 0)


def test_a_site_and_a_page_count_a_limited_number_of_times(make_pages, make_result):
    make_pages(3, {"the": 1})
    for number in range(5):
        make_result(url=f"https://www.0.example/{number}", result_all={"spam": 1})
    for _ in range(5):
        make_result(url="https://1.example/", result_all={"latest": 1})

    rebuild("en")

    assert words() == {"the": 1, "spam": 2, "latest": 1}


def test_texts_failures_and_huge_results_are_left_out(make_pages, make_result, monkeypatch):
    monkeypatch.setitem(rebuilding.LIMITS, "size", 1_000)
    make_pages(3, {"the": 1})
    make_result(url=None, result_all={"secret": 1})
    make_result(status="pending", result_all={"pending": 1})
    make_result(result_all={f"{number:x}": 1 for number in range(1000)})

    rebuild("en")

    assert words() == {"the": 3}


def test_long_words_do_not_fit(make_pages):
    make_pages(3, {"the": 1, "x" * 101: 1})

    rebuild("en")

    assert (words(), ReferenceLanguage.get().total) == ({"the": 3}, 6)


def test_an_imported_crawl_stays(make_pages):
    ReferenceLanguage.replace_words("en", [("crawled", 7)], 9, "a crawl")
    make_pages(3, {"the": 1})

    assert not is_due("en")
    assert not rebuild("en")

    assert words() == {"crawled": 7}
    assert ReferenceLanguage.get().source == "a crawl"


def test_an_import_replaces_what_was_rebuilt(make_pages):
    make_pages(3, {"the": 1})
    rebuild("en")

    ReferenceLanguage.replace_words("en", [("crawled", 7)], 9, "a crawl")

    assert (words(), ReferenceLanguage.get().results) == ({"crawled": 7}, None)


def test_words_are_due_hourly_and_after_new_results(make_pages, make_result):
    assert not is_due("en")
    make_pages(3, {"the": 1})
    assert is_due("en")
    rebuild("en")
    make_result()
    assert not is_due("en")

    before = dt.datetime.now(dt.UTC) - dt.timedelta(hours=2)
    ReferenceLanguage.update(imported_at=before).execute()
    assert is_due("en")

    ReferenceLanguage.update(imported_at=dt.datetime.now(dt.UTC)).execute()
    assert not is_due("en")


def test_every_language_is_looked_at_once(make_pages):
    for language in ("ko", "en", "en-GB", "und", None, "de"):
        make_pages(2, {"a": 1}, language=language)

    assert list(languages()) == ["de", "en", "ko"]


def test_a_worker_rebuilds_what_is_due(make_pages):
    make_pages(3, {"the": 1})
    make_pages(3, {"das": 1}, language="de")
    make_pages(1, {"고양이": 1}, language="ko")

    rebuild_due()

    assert (words(), words("de"), words("ko")) == ({"the": 3}, {"das": 3}, {})
