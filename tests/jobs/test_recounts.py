"""A result is counted again in place: never half, and as often as its workers are killed."""

import datetime as dt
import json

import pytest

import db
from background.chores import chores
from background.recounting import recount_next
from jobs import recounts
from jobs.recounts import Recount
from models import Result
from results.search import Criteria, search
from wordcount.contained import PoolClosed
from wordcount.errors import TooLarge
from wordcount.page import TEXT_RULE
from wordcount.words import RULE

TEXT = "The cat and the dog."
COUNTED = {"the": 2, "and": 1, "cat": 1, "dog": 1}
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def make_old(make_result):
    """Store a result as an earlier release has counted it."""

    def make(**values):
        values = {"text": TEXT, "created_at": LONG_AGO, "language_source": "declared", **values}
        return make_result(result_all={"THE": 9}, result_no_stop_words={"THE": 9}, **values)

    return make


@pytest.fixture
def recount(app, pool):
    """Recount all that is requested, here and now, and return how many requests there were."""

    def recount():
        number = 0
        while recount_next(pool):
            number += 1
        return number

    return recount


def waiting():
    return [request.result_id for request in Recount.select().order_by(Recount.result_id)]


@pytest.mark.parametrize("what", ["page", "text"])
def test_a_count_names_its_rules(what, client, site, work):
    site.pages["/cats"] = b"<p>The cat"
    source = {"url": site.url("/cats")} if what == "page" else {"text": "cat"}
    address = client.post("/results", json=source).location
    work()

    result = client.get(f"{address}.json").json

    assert (result["text_rule"], result["rule"], result["segmenter"]) == (TEXT_RULE, RULE, None)


def test_a_recount_keeps_the_id_and_the_date_and_replaces_the_counts(make_old, client, recount):
    make_old(text_rule=1, rule=1, segmenter="another")
    recounts.request([1])

    assert recount() == 1

    result = client.get("/results/1.json").json
    assert (result["id"], result["created_at"]) == (1, "2026-01-01T00:00:00Z")
    assert (result["text_rule"], result["rule"], result["segmenter"]) == (1, RULE, None)
    assert (result["result_all"], result["total"], result["distinct"]) == (COUNTED, 5, 4)
    assert result["result_no_stop_words"] == {"cat": 1, "dog": 1}
    assert Result.get_by_id(1).length["characters"] == len(TEXT)
    assert waiting() == []


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("tr", "declared", ("tr", "declared")),
        ("tr", "given", ("tr", "given")),
        ("tr", None, ("tr", None)),
        ("tr", "detected", ("en", "detected")),
        ("und", "unknown", ("en", "detected")),
        (None, None, ("en", "detected")),
    ],
)
def test_only_a_detected_language_is_detected_again(language, source, expected, make_old, recount):
    text = "This is what the weather was like when they came back to their house in the morning."
    make_old(text=text, language=language, language_source=source)
    recounts.request([1])

    recount()

    result = Result.get_by_id(1)
    assert (result.language, result.language_source) == expected


@pytest.mark.parametrize(
    "values",
    [
        {"rule": RULE},
        {"rule": RULE + 1},
        {"text": None},
        {"status": "failed"},
        {"status": "pending"},
    ],
    ids=["up to date", "of a later release", "without a text", "failed", "pending"],
)
def test_nothing_else_is_recounted(values, make_old, recount):
    make_old(**values)

    assert recounts.outdated([1]) == []
    recounts.request([1])
    recount()

    assert Result.get_by_id(1).result_all == {"THE": 9}
    assert waiting() == []


def test_a_search_finds_the_new_words_and_not_the_old(make_old, recount):
    make_old()
    recounts.request([1])

    recount()

    assert [bool(search(Criteria((word,))).results) for word in ("cat", "THE")] == [True, False]


