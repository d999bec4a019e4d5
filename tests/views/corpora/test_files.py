"""Private corpora of uploaded files."""

import io
import re
import zipfile

import pytest

from background.corpora import move_documents
from corpora import Corpus, Document, changing
from jobs.uploads import Upload
from models import Result


def zipped(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return packed.getvalue()


@pytest.fixture
def post(client):
    def post(*files, **fields):
        uploads = [(io.BytesIO(body), name) for name, body in files]
        return client.post("/corpora", data={"files": uploads, **fields})

    return post


def test_files_and_zips_become_a_private_corpus(post, client, count_corpora):
    response = post(
        ("a.txt", b"one two"),
        ("b.html", b"<title>B</title><p>three"),
        ("more.zip", zipped(**{"c/c.txt": "four four", "d.txt": "five"})),
        name="Letters",
    )
    count_corpora()

    assert re.fullmatch(r"/corpora/1-[\w-]{22}", response.location)
    found = client.get(f"{response.location}/documents.json").json["documents"]
    assert [(each["name"], each["total"], each["status"]) for each in found] == [
        ("a.txt", 2, "done"),
        ("b.html", 1, "done"),
        ("c/c.txt", 2, "done"),
        ("d.txt", 1, "done"),
    ]
    assert client.get("/corpora/1").status_code == 404


def test_the_documents_lead_to_private_results(post, client, count_corpora):
    address = post(("a.txt", b"one two")).location
    count_corpora()

    [document] = client.get(f"{address}/documents.json").json["documents"]

    assert re.fullmatch(r"/results/1-[\w-]{22}", document["result"])
    assert client.get(document["result"]).status_code == 200
    assert client.get("/results/1").status_code == 404
    assert f'href="{document["result"]}"' in client.get(f"{address}/documents").text


def test_the_owner_finds_the_address_again(post, client, app):
    address = post(("a.txt", b"one two")).location

    assert f'href="{address}"' in client.get("/corpora").text
    assert address not in app.test_client().get("/corpora").text


def test_a_reader_of_a_private_corpus_deletes_none_of_its_documents(
    post, client, app, count_corpora
):
    address = post(("a.txt", b"one two")).location
    count_corpora()
    reader = app.test_client()
    [document] = reader.get(f"{address}/documents.json").json["documents"]

    refused = reader.post(f"{document['result']}/delete", json={})

    assert refused.status_code == 403
    assert "Only the browser or program that created this corpus" in refused.text
    assert "Delete for good" not in reader.get(document["result"]).text
    assert "Delete for good" in client.get(document["result"]).text
    assert client.post(f"{document['result']}/delete", json={}).status_code == 200
    assert Result.select().count() == 0


def test_a_program_deletes_a_document_with_the_token_of_its_corpus(client, app, count_corpora):
    files = {"files": [(io.BytesIO(b"one two"), "a.txt")]}
    corpus = client.post("/corpora", data=files, headers={"Accept": "application/json"}).json
    count_corpora()
    program = app.test_client()
    [document] = program.get(f"{corpus['address']}/documents.json").json["documents"]

    replies = [
        program.post(f"{document['result']}/delete", json={"token": token})
        for token in ("x" * 22, corpus["token"])
    ]

    assert [each.status_code for each in replies] == [403, 200]


def test_the_files_are_not_kept_after_the_count(post, count_corpora):
    post(("a.txt", b"one two"), ("b.txt", b"three"))
    assert Upload.select().where(Upload.document.is_null(False)).count() == 2
    count_corpora()

    Upload.drop_finished()

    assert Upload.select().count() == 0


def test_a_file_that_cannot_be_counted_fails_with_its_reason(post, client, count_corpora):
    address = post(("a.txt", b"one"), ("b.pdf", b"%PDF-1.7 nothing")).location
    count_corpora()

    page = client.get(address).text

    [failed] = Document.select().where(Document.status == "failed")
    assert failed.error_message.endswith(".")
    assert "b.pdf" in page
    assert "Retry the failed ones" not in page


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("a.zip", b"PK\x03\x04 broken", "1 line cannot be used"),
        ("a.zip", zipped(**{"a.txt": bytes(11_000_000)}), "1 line cannot be used"),
        ("a.zip", zipped(**{f"{n}.txt": bytes(9_000_000) for n in range(4)}), "too large for one"),
        ("a.zip", zipped(**{f"{n}.txt": "x" for n in range(1001)}), "more than 1,000"),
        ("a.txt", b"", "That file is empty."),
    ],
    ids=["broken", "a bomb", "too much", "too many", "empty"],
)
def test_what_cannot_be_unpacked_is_refused_as_a_whole(name, body, message, post):
    response = post((name, body), ("b.txt", b"one"))

    assert response.status_code == 422
    assert message in response.text
    assert Corpus.select().count() == 0


