"""Making a corpus, seeing how far it is, changing it."""

import io
import re

import pytest

from corpora import Corpus, Document, making
from corpora.sums import CorpusSum, SummedDocument
from web.tokens import hash_token

ADDRESSES = ["https://example.com/a", "https://example.com/b", "https://example.org/"]
SECRET = "x" * 22
JSON = {"Accept": "application/json"}


def documents():
    return list(Document.select().order_by(Document.position))


def test_a_list_of_addresses_becomes_a_corpus(post, client):
    response = post(urls=ADDRESSES, name="Examples")

    corpus = response.json
    assert response.location == corpus["address"] == f"/corpora/{corpus['id']}"
    assert {name: corpus[name] for name in ("name", "status", "total", "done", "failed")} == {
        "name": "Examples",
        "status": "counting",
        "total": 3,
        "done": 0,
        "failed": 0,
    }
    assert [(each.position, each.url, each.host) for each in documents()] == [
        (1, ADDRESSES[0], "example.com"),
        (2, ADDRESSES[1], "example.com"),
        (3, ADDRESSES[2], "example.org"),
    ]
    assert client.get(f"{corpus['address']}.json").json["total"] == 3


def test_a_form_leads_to_the_corpus(client):
    response = client.post("/corpora", data={"urls": "\r\n".join(ADDRESSES)})

    assert response.status_code == 303
    page = client.get(response.location)
    assert "0 of 3 documents are finished" in page.text
    assert "example.com (+1)" in page.text
    assert response.location in client.get("/corpora").text


def test_an_uploaded_table_has_tags_and_dates(client):
    table = (
        "주소;태그;날짜\nexample.com/a;신재생 에너지 정책에 관한 기사;2026-01-02\n"
        "example.com/b;원자력 발전소를 다룬 사설과 논평;2025\n"
    )
    upload = {"list": (io.BytesIO(table.encode("euc-kr")), "list.csv")}

    response = client.post("/corpora", data=upload)

    assert response.status_code == 303
    found = [(each.url, each.tag, str(each.published)) for each in documents()]
    assert found == [
        ("example.com/a", "신재생 에너지 정책에 관한 기사", "2026-01-02"),
        ("example.com/b", "원자력 발전소를 다룬 사설과 논평", "2025-01-01"),
    ]


def test_entries_of_json_may_have_tags_and_dates(post):
    post(urls=[{"url": ADDRESSES[0], "tag": "x", "date": "2026-01-02"}, ADDRESSES[1]])

    assert [each.tag for each in documents()] == ["x", None]


@pytest.mark.parametrize("kind", ["sitemap", "feed"])
def test_a_sitemap_or_feed_waits_to_be_read(kind, post):
    corpus = post(**{kind: "https://example.com/list.xml"}).json

    assert (corpus["status"], corpus["source"], corpus["total"]) == ("waiting", kind, 0)
    assert corpus["source_url"] == corpus["name"] == "https://example.com/list.xml"


def test_lines_that_cannot_be_used_are_listed_and_nothing_is_stored(post, client):
    addresses = [ADDRESSES[0], "http://localhost/", "ftp://example.com/", "two words"]

    response = post(422, urls=addresses)

    assert response.json["error"]["code"] == "unusable_addresses"
    lines = response.json["lines"]
    assert [(each["line"], each["address"]) for each in lines] == [
        (2, "http://localhost/"),
        (3, "ftp://example.com/"),
        (4, "two words"),
    ]
    assert all(each["reason"].endswith(".") for each in lines)
    assert Corpus.select().count() == 0
    page = client.post("/corpora", data={"urls": "\n".join(addresses), "name": "Mine"})
    assert page.status_code == 422
    assert "3 lines cannot be used" in page.text
    assert 'value="Mine"' in page.text
    assert "two words</textarea>" in page.text


def test_lines_that_cannot_be_used_may_be_left_out(post):
    corpus = post(urls=[ADDRESSES[0], "http://localhost/"], leave_out=True).json

    assert corpus["total"] == 1
    assert [each["line"] for each in corpus["left_out"]] == [2]


@pytest.mark.parametrize("addresses", [["http://localhost/"], ["two words", "ftp://a.example/"]])
def test_a_list_of_which_nothing_is_left_is_refused(addresses, post):
    reply = post(422, urls=addresses, leave_out=True)

    assert (reply.status_code, reply.json["error"]["code"]) == (422, "unusable_addresses")
    assert Corpus.select().count() == 0