def test_a_recount_that_breaks_off_changes_nothing(make_old, pool, monkeypatch):
    make_old()
    recounts.request([1])

    monkeypatch.setattr(recounts, "drop", lambda id: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        recount_next(pool)

    assert (Result.get_by_id(1).result_all, waiting()) == ({"THE": 9}, [1])


def test_what_a_dead_worker_had_claimed_is_claimed_again(make_old, recount):
    make_old()
    recounts.request([1])
    assert recounts.claim().result_id == 1
    assert recounts.claim() is None

    Recount.update(claimed_at=LONG_AGO).execute()

    assert (recount(), Result.get_by_id(1).rule) == (1, RULE)


def test_a_text_that_kills_its_workers_keeps_its_count(make_old, recount):
    make_old()
    recounts.request([1])
    Recount.update(attempts=recounts.MAX_ATTEMPTS, claimed_at=LONG_AGO).execute()

    recount()

    assert (Result.get_by_id(1).result_all, waiting()) == ({"THE": 9}, [])


@pytest.mark.parametrize(
    ("error", "left"), [(TooLarge(), []), (PoolClosed(), [1])], ids=["too large", "stopped"]
)
def test_a_text_that_is_not_counted_keeps_its_count(error, left, make_old, pool, monkeypatch):
    def count_text(*_):
        raise error

    make_old()
    recounts.request([1])
    monkeypatch.setattr("wordcount.contained.CountingProcess.count_text", count_text)

    try:
        recount_next(pool)
    except PoolClosed:
        assert recounts.claim().attempts == 1

    assert (Result.get_by_id(1).result_all, waiting()) == ({"THE": 9}, left)


def test_a_request_of_a_later_release_is_left_to_its_workers(make_old, recount):
    make_old()
    recounts.request([1])
    Recount.update(rule=RULE + 1).execute()

    assert (recount(), waiting()) == (0, [1])


def test_what_visitors_ask_for_comes_first(make_old):
    for _ in range(3):
        make_old()
    recounts.request([1, 2, 3], recounts.ALL)
    recounts.request([3])

    assert [recounts.claim().result_id for _ in range(3)] == [3, 1, 2]


def test_a_worker_recounts(make_old, pool, fetcher):
    make_old()
    recounts.request([1])
    [recounter] = [chore for chore in chores(pool, fetcher) if chore.name == "recounts"]

    recounter.start()
    while waiting():
        db.release()
    recounter.stop()

    assert Result.get_by_id(1).rule == RULE


@pytest.fixture
def command(app):
    """Run a command of `flask`, and return what it prints."""

    def run(*arguments, status=0):
        outcome = app.test_cli_runner().invoke(args=arguments)
        assert outcome.exit_code == status, outcome.output
        return outcome.output

    return run


def test_a_command_requests_every_outdated_result(command, make_old, recount, monkeypatch):
    monkeypatch.setattr(recounts, "BATCH", 2)
    for rule in (None, 1, RULE, 1, None):
        make_old(rule=rule)

    assert command("recount", "--all") == "4 results will be recounted.\n"

    assert waiting() == [1, 2, 4, 5]
    assert recount() == 4
    assert command("recount", "--all") == "0 results will be recounted.\n"


def test_a_repeated_command_requests_only_what_is_left(command, make_old, pool):
    for _ in range(3):
        make_old()
    recounts.request([1, 2], recounts.ALL)
    recount_next(pool)

    command("recount", "--all")

    assert waiting() == [2, 3]


def test_a_command_requests_the_results_it_names(command, make_old):
    for _ in range(3):
        make_old()

    assert command("recount", "2", "99") == "1 result will be recounted.\n"

    assert waiting() == [2]


@pytest.mark.parametrize("arguments", [(), ("--all", "7"), ("0",), ("seven",), ("9999999999",)])
def test_invalid_arguments_are_rejected(arguments, command):
    assert "Error: " in command("recount", *arguments, status=2)


def test_code_from_before_the_rules_stores_none(app):
    db.database.execute_sql(
        "INSERT INTO results (url, status, result_all) VALUES ('https://a.example/', 'done', %s)",
        [json.dumps(COUNTED)],
    )

    assert set(Result.get().rules.values()) == {None}


ARTICLE = "The cat and the dog sat on the mat. " * 8


def test_a_recount_counts_the_main_text_again_from_its_lines(make_old, client, recount):
    text = f"Menu\n{ARTICLE}\nImprint"
    stored = {"main_rule": 1, "main_lines": [[1, 2]], "main_fingerprint": "1", "main_total": 9}
    make_old(text=text, main_all={"THE": 9}, main_no_stop_words={"THE": 9}, **stored)
    recounts.request([1])

    recount()

    result = Result.get_by_id(1)
    assert (result.total, result.main_total, result.main_distinct) == (74, 72, 7)
    assert (result.main_all["the"], result.main_no_stop_words["cat"]) == (24, 8)
    assert (result.main_rule, result.main_lines, result.main_fingerprint) == (1, [[1, 2]], "1")


def test_a_recount_adds_no_main_text(make_old, client, recount):
    make_old(text=ARTICLE)
    recounts.request([1])

    recount()

    result = Result.get_by_id(1)
    assert (result.main_rule, result.main_total, result.main_all) == (None, None, None)


FIRST, SAME_NETWORK, OTHER = b"networkA-client1", b"networkA-client2", b"networkB-client3"


def test_networks_take_turns_at_recounts(app):
    recounts.request([1, 2, 3], client=FIRST)
    recounts.request([4], client=SAME_NETWORK)
    recounts.request([5], client=OTHER)
    recounts.request([6], recounts.ALL)

    assert [recounts.claim().result_id for _ in range(6)] == [1, 5, 2, 3, 4, 6]
    assert recounts.claim() is None


def test_a_newcomer_does_not_overtake_those_that_wait_for_long(app):
    recounts.request([1, 2, 3], client=FIRST)
    for id in (1, 2):
        recounts.drop(id)
    recounts.request([4, 5], client=OTHER)

    assert [recounts.claim().result_id for _ in range(3)] == [3, 4, 5]


def test_a_client_has_a_share_of_the_waiting_recounts(app):
    for id in range(10):
        assert Recount.first_full(FIRST, 100) is None
        recounts.request([id], client=FIRST)

    assert Recount.first_full(FIRST, 100) == ("recounts", FIRST)
    assert Recount.first_full(SAME_NETWORK, 100) is None
    assert Recount.first_full(OTHER, 10) == ("recounts", None)
