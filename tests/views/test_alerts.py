"""Alerts on the words of watched pages, by hand-made pages."""

import datetime as dt
import json
import logging
import threading
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor

import pytest

from db import database
from models import Result
from watches import Subscription
from watches.alerts import Alert

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def page(site, client, work):
    """A watched page of this text; call it with another one to change and count the page again."""

    def page(text):
        site.pages["/page"] = f"<html lang=en><p>{text}".encode()
        client.post("/results", data={"url": url})
        work()

    url = site.url("/page")
    page("the cat sat")
    client.post("/watches", data={"url": url, "every": "day"})
    return page


def alert(client, site, when="appears", word="climate", **values):
    fields = {"url": site.url("/page"), "word": word, "when": when, **values}
    return client.post("/alerts", json=fields)


def titles(client, reply):
    feed = ElementTree.fromstring(client.get(reply.json["feed"]).data)
    return [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]


def test_an_alert_says_when_a_word_appears(page, client, site):
    made = alert(client, site, "appears", "Climate")
    page("the cat sat on the climate")
    page("a climate of climate")
    page("nothing")
    page("Climate!")

    assert made.status_code == 201
    assert titles(client, made) == ["“Climate”: 0 → 1", "“Climate”: 0 → 1"]


def test_an_alert_can_be_on_a_grouped_number(page, client, site):
    made = alert(client, site, "appears", "12 500")
    page("12 000")
    page("12\u202f500")

    assert titles(client, made) == ["“12 500”: 0 → 1"]


def test_an_alert_says_when_a_word_is_gone(page, client, site):
    made = alert(client, site, "gone", "cat")
    page("cat cat")
    page("dog")
    page("dog dog")

    assert titles(client, made) == ["“cat”: 2 → 0"]


def test_an_alert_says_when_a_word_crosses_a_number(page, client, site):
    made = alert(client, site, "crosses", "cat", number=3)
    for number in (2, 3, 5, 3, 2, 7):
        page("cat " * number)

    assert titles(client, made) == ["“cat”: 2 → 7", "“cat”: 3 → 2", "“cat”: 2 → 3"]


MENU = "<nav><p>climate, weather, sport</nav>"
ARTICLE = "<article><p>{}</article>".format("the cat sat on the mat and slept all day long " * 9)


def test_a_word_in_the_menu_alone_is_not_reported_where_there_is_a_main_text(page, client, site):
    page(ARTICLE)
    made = alert(client, site, "appears", "climate")
    page(MENU + ARTICLE)
    page(MENU + ARTICLE.replace("the mat", "the climate", 2))

    assert titles(client, made) == ["“climate”: 0 → 2"]
    assert "Only its main text is counted." in client.get(made.json["feed"]).text


def test_whole_pages_are_compared_where_one_has_no_main_text(page, client, site):
    made = alert(client, site, "appears", "climate")
    page(MENU + ARTICLE)

    assert titles(client, made) == ["“climate”: 0 → 1"]
    assert "main text" not in client.get(made.json["feed"]).text


def test_main_texts_by_different_rules_are_not_compared(page, client, site):
    page(ARTICLE)
    made = alert(client, site, "appears", "climate")
    Result.update(main_rule=0).execute()
    page(MENU + ARTICLE)

    assert titles(client, made) == ["“climate”: 0 → 1"]


def test_an_alert_reports_nothing_from_before_it_began(page, client, site):
    page("dog")

    assert titles(client, alert(client, site, "gone", "cat")) == []


def test_the_feed_links_to_the_changes(page, client, site):
    made = alert(client, site, "gone", "cat")
    page("dog")

    feed = client.get(made.json["feed"])
    entry = ElementTree.fromstring(feed.data).find(f"{ATOM}entry")

    assert feed.content_type.startswith("application/atom+xml")
    assert entry.find(f"{ATOM}link").get("href").endswith("/changes?from=1&to=2")
    assert entry.findtext(f"{ATOM}content").startswith("The word no longer occurs on the page")


def test_a_feed_that_did_not_change_is_not_sent_again(page, client, site):
    made = alert(client, site, "gone", "cat")
    tag = client.get(made.json["feed"]).headers["ETag"]
    known = {"headers": {"If-None-Match": tag}}

    assert client.get(made.json["feed"], **known).status_code == 304
    page("dog")
    assert client.get(made.json["feed"], **known).status_code == 200


@pytest.mark.parametrize("language", ["fr", "it"])
def test_a_count_in_a_language_that_a_stranger_chose_is_not_reported(
    language, page, client, site, work
):
    page("the l'ocean")
    made = alert(client, site, word="ocean")
    client.post("/results", json={"url": site.url("/page"), "language": language})
    work()
    page("the l'ocean")

    assert Result.select().where(Result.language == language).count() == 1
    assert titles(client, made) == []


def test_a_page_that_is_not_counted_yet_has_an_empty_feed(client, site):
    site.pages["/page"] = b"cat"
    client.post("/watches", data={"url": site.url("/page"), "every": "day"})

    made = alert(client, site)

    assert titles(client, made) == []


def test_counts_by_other_rules_are_said_to_be_so(page, client, site):
    made = alert(client, site, "gone", "cat")
    page("dog")
    Result.update(rule=1).where(Result.id == 1).execute()

    assert "different rules" in client.get(made.json["feed"]).text


