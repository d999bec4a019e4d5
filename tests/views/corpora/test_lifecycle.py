"""Making a corpus, seeing how far it is, changing it."""

import datetime as dt
import io
import re
import threading
from contextlib import suppress
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

import db
from corpora import Corpus, Document, following, making
from corpora.models import CorpusEvent, TermCounts
from corpora.sums import CorpusSum, SummedDocument
from web import limits
from web.tokens import hash_token

ADDRESSES = ["https://example.com/a", "https://example.com/b", "https://example.org/"]
SECRET = "x" * 22
JSON = {"Accept": "application/json"}


@pytest.fixture
def post(client):
    def post(status=202, **fields):
        response = client.post("/corpora", json=fields)
        assert response.status_code == status, response.text
        return response

    return post


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
    assert "0 of 3 pages are finished" in page.text
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
    assert "This corpus is stopped: 0 of 3 pages" in client.get(corpus["address"]).text
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

    assert "0 of 3 pages are finished" in seen
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


def test_a_client_makes_a_limited_number_of_corpora_in_a_day(post, client, app, monkeypatch):
    monkeypatch.setitem(app.config, "MEGABYTES_PER_DAY", 250)
    monkeypatch.setattr("corpora.making.PER_DAY", 2)
    post(urls=ADDRESSES)
    post(urls=ADDRESSES)

    refused = post(429, urls=ADDRESSES)

    assert "You have created 2 corpora today" in refused.json["error"]["message"]
    assert int(refused.headers["Retry-After"]) > 0


def test_deleting_a_corpus_gives_none_back_for_the_day(post, client, app, monkeypatch):
    monkeypatch.setitem(app.config, "MEGABYTES_PER_DAY", 250)
    monkeypatch.setattr("corpora.making.PER_DAY", 1)
    client.post(f"{post(urls=ADDRESSES).json['address']}/delete")
    Corpus.delete().execute()

    assert "You have created 1 corpora today" in post(429, urls=ADDRESSES).json["error"]["message"]


def store_unfinished(number, client, **values):
    for _ in range(number):
        Corpus.create(name="News", source="urls", status="counting", client=client, **values)


def test_no_client_keeps_all_others_from_making_a_corpus(post, monkeypatch):
    monkeypatch.setattr("corpora.making.MAX_UNFINISHED", 20)
    assert [bool(post(urls=ADDRESSES)) for _ in range(2)] == [True, True]
    refused = post(429, urls=ADDRESSES)

    assert "Too many of your corpora" in refused.json["error"]["message"]
    assert int(refused.headers["Retry-After"]) > 0
    others = [making.is_full(bytes([number]) * 16) for number in range(10)]
    assert others == [None] * 10


def test_a_network_has_a_part_of_the_unfinished_corpora(app, monkeypatch):
    monkeypatch.setattr("corpora.making.MAX_UNFINISHED", 20)
    for number in range(4):
        store_unfinished(1, b"networkA" + bytes([number]) * 8)

    assert making.is_full(b"networkA" + b"\5" * 8) == ("corpora", b"networkA")
    assert making.is_full(b"networkB" + b"\5" * 8) is None


def test_paused_corpora_take_no_room_of_others(app, monkeypatch):
    monkeypatch.setattr("corpora.making.MAX_UNFINISHED", 9)
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    store_unfinished(9, b"networkA" + b"\1" * 8, paused_until=tomorrow)

    assert making.is_full(b"networkA" + b"\1" * 8)
    assert making.is_full(b"networkB" + b"\5" * 8) is None


def test_few_sitemaps_of_a_client_wait_to_be_read(post):
    for _ in range(making.WAITING_OF_CLIENT):
        post(sitemap="https://example.com/sitemap.xml")

    refused = post(429, sitemap="https://example.com/sitemap.xml")

    assert "waiting to be read. Try again in a minute." in refused.json["error"]["message"]
    assert refused.headers["Retry-After"] == "60"
    post(urls=ADDRESSES)


