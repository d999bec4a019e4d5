"""Watching a corpus: its interval, its feed, terms and alerts."""

import datetime as dt
from xml.etree import ElementTree

import pytest

from corpora import following
from corpora.models import CorpusEvent, TermCounts

ADDRESSES = ["https://example.com/a", "https://example.com/b", "https://example.org/"]
JSON = {"Accept": "application/json"}


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
        ({"term": "…", "when": "gone"}, "term must be a word"),
        ({"term": ["wind"], "when": "gone"}, "term must be a string"),
        ({"term": "w" * 501, "when": "gone"}, "at most 500 characters"),
        ({"term": ",".join(f"{letter}*" for letter in "abcdefghijkl"), "when": "gone"}, "at most"),
    ],
    ids=["when", "number", "no word", "a list", "long", "many patterns"],
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
    ("terms", "message"),
    [
        pytest.param("w" * 5_001, "at most", id="long"),
        pytest.param("\n".join(map(str, range(60))), "at most", id="many"),
        pytest.param(["wind"], "terms must be a string", id="no string"),
    ],
)
def test_a_wrong_list_of_terms_is_a_400(terms, message, watched, client):
    response = client.post(f"{watched}/watch", json={"every": "day", "terms": terms})

    assert response.status_code == 400
    assert message in response.json["error"]["message"]


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


def test_a_program_learns_that_the_term_of_an_alert_is_missing(client, watched):
    reply = client.post(f"{watched}/alerts", json={"when": "gone"})

    assert reply.status_code == 400
    assert reply.json["error"]["message"].startswith("term must be a word, a phrase")
