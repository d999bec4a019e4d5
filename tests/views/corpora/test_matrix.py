"""A corpus taken out: its document-term matrix, all of its words, and its texts."""

import contextlib
import csv
import dataclasses
import io
import json
import logging
import re
import threading
import types
import zipfile

import pytest
from patience import PATIENCE
from raw_http import wait_until

import corpora.archive
import corpora.matrix
import db
import views.corpora.matrix
import web.streaming
from corpora import downloads
from corpora.models import Corpus
from corpora.totals import delete_words, sum_up
from corpora.words import BatchGone, every_word, read_sums
from http_server.client import Client
from models import Result
from web import limits
from wordcount import count_text
from wordcount.words.tokens import keys_of

TEXTS = ("The cat and the dog.", "A dog, a DOG!", "고양이와 개 1,000마리")


@pytest.fixture
def corpus(make_corpus, add_document):
    corpus = make_corpus()
    for number, text in enumerate(TEXTS):
        count = count_text(text)
        add_document(
            corpus, count.result_all, text=count.text, total=count.total,
            title=f"../../etc/Text {number}", language=count.language,
            result_no_stop_words=count.result_no_stop_words,
        )  # fmt: skip
    sum_up(corpus.id)
    return corpus


def cells(client, query=""):
    rows = csv.reader(io.StringIO(client.get(f"/corpora/1/matrix.csv?{query}").text))
    assert next(rows) == ["document", "word", "count"]
    return {(int(document), word): int(count) for document, word, count in rows}


def lines(reply):
    return [json.loads(line) for line in reply.text.splitlines()]


def test_the_matrix_has_what_each_document_has(client, corpus):
    expected = {
        (position, word): count
        for position, text in enumerate(TEXTS, 1)
        for word, count in count_text(text).result_all.items()
    }

    assert cells(client) == expected


def test_the_matrix_is_that_of_scikit_learn_on_the_same_tokens(client, corpus):
    text = pytest.importorskip("sklearn.feature_extraction.text")
    vectorizer = text.CountVectorizer(analyzer=lambda document: keys_of(document, "en"))

    theirs = vectorizer.fit_transform(TEXTS).tocoo()

    names = vectorizer.get_feature_names_out()
    assert cells(client) == {
        (int(row) + 1, str(names[column])): int(count)
        for row, column, count in zip(theirs.row, theirs.col, theirs.data, strict=True)
    }


def test_the_matrix_is_read_by_pages_of_keys(client, corpus, monkeypatch):
    whole = cells(client)
    statement = corpora.matrix.FOLLOWING.replace(f"LIMIT {corpora.matrix.AT_ONCE}", "LIMIT 1")
    monkeypatch.setattr(corpora.matrix, "FOLLOWING", statement)

    assert cells(client) == whole


def test_the_matrix_comes_as_json_and_as_lines(client, corpus):
    whole = client.get("/corpora/1/matrix.json").json
    rows = lines(client.get("/corpora/1/matrix.ndjson"))

    assert [1, "the", 2] in whole["cells"]
    assert (whole["columns"], whole["documents"]) == (["document", "word", "count"], 3)
    assert [list(row.values()) for row in rows] == whole["cells"]


def test_stop_words_and_rare_words_can_be_left_out(client, corpus):
    assert (1, "the") not in cells(client, "stop_words=drop")
    assert {word for _, word in cells(client, "words=1")} == {"dog"}


def test_a_few_words_are_read_alone(client, corpus, monkeypatch):
    monkeypatch.setattr(corpora.matrix, "every_posting", None)

    assert {word for _, word in cells(client, "words=2")} == {"a", "dog"}


@pytest.mark.parametrize(
    "name", ["matrix.ndjson", "matrix.csv", "matrix.csv?words=2", "matrix.json", "words.ndjson"]
)
def test_a_download_breaks_off_when_its_words_are_deleted(name, client, corpus, monkeypatch):
    stream = views.corpora.matrix.stream

    def delete_first(*arguments, **options):
        delete_words(corpus.id)
        return stream(*arguments, **options)

    monkeypatch.setattr(views.corpora.matrix, "stream", delete_first)

    with pytest.raises(BatchGone):
        client.get(f"/corpora/1/{name}").get_data()


def test_a_zip_breaks_off_when_its_corpus_is_deleted(client, corpus):
    reply = client.get("/corpora/1/texts.zip", buffered=False)
    Corpus.update(status="deleted").execute()

    with pytest.raises(BatchGone):
        list(reply.response)
    reply.close()


def test_all_words_come_as_lines(client, corpus):
    rows = lines(client.get("/corpora/1/words.ndjson"))

    assert rows[0] == {"rank": 1, "word": "dog", "count": 3, "documents": 2, "dp": rows[0]["dp"]}
    assert len(rows) == client.get("/corpora/1/words.json").json["distinct"]


