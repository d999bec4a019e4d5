"""What people do, in a real Chromium: nothing fails, nothing is blocked, nobody else is asked."""

import re
import shutil
import threading
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright
from servers import Reply
from werkzeug.serving import make_server

from corpora import Corpus
from corpora.totals import sum_up
from reference import ReferenceLanguage, ReferenceWord
from watches.alerts import Alert
from watches.subscriptions import subscribe
from web.tokens import hash_token
from web.unusual import known
from web.watcher import COOKIE
from wordcount import count_page, count_text, length

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="There is no Chromium here. Debian has one: apt-get install chromium",
    ),
]

CATS = "The cat and the dog. The cat ran.\nThe dog ran after the cat. The cat sat. " * 8
DOGS = "A dog is not a cat. A dog runs, and a dog barks at the moon. " * 12
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
PATIENCE = 60_000  # milliseconds until something that should appear counts as missing


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        # Without its sandbox, as root cannot have one; all that it opens is our own.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(app):
    """The application, served on this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_browser(chromium, address):
    """Open a browser; give its page. What it complains of by the end of the test fails that.

    It complains of every page that is an error: one with `status` is meant to be.
    """
    contexts, complaints, hosts = [], [], set()

    def open_browser(status=200, **options):
        context = chromium.new_context(base_url=address, **options)
        contexts.append(context)
        context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                message.type == "error"
                and f"a status of {status} " not in message.text
                and complaints.append(message.text)
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert complaints == []
    assert hosts <= {urlsplit(address).netloc}


@pytest.fixture
def page(open_browser):
    return open_browser()


@pytest.fixture
def counted(make_result):
    """Three results: twice a page about cats, once one about dogs."""

    def store(text, **values):
        count = count_text(text, "en")
        words = {"result_all": count.result_all}
        words["result_no_stop_words"] = count.result_no_stop_words
        make_result(text=count.text, **words, **values)

    store(CATS, url="https://example.com/cats", title="Cats")
    store(DOGS, url="https://example.com/dogs", title="Dogs")
    store(CATS + "One mouse.", url="https://example.com/cats", title="Cats")
    make_result(status="pending", result_all=None)
    make_result(status="failed", result_all=None, error_code="timeout", error_message="Too slow.")
    make_result(url=None, text=DOGS, secret_hash=hash_token(TOKEN))
    watch = subscribe("https://example.com/cats", "example.com", "day", hash_token(TOKEN))
    Alert.add(watch, word="mouse", when="crosses", number=3)
    ReferenceLanguage.replace_words("en", [("cat", 10), ("the", 5000)], 100_000, "a crawl")
    known.clear()
    yield
    for model in (ReferenceWord, ReferenceLanguage):
        model.delete().execute()
    known.clear()


TOKEN = "x" * 22  # of a visitor, and of a private text

PAGES = {
    "front": "/",
    "results": "/results",
    "result": "/results/1",
    "words": "/results/1/words?filter=a",
    "dictionary forms": "/results/1/words?forms=dictionary",
    "contexts of all forms": "/results/1/contexts?word=run&forms=dictionary",
    "cloud": "/results/1/cloud",
    "phrases": "/results/1/phrases?length=3",
    "contexts": "/results/1/contexts?word=cat",
    "text": "/results/1/text?word=cat",
    "collocates": "/results/1/collocates?word=cat",
    "counters": "/results/1/counters",
    "vocabulary": "/results/1/vocabulary",
    "history": "/pages?url=https://example.com/cats&word=cat",
    "changes": "/changes?from=1&to=3",
    "compare with": "/compare?a=1",
    "comparison": "/compare?a=1&b=2",
    "comparison by dictionary form": "/compare?a=1&b=2&forms=dictionary",
    "changes by dictionary form": "/changes?from=1&to=3&forms=dictionary",
    "forms of a word of a history": "/pages?url=https://example.com/cats&word=ran&result=1",
    "watches": f"/watches?token={TOKEN}",
    "private text": f"/results/6-{TOKEN}",
    "search": "/search?word=cat*",
    "empty search": "/search",
    "pending": "/results/4",
    "failed": "/results/5",
}

# The address field, its button, a column, a switch, the field of a word, its button, the contexts.
WAY = {
    "en-US": (
        *("Address of a web page, or a text", "Count words", "Count", "All words"),
        *("Word or phrase", "Show", "In its contexts"),
    ),
    "ko-KR": (
        *("웹 페이지 주소 또는 글", "단어 세기", "횟수", "모든 단어"),
        *("단어 또는 구", "보기", "문맥 속에서"),
    ),
}


CORPUS_PAGES = {
    "overview": "/corpora/1",
    "words": "/corpora/1/words",
    "words by dictionary form": "/corpora/1/words?forms=dictionary&stop_words=keep",
    "cloud": "/corpora/1/cloud",
    "phrases": "/corpora/1/phrases",
    "contexts": "/corpora/1/contexts?word=cat",
    "collocates": "/corpora/1/collocates?word=cat",
    "vocabulary": "/corpora/1/vocabulary",
    "trends": "/corpora/1/trends?terms=cat,dog",
    "compare with": "/compare?a=corpus:1",
    "comparison": "/compare?a=corpus:1&b=1",
    "downloads": "/corpora/1/matrix",
    "terms": "/results/1/terms?terms=cat,dog",
    "terms of a history": "/pages/terms?url=https://example.com/1&terms=cat,dog",
}


def open_nothing(page):
    page.goto("/results/99")


def send_no_address(page):
    page.goto("/")
    page.get_by_label("Address of a web page, or a text").fill("ftp://example.com/")
    page.get_by_role("button", name="Count words").click()


def send_nothing(page):
    page.goto("/")
    page.get_by_role("button", name="Count words").click()


def send_too_much(page):
    page.goto("/")
    page.get_by_label("Address of a web page, or a text").fill("https://example.com/")
    page.get_by_role("button", name="Count words").click()


def search_too_many(page):
    page.goto("/search")
    page.get_by_label("Words").fill(" ".join(f"word{number}" for number in range(21)))
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_label("Words")).to_be_focused()


def refuse_alert(page):
    page.goto("/")
    page.context.add_cookies([{"name": COOKIE, "value": TOKEN, "url": page.url}])
    page.goto("/watches")
    page.get_by_text("Alert me about a word").click()
    page.get_by_label("Word", exact=True).fill("two words")
    page.get_by_role("button", name="Create a feed").click()
    expect(page.get_by_label("Word", exact=True)).to_have_value("two words")


ERRORS = {
    "nothing there": (404, open_nothing),
    "no address": (422, send_no_address),
    "nothing sent": (422, send_nothing),
    "too much": (503, send_too_much),
    "too many words": (400, search_too_many),
    "a refused alert": (400, refuse_alert),
}


def test_a_pasted_address_is_watched_until_it_is_done(page, site, worker):
    site.pages["/cats"] = b"<html lang=en><title>Cats</title><p>" + CATS.encode()
    page.goto("/")

    page.get_by_label("Address of a web page, or a text").fill(site.url("/cats"))
    page.get_by_role("button", name="Count words").click()

    expect(page.get_by_role("columnheader", name="Count")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("rowheader", name="cat", exact=True)).to_be_visible()


def test_stop_words_are_switched_on_and_stay_so(page, counted):
    page.goto("/results/1")
    the = page.get_by_role("rowheader", name="the", exact=True)
    expect(page.get_by_role("rowheader", name="cat", exact=True)).to_be_visible()
    expect(the).to_have_count(0)

    page.get_by_role("link", name="All words").click()
    expect(the).to_be_visible()

    page.goto("/results/2")
    expect(the).to_be_visible()
    page.get_by_role("link", name="Without stop words").click()
    expect(the).to_have_count(0)


def test_switching_stop_words_keeps_what_was_typed(page, counted):
    page.goto("/results/1")
    page.get_by_label("Your own stop words").fill("dog")
    page.get_by_label("Filter").press_sequentially("a")
    expect(page).to_have_url(re.compile("filter=a&without=dog"))
    expect(page.get_by_role("rowheader")).to_have_text(["cat", "ran", "sat"])

    page.get_by_role("link", name="All words").click()

    expect(page.get_by_role("rowheader")).to_have_text(["cat", "ran", "after", "and", "sat"])
    expect(page.get_by_label("Your own stop words")).to_have_value("dog")


def test_words_are_filtered_as_one_types(page, counted):
    page.goto("/results/1")

    page.get_by_label("Filter").press_sequentially("do")

    expect(page.get_by_role("rowheader")).to_have_text(["dog"])
    expect(page).to_have_url("/results/1/words?filter=do&stop_words=drop")
    expect(page.get_by_label("Filter")).to_be_focused()


def test_words_of_ones_own_are_left_out(page, counted):
    page.goto("/results/1")

    page.get_by_label("Your own stop words").fill("dog, the")
    expect(page.get_by_role("rowheader")).to_have_text(["cat", "ran", "sat"])
    page.get_by_role("link", name="Word", exact=True).click()

    expect(page.get_by_role("rowheader")).to_have_text(["cat", "ran", "sat"])
    expect(page.get_by_role("columnheader", name="Word")).to_have_attribute(
        "aria-sort", "ascending"
    )
    expect(page.get_by_label("Your own stop words")).to_have_value("dog, the")


def test_a_word_leads_to_its_contexts(page, counted):
    page.goto("/results/1")

    page.get_by_role("link", name="dog", exact=True).click()
    expect(page.get_by_role("img", name="Where “dog” occurs in the text")).to_be_visible()
    page.get_by_label("Order").select_option("left")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("row").nth(1)).to_contain_text("The dog ran after")


def test_a_context_leads_to_its_place_in_the_text(page, counted):
    page.goto("/results/1/contexts?word=cat")

    page.get_by_role("link", name="7", exact=True).click()

    expect(page.get_by_text("Occurrence 2 of")).to_be_visible()
    expect(page.locator("mark#at")).to_be_in_viewport()
    page.get_by_role("link", name="Next occurrence").click()
    expect(page.get_by_text("Occurrence 3 of")).to_be_visible()


def test_a_collocate_leads_to_the_contexts_that_have_it(page, counted):
    page.goto("/results/1/contexts?word=cat")

    page.get_by_role("link", name="Collocates").click()
    page.get_by_role("link", name="sat", exact=True).click()

    expect(page.get_by_text("Only where “sat” is within 4 words")).to_be_visible()


@SCRIPTS
@pytest.mark.parametrize("locale", WAY)
def test_the_way_from_a_page_to_a_word_in_its_contexts(locale, scripts, open_browser, site, worker):
    address, count, head, show, field, look, heading = WAY[locale]
    site.pages["/cats"] = b"<html lang=en><title>Cats</title><p>" + CATS.encode()
    page = open_browser(locale=locale, java_script_enabled=scripts)
    page.goto("/")

    page.get_by_label(address).fill(site.url("/cats"))
    page.get_by_role("button", name=count).click()
    expect(page.get_by_role("columnheader", name=head)).to_be_visible(timeout=3 * PATIENCE)
    page.get_by_role("link", name=show).click()
    page.get_by_role("link", name="the", exact=True).click()
    page.get_by_label(field).fill("dog")
    page.get_by_role("button", name=look).click()

    expect(page.get_by_role("heading", name=heading)).to_be_visible()


def test_the_language_is_switched_and_stays_so(page, counted):
    page.goto("/results/1")

    page.get_by_role("link", name="한국어").click()
    expect(page.get_by_role("columnheader", name="횟수")).to_be_visible()
    page.get_by_role("link", name="워드 클라우드").click()

    expect(page.locator("html")).to_have_attribute("lang", "ko")


@pytest.mark.parametrize("width", [320, 1280])
def test_each_context_is_one_line_and_its_word_in_a_still_column(width, open_browser, counted):
    page = open_browser(viewport={"width": width, "height": 640})
    page.goto("/results/1/contexts?word=cat&width=20")

    boxes = [mark.bounding_box() for mark in page.locator("td mark").all()]

    assert len({round(box["height"]) for box in boxes}) == 1
    assert len({round(box["x"] + box["width"] / 2) for box in boxes}) == 1
    before = page.locator("td:nth-child(2)").nth(3)
    assert before.evaluate("cell => cell.scrollWidth > cell.clientWidth")
    assert before.bounding_box()["height"] < 2 * boxes[0]["height"]


def test_a_page_is_counted_again(page, site, worker):
    site.pages["/cats"] = CATS.encode()
    page.goto("/")
    page.get_by_label("Address of a web page, or a text").fill(site.url("/cats"))
    page.get_by_role("button", name="Count words").click()

    page.get_by_role("button", name="Count again").click()
    expect(page).to_have_url("/results/2")
    page.get_by_role("link", name="History").click()

    expect(page.get_by_role("cell", name="unchanged")).to_be_visible()


def test_a_pasted_text_is_counted(page, worker):
    page.goto("/")

    page.get_by_label("Address of a web page, or a text").fill("two words, two\nlines")
    page.get_by_role("button", name="Count words").click()

    expect(page.get_by_role("rowheader", name="lines")).to_be_visible(timeout=PATIENCE)


def test_a_dropped_file_is_counted(page, worker):
    page.goto("/")
    drop = """(field, bytes) => {
        const files = new DataTransfer();
        files.items.add(new File([new Uint8Array(bytes)], "글.txt", { type: "text/plain" }));
        field.dispatchEvent(new DragEvent("drop", { dataTransfer: files, cancelable: true }));
    }"""
    field = page.get_by_label("Address of a web page, or a text")

    field.evaluate(drop, list("한글 문서".encode("euc-kr")))
    expect(page.get_by_label("Or a file")).to_have_value(re.compile(r"글\.txt$"))
    page.get_by_role("button", name="Count words").click()

    expect(page.get_by_role("rowheader", name="문서")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_role("heading", name="글.txt")).to_be_visible()


def test_a_count_is_stopped(page, app):
    page.goto("/")
    page.get_by_label("Address of a web page, or a text").fill("example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()

    page.get_by_role("button", name="Stop").click()

    expect(page.get_by_role("heading", name="Stopped")).to_be_visible()


def test_two_points_of_a_chart_show_what_changed(page, counted):
    page.goto(PAGES["history"])

    page.locator(".dots a").first.click()
    page.locator(".dots a").nth(1).click()

    expect(page.get_by_role("heading", name="What changed")).to_be_visible()


def test_a_chart_has_the_times_of_its_table(open_browser, make_result):
    for hour in (6, 9):
        made_at = f"2026-11-26 0{hour}:36Z"
        make_result(created_at=made_at, url="https://example.com/cats", result_all={"cat": hour})
    page = open_browser(locale="en-US", timezone_id="Asia/Seoul")
    page.goto("/pages?url=https://example.com/cats")

    axis = page.locator("svg text[data-moment]").all_text_contents()
    times = page.locator("table time").all_text_contents()
    assert (axis[0], axis[-1]) == (times[-1], times[0])
    assert times[0].startswith("Nov 26, 2026, 6:36")


def test_a_page_is_watched_until_it_is_stopped(page, counted):
    page.goto(PAGES["history"])

    page.get_by_role("button", name="day").click()
    expect(page.get_by_text("Recounted every day")).to_be_visible()
    page.get_by_role("button", name="Stop watching").click()

    expect(page.get_by_role("button", name="week")).to_be_visible()


def test_a_watch_is_started_has_an_alert_and_is_stopped(page, site, worker):
    site.pages["/cats"] = b"<html lang=en><title>Cats</title><p>" + CATS.encode()
    page.goto("/watches")

    page.get_by_label("Watch a page").fill(f"127.0.0.1:{site.port}/cats")
    page.get_by_role("button", name="Watch", exact=True).click()
    page.get_by_text("Alert me about a word").click()
    page.get_by_label("Word", exact=True).fill("mouse")
    page.get_by_role("button", name="Create a feed").click()

    expect(page.get_by_role("link", name="Feed: “mouse” appears")).to_be_visible()
    page.get_by_role("button", name="Delete the alert").click()
    expect(page.get_by_role("link", name="Feed: “mouse” appears")).to_have_count(0)
    page.get_by_role("button", name="Stop watching").click()
    expect(page.get_by_text("You are not watching any pages yet.")).to_be_visible()


def test_a_private_text_is_deleted(page, counted):
    page.goto(PAGES["private text"])

    page.get_by_text("Delete it").click()
    page.get_by_role("button", name="Delete for good").click()

    expect(page.get_by_role("heading", name="Deleted")).to_be_visible()


def test_words_are_sorted_by_how_unusual_they_are(page, counted):
    page.goto("/results/1?stop_words=keep")

    page.get_by_role("link", name="Unusual").click()

    expect(page.get_by_role("columnheader", name="Unusual")).to_have_attribute(
        "aria-sort", "descending"
    )


def test_two_results_are_compared(page, counted):
    page.goto("/results/1")

    page.get_by_role("link", name="Compare").click()
    page.get_by_role("link", name="Dogs").click()

    expect(
        page.get_by_role("region", name="More in A").get_by_role("rowheader").first
    ).to_have_text("ran")
    expect(
        page.get_by_role("region", name="More in B").get_by_role("rowheader").first
    ).to_have_text("barks")


def test_two_results_of_a_list_are_ticked_and_compared(page, counted):
    page.goto("/results")

    page.get_by_label("Compare Cats").first.check()
    page.get_by_label("Compare Dogs").check()
    page.get_by_role("button", name="Compare the two selected").click()

    expect(page.get_by_role("heading", name="What they share")).to_be_visible()


def test_a_result_to_compare_with_is_found_as_one_types(page, counted):
    page.goto("/compare?a=1")

    page.get_by_label("An address, or a part of a title").press_sequentially("dog")

    expect(page.locator("#others").get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_role("button", name="Find")).to_be_hidden()


def test_a_word_is_searched_in_all_results(page, counted):
    page.goto("/")

    page.get_by_role("link", name="Search").click()
    page.get_by_label("Words").fill("mouse")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_role("link", name="1 time")).to_be_visible()


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
def test_a_row_opens_the_forms_of_its_word(with_script, open_browser, counted):
    page = open_browser(java_script_enabled=with_script)
    page.goto("/results/1")

    page.get_by_role("link", name="Dictionary forms").click()
    page.get_by_text("1 form of run").click()
    page.get_by_role("link", name="ran", exact=True).click()

    assert page.get_by_role("cell", name="ran", exact=True).count() == 16


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
def test_dictionary_forms_stay_from_view_to_view(with_script, open_browser, counted):
    page = open_browser(java_script_enabled=with_script)
    page.goto("/results/1")
    page.get_by_role("link", name="Dictionary forms").click()

    run, ran = (page.get_by_role("link", name=re.compile(rf"^{form}\b")) for form in ("run", "ran"))
    page.get_by_role("link", name="Cloud", exact=True).click()
    expect(run).to_be_visible()
    for path in ("/compare?a=1&b=2", "/changes?from=1&to=2"):
        page.goto(path)
        expect(run).to_have_count(1)
    page.get_by_role("link", name="As written").click()
    expect(ran).to_have_count(1)


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("path", ["/search?", "/pages?url=https://example.com/cats&"])
def test_a_search_and_a_history_offer_the_forms(path, with_script, open_browser, counted):
    page = open_browser(java_script_enabled=with_script)
    page.goto(f"{path}word=run&result=1")

    page.get_by_text("Forms in this result").get_by_role("link", name="ran").click()

    expect(page.locator("[name=word]").first).to_have_value("ran")


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
def test_the_length_leads_to_what_other_counters_say(with_script, open_browser, counted):
    page = open_browser(java_script_enabled=with_script)
    page.goto("/results/1")
    expect(page.get_by_text("in UTF-8")).to_be_visible()

    page.get_by_role("link", name="Why do other counters disagree?").click()

    expect(page.get_by_role("heading", name="wc -w")).to_have_text("wc -w: 136 words")


def test_every_answer_is_reached_without_javascript(open_browser, counted):
    page = open_browser(java_script_enabled=False)
    page.goto("/results/1")

    page.get_by_label("Filter").fill("do")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("rowheader")).to_have_text(["dog"])
    for name in ("Cloud", "Phrases", "Vocabulary", "Contexts"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("link", name=name, exact=True)).to_have_attribute(
            "aria-current", "page"
        )
    page.get_by_label("Word or phrase").fill("dog")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="In its contexts")).to_be_visible()
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="What changed").click()
    expect(page.get_by_role("heading", name="Added")).to_be_visible()
    page.get_by_role("link", name="Compare the two").click()
    expect(page.get_by_role("heading", name="What they share")).to_be_visible()


@pytest.fixture
def make_article(make_result):
    def make(*menu):
        items = "".join(f"<li><a href=/>{item}</a>" for item in menu)
        html = f"<nav><ul>{items}</ul></nav><article><p>{CATS}</article>"
        count = count_page(html.encode(), "text/html; charset=utf-8")
        main = {"main_lines": count.main.lines, "main_total": count.main.total, "main_rule": 1}
        main |= {"main_distinct": count.main.distinct, "main_all": count.main.result_all}
        main["main_no_stop_words"] = count.main.result_no_stop_words
        words = {"result_all": count.result_all}
        words["result_no_stop_words"] = count.result_no_stop_words
        make_result(text=count.text, url="https://example.com/", title="Cats", **words, **main)

    return make


@pytest.fixture
def article(make_article):
    """A page with a menu and an article."""
    make_article("Imprint and more", "Contact")


@SCRIPTS
def test_the_main_text_comes_first_and_the_whole_page_on_request(scripts, open_browser, article):
    page = open_browser(java_script_enabled=scripts)
    page.goto("/results/1")
    imprint = page.get_by_text("imprint", exact=True)
    main = page.get_by_role("link", name="Main text 136 words")
    expect(main).to_have_attribute("aria-current", "true")
    expect(imprint).to_have_count(0)

    page.get_by_role("link", name="Whole page 140").click()
    expect(imprint).to_have_count(1)
    page.get_by_role("link", name="Cloud", exact=True).click()
    expect(imprint).to_have_count(1)
    page.get_by_role("link", name="Main text").click()
    expect(imprint).to_have_count(0)
    page.get_by_role("link", name="Contexts", exact=True).click()
    page.get_by_label("Word or phrase").fill("imprint")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("does not occur here")).to_be_visible()


@pytest.fixture
def changed_menu(article, make_article):
    make_article("Contact")


@SCRIPTS
def test_a_changed_menu_is_no_change_of_the_main_text(scripts, open_browser, changed_menu):
    page = open_browser(java_script_enabled=scripts)
    page.goto("/changes?from=1&to=2")
    expect(page.get_by_text("No word was added or removed")).to_be_visible()

    page.get_by_role("link", name="Whole page").click()

    removed = page.get_by_role("region", name="Removed").get_by_role("listitem")
    expect(removed).to_have_count(1)  # and a stop word, which is left out
    for path in ("/compare?a=1&b=2", "/pages?url=https://example.com/&result=1"):
        page.goto(path)
        expect(page.get_by_role("link", name="Whole page")).to_have_attribute(
            "aria-current", "true"
        )


@pytest.mark.parametrize("path", ["/changes?from=1&to=2", "/compare?a=1&b=2"])
def test_nobody_is_shut_out_of_the_parts_of_two(path, open_browser, changed_menu):
    page = open_browser()
    page.goto(path)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


@SCRIPTS
def test_lines_that_are_left_out_follow_each_other_and_are_gray(scripts, open_browser, article):
    page = open_browser(java_script_enabled=scripts)
    page.goto("/results/1/text?part=main")
    gray, main = page.get_by_text("Imprint"), page.get_by_text("The cat").first
    expect(page.get_by_text("Gray text is not part of the main text.")).to_be_visible()

    places = [page.get_by_text(name).bounding_box() for name in ("Imprint", "Contact")]

    assert places[0]["y"] == places[1]["y"]
    color = "e => getComputedStyle(e).color"
    assert gray.evaluate(color) != main.evaluate(color)


@pytest.mark.parametrize(
    "view", ["", "/words", "/phrases", "/vocabulary", "/contexts?word=cat", "/text?part=main"]
)
def test_nobody_is_shut_out_of_the_parts(view, open_browser, article):
    page = open_browser()
    page.goto(f"/results/1{view}")
    expect(page.get_by_role("navigation", name="Part of the page")).to_be_visible()

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


@SCRIPTS
def test_a_page_says_that_it_has_no_main_text(scripts, open_browser, make_result):
    page = open_browser(java_script_enabled=scripts)
    make_result(text="One. Two.", url="https://example.com/", main_rule=1)

    page.goto("/results/1?part=main")

    expect(page.get_by_text("has no main text")).to_be_visible()


@SCRIPTS
def test_a_result_says_that_its_segmenter_is_missing(scripts, open_browser, make_result):
    page = open_browser(java_script_enabled=scripts)
    make_result(text="日本語の文。", language="ja", segmenter="sudachi-20000101-1")

    page.goto("/results/1")

    expect(page.get_by_role("note").filter(has_text="sudachi-20000101-1")).to_contain_text("ICU")


def test_everything_is_sent_without_javascript(open_browser, counted, site, worker):
    site.pages["/cats"] = CATS.encode()
    page = open_browser(java_script_enabled=False)

    page.goto("/")
    page.get_by_label("Address of a web page, or a text").fill(site.url("/cats"))
    page.get_by_role("button", name="Count words").click()
    expect(page.get_by_role("columnheader", name="Count")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Count again").click()
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="day").click()
    page.get_by_role("button", name="Stop watching").click()
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Words").fill("mouse")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_role("heading", name="Newest first")).to_be_visible()


PARAGRAPHS = {
    "en": "The doctor came home. It cost 3.50 dollars!\n\nWhat’s the café’s name, 👩‍👧?\n",
    "de": "Der Zug hält in Köln. Wir steigen um! Eine längere Fahrt.\n",
    "ko": "아이들이 학교에 갔다. 선생님은 안 오셨다!\n이 책은 재미있니?",
    "ja": "子どもたちは学校へ行った。先生は来なかった!\n",
    "ru": "Дети пошли в школу. Учитель не пришёл!\n\nГде новая книга?",
    "wrapped": "The quick brown fox jumps over the lazy dog and\n"
    "runs away into the deep forest where nobody can\n"
    "see it any more. Then it comes back, because it\n"
    "is hungry, and eats. The end.\n\nNew paragraph.\n",
}


def type_text(page, text):
    page.goto("/")
    page.get_by_label("Address of a web page, or a text").fill(text)
    expect(page.locator("#length")).to_be_visible()
    return {
        each.get_attribute("data-figure"): each.inner_text().replace(",", "")
        for each in page.locator("#length [data-figure]").all()
    }


@pytest.mark.parametrize("language", PARAGRAPHS)
def test_the_length_is_shown_as_one_types(language, page, counted):
    text = PARAGRAPHS[language]
    expected = length(text, language if len(language) == 2 else "en")

    shown = type_text(page, text)

    for name, number in expected.to_dict().items():
        assert shown[name] == str(number), name
    # A dictionary of another release may find other words in Japanese.
    if language != "ja":
        assert shown["words"] == str(count_text(text, language).total)


@pytest.mark.parametrize(
    ("text", "minutes"), [("Two words. ", 4), ("두 단어. ", 5)], ids=["en", "ko"]
)
def test_the_reading_time_is_that_of_the_language(text, minutes, page, counted):
    assert type_text(page, text * 500)["reading_minutes"] == f"about {minutes} minutes"


def test_the_navigation_is_skipped_by_the_keyboard(page, counted):
    page.goto("/results/1")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_role("main").get_by_role("link").first).to_be_focused()


def test_a_printed_page_has_no_controls(page, counted):
    page.goto("/pages?url=https://example.com/cats&word=cat")
    page.emulate_media(media="print")

    expect(page.get_by_role("table")).to_be_visible()
    for role in ("button", "radio", "navigation", "searchbox"):
        expect(page.get_by_role(role)).to_have_count(0)


def test_an_address_has_no_length(page, counted):
    type_text(page, "Two words")

    page.get_by_label("Address of a web page, or a text").fill("https://example.com/page")

    expect(page.locator("#length")).to_be_hidden()


def test_a_long_text_is_measured_in_slices(open_browser, counted):
    """A page answers keys between two slices, none of which has more than 2 % of this text."""
    page = open_browser()
    page.add_init_script("""
        const {segment} = Intl.Segmenter.prototype;
        window.longest = window.turns = 0;
        Intl.Segmenter.prototype.segment = function (text) {
            window.longest = Math.max(window.longest, text.length);
            return segment.call(this, text);
        };
        setInterval(() => (window.turns += 1));
    """)
    sentence, times = "The doctor came home, and the “others” left.\n", 23_000
    size = len(sentence) * times

    page.goto("/")
    turns = page.evaluate("window.turns")
    page.get_by_label("Address of a web page, or a text").evaluate(
        """(field, [sentence, times]) => {
            field.value = sentence.repeat(times);
            field.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        [sentence, times],
    )
    words = page.locator("[data-figure=words]")
    expect(words).to_have_text(f"{8 * times:,}", timeout=3 * PATIENCE)

    assert size > 1_000_000
    assert 0 < page.evaluate("window.longest") <= size / 50
    assert page.evaluate("window.turns") - turns >= 50


