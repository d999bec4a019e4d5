"""The documents of a corpus as a table."""

import csv
import io
import json

import pytest
from paging import follow

import views.corpora.documents
from corpora import Document, listing, making
from corpora.making import NewDocument


@pytest.fixture
def corpus(app):
    documents = [NewDocument(f"https://example.com/{n}", "example.com") for n in range(5)]
    corpus = making.create("News", "urls", documents)
    for position, total in [(1, 5), (2, 9), (3, None), (4, 9), (5, 1)]:
        status = "failed" if total is None else "done"
        Document.update(total=total, status=status, title=f"No. {position}").where(
            Document.position == position
        ).execute()
    return corpus


@pytest.mark.parametrize(
    ("sort", "order"),
    [("position", [1, 2, 3, 4, 5]), ("words", [2, 4, 1, 5, 3]), ("tag", [1, 2, 3, 4, 5])],
)
@pytest.mark.parametrize("limit", [1, 2, 9])
def test_pages_of_keys_have_each_document_once(corpus, sort, order, limit):
    found, after = [], None
    while page := listing.documents(corpus.id, sort, after, limit):
        found += [document.position for document in page]
        after = found[-1]

    assert found == order


def test_the_table_is_sorted_and_paged(corpus, client, monkeypatch):
    monkeypatch.setattr(listing, "ROWS", 2)

    page = client.get(f"/corpora/{corpus.id}/documents?sort=words")
    later = client.get(f"/corpora/{corpus.id}/documents?sort=words&after=4")

    assert page.text.index("No. 2") < page.text.index("No. 4")
    assert "No. 1" not in page.text
    assert 'aria-sort="descending"' in page.text
    assert f"/corpora/{corpus.id}/documents?sort=words&amp;after=4" in page.text
    assert "No. 1" in later.text


@pytest.mark.parametrize(("source", "is_said"), [("urls", True), ("files", False)])
def test_a_table_of_pages_says_what_its_numbers_describe(source, is_said, app, client):
    url, name = ("https://example.com/", None) if source == "urls" else (None, "notes.txt")
    corpus = making.create("News", source, [NewDocument(url, "example.com", name=name)])

    page = client.get(f"/corpora/{corpus.id}/documents").text

    assert ("The numbers are those of whole pages" in page) is is_said


def test_json_and_csv_have_all_documents(corpus, client):
    address = f"/corpora/{corpus.id}/documents"

    reply = client.get(f"{address}.json")
    documents = reply.json["documents"]
    lines = client.get(f"{address}.ndjson").text.splitlines()
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}.csv").text)))

    assert [each["position"] for each in documents] == [1, 2, 3, 4, 5]
    assert [row["total"] for row in rows] == ["5", "9", "", "9", "1"]
    assert list(rows[0]) == list(documents[0])
    assert [json.loads(line) for line in lines] == documents
    assert (reply.json["next"], "Link" in reply.headers) == (None, False)


@pytest.mark.parametrize("format", ["json", "csv", "ndjson"])
def test_many_documents_come_in_parts(format, corpus, client, monkeypatch):
    whole = client.get(f"/corpora/{corpus.id}/documents.ndjson").text.splitlines()
    monkeypatch.setattr(views.corpora.documents, "MOST", 2)

    parts = list(follow(client, f"/corpora/{corpus.id}/documents.{format}"))

    read = {
        "json": lambda part: [each["position"] for each in part.json["documents"]],
        "csv": lambda part: [
            int(row["position"]) for row in csv.DictReader(part.text.splitlines())
        ],
        "ndjson": lambda part: [json.loads(line)["position"] for line in part.text.splitlines()],
    }[format]
    assert [read(part) for part in parts] == [[1, 2], [3, 4], [5]]
    assert len(whole) == 5


def test_documents_with_long_addresses_come_in_more_parts(corpus, client, monkeypatch):
    monkeypatch.setattr(views.corpora.documents, "MOST_SIGNS", 60)

    parts = list(follow(client, f"/corpora/{corpus.id}/documents.json"))

    positions = [[each["position"] for each in part.json["documents"]] for part in parts]
    assert positions == [[1, 2], [3, 4], [5]]


def test_parts_for_excel_are_all_for_excel(corpus, client, monkeypatch):
    monkeypatch.setattr(views.corpora.documents, "MOST", 2)

    parts = list(follow(client, f"/corpora/{corpus.id}/documents.csv?excel=1"))

    assert [part.text[0] for part in parts] == ["\ufeff"] * 3


def test_a_wrong_sort_is_a_400(corpus, client):
    assert client.get(f"/corpora/{corpus.id}/documents?sort=up").status_code == 400


def test_an_empty_corpus_has_an_empty_table(app, client):
    corpus = making.create("News", "sitemap", source_url="https://example.com/")

    assert client.get(f"/corpora/{corpus.id}/documents.json").json["documents"] == []
    assert "There are no documents here." in client.get(f"/corpora/{corpus.id}/documents").text
