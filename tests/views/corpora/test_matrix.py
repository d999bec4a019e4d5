"""A corpus taken out: its document-term matrix, all of its words, and its texts."""

import csv
import io
import json
import logging
import re
import zipfile
from html import unescape

import pytest
from paging import follow

import corpora.archive
import corpora.matrix
import corpora.places
import views.corpora.matrix
import web.corpora.parts
from corpora.archive import TextFile, files_after, write_zip
from corpora.models import Corpus
from corpora.totals import delete_words, sum_up
from models import Result
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


def test_the_matrix_comes_as_json_and_as_lines(client, corpus):
    whole = client.get("/corpora/1/matrix.json").json
    rows = lines(client.get("/corpora/1/matrix.ndjson"))

    assert [1, "the", 2] in whole["cells"]
    assert (whole["columns"], whole["documents"]) == (["document", "word", "count"], 3)
    assert [list(row.values()) for row in rows] == whole["cells"]


def test_stop_words_and_rare_words_can_be_left_out(client, corpus):
    assert (1, "the") not in cells(client, "stop_words=drop")
    assert {word for _, word in cells(client, "words=1")} == {"dog"}


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


def test_the_switch_of_stop_words_changes_the_downloads(client, corpus):
    page = client.get("/corpora/1/matrix").text

    assert 'aria-label="Stop words"' in page
    assert "/corpora/1/matrix?stop_words=keep" in page
    assert "/corpora/1/matrix.csv?stop_words=keep" in client.get(
        "/corpora/1/matrix?stop_words=keep"
    ).text  # fmt: skip


def test_saved_tables_name_their_corpus(client, corpus):
    for path, name in (
        ("words.csv", "wordcount-corpus-1-words.csv"),
        ("matrix.csv?terms=cat", "wordcount-corpus-1-matrix.csv"),
        ("contexts.csv?word=cat", "wordcount-corpus-1-contexts-cat.csv"),
    ):
        assert f'"{name}"' in client.get(f"/corpora/1/{path}").headers["Content-Disposition"]


def test_terms_that_no_document_has_are_said(client, corpus):
    assert "No document has any of these terms." in client.get("/corpora/1/matrix?terms=x").text


def test_a_refused_list_of_terms_stays_in_its_field(client, corpus):
    reply = client.get("/corpora/1/matrix", query_string={"terms": "a " * 3_000})

    assert reply.status_code == 400
    assert 'id="terms-error"' in reply.text
    assert "a a a a" in reply.text


def test_texts_come_as_a_zip_without_paths(client, corpus):
    archive = zipfile.ZipFile(io.BytesIO(client.get("/corpora/1/texts.zip").data))

    assert archive.testzip() is None
    assert archive.namelist() == [f"0000{n + 1}-etc-Text-{n}.txt" for n in range(3)]
    assert archive.read("00003-etc-Text-2.txt").decode() == TEXTS[2]


@pytest.mark.parametrize(
    ("title", "name"),
    [("notes.txt", "00007-notes.txt"), ("a/b: c.pdf", "00007-a-b-c-pdf.txt"), ("", "00007.txt")],
)
def test_a_text_in_an_archive_is_named_after_its_document(title, name):
    assert TextFile(7, 1, title, 5).name == name


def test_main_texts_come_as_a_zip(client, corpus):
    text = "Menu\nThe cat\nand the dog\nPrivacy"
    Result.update(text=text, main_lines=[[1, 3]], main_total=5).where(Result.id == 1).execute()
    files, _ = files_after(corpus.id, 0)
    archive = zipfile.ZipFile(io.BytesIO(write_zip(corpus.id, files, "main")))

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


@pytest.fixture
def in_small_parts(monkeypatch):
    """Let a part have two words, or cells of 100 bytes, or texts of 20."""
    monkeypatch.setattr(web.corpora.parts, "WORDS", 2)
    for module, name in ((corpora.matrix, "PART"), (corpora.archive, "FOLLOWING")):
        least = {"PART": 100, "FOLLOWING": 20}[name]
        statement = getattr(module, name).replace(f"<= {module.BYTES}", f"<= {least}")
        assert statement != getattr(module, name)
        monkeypatch.setattr(module, name, statement)