def test_documents_by_terms_are_a_table(client, corpus):
    query = {"terms": "animals: cat, dog\nthe"}
    rows = list(
        csv.reader(io.StringIO(client.get("/corpora/1/matrix.csv", query_string=query).text))
    )

    assert rows == [["document", "animals", "the"], ["1", "2", "2"], ["2", "2", "0"]]


def test_people_see_the_terms_of_each_document(client, corpus, monkeypatch):
    monkeypatch.setattr(views.corpora.matrix, "SHOWN", 1)

    page = client.get("/corpora/1/matrix?terms=dog%0Athe").text

    assert ("/results/1" in page, "/results/2" in page) == (True, False)
    assert "These are the first 1 of 2." in page
    assert re.search(r"/corpora/1/matrix\.csv\?[^\"]*terms=dog%0Athe", page)
    assert "/corpora/1/matrix.ndjson" in page  # the whole matrix still


def test_terms_that_no_document_has_are_said(client, corpus):
    assert "No document has any of these terms." in client.get("/corpora/1/matrix?terms=x").text


def test_a_refused_list_of_terms_stays_in_its_field(client, corpus):
    reply = client.get("/corpora/1/matrix", query_string={"terms": "a " * 3_000})

    assert reply.status_code == 400
    assert 'id="terms-error"' in reply.text
    assert "a a a a" in reply.text


def test_texts_come_as_a_zip_without_paths(client, corpus, monkeypatch):
    monkeypatch.setattr(corpora.archive, "PIECE", 4)
    archive = zipfile.ZipFile(io.BytesIO(client.get("/corpora/1/texts.zip").data))

    assert archive.testzip() is None
    assert archive.namelist() == [f"0000{n + 1}-etc-Text-{n}.txt" for n in range(3)]
    assert archive.read("00003-etc-Text-2.txt").decode() == TEXTS[2]


def test_texts_are_read_in_pieces(client, corpus, monkeypatch):
    monkeypatch.setattr(corpora.archive, "PIECE", 4)
    read_in_turn, read = corpora.archive.read_in_turn, []

    def record(*arguments):
        read.extend(rows := read_in_turn(*arguments))
        return rows

    monkeypatch.setattr(corpora.archive, "read_in_turn", record)

    assert client.get("/corpora/1/texts.zip").data
    assert max(len(row[0]) for row in read if len(row) == 1) == 4


@pytest.mark.parametrize("part", ["page", "main"])
def test_a_slow_reader_of_texts_keeps_none_in_memory(part, corpus, monkeypatch):
    monkeypatch.setattr(corpora.archive, "BLOCK", 100)
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 9_000)))
    Result.update(text=text, main_lines=[[0, 1]]).execute()
    parts = corpora.archive.texts_zip(dataclasses.replace(read_sums(corpus.id), part=part))

    assert len(next(parts)) == 100
    kept = [*parts.gi_frame.f_locals.values(), *parts.gi_yieldfrom.gi_frame.f_locals.values()]
    assert not [each for each in kept if isinstance(each, str | bytes) and len(each) > 100]
    assert not [each for each in kept if isinstance(each, types.GeneratorType)]


def test_main_texts_come_as_a_zip(client, corpus):
    text = "Menu\nThe cat\nand the dog\nPrivacy"
    Result.update(text=text, main_lines=[[1, 3]], main_total=5).where(Result.id == 1).execute()
    sums = dataclasses.replace(read_sums(corpus.id), part="main")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(corpora.archive.texts_zip(sums))))

    assert [archive.read(name) for name in archive.namelist()] == [
        b"The cat\nand the dog",
        b"",
        b"",
    ]


def test_texts_are_whole_unless_main_texts_are_requested(client, make_corpus, add_document):
    corpus = make_corpus()
    main = {"main_all": {"cat": 1}, "main_no_stop_words": {"cat": 1}, "main_total": 1}
    add_document(corpus, {"cat": 1, "menu": 1}, text="Menu\nCat", main_lines=[[1, 2]], **main)
    sum_up(corpus.id)

    def text_of(query):
        archive = zipfile.ZipFile(io.BytesIO(client.get(f"/corpora/1/texts.zip{query}").data))
        return archive.read(archive.namelist()[0])

    assert [text_of(""), text_of("?part=page"), text_of("?part=main")] == [
        b"Menu\nCat",
        b"Menu\nCat",
        b"Cat",
    ]


@pytest.mark.parametrize(
    "parts",
    [
        corpora.archive.texts_zip,
        lambda sums: corpora.matrix.cells(sums, keep_stop_words=True),
        lambda sums: corpora.matrix.cells(sums, keep_stop_words=True, words=["dog"]),
        lambda sums: every_word(sums, keep_stop_words=True),
    ],
    ids=["texts", "matrix", "columns of the matrix", "words"],
)
def test_a_download_keeps_no_connection_while_it_is_written(parts, corpus):
    sums = read_sums(corpus.id)

    assert all(db.database.is_closed() for _ in parts(sums))