def test_a_text_that_changes_meanwhile_is_measured_anew(page, counted):
    page.goto("/")
    field = page.get_by_label("Address of a web page, or a text")

    field.fill("One two. " * 5_000)
    field.fill("One two three.")

    expect(page.locator("[data-figure=words]")).to_have_text("3")


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize(
    ("scheme", "locale"), [("light", "en-US"), ("dark", "en-US"), ("light", "ko-KR")]
)
def test_nobody_is_shut_out(scheme, locale, path, open_browser, counted):
    page = open_browser(color_scheme=scheme, locale=locale)
    page.goto(path)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("status", "meet"), ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out_of_an_error(
    scheme, status, meet, open_browser, counted, app, monkeypatch
):
    monkeypatch.setitem(app.config, "QUEUE_LIMIT", 1)  # one is waiting already
    page = open_browser(status, color_scheme=scheme)
    statuses = []
    page.on("response", lambda reply: statuses.append(reply.status))

    meet(page)

    found = Axe().run(page)
    assert status in statuses
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_a_page_is_small_and_needs_little_beside_itself(locale, path, open_browser, counted):
    page = open_browser(viewport={"width": 320, "height": 640}, locale=locale)
    requests = []
    page.on("request", lambda request: requests.append(request.url))

    reply = page.goto(path, wait_until="networkidle")

    assert len(reply.body()) < 100_000
    assert len(set(requests)) <= 3  # a page that waits asks for itself again
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.fixture
def corpus(make_corpus, add_document):
    """Two documents, of two months, about cats and dogs."""
    corpus = make_corpus()
    for number, text in enumerate([CATS, DOGS], 1):
        count = count_text(text, "en")
        add_document(
            corpus, count.result_all, result_no_stop_words=count.result_no_stop_words,
            text=count.text, total=count.total, title=text[:10], tag=f"tag {number}",
            published=f"2026-0{number}-01", url=f"https://example.com/{number}",
        )  # fmt: skip
    Corpus.update(done=2, documents=2).execute()
    sum_up(corpus.id)