def test_sitemaps_at_the_same_moment_pass_no_limit(app, monkeypatch):
    """Each reads the numbers before any is stored, unless one waits for the other."""
    read, statuses = making.waiting, []
    together = threading.Barrier(5)

    def wait_for_others(client):
        found = read(client)
        with suppress(threading.BrokenBarrierError):
            together.wait(0.1)
        return found

    def send():
        fields = {"sitemap": "https://example.com/sitemap.xml"}
        statuses.append(app.test_client().post("/corpora", json=fields).status_code)
        db.release()

    monkeypatch.setattr(making, "waiting", wait_for_others)
    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [202] * making.WAITING_OF_CLIENT + [429, 429]


@pytest.mark.parametrize("fields", [{"urls": ["two words"]}, {"urls": []}, {"sitemap": "ftp://a"}])
def test_a_refused_corpus_counts_for_the_limit_of_a_minute(fields, client, app, monkeypatch):
    monkeypatch.setitem(app.config, "SUBMISSIONS_PER_MINUTE", 2)
    limits.allowances.clear()

    statuses = [client.post("/corpora", json=fields).status_code for _ in range(3)]

    limits.allowances.clear()
    assert statuses == [422, 422, 429]


def test_changes_of_a_watched_corpus_count_for_the_limit_of_a_minute(
    post, client, app, monkeypatch
):
    corpus = post(sitemap="https://example.com/sitemap.xml").json
    monkeypatch.setitem(app.config, "SUBMISSIONS_PER_MINUTE", 2)
    limits.allowances.clear()
    fields = {"every": "never", "terms": "cat"}

    statuses = [
        client.post(f"{corpus['address']}/watch", json=fields).status_code for _ in range(3)
    ]

    limits.allowances.clear()
    assert statuses == [200, 200, 429]


def test_lines_that_are_left_out_are_charged(client, app, monkeypatch):
    monkeypatch.setitem(app.config, "MEGABYTES_PER_DAY", 1)
    unusable = (f"http://10.0.0.1/{number}{'x' * 180}" for number in range(900))
    fields = {"urls": [ADDRESSES[0], *unusable], "leave_out": True}

    statuses = [client.post("/corpora", json=fields).status_code for _ in range(5)]

    assert (statuses[0], statuses[-1]) == (202, 429)


@pytest.mark.parametrize(("status", "change"), [("stopped", "resume"), ("failed", "retry")])
def test_restarting_passes_no_limit_of_waiting_sitemaps(status, change, post, client):
    ended = post(sitemap="https://example.com/sitemap.xml").json
    Corpus.update(status=status, client=b"of another day..").execute()
    for _ in range(making.WAITING_OF_CLIENT):
        post(sitemap="https://example.com/sitemap.xml")

    refused = client.post(f"{ended['address']}/{change}", headers=JSON)

    assert refused.status_code == 429
    assert Corpus.get_by_id(ended["id"]).status == status


@pytest.mark.parametrize(
    ("day", "owners"), [("2026-11-30", 1), ("2026-12-01", 2)], ids=["same month", "next month"]
)
def test_corpora_of_one_month_have_one_quota(day, owners, post, monkeypatch):
    for made_on in ("2026-11-01", day):
        clock = SimpleNamespace(now=lambda _, day=made_on: dt.datetime.fromisoformat(day))
        admission = SimpleNamespace(datetime=clock, UTC=dt.UTC, timedelta=dt.timedelta)
        monkeypatch.setattr("web.corpora.admission.dt", admission)
        post(urls=ADDRESSES)

    assert len({bytes(corpus.client) for corpus in Corpus.select()}) == owners


def test_a_corpus_that_goes_on_counts_for_the_client_that_lets_it(post, client):
    corpus = post(urls=ADDRESSES).json
    Corpus.update(status="stopped", client=b"of another day..").execute()

    client.post(f"{corpus['address']}/resume")

    assert bytes(Corpus.get_by_id(corpus["id"]).client) != b"of another day.."


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