def test_a_form_without_a_file_is_refused(client):
    response = client.post("/corpora", data={"files": (io.BytesIO(b""), "")})

    assert response.status_code == 422
    assert Corpus.select().count() == 0


def test_zips_have_one_limit_together(post):
    bomb = zipped(**{f"{n}.txt": bytes(11_000_000) for n in range(2)})

    response = post(("a.zip", bomb), ("b.zip", bomb))

    assert response.status_code == 422
    assert "too large for one" in response.text


def test_zips_of_many_names_have_one_limit_together(post):
    names = zipped(**{f".{n}": "" for n in range(9_000)})

    response = post(*((f"{n}.zip", names) for n in range(8)))

    assert response.status_code == 422
    assert "too large for one" in response.text


def test_no_document_is_parsed_before_a_counting_process_does(post, client, count_corpora):
    broken = zipped(**{"[Content_Types].xml": "", "_rels/.rels": "<not XML"})
    address = post(("a.docx", broken), ("b.txt", b"one")).location
    count_corpora()

    statuses = [each.status for each in Document.select().order_by(Document.position)]

    assert statuses == ["failed", "done"]
    assert client.get(address).status_code == 200


def test_a_name_leads_nowhere(post, client):
    address = post(("../../etc/passwd", b"one"), ("a.zip", zipped(**{"../b.txt": "two"}))).location

    documents = client.get(f"{address}/documents.json").json["documents"]

    assert not any(".." in each["name"] for each in documents)


def test_a_deleted_corpus_takes_its_texts_with_it(post, count_corpora):
    post(("a.txt", b"one two"))
    count_corpora()

    changing.delete(1)
    while changing.delete_step():
        pass

    assert Result.select().count() == Upload.select().count() == 0


def test_texts_of_a_corpus_are_in_no_list_and_no_search(post, client, count_corpora):
    post(("a.txt", b"zyzzyva"))
    count_corpora()

    assert client.get("/results.json").json["results"] == []
    assert client.get("/search.json?word=zyzzyva").json["results"] == []


def test_files_wait_for_the_next_day_when_the_quota_is_used_up(post, count_corpora, monkeypatch):
    post(("a.txt", b"one two"), ("b.txt", b"three"))
    move_documents()
    assert Upload.select().where(Upload.document.is_null()).count() == 2
    with monkeypatch.context() as patch:
        patch.setattr("background.page.Quota.charge", lambda *_: False)
        count_corpora()
    assert [bytes(each.body) for each in Upload.select().order_by(Upload.id)] == [
        b"one two",
        b"three",
    ]

    Corpus.update(paused_until=None).execute()
    count_corpora()

    assert [each.total for each in Document.select().order_by(Document.position)] == [2, 1]
    Upload.drop_finished()
    assert Upload.select().count() == 0


def test_the_file_of_a_document_that_waits_is_not_dropped_before(post, work, monkeypatch):
    post(("a.txt", b"one two"))
    move_documents()
    monkeypatch.setattr("background.page.Quota.charge", lambda *_: False)
    work()

    Upload.drop_finished()
    move_documents()

    assert Upload.get().document_id == Document.get().id