def test_a_corpus_is_read_from_its_words_to_the_trend_of_one(page, corpus):
    page.goto("/corpora/1/words")

    page.get_by_role("link", name="cat", exact=True).click()
    expect(page.get_by_role("heading", name="times in 2 documents")).to_be_visible()
    page.get_by_role("link", name="Collocates").click()
    expect(page.get_by_role("rowheader", name="dog")).to_be_visible()
    page.get_by_role("link", name="Trends").first.click()

    expect(page.get_by_role("rowheader", name="2026-02")).to_be_visible()


TABLES = {
    name: path
    for name, path in CORPUS_PAGES.items()
    if name in ("words", "collocates", "trends", "comparison", "terms", "terms of a history")
} | {"phrases of a result": "/results/1/phrases", "documents": "/corpora/1/documents"}

# The heads of rows whose text is cut, or short and yet in several lines.
CUT = """() => [...document.querySelectorAll("tbody th")].filter((head) => {
  const text = head.querySelector("a, bdi, time") ?? head;
  const box = text.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(text);
  const line = parseFloat(getComputedStyle(text).lineHeight);
  const lines = range.getBoundingClientRect().height / line;
  return text.scrollWidth > box.width + 1 || (text.innerText.length < 14 && lines > 1.5);
}).map((head) => head.innerText)"""

