"""Every view of a result shows its main text or the whole page, and says which."""

import hashlib

import pytest

from results import frequencies
from watches import progress
from wordcount import count_page
from wordcount.page import MAIN_RULE

PAGE = "https://example.com/article"
STORY = "The cat sat on the mat and the dog sat on the cat, as cats and dogs never do. " * 4
MENU = "Home Sport Weather"

VIEWS = ["", "/words", "/cloud", "/phrases", "/contexts?word=cat", "/vocabulary"]


@pytest.fixture
def store(make_result):
    """Store the count of a page with a menu and an article, if any."""

    def store(story=STORY, menu=MENU, url=PAGE, **values):
        html = f"<nav><a href=/>{menu}</a></nav><article><p>{story}</article>"
        count = count_page(html.encode(), "text/html; charset=utf-8")
        values |= {"main_rule": MAIN_RULE, "fingerprint": md5(count.text)}
        if count.main:
            values |= {
                "main_lines": count.main.lines,
                "main_total": count.main.total,
                "main_distinct": count.main.distinct,
                "main_all": count.main.result_all,
                "main_no_stop_words": count.main.result_no_stop_words,
                "main_fingerprint": md5(count.main.text),
            }
        words = {"result_all": count.result_all}
        words["result_no_stop_words"] = count.result_no_stop_words
        return make_result(url=url, text=count.text, **words, **values)

    return store


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def address(view, ending="", **query):
    path, _, asked = view.partition("?")
    arguments = [*filter(None, [asked]), *(f"{name}={value}" for name, value in query.items())]
    return f"/results/1{path}{ending}?{'&'.join(arguments)}"


def test_the_json_of_a_result_has_both_totals(client, store):
    store()
    store("Short.")

    article, other = client.get("/results/1.json").json, client.get("/results/2.json").json

    assert (article["part"], article["total"], article["main_total"]) == ("page", 79, 76)
    assert (other["total"], other["main_total"], other["main_distinct"]) == (4, None, None)


def test_the_words_of_the_main_text_are_those_of_its_lines(client, store):
    store()

    result = client.get("/results/1.json?part=main").json

    assert (result["part"], result["total"], result["main_total"]) == ("main", 76, 76)
    assert "sport" not in result["result_all"]
    assert result["result_no_stop_words"]["cat"] == 8
    assert "sport" not in client.get("/results/1.csv?part=main").text
    assert "sport" in client.get("/results/1.csv").text


@pytest.mark.parametrize("view", VIEWS)
def test_people_see_the_main_text_first_and_both_totals(view, client, store):
    store()

    page = client.get(address(view)).text

    assert "Main text 76 words" in page
    assert "Whole page 79" in page
    assert "sport" not in page
    assert client.get(address(view, part="page")).text != page


@pytest.mark.parametrize("view", VIEWS)
def test_what_one_sees_is_what_one_downloads(view, client, store):
    store()

    page = client.get(address(view)).text
    whole = client.get(address(view, part="page")).text

    assert ".json?" in page
    for format in (".json?", ".csv?"):
        links = [link.partition('"')[0] for link in page.split('href="') if format in link[:99]]
        assert all("part=main" in link for link in links)
    assert "part=main" in page.partition(".json?")[2].partition('"')[0]
    assert "part=page" in whole.partition(".json?")[2].partition('"')[0]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("ending", [".json", ".csv"])
def test_programs_get_the_whole_page_unless_they_ask(view, ending, client, store):
    store()

    whole = client.get(address(view, ending)).text

    assert client.get(address(view, ending, part="page")).text == whole
    assert view or client.get(address(view, ending, part="main")).text != whole


@pytest.mark.parametrize("view", VIEWS)
def test_a_program_that_asks_for_a_main_text_that_is_missing_gets_404(view, client, store):
    store("Short.")

    reply = client.get(address(view, ".json", part="main"))

    assert reply.status_code == 404
    assert "no main text" in reply.json["error"]["message"]
    assert client.get(address(view, part="main")).status_code == 200


def test_an_unknown_part_is_a_mistake(client, store):
    store()

    assert client.get("/results/1.json?part=menu").status_code == 400


def test_a_result_without_a_main_text_has_no_switch_and_says_why(client, store, make_result):
    store("Short.")
    make_result(url=PAGE, text="Short.")

    new, old = client.get("/results/1").text, client.get("/results/2").text

    assert "Whole page" not in new + old
    assert "no main text" in new
    assert "counted before wordcount looked for main texts" in old
    assert "part=" not in new


def test_a_page_that_is_all_main_text_has_no_switch(client, store):
    store(menu="")

    assert "Whole page" not in client.get("/results/1").text
    assert client.get("/results/1.json?part=main").json["total"] == 76


