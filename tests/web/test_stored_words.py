import itertools
import json

import peewee as pw
import pytest

import db
from models import Result
from results import frequencies
from web import limits, respond, stored_words
from wordcount.words import RULE

WORDS = {"the": 1234, 'a"b\\c': 20, "=1": 3, "고양이": 3, "e\n": 2, "😀": 1, "zoo": 1}
KEPT = {word: count for word, count in WORDS.items() if word != "the"}
ANOTHER = ("another network", "another client")
ADDRESSES = ["/results/1.json", "/results/1.csv", "/results/1", "/results/1?stop_words=drop"]


@pytest.fixture(params=[1, 7, 500], ids="chunks of {}".format)
def chunk(request, monkeypatch):
    """Read words in chunks so short that a border falls at every place."""
    for name in ("JSON_CHUNK", "AT_ONCE"):
        monkeypatch.setattr(stored_words, name, request.param)
    monkeypatch.setattr(stored_words, "PARSED_AT_ONCE", 1)


@pytest.fixture
def streamed(monkeypatch):
    monkeypatch.setattr(respond, "SPOOL_ANSWERS_FROM", 10)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_does_not_depend_on_the_chunks(address, client, make_result, request):
    make_result(result_all=WORDS, result_no_stop_words=KEPT)
    whole = client.get(address)

    request.getfixturevalue("streamed")
    for size in (1, 7, 500):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stored_words, "JSON_CHUNK", size)
            patch.setattr(stored_words, "AT_ONCE", size)
            patch.setattr(stored_words, "PARSED_AT_ONCE", 1)
            parts = client.get(address, buffered=True)
            assert (parts.status_code, parts.json or parts.text) == (200, whole.json or whole.text)
            assert (parts.content_type, parts.vary) == (whole.content_type, whole.vary)


def test_json_has_the_words_in_their_order(chunk, client, make_result):
    make_result(result_all=WORDS, result_no_stop_words=KEPT)

    result = client.get("/results/1.json").json

    assert list(result["result_all"].items()) == list(WORDS.items())
    assert list(result["result_no_stop_words"].items()) == list(KEPT.items())


def test_many_words_are_handled_a_few_at_once_so_that_other_threads_are_not_kept_waiting(
    app, make_result
):
    make_result(result_all={f"word{number}": 1 for number in range(120_000)})

    with app.test_request_context():
        words = stored_words.StoredWords.with_id(1, [Result.result_all])
        parts = [*words.compact(Result.result_all)]

    assert max(map(len, parts)) <= stored_words.AT_ONCE
    assert len(json.loads("".join(parts))) == 120_000


@pytest.mark.parametrize("at_once", [1, 7, 500])
def test_json_is_written_without_white_space(at_once, client, make_result, monkeypatch):
    monkeypatch.setattr(stored_words, "AT_ONCE", at_once)
    make_result(result_all=WORDS, result_no_stop_words=KEPT)

    text = client.get("/results/1.json").text

    again = json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    assert text == f"{again}\n"


@pytest.mark.parametrize("words", [None, {}], ids=["none stored", "empty"])
def test_json_of_a_result_without_words(words, chunk, client, make_result):
    make_result(result_all=words, result_no_stop_words=words)

    result = client.get("/results/1.json").json

    assert (result["result_all"], result["result_no_stop_words"]) == (words, words)


def test_words_of_the_alembic_version_are_put_in_order(chunk, client, make_result):
    unordered = {"dog": 1, "고": 3, "the": 7, 'a"b': 3, "cat": 3, "é": 3}
    make_result(
        result_all=unordered, result_no_stop_words=unordered, total=None, distinct=None, id=1
    )
    ordered = sorted(unordered.items(), key=lambda entry: (-entry[1], entry[0]))

    data, table = client.get("/results/1.json").json, client.get("/results/1.csv").text
    page = client.get("/results/1").text

    assert list(data["result_all"].items()) == ordered
    assert [line.rpartition(",")[2] for line in table.splitlines()[1:]] == ["false"] * 6
    assert page.index(">the<") < page.index(">cat<") < page.index(">dog<")
    assert "35.00%" in page


def test_words_are_not_loaded_with_a_result(make_result):
    make_result(result_all=WORDS, text="long")

    result = Result.finished(1).get()

    assert (result.result_all, result.text) == (None, None)


def test_a_page_of_the_table_has_its_words_and_the_scale_of_all(client, make_result):
    words = {f"word{number}": 300 - number for number in range(250)}
    make_result(result_all=words, result_no_stop_words=words)

    third, last = client.get("/results/1?page=3").text, client.get("/results/1?page=99").text

    assert third.partition("<footer")[0] == last.partition("<footer")[0]
    assert ">word200<" in third
    assert ">word249<" in third
    assert ">word199<" not in third
    assert 'width="33.33%"' in third