# The heads of columns that are not at the same end as their cells.
ASIDE = """() => [...document.querySelectorAll("table")].flatMap((table) =>
  [...table.tHead.rows[0].cells].filter((head) => {
    const cell = table.tBodies[0].rows[0].cells[head.cellIndex];
    return getComputedStyle(cell).textAlign !== getComputedStyle(head).textAlign;
  })).map((head) => head.innerText)"""


@pytest.mark.parametrize("width", [390, 1280])
def test_the_words_of_a_comparison_are_not_broken(width, open_browser, counted):
    page = open_browser(viewport={"width": width, "height": 800})
    page.goto("/compare?a=1&b=2")

    assert page.locator("tbody th").count()
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", TABLES.values(), ids=TABLES)
def test_the_rows_of_a_table_are_named_in_full(path, width, open_browser, corpus):
    page = open_browser(viewport={"width": width, "height": 800}, locale="en-US")
    page.goto(path)

    assert page.locator("tbody th").count()
    assert page.evaluate(CUT) == []
    assert page.evaluate(ASIDE) == []


@pytest.mark.parametrize("path", CORPUS_PAGES.values(), ids=CORPUS_PAGES)
@pytest.mark.parametrize(("locale", "scheme"), [("en", "light"), ("ko", "dark")])
def test_nobody_is_shut_out_of_a_corpus(locale, scheme, path, open_browser, corpus):
    page = open_browser(locale=locale, color_scheme=scheme, viewport={"width": 320, "height": 640})
    page.goto(path)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