def test_few_downloads_read_at_a_time(client, corpus, monkeypatch):
    free = threading.BoundedSemaphore(1)
    monkeypatch.setattr("corpora.downloads.readers", free)

    with downloads.reading():
        assert not free.acquire(blocking=False)
    assert client.get("/corpora/1/texts.zip").data
    assert free.acquire(blocking=False)


def test_few_cells_of_the_matrix_are_in_memory(client, corpus, monkeypatch):
    whole = cells(client)
    monkeypatch.setattr(corpora.matrix, "CELLS_AT_ONCE", 2)
    statement = corpora.matrix.FOLLOWING.replace(f"< {corpora.matrix.POSTINGS_AT_ONCE}", "< 2")
    monkeypatch.setattr(corpora.matrix, "FOLLOWING", statement)

    parts = [*corpora.matrix.cells(read_sums(corpus.id), keep_stop_words=True)]

    assert {len(part) for part in parts[:-1]} == {2}
    assert sum(map(len, parts)) == len(whole)


@pytest.mark.parametrize("networks", ["abcdef", ["127.0.0.1"] * 2], ids=["of all", "of one"])
def test_downloads_are_few_at_once(networks, client, corpus, monkeypatch):
    client_of_here = Client("127.0.0.1", "127.0.0.1")
    monkeypatch.setattr(web.streaming, "current_client", lambda: client_of_here)
    taken = [web.streaming.Stream([], network) for network in networks]

    refused = client.get("/corpora/1/matrix.csv")
    for each in taken:
        each.close()

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    with client.get("/corpora/1/matrix.csv") as reply:
        assert reply.status_code == 200


def test_a_network_without_a_download_gets_the_place_of_a_long_one(client, corpus, monkeypatch):
    is_closed = []

    def parts():
        try:
            yield from (b"part", b"part")
        finally:
            is_closed.append(True)

    taken = [web.streaming.Stream(parts(), network) for network in "abbcde"]
    assert all(map(next, taken))
    assert client.get("/corpora/1/matrix.csv").status_code == 503

    monkeypatch.setattr(web.streaming, "KEEPS_PLACE", 0)
    reply = client.get("/corpora/1/matrix.csv", buffered=False)
    assert client.get("/corpora/1/matrix.csv").status_code == 503  # it has one

    assert reply.status_code == 200
    with pytest.raises(web.streaming.PlaceTaken):
        next(taken[1])
    assert is_closed == [True]
    assert all(next(each) for each in taken if each is not taken[1])
    for each in (*taken, reply):
        each.close()
    assert web.streaming.running == []


def test_each_part_of_a_download_waits_for_its_turn(client, corpus, caplog):
    caplog.set_level(logging.INFO, "request")
    parts = client.get("/corpora/1/matrix.csv", buffered=False).response
    made = []
    reader = threading.Thread(target=lambda: made.extend(parts))
    with limits.slot.lend(("another network", "another client")):
        reader.start()
        wait_until(lambda: len(limits.slot._queue))
        assert made == [b"document,word,count\r\n"]  # the client asks for one part at once

    reader.join(PATIENCE)
    assert b"".join(made) == client.get("/corpora/1/matrix.csv").data
    assert limits.slot._items
    assert [each.fields["turn"] for each in caplog.records if each.name == "request"] == [True] * 2


def test_a_download_that_loses_its_place_while_it_waits_does_not_seem_complete():
    lost = web.streaming.Stream([b"part"], "network", lambda: contextlib.nullcontext(lose()))

    def lose():
        with web.streaming.running_lock:
            lost.lose_place()

    with pytest.raises(web.streaming.PlaceTaken):
        next(lost)


def test_a_download_that_has_begun_goes_on_without_a_turn(client, corpus, monkeypatch):
    whole = client.get("/corpora/1/matrix.csv").data
    monkeypatch.setattr(limits, "TURN_TIMEOUT", 0)

    with limits.slot.lend(("another network", "another client")):
        assert client.get("/corpora/1/matrix.csv").data == whole


def test_a_client_that_leaves_frees_what_its_download_keeps(client):
    parts = (each for each in (b"part", b"part"))
    stream = web.streaming.Stream(parts, "network")
    next(stream)

    stream.close()

    assert parts.gi_frame is None


def test_a_client_that_leaves_frees_its_place(client, corpus):
    for _ in range(9):
        client.get("/corpora/1/matrix.csv", buffered=False).close()

    with client.get("/corpora/1/matrix.csv") as reply:
        assert reply.status_code == 200


def test_people_see_what_they_can_download(client, corpus):
    page = client.get("/corpora/1/matrix").text

    assert "/corpora/1/texts.zip" in page
    assert "/corpora/1/matrix.ndjson" in page