READERS = {
    "csv": lambda reply: [
        [int(document), word, int(count)]
        for document, word, count in list(csv.reader(io.StringIO(reply.text)))[1:]
    ],
    "json": lambda reply: reply.json["cells"],
    "ndjson": lambda reply: [list(row.values()) for row in lines(reply)],
}


@pytest.mark.parametrize("query", ["", "?words=3", "?stop_words=drop"])
@pytest.mark.parametrize("format", READERS)
def test_a_large_matrix_comes_in_parts(format, query, client, corpus, in_small_parts, monkeypatch):
    parts = [*follow(client, f"/corpora/1/matrix.{format}{query}")]
    monkeypatch.undo()
    whole = client.get(f"/corpora/1/matrix.{format}{query}")

    read = READERS[format]
    assert len(parts) > 1
    assert all(map(read, parts))
    assert [cell for part in parts for cell in read(part)] == read(whole)
    assert "Link" not in whole.headers
    if format == "json":
        assert f'<{parts[0].json["next"]}>; rel="next"' == parts[0].headers["Link"]
        assert (parts[-1].json["next"], whole.json["next"]) == (None, None)


def test_parts_of_a_matrix_for_excel_are_all_for_excel(client, corpus, in_small_parts):
    parts = [*follow(client, "/corpora/1/matrix.csv?excel=1")]

    assert len(parts) > 1
    assert {part.text[0] for part in parts} == {"\ufeff"}


def test_a_matrix_of_terms_has_no_lines(client, corpus):
    assert client.get("/corpora/1/matrix.ndjson?terms=cat").status_code == 400


def test_many_words_come_in_parts(client, corpus, in_small_parts, monkeypatch):
    parts = [*follow(client, "/corpora/1/words.ndjson")]
    monkeypatch.undo()
    whole = client.get("/corpora/1/words.ndjson")

    assert len(parts) > 1
    assert [row for part in parts for row in lines(part)] == lines(whole)
    assert "wordcount-corpus-1-words-1-2.ndjson" in parts[0].headers["Content-Disposition"]
    assert "wordcount-corpus-1-words.ndjson" in whole.headers["Content-Disposition"]


def test_long_texts_come_in_parts(client, corpus, in_small_parts):
    parts = [*follow(client, "/corpora/1/texts.zip")]
    archives = [zipfile.ZipFile(io.BytesIO(part.data)) for part in parts]

    assert [len(archive.namelist()) for archive in archives] == [1, 1, 1]
    read = [archive.read(name).decode() for archive in archives for name in archive.namelist()]
    assert read == [*TEXTS]


def test_a_text_that_is_too_long_for_a_part_is_not_compressed(client, corpus, monkeypatch):
    monkeypatch.setattr(corpora.archive, "BYTES", 19)
    files, _ = files_after(corpus.id, 0)

    archive = zipfile.ZipFile(io.BytesIO(write_zip(corpus.id, files, "page")))

    types = [info.compress_type for info in archive.infolist()]
    assert types == [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED]
    assert [archive.read(name).decode() for name in archive.namelist()] == [*TEXTS]


def test_a_document_without_a_text_is_left_out(client, corpus, in_small_parts):
    Result.update(text=None).where(Result.id == 2).execute()

    names = [
        name
        for part in follow(client, "/corpora/1/texts.zip")
        for name in zipfile.ZipFile(io.BytesIO(part.data)).namelist()
    ]

    assert [name[:5] for name in names] == ["00001", "00003"]


@pytest.mark.parametrize("name", ["matrix.csv", "matrix.json", "matrix.ndjson", "words.ndjson"])
def test_no_download_mixes_words_of_two_batches(name, client, corpus, add_document, in_small_parts):
    parts = follow(client, f"/corpora/1/{name}")
    link = next(parts).headers["Link"]
    add_document(corpus, {"dog": 1, "zebra": 9})
    sum_up(corpus.id)

    refused = client.get(link[1 : link.index(">")], headers={"Accept": "application/json"})

    assert refused.status_code == 409
    assert "conflict" in refused.text
    assert "Start the download again." in refused.text


