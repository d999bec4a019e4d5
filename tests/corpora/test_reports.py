"""The feed of a watched corpus reports how often terms occur after each check, and alerts."""

import datetime as dt

import pytest

from corpora import Corpus, reports
from corpora.models import CorpusAlert, TermCounts
from corpora.totals import sum_up
from wordcount import count_text

DAYS = [dt.datetime(2026, 11, day, tzinfo=dt.UTC) for day in range(20, 25)]


@pytest.fixture
def corpus(make_corpus):
    corpus = make_corpus({"solar": 2, "wind": 1})
    values = {"every": "day", "status": "done", "followed_at": DAYS[0], "finished_at": DAYS[0]}
    Corpus.update(**values, terms='energy: solar, wind*\nPower, "heat pump"').execute()
    return corpus


@pytest.fixture
def check(corpus, add_document):
    """Let a check of that day add a document with this text, and count the terms."""

    def check(day, text):
        count = count_text(text, "en")
        add_document(corpus, count.result_all, text=count.text, total=count.total)
        sum_up(corpus.id)
        Corpus.update(followed_at=DAYS[day]).execute()
        return reports.count_next()

    return check


def changes(corpus):
    return [
        [(each.term, each.before, each.after) for each in report.changes]
        for report in reports.reports(corpus.id).values()
    ]


def met(corpus):
    return [
        [(each.alert.term, each.change.before, each.change.after) for each in report.met]
        for report in reports.reports(corpus.id).values()
    ]


def test_terms_are_counted_once_for_each_check(corpus):
    assert reports.count_next()
    assert not reports.count_next()

    [counted] = TermCounts.select()
    assert (counted.checked_at, counted.terms) == (
        DAYS[0], {"energy": 3, "power": 0, "heat pump": 0},
    )  # fmt: skip
    assert changes(corpus) == []


def test_a_check_reports_the_terms_whose_counts_it_changed(corpus, check):
    reports.count_next()

    check(1, "Winds power a heat pump.")
    check(2, "Nothing else.")
    check(3, "Solar power.")

    assert changes(corpus) == [
        [("energy", 4, 5), ("power", 1, 2)],
        [("energy", 3, 4), ("power", 0, 1), ("heat pump", 0, 1)],
    ]


@pytest.mark.parametrize("wait", ["words", "documents"])
def test_terms_are_counted_when_the_words_are_summed_up(wait, corpus, add_document):
    if wait == "words":
        add_document(corpus, {"wind": 1})
    else:
        Corpus.update(status="counting").execute()

    assert not reports.count_next()


def test_a_corpus_that_is_not_watched_is_not_reported(corpus):
    Corpus.update(every=None).execute()

    assert not reports.count_next()


@pytest.mark.parametrize(
    ("when", "number", "expected"),
    [
        ("appears", None, [("moon", 0, 2)]),
        ("crosses", 2, [("moon", 0, 2)]),
        ("crosses", 3, []),
        ("gone", None, []),
    ],
)
def test_an_alert_is_reported_when_its_condition_is_met(when, number, expected, corpus, check):
    reports.add_alert(corpus.id, "moon", when, number)
    reports.count_next()

    check(1, "The moon, a moon.")

    assert met(corpus) == ([expected] if expected else [])


def test_an_alert_begins_with_the_check_that_it_was_made_after(corpus, check):
    reports.count_next()
    check(1, "The moon.")

    reports.add_alert(corpus.id, "moon", "appears", None)
    reports.count_next()

    assert met(corpus) == []


def test_an_alert_on_too_many_terms_hinders_no_other(corpus, check):
    too_many = CorpusAlert.create(
        corpus=corpus, term=", ".join("abcdefghijklmnopqrstu"), when="gone"
    )
    reports.add_alert(corpus.id, "solar", "crosses", 2)

    assert check(1, "Solar, solar.")

    [counted] = TermCounts.select()
    assert str(too_many.id) not in counted.alerts
    assert len(counted.alerts) == 1


def test_other_terms_are_compared_from_the_last_check_on(corpus, check):
    reports.count_next()

    reports.set_terms(corpus.id, "moon")
    reports.count_next()
    check(1, "The moon shines on solar power.")

    assert changes(corpus) == [[("moon", 0, 1)]]


def test_an_alert_is_stored_once_and_at_most_twenty_are(corpus):
    first = reports.add_alert(corpus.id, "moon", "crosses", 3)
    again = reports.add_alert(corpus.id, "moon", "crosses", 3)
    others = [reports.add_alert(corpus.id, "moon", "crosses", number) for number in range(10, 40)]

    assert first == again
    assert (others[18].number, others[19]) == (28, None)
    assert CorpusAlert.select().count() == 20


def test_a_phrase_that_is_sampled_is_not_reported(corpus, check, monkeypatch):
    monkeypatch.setattr("corpora.term_counts.READ", 1)
    check(1, "The heat pump.")

    check(2, "A heat pump.")

    assert "heat pump" not in TermCounts.get(TermCounts.checked_at == DAYS[2]).terms
    assert changes(corpus) == []


def test_only_the_alerts_of_a_corpus_are_deleted(corpus, make_corpus):
    alert = reports.add_alert(corpus.id, "moon", "appears", None)
    other = make_corpus({"cat": 1})

    assert not reports.delete_alert(other.id, alert.id)
    assert reports.delete_alert(corpus.id, alert.id)
