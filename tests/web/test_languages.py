"""Pages are in the language of the address, of the cookie or of the browser; JSON in English."""

import datetime as dt
import re

import pytest
from flask import render_template_string
from flask_babel import force_locale

from web.language_names import find_language, language_name
from web.localization import date_time, decimal
from wordcount.words import RULE

COUNT, KOREAN_COUNT = "Count words", "단어 세기"
KOREAN = {"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"}


def test_a_page_is_in_english_by_default(client):
    page = client.get("/")

    assert COUNT in page.text
    assert '<html lang="en" dir="ltr">' in page.text
    assert page.headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    "accepted", ["ko", "ko-KR,ko;q=0.9,en;q=0.5", "fr, ko;q=0.3", "*;q=0.1,ko"]
)
def test_a_page_is_in_the_language_of_the_browser(accepted, client):
    page = client.get("/", headers={"Accept-Language": accepted})

    assert KOREAN_COUNT in page.text
    assert '<html lang="ko"' in page.text
    assert page.headers["Content-Language"] == "ko"
    assert "Accept-Language" in page.headers["Vary"]


@pytest.mark.parametrize("accepted", ["fr", "en,ko;q=0.9", "ko;q=0", "", ";;,=", "k" * 9000])
def test_other_languages_get_english(accepted, client):
    assert COUNT in client.get("/", headers={"Accept-Language": accepted}).text


def test_the_language_of_the_address_is_remembered(client):
    client.get("/?lang=ko")

    assert KOREAN_COUNT in client.get("/").text


def test_the_address_wins_over_cookie_and_browser(client):
    client.set_cookie("lang", "ko")

    assert COUNT in client.get("/?lang=en", headers=KOREAN).text


def test_a_link_of_another_site_is_not_remembered(client):
    page = client.get("/?lang=ko", headers={"Sec-Fetch-Site": "cross-site"})

    assert KOREAN_COUNT in page.text
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("tag", ["xx", "../ko", "\x00", "ko\r\nX: 1", ""])
def test_an_unknown_language_is_ignored(tag, client):
    client.set_cookie("lang", "yy")

    page = client.get("/", query_string={"lang": tag})

    assert COUNT in page.text
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("path", ["/results.json?lang=ko", "/results.csv?lang=ko", "/nowhere.json"])
def test_programs_get_english(path, client):
    client.set_cookie("lang", "ko")
    english = client.get(path.partition("?")[0])

    korean = client.get(path, headers=KOREAN)

    assert korean.data == english.data
    assert "Content-Language" not in korean.headers


def test_the_switch_leads_to_the_same_page(client):
    page = client.get("/search?word=cat&word=dog&lang=en").text

    assert 'href="?word=cat&amp;word=dog&amp;lang=ko"' in page
    assert ">한국어</a>" in page


@pytest.mark.parametrize("path", ["//example.net/x/y", "/a?b#c/d", "/results/99"])
def test_the_switch_of_an_unknown_address_leads_nowhere_else(path, client):
    page = client.get("/", headers=KOREAN, environ_overrides={"PATH_INFO": path})

    assert page.status_code == 404
    assert 'href="?lang=en"' in page.text


def test_the_switch_of_a_failed_form_leads_to_the_front_page(client):
    page = client.post("/results", data={"source": "http://"}, headers=KOREAN)

    assert page.status_code == 422
    assert 'href="/?lang=en"' in page.text


def test_a_page_in_another_language_has_another_etag(client, make_result):
    make_result(text="cat", result_all={"cat": 1}, rule=RULE, text_rule=1)
    english = client.get("/results/1")

    korean = client.get("/results/1?lang=ko", headers={"If-None-Match": english.headers["ETag"]})

    assert korean.status_code == 200
    assert korean.headers["ETag"] != english.headers["ETag"]


@pytest.mark.parametrize("path", ["/pages.atom", "/pages.svg"])
def test_a_feed_or_a_saved_chart_is_in_the_language_of_its_address(path, client, make_result):
    make_result(url="https://example.com/", text="cat", result_all={"cat": 1})
    address = f"{path}?url=https://example.com/"

    english = client.get(address, headers=KOREAN)
    korean = client.get(f"{address}&lang=ko")

    assert "단어" not in english.text
    assert "단어" in korean.text


def test_a_korean_page_links_to_korean_feeds_and_charts(client, make_result):
    for _ in range(2):
        make_result(url="https://example.com/", text="cat", created_at=dt.datetime.now(dt.UTC))

    page = client.get("/pages?url=https://example.com/", headers=KOREAN).text

    assert re.search(r"/pages\.atom\?[^\"]*lang=ko", page)
    assert re.search(r"/pages\.svg\?[^\"]*lang=ko", page)


@pytest.mark.parametrize(
    ("code", "tag", "name"),
    [
        ("en", "pt-BR", "Portuguese (Brazil)"),
        ("ko", "pt-BR", "포르투갈어 (브라질)"),
        ("ko", "zh-Hant", "중국어 (번체)"),
        ("ko", "ko", "한국어"),
        ("ko", "xx", None),
        ("ko", "und", None),
    ],
)
def test_a_language_has_its_name_in_the_language_of_the_page(code, tag, name, app):
    with app.test_request_context("/", query_string={"lang": code}):
        assert language_name(tag) == name


@pytest.mark.parametrize("name", ["한국어", "Korean", " korean "])
def test_a_language_is_known_by_its_name_in_either_language(name):
    assert find_language(name) == "ko"


@pytest.mark.parametrize(
    ("locale", "written"), [("en", "1,234.50"), ("de", "1.234,50"), ("fr", "1\u202f234,50")]
)
def test_numbers_have_the_separators_of_the_language(locale, written, app):
    with app.test_request_context(), force_locale(locale):
        assert decimal(1234.5, 2) == written


def test_a_stored_error_is_shown_in_the_language_of_the_page(client, make_result):
    message = "That page did not arrive within 10 seconds. Try again later."
    make_result(status="failed", error_code="timeout", error_message=message)

    page = client.get("/results/1", headers=KOREAN).text

    assert "페이지가 10초 안에 도착하지 않았어요. 나중에 다시 시도하세요." in page
    assert client.get("/results/1.json", headers=KOREAN).json["error"]["message"] == message


def test_a_sentence_of_a_template_escapes_its_values(app):
    template = '{{ _("<b>%(word)s</b> of 5 %%", word="<i>") }}, {{ _("5 %%") }}'

    with app.test_request_context():
        page = render_template_string(template)

    assert page == "<b>&lt;i&gt;</b> of 5 %, 5 %"


@pytest.mark.parametrize(("code", "written"), [("en", "1,234 words"), ("ko", "단어 1,234개")])
def test_a_plural_of_a_template_has_separators(code, written, app):
    template = '{{ ngettext("%(num)s word", "%(num)s words", 1234) }}'

    with app.test_request_context(f"/?lang={code}"):
        assert render_template_string(template) == written


def test_a_moment_is_written_in_the_language_of_the_page(app):
    moment = dt.datetime(2026, 3, 4, 5, 6, tzinfo=dt.UTC)

    written = {}
    for code in ("en", "ko"):
        with app.test_request_context(f"/?lang={code}"):
            written[code] = date_time(moment, "d MMM y, HH:mm")

    assert written == {"en": "4 Mar 2026, 05:06", "ko": "4 3월 2026, 05:06"}
