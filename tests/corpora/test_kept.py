"""What was computed from a corpus is kept, up to a bound, and never for another batch."""

import pytest

from corpora import groups, trends
from corpora.kept import Kept
from corpora.sums import CorpusSum
from corpora.totals import sum_up
from corpora.words import read_sums
from db import database


def test_a_value_is_kept():
    kept = Kept[str](10)

    kept.add(1, "one")

    assert (kept.get(1), kept.get(2)) == ("one", None)


def test_what_was_asked_for_longest_ago_is_dropped():
    kept = Kept[str](10)
    kept.add(1, "one", 4)
    kept.add(2, "two", 4)
    kept.get(1)

    kept.add(3, "three", 4)

    assert [kept.get(key) for key in (1, 2, 3)] == ["one", None, "three"]


def test_a_value_beyond_the_bound_is_not_kept():
    kept = Kept[str](10)

    kept.add(1, "one", 11)
    kept.add(2, "two", 10)

    assert (kept.get(1), kept.get(2)) == (None, "two")


def test_the_same_key_is_counted_once():
    kept = Kept[str](10)

    for _ in range(5):
        kept.add(1, "one", 4)
    kept.add(2, "two", 4)

    assert (kept.get(1), kept.get(2)) == ("one", "two")


@pytest.fixture
def statements(monkeypatch):
    """The statements that are executed."""
    found = []
    execute = type(database).execute_sql
    monkeypatch.setattr(
        type(database), "execute_sql",
        lambda self, sql, *args, **kwargs: found.append(sql) or execute(self, sql, *args, **kwargs),
    )  # fmt: skip
    return found


def test_the_words_of_a_group_are_added_up_once(make_corpus, add_document, statements):
    corpus = make_corpus()
    add_document(corpus, {"cat": 2}, tag="a")
    add_document(corpus, {"cat": 1, "dog": 1}, tag="a")
    sum_up(corpus.id)
    sums = read_sums(corpus.id)
    first = groups.words_of_group(sums, "tag", "a", keep_stop_words=True)
    statements.clear()

    again = groups.words_of_group(sums, "tag", "a", keep_stop_words=True)

    assert first == again == groups.GroupWords({"cat": 3, "dog": 1}, 2, 2)
    assert statements == []


def test_a_group_that_grows_is_added_up_again(make_corpus, add_document):
    corpus = make_corpus()
    add_document(corpus, {"cat": 2}, tag="a")
    sum_up(corpus.id)
    groups.words_of_group(read_sums(corpus.id), "tag", "a", keep_stop_words=True)

    add_document(corpus, {"cat": 5}, tag="a")
    sum_up(corpus.id)

    found = groups.words_of_group(read_sums(corpus.id), "tag", "a", keep_stop_words=True)
    assert found.counts == {"cat": 7}


def test_a_group_that_does_not_exist_is_not_kept(make_corpus):
    corpus = make_corpus({"cat": 1})

    found = groups.words_of_group(read_sums(corpus.id), "tag", "none", keep_stop_words=True)

    assert found is None
    assert groups.kept.get((*read_sums(corpus.id).version, "tag", "none", True)) is None


def test_a_trend_is_computed_once(client, make_corpus, statements):
    corpus = make_corpus({"cat": 2, "dog": 1}, {"cat": 1})
    address = f"/corpora/{corpus.id}/trends.json?terms=c*&by=order"
    first = client.get(address).json
    statements.clear()

    again = client.get(address).json

    assert first["terms"] == again["terms"]
    assert first["terms"][0]["counts"] == [2, 1]
    assert not any("LIKE" in each for each in statements)


def test_a_trend_of_another_order_is_another(client, make_corpus):
    corpus = make_corpus({"cat": 2}, {"cat": 1})
    address = f"/corpora/{corpus.id}/trends.json?terms=cat"

    by_month, by_order = (client.get(f"{address}&by={by}").json for by in ("month", "order"))

    assert by_order["terms"][0]["counts"] == [2, 1]
    assert by_month["terms"][0]["counts"] != [2, 1]


def test_a_long_term_takes_more_of_what_is_kept():
    trend = trends.Trend([1, 2], 3, 2, 2, 2, is_cut=False, dp=0.1)

    short, long = (trends.size_of(("word" * number,), trend) for number in (1, 1_000))

    assert long > short + 4_000


def test_lengths_are_summed_up_with_the_words(make_corpus, add_document):
    corpus = make_corpus()
    add_document(corpus, {"cat": 1}, length={"characters": 20, "sentences": 2}, mattr=0.5)
    add_document(corpus, {"dog": 1}, length={"characters": 5, "sentences": 1}, mattr=0.7)

    sum_up(corpus.id)

    lengths = read_sums(corpus.id).lengths
    assert (lengths["characters"], lengths["sentences"], lengths["measured"]) == (25, 3, 2)
    assert lengths["mattr"] == pytest.approx(0.6)


def test_a_batch_of_an_earlier_release_has_lengths_too(client, make_corpus, add_document):
    corpus = make_corpus()
    add_document(corpus, {"cat": 1}, length={"characters": 20})
    sum_up(corpus.id)
    sums = CorpusSum.get_by_id(corpus.id)
    del sums.figures["lengths"]
    sums.save()

    reply = client.get(f"/corpora/{corpus.id}/vocabulary.json").json

    assert (reply["characters"], reply["measured"]) == (20, 1)