MAKING = {
    "en-US": ("One address per line", "Address", "Files, or zips of them", "Count all"),
    "ko-KR": ("한 줄에 주소 하나", "주소", "파일, 또는 파일을 묶은 zip", "모두 세기"),
}


@pytest.mark.parametrize(
    ("locale", "source"),
    [("en-US", "list"), ("ko-KR", "list"), ("en-US", "sitemap"), ("ko-KR", "files")],
)
@pytest.mark.slow
def test_a_corpus_is_made_in_the_browser(locale, source, open_browser, site, worker):
    addresses, sitemap, files, button = MAKING[locale]
    page = open_browser(locale=locale)
    site.pages |= {"/cats": CATS.encode(), "/dogs": DOGS.encode(), "/robots.txt": b""}
    urls = [site.url("/cats"), site.url("/dogs")]
    locations = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    site.pages["/sitemap.xml"] = Reply(
        f"<urlset>{locations}</urlset>".encode(), content_type="text/xml"
    )
    page.goto("/corpora")
    form = Axe().run(page)

    match source:
        case "list":
            page.get_by_label(addresses).fill("\n".join(urls))
        case "sitemap":
            page.get_by_label(sitemap, exact=True).fill(site.url("/sitemap.xml"))
        case "files":
            texts = {"cats.txt": CATS, "dogs.txt": DOGS}
            page.get_by_label(files).set_input_files(
                [
                    {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
                    for name, text in texts.items()
                ]
            )
    page.get_by_role("button", name=button).click()

    expect(page.locator("#commonest")).to_be_visible(timeout=3 * PATIENCE)
    expect(page.get_by_role("rowheader", name="cat", exact=True)).to_be_visible()
    assert form.violations_count == 0, form.generate_report()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