def test_the_owner_of_a_sitemap_watches_it(post, client, app):
    corpus = post(sitemap="https://example.com/sitemap.xml").json
    address = f"{corpus['address']}/watch"

    refused = app.test_client().post(address, data={"every": "day"}, headers=JSON)
    allowed = client.post(address, data={"every": "day"})

    assert (refused.status_code, allowed.status_code) == (403, 303)
    assert client.get(f"{corpus['address']}.json").json["every"] == "day"
    page = client.get(corpus["address"]).text
    assert "Its list is read again every day." in page
    client.post(address, data={"every": "never"})
    assert client.get(f"{corpus['address']}.json").json["every"] is None


@pytest.mark.parametrize("every", ["minute", None])
def test_a_wrong_interval_is_a_400(every, post, client):
    corpus = post(sitemap="https://example.com/sitemap.xml").json

    response = client.post(f"{corpus['address']}/watch", json={"every": every})

    assert response.status_code == 400
    assert "every must be one of hour, day, week or never" in response.json["error"]["message"]


def test_a_list_of_addresses_cannot_be_watched(post, client):
    corpus = post(urls=ADDRESSES).json

    response = client.post(f"{corpus['address']}/watch", json={"every": "day"})

    assert response.status_code == 400
    assert "Only a corpus of a sitemap or feed" in response.json["error"]["message"]


def test_the_feed_has_an_entry_for_each_check(post, client):
    corpus = post(urls=ADDRESSES, name="Energy <&>").json
    moments = [dt.datetime(2026, 11, day, tzinfo=dt.UTC) for day in (20, 21)]
    for moment, kind, position in [
        (moments[0], "appeared", 1),
        (moments[1], "gone", 1),
        (moments[1], "changed", 2),
    ]:
        values = {"result_id": 8, "previous_id": 7} if kind == "changed" else {}
        CorpusEvent.create(
            corpus=corpus["id"], checked_at=moment, kind=kind, position=position, **values
        )

    response = client.get(f"{corpus['address']}.atom")

    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.data)
    atom = "{http://www.w3.org/2005/Atom}"
    titles = [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")]
    assert titles == ["1 page changed, 1 page is gone", "1 page appeared"]
    assert "/changes?from=7&amp;to=8" in response.text
    assert ADDRESSES[0] in response.text


@pytest.fixture
def watched(post, client):
    corpus = post(sitemap="https://example.com/sitemap.xml").json
    client.post(f"{corpus['address']}/watch", json={"every": "day"})
    return corpus["address"]


def test_the_owner_names_terms_that_the_feed_reports(watched, client):
    client.post(f"{watched}/watch", data={"every": "week", "terms": "energy: solar, wind*"})
    client.post(f"{watched}/watch", json={"every": "day"})

    reply = client.get(f"{watched}.json").json
    assert (reply["every"], reply["terms"]) == ("day", "energy: solar, wind*")
    page = client.get(watched).text
    assert "energy: solar, wind*</textarea>" in page
    assert "wind*, &#34;heat pump&#34;" in page  # an example with quotation marks in an attribute


def test_an_alert_is_added_and_deleted(watched, client):
    added = client.post(f"{watched}/alerts", json={"term": "wind*", "when": "crosses", "number": 3})
    [alert] = added.json["alerts"]
    page = client.get(watched).text
    deleted = client.post(f"{watched}/alerts/{alert['id']}/delete", headers=JSON)

    assert (added.status_code, alert["term"], alert["number"]) == (201, "wind*", 3)
    assert "wind*</bdi>” reaches or falls below 3" in page
    assert (deleted.status_code, deleted.json["alerts"]) == (200, [])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"term": "wind", "when": "always"}, "when must be one of"),
        ({"term": "wind", "when": "crosses", "number": "many"}, "number must be a whole number"),
        ({"term": "…", "when": "gone"}, "Type a word"),
        ({"term": "w" * 501, "when": "gone"}, "at most 500 characters"),
        ({"term": ",".join(f"{letter}*" for letter in "abcdefghijkl"), "when": "gone"}, "at most"),
    ],
    ids=["when", "number", "no word", "long", "many patterns"],
)
def test_a_wrong_alert_is_a_400(fields, message, watched, client):
    response = client.post(f"{watched}/alerts", json=fields)

    assert response.status_code == 400
    assert message in response.json["error"]["message"]


