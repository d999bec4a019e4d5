"""What a visitor wants to see of a result is in the address, else in the cookie, else as usual."""

import pytest

from wordcount.words import RULE

PAGES = ["/results/1", "/results/1/words", "/results/1/cloud", "/compare?a=1&b=1"]
THE, CAT = ">the</bdi>", ">cat</bdi>"


@pytest.fixture
def counted(make_result):
    make_result(
        result_all={"the": 2, "cat": 1},
        result_no_stop_words={"cat": 1},
        text="the cat the",
        rule=RULE,
    )


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("path", PAGES)
def test_people_see_words_without_stop_words_first(path, client):
    page = client.get(path).text

    assert CAT in page
    assert THE not in page


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("name", ["words", "cloud"])
@pytest.mark.parametrize("cookie", ["", "stop_words=drop"])
def test_programs_get_all_words_whatever_a_browser_keeps(name, cookie, client):
    client.set_cookie("view", cookie)

    words = client.get(f"/results/1/{name}.json").json["words"]

    assert {row["word"] for row in words} == {"the", "cat"}


@pytest.mark.usefixtures("counted")
def test_the_choice_of_an_address_is_remembered(client):
    client.get("/results/1?stop_words=keep")

    assert THE in client.get("/results/1/cloud").text


@pytest.mark.usefixtures("counted")
def test_the_address_wins_over_the_cookie(client):
    client.set_cookie("view", "stop_words=keep")

    assert THE not in client.get("/results/1?stop_words=drop").text


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_link_on_another_site_is_not_remembered(site, client):
    page = client.get("/results/1?stop_words=keep", headers={"Sec-Fetch-Site": site}).text

    assert THE in page
    assert THE not in client.get("/results/1").text


@pytest.mark.usefixtures("counted")
def test_a_choice_is_remembered_though_the_page_is_not_modified(client):
    client.set_cookie("view", "stop_words=keep")
    address = "/results/1?stop_words=drop"
    etag = client.get(address).headers["ETag"]
    client.set_cookie("view", "stop_words=keep")

    reply = client.get(address, headers={"If-None-Match": etag})

    assert reply.status_code == 304
    assert "stop_words=drop" in reply.headers["Set-Cookie"]


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("cookie", ["x" * 5000, "stop_words=%00", "stop_words=maybe", "=&=;", "é"])
def test_a_cookie_without_sense_is_ignored(cookie, client):
    reply = client.get("/results/1", headers={"Cookie": f"view={cookie}"})

    assert reply.status_code == 200
    assert THE not in reply.text


@pytest.mark.usefixtures("counted")
def test_an_option_that_does_not_exist_is_refused(client):
    reply = client.get("/results/1/words.json?stop_words=maybe")

    assert reply.status_code == 400
    assert reply.json["error"]["message"] == "stop_words must be one of keep, drop."


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("path", ["/results/1", "/results/1/cloud", "/results/1/phrases"])
def test_the_tabs_keep_what_is_shown(path, client):
    page = client.get(f"{path}?stop_words=keep").text

    for name in ("", "/cloud", "/phrases", "/contexts", "/vocabulary"):
        assert f'href="/results/1{name}?stop_words=keep"' in page


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("name", ["words", "cloud", "phrases"])
def test_links_to_data_have_what_the_page_shows(name, client):
    page = client.get(f"/results/1/{name}").text

    assert f"/results/1/{name}.csv?" in page
    assert "stop_words=drop" in page.partition(f"/results/1/{name}.csv?")[2][:40]


def test_a_result_without_stop_words_has_no_switch(client, make_result):
    make_result(language="tlh", result_all={"qapla": 1}, result_no_stop_words={"qapla": 1})

    assert "Without stop words" not in client.get("/results/1").text