def test_contexts_are_those_of_the_main_text(client, store):
    store(menu="cat")

    main = client.get("/results/1/contexts.json?word=cat&part=main").json
    whole = client.get("/results/1/contexts.json?word=cat").json

    assert (main["count"], whole["count"]) == (8, 9)
    assert "<svg" in client.get("/results/1/contexts.svg?word=cat&part=main").text


def test_a_changed_menu_is_no_change(client, store):
    store(menu="Home Sport")
    store(menu="Home Politics Travel")

    main = client.get("/changes.json?from=1&to=2&part=main").json
    whole = client.get("/changes.json?from=1&to=2").json

    assert (main["from"]["part"], main["came"], main["went"]) == ("main", [], [])
    assert [change["word"] for change in whole["came"]] == ["politics", "travel"]
    assert "politics" not in client.get("/changes?from=1&to=2").text


@pytest.mark.parametrize("view", ["/changes.json?from=1&to=2", "/compare.json?a=1&b=2"])
def test_two_are_compared_by_their_main_texts_only_if_both_have_one(view, client, store):
    store(main_rule=None)
    store("Short.")

    reply = client.get(f"{view}&part=main")

    assert reply.status_code == 200
    first, second = (reply.json.get(name) or reply.json[other] for name, other in PAIR)
    assert (first["part"], second["part"]) == ("page", "page")


PAIR = (("from", "a"), ("to", "b"))


def test_main_texts_are_compared(client, store):
    store(menu="Home Sport")
    store(STORY.replace("mat", "sofa"), menu="Politics")

    words = client.get("/compare.json?a=1&b=2&part=main").json

    found = {row["word"] for name in ("more_in_a", "more_in_b", "shared") for row in words[name]}
    assert "mat" in found
    assert "sport" not in found


def test_a_history_is_that_of_the_main_texts(client, store):
    store(menu="Home Sport")
    store("Short.")
    store(menu="Home Politics")
    store(STORY + "More cats.", menu="Home Politics")

    main = client.get(f"/pages.json?url={PAGE}&word=cats&part=main").json["counts"]
    whole = client.get(f"/pages.json?url={PAGE}&word=cats").json["counts"]

    assert [count["total"] for count in main] == [78, 76, None, 76]
    assert [count["count"] for count in main] == [5, 4, None, 4]
    assert [count["unchanged"] for count in main] == [False, False, False, None]
    assert [count["total"] for count in whole] == [80, 78, 4, 78]


def test_a_changed_menu_is_no_change_in_a_history_a_feed_and_a_watch(client, store):
    for day, menu in enumerate(["Home Sport", "Home Politics"]):
        store(menu=menu, created_at=f"2026-01-0{day + 1}T00:00:00Z")

    feed = client.get(f"/pages.atom?url={PAGE}").text
    counts = client.get(f"/pages.json?url={PAGE}&part=main").json["counts"]

    assert feed.count("<entry>") == 1
    assert counts[0]["unchanged"] is True
    assert client.get(f"/pages.json?url={PAGE}").json["counts"][0]["unchanged"] is False
    assert progress([PAGE])[PAGE].changed_id is None


def test_a_feed_says_which_words_of_the_main_text_changed(client, store):
    store(menu="Home Sport")
    store(STORY.replace("mat", "sofa"), menu="Home Politics")

    feed = client.get(f"/pages.atom?url={PAGE}").text

    assert "Main text: 1 added, 1 removed" in feed
    assert "sofa" in feed
    assert "politics" not in feed
    assert progress([PAGE])[PAGE].changed_id == 2


def test_the_first_count_after_the_upgrade_reports_no_menu_as_removed(client, store, make_result):
    count = count_page(f"<nav>{MENU}</nav><article><p>{STORY}</article>".encode())
    words = {"result_all": count.result_all, "result_no_stop_words": count.result_no_stop_words}
    make_result(url=PAGE, text=count.text, fingerprint="old", **words)
    store()

    page = client.get("/changes?from=1&to=2").text

    assert "No word was added or removed" in page
    assert client.get("/changes.json?from=1&to=2&part=main").json["went"] == []


def test_the_chosen_part_is_remembered_by_the_browser(client, store):
    store()
    client.get("/results/1?part=page")

    assert 'part=page" aria-current' in client.get("/results/1/cloud").text
    assert client.get("/results/1.json").json["part"] == "page"


def test_a_search_is_of_whole_pages(client, store):
    store()

    page = client.get("/search?word=sport").text

    assert PAGE in page
    assert "Whole pages are searched" in page
    assert "contexts?word=sport&amp;part=page" in page


@pytest.mark.parametrize("story", [STORY, "Short."], ids=["main text", "no main text"])
def test_a_page_of_words_is_read_in_one_statement(story, client, store, monkeypatch):
    store(story)
    read_row, statements = frequencies.read_row, []
    monkeypatch.setattr(
        frequencies, "read_row", lambda *asked: statements.append(asked) or read_row(*asked)
    )

    page = client.get("/results/1").text

    assert len(statements) == 1
    assert ("Main text" in page) is (story == STORY)