@pytest.mark.parametrize(
    ("change", "fields", "field", "typed"),
    [
        ("alerts", {"term": "…", "when": "gone"}, "term", 'value="…"'),
        ("alerts", {"term": "wind", "when": "crosses", "number": "x"}, "number", 'value="wind"'),
        ("watch", {"every": "day", "terms": "\n".join(map(str, range(60)))}, "terms", "8\n9\n10"),
    ],
    ids=["term", "number", "terms"],
)
def test_a_refused_form_comes_back_with_the_error_at_its_field(
    change, fields, field, typed, watched, client
):
    reply = client.post(f"{watched}/{change}", data=fields)

    assert reply.status_code == 400
    assert f'id="{field}-error"' in reply.text
    assert typed in reply.text


def test_who_watches_too_many_corpora_sees_why_beside_the_form(post, client, monkeypatch):
    monkeypatch.setattr(following, "MAX_WATCHED", 2)
    corpora = [post(sitemap="https://example.com/sitemap.xml").json for _ in range(2)]

    first, second = (
        client.post(f"{corpus['address']}/watch", data={"every": "day"}) for corpus in corpora
    )

    assert (first.status_code, second.status_code) == (303, 429)
    assert "You already watch 1 corpora" in second.text
    assert 'id="every-error"' in second.text


@pytest.mark.parametrize(
    "terms", ["w" * 5_001, "\n".join(map(str, range(60)))], ids=["long", "many"]
)
def test_a_wrong_list_of_terms_is_a_400(terms, watched, client):
    response = client.post(f"{watched}/watch", json={"every": "day", "terms": terms})

    assert response.status_code == 400
    assert "at most" in response.json["error"]["message"]


def test_others_can_neither_add_nor_delete_alerts(watched, client, app):
    client.post(f"{watched}/alerts", json={"term": "wind", "when": "gone"})
    stranger = app.test_client()

    statuses = [
        stranger.post(f"{watched}/{what}", json=fields).status_code
        for what, fields in [
            ("alerts", {"term": "moon", "when": "gone"}),
            ("alerts/1/delete", {"token": "x" * 22}),
            ("watch", {"every": "day", "terms": "moon"}),
        ]
    ]

    assert statuses == [403, 403, 403]
    assert "wind</bdi>” is gone" in stranger.get(watched).text


def test_the_feed_reports_terms_and_alerts(watched, client):
    client.post(f"{watched}/alerts", json={"term": "moon", "when": "appears"})
    for day, energy, moon in [(20, 3, 0), (21, 5, 1)]:
        moment = dt.datetime(2026, 11, day, tzinfo=dt.UTC)
        TermCounts.create(
            corpus=1, checked_at=moment, terms={"energy <&>": energy}, alerts={"1": moon}
        )

    feed = ElementTree.fromstring(client.get(f"{watched}.atom").data)

    atom = "{http://www.w3.org/2005/Atom}"
    entries = list(feed.iter(f"{atom}entry"))
    assert [each.findtext(f"{atom}title") for each in entries] == [
        "“moon” appears",
        "1 term changed",
    ]
    texts = ["".join(each.find(f"{atom}content").itertext()) for each in entries]
    assert "moon: 0 → 1" in texts[0]
    assert "energy <&>: 3 → 5" in texts[1]


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