def test_an_address_is_in_a_corpus_once(post):
    corpus = post(urls=[ADDRESSES[0], "https://EXAMPLE.com:443/a#b"]).json

    assert corpus["total"] == 1
    [repeated] = corpus["left_out"]
    assert (repeated["line"], repeated["reason"]) == (2, "Line 1 has the same address.")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "empty_list"),
        ({"urls": []}, "empty_list"),
        ({"urls": "\n\n# nothing"}, "empty_list"),
        ({"urls": 3}, "empty_list"),
        ({"urls": ADDRESSES, "sitemap": "https://example.com/"}, "invalid_url"),
        ({"sitemap": 3}, "invalid_url"),
        ({"sitemap": "http://127.0.0.1/"}, "refused_address"),
        ({"feed": "no address"}, "invalid_url"),
        ({"urls": [f"https://example.com/{n}" for n in range(1001)]}, "too_many_addresses"),
        ({"urls": [3]}, "unusable_addresses"),
        ({"urls": [{"url": "example.com", "date": "soon"}]}, "unusable_addresses"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_gets_a_code_and_a_sentence(fields, code, post):
    error = post(422, **fields).json["error"]

    assert error["code"] == code
    assert error["message"].endswith(".")
    assert Corpus.select().count() == 0


def test_a_thousand_addresses_are_accepted(post):
    assert post(urls=[f"https://example.com/{n}" for n in range(1000)]).json["total"] == 1000


@pytest.mark.parametrize("address", ["/corpora/99", "/corpora/99999999999", "/corpora/9/documents"])
def test_a_corpus_that_does_not_exist_is_404(address, client):
    response = client.get(address, headers=JSON)

    assert response.status_code == 404
    assert response.json["error"]["message"] == "There is no corpus with that number."


@pytest.mark.parametrize("change", ["stop", "resume", "retry", "delete"])
def test_only_the_owner_changes_a_corpus(change, post, app):
    corpus = post(urls=ADDRESSES).json
    stranger = app.test_client()

    refused = stranger.post(f"{corpus['address']}/{change}", headers=JSON)
    allowed = stranger.post(f"{corpus['address']}/{change}", data={"token": corpus["token"]})

    assert (refused.status_code, allowed.status_code) == (403, 303)


def test_a_corpus_is_stopped_and_goes_on(post, client):
    corpus = post(urls=ADDRESSES).json

    client.post(f"{corpus['address']}/stop")
    assert "This corpus is stopped: 0 of 3 documents" in client.get(corpus["address"]).text
    client.post(f"{corpus['address']}/resume")

    assert client.get(f"{corpus['address']}.json").json["status"] == "counting"


def test_a_deleted_corpus_is_gone_at_once(post, client):
    corpus = post(urls=ADDRESSES).json

    client.post(f"{corpus['address']}/delete")

    assert client.get(corpus["address"]).status_code == 404
    assert client.get("/corpora.json").json == {"corpora": []}


def test_pages_that_will_be_retried_are_numbered(post, client):
    corpus = post(urls=ADDRESSES).json

    Document.update(error_code="no_answer").where(Document.position < 3).execute()

    assert "2 will be retried." in client.get(corpus["address"]).text


def test_a_running_corpus_has_no_numbers_but_those_that_are_kept_up_to_date(post, client):
    corpus = post(urls=ADDRESSES).json
    Document.update(status="failed").where(Document.position == 1).execute()

    page = client.get(corpus["address"]).text

    progress = page.partition('id="progress"')[2].partition("</div>")[0]
    assert "1 failed." in progress
    assert "<dl" not in page


def test_others_see_a_corpus_but_not_its_buttons(post, app, client):
    corpus = post(urls=ADDRESSES).json

    seen = app.test_client().get(corpus["address"]).text

    assert "0 of 3 documents are finished" in seen
    assert "Delete this corpus" not in seen
    assert "Delete this corpus" in client.get(corpus["address"]).text
    assert app.test_client().get("/corpora.json").json == {"corpora": []}


def test_what_failed_is_shown_with_its_reason(post, client, count_corpora, site):
    site.pages["/a"] = b"one two"
    corpus = post(urls=[site.url("/a"), site.url("/b")]).json
    count_corpora()

    page = client.get(corpus["address"]).text

    assert "404 Not Found" in page
    assert "Retry the failed ones" in page
    assert "<progress" not in page
    found = client.get(f"{corpus['address']}.json").json
    assert (found["status"], found["done"], found["failed"]) == ("done", 1, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("url" + "," * 1_000_000, "unusable_addresses"),
        ("url,tag\n" + "," * 1_000_000, "unusable_addresses"),
        ("#" + "x\n#" * 1_000_000, "too_many_addresses"),
    ],
    ids=["a head", "a row", "comments"],
)
def test_a_huge_list_is_refused(text, code, post):
    assert post(422, urls=text).json["error"]["code"] == code


def test_corpora_count_neither_in_lists_nor_in_the_queue(post, client, count_corpora, site):
    site.pages["/a"] = b"one two"
    post(urls=[site.url("/a")])
    count_corpora()

    assert client.get("/results.json").json["results"] == []
    assert site.url("/a") not in client.get("/").text
    history = client.get("/pages.json", query_string={"url": site.url("/a")})
    assert len(history.json["counts"]) == 1


def test_the_front_page_leads_to_corpora(client):
    assert len(re.findall('href="/corpora"', client.get("/").text)) == 2


@pytest.fixture
def private(app):
    documents = [making.NewDocument("https://example.com/")]
    return making.create("Letters", "files", documents, secret_hash=hash_token(SECRET))