@pytest.mark.parametrize("name", ["matrix.csv", "words.ndjson"])
def test_a_download_of_words_that_are_deleted_meanwhile_is_refused(
    name, client, corpus, monkeypatch
):
    def delete_first(sums):
        Corpus.update(status="deleted").execute()
        delete_words(corpus.id)
        return check_batch(sums)

    check_batch = corpora.places.check_batch
    for module in (corpora.places, corpora.matrix):
        monkeypatch.setattr(module, "check_batch", delete_first)

    assert client.get(f"/corpora/1/{name}").status_code == 409


@pytest.mark.parametrize(
    "after",
    ["", "1", "1.0.cat", "x.1.cat", "1.1.", "1.1", "1.1234567890.cat", "١.١.cat", "-1.1.cat"],
)
def test_a_place_that_no_link_named_is_refused(after, client, corpus):
    for name in ("matrix.csv", "words.ndjson", "matrix"):
        reply = client.get(f"/corpora/1/{name}", query_string={"after": after})
        assert reply.status_code == 400
        assert "after is not a place in this download." in reply.text


def test_texts_of_a_corpus_that_is_deleted_meanwhile_are_refused(client, corpus, monkeypatch):
    def delete_first(*arguments):
        Corpus.update(status="deleted").execute()
        return files_after(*arguments)

    monkeypatch.setattr(web.corpora.parts, "files_after", delete_first)

    assert client.get("/corpora/1/texts.zip").status_code == 409


@pytest.mark.parametrize("after", ["1.999999999.dog", "999999999.1.dog", "1.1.unknown"])
def test_a_place_that_does_not_exist_is_no_error_of_ours(after, client, corpus):
    for name in ("matrix.csv", "matrix.json?words=1", "words.ndjson", "matrix"):
        joined = "&" if "?" in name else "?"
        assert client.get(f"/corpora/1/{name}{joined}after={after}").status_code in (200, 409)


@pytest.mark.parametrize("after", [2, 3, 2**31, 10**30])
def test_no_texts_follow_the_last_one(after, client, corpus):
    reply = client.get(f"/corpora/1/texts.zip?after={after}")

    names = zipfile.ZipFile(io.BytesIO(reply.data)).namelist()
    assert [name[:5] for name in names] == (["00003"] if after == 2 else [])
    assert "Link" not in reply.headers


@pytest.mark.parametrize("name", ["matrix.csv", "matrix.ndjson", "words.ndjson", "texts.zip"])
def test_downloads_take_turns(name, client, corpus, caplog):
    caplog.set_level(logging.INFO, "request")

    client.get(f"/corpora/1/{name}")

    assert [each.fields["turn"] for each in caplog.records if each.name == "request"] == [True]


@pytest.mark.parametrize("argument", ["after", "words_after", "texts_after"])
def test_people_find_the_next_part(argument, client, corpus, in_small_parts):
    path, parts = "/corpora/1/matrix", 0
    while path:
        page = client.get(path).text
        parts += 1
        downloads = re.findall(r'href="([^"]+(?:matrix|words|texts)\.[a-z]+[^"]*)" download', page)
        replies = {each: client.get(unescape(each)).status_code for each in downloads}
        assert set(replies.values()) == {200}, replies
        found = re.search(rf'rel="next" href="([^"]*[?&;]{argument}=[^"]+)"', page)
        path = found and unescape(found[1])

    assert parts > 1
    assert len(downloads) == 7


def test_people_see_no_parts_of_a_small_corpus(client, corpus):
    assert "Next part" not in client.get("/corpora/1/matrix").text


def test_people_see_what_they_can_download(client, corpus):
    page = client.get("/corpora/1/matrix").text

    assert "/corpora/1/texts.zip" in page
    assert "/corpora/1/matrix.ndjson" in page