@pytest.mark.parametrize("query", ["", "?page=3", "?page=99", "?stop_words=drop", "?page=2"])
@pytest.mark.parametrize("block", [1, 300, 20_000])
def test_a_page_of_a_very_long_table_is_like_that_of_a_short_one(
    block, query, client, make_result, monkeypatch
):
    words = {f"word{number}": 300 - number for number in range(250)}
    make_result(result_all=words, result_no_stop_words=dict(list(words.items())[30:]))
    short = client.get(f"/results/1{query}")
    monkeypatch.setattr("web.word_table.SERIALIZE_FROM", 249)
    monkeypatch.setattr(stored_words, "PARSED_AT_ONCE", block)

    assert client.get(f"/results/1{query}").text == short.text


def test_a_page_of_a_very_long_table_waits_for_its_turn(client, make_result, monkeypatch):
    monkeypatch.setattr("web.word_table.SERIALIZE_FROM", 1)
    monkeypatch.setattr(limits, "TURN_TIMEOUT", 0)
    make_result()

    with limits.slot.lend(ANOTHER):
        assert client.get("/results/1").status_code == 503


def test_an_answer_that_has_begun_survives_a_moment_without_the_database(
    client, make_result, monkeypatch
):
    is_away = itertools.cycle([True, False])

    def read_sql(statement, values):
        if next(is_away):
            raise pw.OperationalError("the database system is starting up")
        return db.read_sql(statement, values)

    make_result(result_all=WORDS, result_no_stop_words=KEPT)
    monkeypatch.setattr(frequencies, "read_sql", read_sql)
    monkeypatch.setattr(stored_words.time, "sleep", lambda seconds: None)

    assert client.get("/results/1.json").json["result_all"] == WORDS


def recount_after(first_chunks, monkeypatch):
    """Recount result 1 when its first chunks have been read."""

    def read(*arguments):
        found = first_chunks(*arguments)
        words = {"fish": 8, "meat": 1}
        Result.update(rule=RULE, result_all=words, result_no_stop_words=words).execute()
        return found

    monkeypatch.setattr(stored_words, "read_first_chunks", read)


@pytest.mark.parametrize("address", ["/results/1.json", "/results/1.csv"])
def test_no_answer_consists_of_two_counts(address, client, make_result, monkeypatch):
    make_result(result_all=WORDS, result_no_stop_words=KEPT)
    monkeypatch.setattr(stored_words, "JSON_CHUNK", 7)
    recount_after(frequencies.read_first_chunks, monkeypatch)

    reply = client.get(address)

    assert (reply.status_code, "has just been recounted" in reply.text) == (503, True)
    assert "fish" not in reply.text


def test_a_result_that_is_recounted_meanwhile_is_of_one_count(client, make_result, monkeypatch):
    make_result(result_all=WORDS, result_no_stop_words=KEPT)
    recount_after(frequencies.read_first_chunks, monkeypatch)

    reply = client.get("/results/1/words.json")

    assert [row["word"] for row in reply.json["words"]] == list(WORDS)
    assert reply.json["rule"] is None


@pytest.mark.parametrize("block", [1, 20_000])
@pytest.mark.parametrize("length", range(30, 60, 3))
def test_only_the_whole_entries_of_the_first_chunk_are_loaded(
    length, block, client, make_result, monkeypatch
):
    """Few words may be long."""
    monkeypatch.setattr(stored_words, "PARSED_AT_ONCE", block)
    monkeypatch.setattr(stored_words, "JSON_CHUNK", length)
    make_result(result_all=WORDS, result_no_stop_words=KEPT)
    beginning = json.dumps(WORDS, ensure_ascii=False)[:length]

    reply = client.get("/results/1/words.json").json

    found = [row["word"] for row in reply["words"]]
    assert found == list(WORDS)[: beginning.count(', "')]
    assert reply["partial"] is True


def test_a_result_and_its_words_are_of_one_count(client, make_result):
    make_result(result_all=WORDS, result_no_stop_words=KEPT, rule=1)
    stored = stored_words.StoredWords.with_id(1)

    Result.update(rule=RULE, total=9, result_all={"fish": 9}).execute()

    assert (stored.result.rule, stored.result.total) == (1, sum(WORDS.values()))
    assert dict(stored.entries(Result.result_all)) == WORDS


@pytest.mark.parametrize("address", ["/results/1.json", "/results/1.csv"])
def test_very_many_words_are_read_at_once(address, client, make_result, monkeypatch):
    make_result(result_all=WORDS, result_no_stop_words=KEPT)
    short = client.get(address)
    monkeypatch.setattr("web.lookup.FIRST_CHUNK_UP_TO", 1)

    long = client.get(address)
    assert (long.json or long.text) == (short.json or short.text)
