from xml.etree import ElementTree

import pytest

from models import Result
from web import change_lists

ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = "https://example.com/page"


@pytest.fixture(autouse=True)
def nothing_is_kept():
    change_lists.kept.clear()


@pytest.fixture
def counted(make_result):
    def counted(words, text, **values):
        return make_result(url=PAGE, title="A page", result_all=words, text=text, **values)

    return counted


@pytest.fixture
def feed(client):
    """Read the feed of the page."""

    def feed():
        reply = client.get(f"/pages.atom?url={PAGE}")
        assert (reply.status_code, reply.mimetype) == (200, "application/atom+xml")
        return ElementTree.fromstring(reply.data)

    return feed


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]


def test_a_feed_tells_what_changed_newest_first(counted, feed):
    counted({"cat": 2, "dog": 1}, "cat cat dog")
    counted({"cat": 1, "cow": 1}, "cat cow")

    found = feed()

    assert titles(found) == ["1 added, 1 removed, 1 less frequent", "First count: 3 words"]
    entry = found.find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}content").split("\n")[:2] == ["Added: cow.", "Removed: dog."]
    assert entry.find(f"{ATOM}link").get("href") == "http://localhost/changes?from=1&to=2"


def test_what_did_not_change_is_no_news(counted, feed):
    counted({"cat": 1}, "cat")
    counted({"cat": 1}, "cat")

    assert titles(feed()) == ["First count: 1 word"]


def test_another_order_is_news(counted, feed):
    counted({"a": 1, "b": 1}, "a b")
    counted({"a": 1, "b": 1}, "b a")

    assert titles(feed())[0] == "The same words in another order"


def test_a_feed_has_what_atom_demands(counted, feed):
    """RFC 4287, section 4.1.1 and 4.1.2."""
    counted({"cat": 1}, "cat")

    found = feed()

    for element in (found, found.find(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert element.findtext(ATOM + name)
    assert found.findtext(f"{ATOM}author/{ATOM}name") == "wordcount"


def ids(client, host, url=PAGE):
    reply = client.get(f"/pages.atom?url={url}", headers={"Host": host})
    return [element.text for element in ElementTree.fromstring(reply.data).iter(f"{ATOM}id")]


def test_identifiers_do_not_follow_the_name_of_the_server(app, client, counted, monkeypatch):
    monkeypatch.setitem(app.config, "HOSTS", frozenset({"*"}))
    counted({"cat": 1}, "cat")
    counted({"cow": 1}, "cow")

    found = ids(client, "words.example")

    assert found == ids(client, "evil.example:8080") == ids(client, "192.0.2.1")
    assert len(set(found)) == 3
    assert all(id.startswith("urn:uuid:") for id in found)


def test_pages_and_counts_have_different_identifiers(client, counted, make_result):
    counted({"cat": 1}, "cat")
    make_result(url=f"{PAGE}/2", result_all={"cat": 1}, text="cat")

    assert not {*ids(client, "localhost")} & {*ids(client, "localhost", f"{PAGE}/2")}


def test_a_hostile_title_does_not_break_a_feed(make_result, feed):
    make_result(url=PAGE, title="<b>&\x0b]]>", result_all={"\ufffe": 1}, text="…")

    assert feed().findtext(f"{ATOM}title") == "Changes of the words: <b>&\ufffd]]>"


def test_a_page_that_was_not_counted_has_no_feed(client):
    assert client.get(f"/pages.atom?url={PAGE}").status_code == 404


def test_the_history_names_its_feed(client, counted):
    counted({"cat": 1}, "cat")

    page = client.get(f"/pages?url={PAGE}").text

    assert '<link rel="alternate" type="application/atom+xml"' in page


def ask(client, **headers):
    return client.get(f"/pages.atom?url={PAGE}", headers=headers)


def test_an_unchanged_feed_is_not_sent_again(client, counted):
    counted({"cat": 1}, "cat")
    tag = ask(client).headers["ETag"]

    again = ask(client, If_None_Match=tag)

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize("title", ["A page", "Another title"])
def test_a_feed_with_another_count_is_sent(title, client, counted):
    counted({"cat": 1}, "cat")
    tag = ask(client).headers["ETag"]

    counted({"cat": 1}, "cat").save()
    Result.update(title=title).execute()

    assert ask(client, If_None_Match=tag).status_code == 200


def test_two_counts_are_compared_once(client, counted, feed, monkeypatch):
    counted({"cat": 1}, "cat")
    counted({"cow": 1}, "cow")
    first = titles(feed())
    monkeypatch.delattr("web.change_lists.compare")

    assert titles(feed()) == first


def test_what_was_compared_is_forgotten_beyond_a_limit(counted, feed, monkeypatch):
    monkeypatch.setattr("web.change_lists.KEPT", 2)
    for number in range(6):
        counted({f"word{number}": 1}, f"word{number}")

    feed()

    assert len(change_lists.kept) == 2


def test_one_answer_compares_only_so_much(client, counted, monkeypatch):
    monkeypatch.setattr("web.change_lists.MOST_BYTES", 300)
    for number in range(4):
        counted({f"word{number}": 1}, f"word{number}")

    first, *others = [ask(client) for _ in range(3)]

    assert first.text.count("added, ") == 1
    assert first.text.count("Changed: 1 word") == 2
    assert [answer.text.count("added, ") for answer in others] == [2, 3]
    assert ["ETag" in answer.headers for answer in (first, *others)] == [False, False, True]


def test_counts_that_are_too_large_are_news_without_words(counted, feed, monkeypatch):
    counted({"cat": 1}, "cat " * 1_000_000, fingerprint="1")
    counted({"cat": 2}, "cat " * 1_000_001, fingerprint="2")

    assert titles(feed())[0] == "Changed: 2 words"