def test_reading_the_feed_keeps_the_watch(page, client, site):
    made = alert(client, site)
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    Subscription.update(ends_at=soon).execute()

    client.get(made.json["feed"])

    assert Subscription.get().ends_at > soon + dt.timedelta(days=80)


def test_an_alert_ends_with_its_watch(page, client, site):
    made = alert(client, site)

    client.post("/watches", data={"url": site.url("/page"), "every": "never"})

    assert client.get(made.json["feed"]).status_code == 404
    assert Alert.select().count() == 0


def test_the_same_alert_is_made_once(page, client, site):
    assert alert(client, site).json["id"] == alert(client, site).json["id"]


def test_a_watch_has_a_limited_number_of_alerts(page, client, site, monkeypatch):
    monkeypatch.setattr("watches.alerts.MAX_ALERTS", 1)
    alert(client, site)

    assert alert(client, site, "gone").status_code == 429


def test_requests_at_the_same_time_make_no_more_alerts(page, site, monkeypatch):
    monkeypatch.setattr("watches.alerts.MAX_ALERTS", 1)
    subscription = Subscription.get()
    together = threading.Barrier(3)

    def add(word):
        with database.connection_context():
            together.wait()
            Alert.add(subscription, word=word, when="gone", number=None)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(add, "abc"))

    assert Alert.select().count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"when": "ever"},
        {"when": []},
        {"word": ""},
        {"word": "two words"},
        {"word": "…"},
        {"word": "x" * 501},
        {"when": "crosses"},
        {"when": "crosses", "number": 0},
        {"when": "crosses", "number": "many"},
        {"when": "crosses", "number": -1},
        {"when": "crosses", "number": 10**12},
    ],
    ids=str,
)
def test_a_condition_that_cannot_be_met_is_refused(fields, page, client, site):
    assert alert(client, site, **fields).status_code == 400
    assert Alert.select().count() == 0


def test_only_a_subscriber_makes_and_deletes_alerts(page, client, site, app):
    stranger = app.test_client()
    made = alert(client, site)

    assert alert(stranger, site).status_code == 404
    assert stranger.post(f"/alerts/{made.json['id']}/delete").status_code == 404
    assert client.post(f"/alerts/{made.json['id']}/delete").status_code == 303
    assert client.get(made.json["feed"]).status_code == 404


def test_the_list_of_watches_shows_alerts_and_makes_them(page, client, site):
    fields = {"url": site.url("/page"), "word": "cat", "when": "crosses", "number": "10"}
    reply = client.post("/alerts", data=fields)

    shown = client.get("/watches").text

    assert (reply.status_code, reply.location) == (303, "/watches")
    assert "reaches or falls below 10" in shown
    assert f"/alerts/{Alert.get().key}.atom" in shown


def test_no_address_of_a_feed_is_logged(page, client, site, caplog):
    made = alert(client, site)
    caplog.set_level(logging.INFO)

    client.get(made.json["feed"])

    paths = [record.fields["path"] for record in caplog.records if hasattr(record, "fields")]
    assert paths == ["/alerts/*.atom"]


@pytest.mark.parametrize("url", ["\ud800", "\0", "x\0y"], ids=ascii)
def test_an_address_of_odd_characters_is_not_watched(page, client, url):
    fields = json.dumps({"url": url, "word": "cat", "when": "gone"})

    reply = client.post("/alerts", data=fields, content_type="application/json")

    assert reply.status_code == 404


@pytest.mark.parametrize("word", [["climate"], {"climate": 1}, 7, True])
def test_a_word_that_is_no_string_is_refused(word, page, client, site):
    reply = alert(client, site, word=word)

    assert (reply.status_code, reply.json["error"]["message"]) == (400, "word must be a string.")


def test_what_is_two_words_in_the_language_of_the_page_is_refused(page, client, site):
    Result.update(language="fr").execute()

    refused = alert(client, site, "gone", "l'eau")

    assert refused.status_code == 400
    assert "is counted as 2 words" in refused.json["error"]["message"]
    assert alert(client, site, "gone", "eau").status_code == 201


def test_a_list_of_watches_reads_its_alerts_at_once(page, client, site, monkeypatch):
    for word in ("one", "two", "three"):
        alert(client, site, word=word)
    statements = []
    run = database.execute_sql

    def execute_sql(statement, *values, **options):
        statements.append(statement)
        return run(statement, *values, **options)

    monkeypatch.setattr(database, "execute_sql", execute_sql)
    [watch] = client.get("/watches.json").json["watches"]

    assert [each["word"] for each in watch["alerts"]] == ["one", "two", "three"]
    assert sum('FROM "subscriptions"' in each for each in statements) == 1


def test_nobody_adds_alerts_to_the_list_of_a_secret_link_by_its_page(page, client, app):
    token = client.get_cookie("watcher").value
    own = client.get("/watches").text

    linked = app.test_client().get(f"/watches?token={token}").text

    assert 'action="/alerts"' in own
    assert 'action="/alerts"' not in linked
    assert "where you can also be alerted" in linked


def test_a_program_learns_which_argument_of_an_alert_is_missing(client):
    reply = client.post("/alerts", json={"url": "https://example.com/", "when": "gone"})

    assert "word must be one word." in reply.json["error"]["message"]
