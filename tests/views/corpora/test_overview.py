"""The first page of a corpus shows what is in it."""

import pytest

from corpora import Corpus, Document
from corpora.totals import sum_up
from reference import ReferenceLanguage, ReferenceWord
from web.unusual import known


@pytest.fixture
def reference(app):
    known.clear()
    usual = [("the", 7_000), ("people", 3_000), ("cat", 1), ("1999", 1), ("rare", 1)]
    ReferenceLanguage.replace_words("en", usual, 10_000, "a crawl")
    yield
    known.clear()
    for model in (ReferenceWord, ReferenceLanguage):
        model.delete().execute()


@pytest.fixture
def corpus(make_corpus, add_document):
    """Three documents of three months, of which two are about cats."""
    corpus = make_corpus()
    for month, words, title in [
        (1, {"the": 30, "cat": 9, "people": 20, "1999": 15}, "Cats of January"),
        (2, {"the": 30, "cat": 5, "people": 10, "1999": 15}, "Cats of February"),
        (3, {"the": 30, "rare": 19}, "March"),
    ]:
        kept = {word: count for word, count in words.items() if word != "the"}
        add_document(
            corpus, words, result_no_stop_words=kept, title=title,
            text=" ".join(words), published=f"2026-{month:02}-10",
        )  # fmt: skip
    sum_up(corpus.id)
    return corpus


def section(page, id):
    return page.partition(f'aria-labelledby="{id}"')[2].partition("</section>")[0]


def test_it_has_the_commonest_words_without_stop_words_and_numbers(client, corpus):
    words = section(client.get("/corpora/1").text, "commonest")

    assert words.index("people</bdi>") < words.index("rare</bdi>") < words.index("cat</bdi>")
    assert "the</bdi>" not in words
    assert "1999" not in words


def test_unusual_words_are_those_of_several_documents(client, corpus, reference):
    words = section(client.get("/corpora/1").text, "most-unusual")

    assert "cat</bdi>" in words
    assert not any(each in words for each in ("people</bdi>", "rare</bdi>", "1999"))


def test_the_longest_documents_have_different_texts(client, corpus):
    Document.update(total=9).execute()
    Document.update(duplicate_of=1).where(Document.position == 2).execute()

    longest = section(client.get("/corpora/1").text, "longest")

    assert [each in longest for each in ("/results/1", "/results/2", "/results/3")] == [
        True,
        False,
        True,
    ]


def test_without_a_reference_no_word_is_unusual(client, corpus):
    page = client.get("/corpora/1").text

    assert 'id="commonest"' in page
    assert 'id="most-unusual"' not in page


def test_it_has_a_trend_languages_and_dates(client, corpus):
    page = client.get("/corpora/1").text

    assert "Over time" in page
    assert "2026-02" in section(page, "trend")
    assert "English · Jan 10, 2026 – Mar 10, 2026" in " ".join(page.split())


def test_documents_of_one_month_are_shown_in_their_order(client, make_corpus):
    make_corpus({"cat": 1}, {"cat": 2}, {"cat": 3})

    page = client.get("/corpora/1").text

    assert "In the order of the documents" in page


def test_it_looks_again_until_words_are_summed_up(client, make_corpus, add_document):
    corpus = make_corpus()
    add_document(corpus, {"cat": 1})
    Corpus.update(status="done", documents=1, done=1).execute()

    before = client.get("/corpora/1").text
    sum_up(corpus.id)
    after = client.get("/corpora/1").text

    assert "Their words are being added up." in before
    assert 'http-equiv="refresh"' in before
    assert 'id="commonest"' not in before
    assert 'id="commonest"' in after
    assert 'id="progress"' not in after


def test_it_has_no_words_while_pages_are_counted(client, corpus):
    Corpus.update(status="counting").execute()

    page = client.get("/corpora/1").text

    assert 'id="progress"' in page
    assert 'id="commonest"' not in page
