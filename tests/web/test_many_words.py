import itertools

import peewee as pw
import pytest

import db
import models
from models import Result
from web import many_words

WORDS = {"the": 1234, 'a"b\\c': 20, "=1": 3, "고양이": 3, "e\n": 2, "😀": 1, "zoo": 1}
KEPT = {word: count for word, count in WORDS.items() if word != "the"}
FORMS = ["/results/1.json", "/results/1.csv", "/results/1", "/results/1?stop_words=drop"]


@pytest.fixture(params=[1, 7, 500], ids="pieces of {}".format)
def piece(request, monkeypatch):
    """Read results in pieces so short that every border falls somewhere."""
    monkeypatch.setattr(models, "PIECE", request.param)
    monkeypatch.setattr(many_words, "PIECE", request.param)


@pytest.mark.parametrize("address", FORMS)
def test_a_result_of_many_words_is_answered_as_one_of_few(
    address, piece, client, make_result, monkeypatch
):
    make_result(result_all=WORDS, result_no_stop_words=KEPT)
    few = client.get(address)

    monkeypatch.setattr(models, "WHOLE", 2)
    many = client.get(address)

    assert (few.status_code, many.status_code) == (200, 200)
    assert many.content_type == few.content_type
    assert many.vary == few.vary
    if few.is_json:
        assert many.json == few.json
        assert list(many.json) == list(few.json)
        assert list(many.json["result_all"]) == list(WORDS)
    else:
        assert many.text == few.text


def test_its_words_are_not_read_with_it(make_result, monkeypatch):
    monkeypatch.setattr(models, "WHOLE", 2)
    make_result(result_all=WORDS, text="long")

    result = Result.settled(1).get()

    assert (result.result_all, result.text) == (None, None)


def test_a_page_far_down_a_long_table_is_read_alone(client, make_result, monkeypatch):
    words = {f"word{number}": 300 - number for number in range(250)}
    make_result(result_all=words, result_no_stop_words=words)
    few = client.get("/results/1?page=3").text

    monkeypatch.setattr(models, "WHOLE", 2)

    assert client.get("/results/1?page=3").text == few
    assert client.get("/results/1?page=99").text == few
    assert ">word249<" in few


def test_an_answer_that_has_begun_outlives_a_moment_without_the_database(
    client, make_result, monkeypatch
):
    is_away = itertools.cycle([True, False])

    def read(query):
        if next(is_away):
            raise pw.OperationalError("the database system is starting up")
        return db.read(query)

    make_result(result_all=WORDS, result_no_stop_words=KEPT)
    monkeypatch.setattr(models, "WHOLE", 2)
    monkeypatch.setattr(many_words, "read", read)
    monkeypatch.setattr(many_words.time, "sleep", lambda seconds: None)

    assert client.get("/results/1.json").json["result_all"] == WORDS