@pytest.mark.parametrize("path", ["", ".json", "/documents", "/words", "/contexts?word=cat"])
def test_a_private_corpus_is_404_without_its_secret(path, private, client):
    without = client.get(f"/corpora/{private.id}{path}", headers=JSON)
    wrong = client.get(f"/corpora/{private.id}-{'y' * 22}{path}", headers=JSON)

    assert (without.status_code, wrong.status_code) == (404, 404)
    assert without.json["error"]["message"] == "There is no corpus with that number."


def test_a_private_corpus_is_compared_with_its_secret_only(private, client):
    named, number = f"{private.id}-{SECRET}", str(private.id)

    messages = [
        client.get(f"/compare?a=corpus:{name}&b=language:en", headers=JSON).json["error"]["message"]
        for name in (named, number)
    ]

    assert messages[0] != messages[1] == "There is no corpus with that number."


def test_the_addresses_of_a_private_corpus_have_its_secret(private, client):
    response = client.get(f"/corpora/{private.id}-{SECRET}")

    assert f'href="/corpora/{private.id}-{SECRET}/documents"' in response.text
    assert f'href="/corpora/{private.id}/' not in response.text
    assert response.headers["Cache-Control"] == "private, no-store"


def test_an_uploaded_list_that_is_refused_is_in_the_field(client):
    upload = {
        "list": (io.BytesIO(b"https://example.com/a\nno address"), "list.txt"),
        "name": "Mine",
    }

    page = client.post("/corpora", data=upload).text

    assert "https://example.com/a\nno address</textarea>" in page
    assert 'value="Mine"' in page
    assert "The list from your file is in the field below." in page


def test_a_refused_upload_says_that_files_must_be_chosen_again(client):
    upload = {"files": (io.BytesIO(b"text"), "a.txt"), "sitemap": "example.com"}

    page = client.post("/corpora", data=upload).text

    assert "Choose your files again" in page
    assert 'value="example.com"' in page


def test_a_list_of_corpora_does_not_read_what_was_left_out(post, client):
    post(urls=[*ADDRESSES, "x" * 300], leave_out=True, name="Mine")

    [corpus] = Corpus.owned_by(hash_token(token_of(client)))
    assert Corpus.select(Corpus.left_out).scalar()
    assert corpus.left_out is None
    assert "Mine" in client.get("/corpora").text


def token_of(client):
    return client.get_cookie("watcher").value


def test_a_corpus_whose_quota_is_used_up_says_so(make_corpus, add_document, client):
    corpus = make_corpus({"cat": 1})
    add_document(corpus, {"dog": 1})
    CorpusSum.update(checked_at="2099-01-01 00:00Z").execute()

    pages = [client.get(f"/corpora/{corpus.id}{view}").text for view in ("", "/words", "/cloud")]
    found = client.get(f"/corpora/{corpus.id}.json").json
    words = client.get(f"/corpora/{corpus.id}/words.json")
    with client.get(f"/corpora/{corpus.id}/words.ndjson") as lines:
        assert lines.headers["Wordcount-Partial"] == "true"

    assert all("The words of 1 document are not added up yet" in page for page in pages)
    assert (found["unsummed"], found["unsummed_until"]) == (1, "2099-01-01T00:00:00Z")
    assert (words.json["documents"], words.json["unsummed"], words.json["partial"]) == (1, 1, True)
    assert words.headers["Wordcount-Partial"] == "true"


def test_a_corpus_without_quota_for_any_words_says_so(make_corpus, client):
    corpus = make_corpus({"cat": 1})
    CorpusSum.update(batch=0, checked_at="2099-01-01 00:00Z").execute()
    Document.update(summed_in=None).execute()
    SummedDocument.delete().execute()

    page = client.get(f"/corpora/{corpus.id}").text

    assert "The words of 1 document are not added up yet" in page
    assert "http-equiv" not in page


def test_a_corpus_says_which_documents_are_too_long_for_its_totals(make_corpus, client):
    corpus = make_corpus({"cat": 1}, {"dog": 1})
    Document.update(summed_in=0).where(Document.position == 2).execute()

    page = client.get(f"/corpora/{corpus.id}").text
    documents = client.get(f"/corpora/{corpus.id}/documents").text
    rows = client.get(f"/corpora/{corpus.id}/documents.json").json["documents"]

    assert "The words of 1 document are not in the totals" in page
    assert documents.count("Not in the totals") == 1
    assert [each["error"] for each in rows] == [None, "quota_exceeded"]


@pytest.mark.parametrize(
    ("change", "status"),
    [("stop", "stopped"), ("retry", "counting"), ("resume", "counting"), ("delete", "deleted")],
)
def test_a_program_that_changes_a_corpus_gets_it_as_json(change, status, post, client):
    made = post(urls=ADDRESSES).json

    reply = client.post(f"{made['address']}/{change}", json={"token": made["token"]})

    assert (reply.status_code, reply.json["status"]) == (200, status)


def test_a_program_that_watches_a_corpus_gets_it_as_json(post, client):
    made = post(sitemap="https://example.com/").json

    fields = {"token": made["token"], "every": "hour"}
    reply = client.post(f"{made['address']}/watch", json=fields)

    assert (reply.status_code, reply.json["every"]) == (200, "hour")
