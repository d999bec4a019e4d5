import pytest

OURS = '<script src="/static/app.js"'


def test_the_front_page_greets_the_world(client):
    page = client.get("/")

    assert page.status_code == 200
    assert "Hello World!" in page.text
    assert 'name="source"' in page.text


def test_the_front_page_greets_by_name(client):
    assert "Hello 민지!" in client.get("/민지").text


def test_a_name_cannot_run_a_script(client):
    page = client.get("/<script>alert(1)<%2Fscript>")

    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/<script>alert(1)", id="plain"),
        pytest.param("/%3Cscript%3Ealert(1)", id="percent-encoded"),
        pytest.param("/%253Cscript%253Ealert(1)", id="percent-encoded twice"),
        pytest.param("/%EF%BC%9Cscript%EF%BC%9Ealert(1)", id="full-width"),
        pytest.param("/%C0%BCscript%C0%BEalert(1)", id="overlong UTF-8"),
        pytest.param("/+ADw-script+AD4-alert(1)", id="UTF-7"),
        pytest.param("/%22%3E%3Cscript%3Ealert(1)", id="out of an attribute"),
    ],
)
def test_a_name_is_text_in_whatever_encoding(path, client):
    page = client.get(path)

    assert page.status_code == 200
    assert "charset=utf-8" in page.content_type
    assert "<script" not in page.text.replace(OURS, "")


def test_the_front_page_shows_what_was_counted_lately(client, make_result):
    make_result(title="All about <cats>")

    assert "All about &lt;cats&gt;" in client.get("/").text


def test_the_greeting_comes_as_json_and_csv(client):
    data = client.get("/민지.json")
    table = client.get("/민지.csv")

    assert data.json == {"greeting": "Hello 민지!", "results": []}
    assert table.text == "greeting\r\nHello 민지!\r\n"


def test_a_page_may_load_nothing_from_elsewhere(client):
    page = client.get("/")

    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "https://" not in page.text.partition("Or try")[0]


def test_an_address_can_be_filled_in_beforehand(client):
    assert ">\nhttps://example.com/</textarea>" in client.get("/?url=https://example.com/").text


@pytest.mark.parametrize(
    "path",
    [
        "/feed.xml",
        "/ads.txt",
        "/apple-touch-icon.png",
        "/index.PHP",
        "/.env",
        "/site.webmanifest",
    ],
)
def test_a_file_that_does_not_exist_is_not_greeted(path, client):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["J.R.R.", "will.i.am", "Dr. No", "a.b"])
def test_a_name_with_a_full_stop_is_greeted(name, client):
    assert f"Hello {name}!" in client.get(f"/{name}").text


def test_the_form_says_beside_the_box_that_a_text_is_private(client):
    _, box, rest = client.get("/").text.partition('<textarea id="source"')
    attributes, form = rest.partition(">")[0], rest.partition("</form>")[0]

    assert box
    assert 'aria-describedby="public"' in attributes
    assert '<p id="public">A text or a file stays private: only people with the address' in form


def test_the_latest_counts_have_one_entry_for_each_address(client, make_result):
    for url in ("https://example.com/a", "https://example.com/b", "https://example.com/a"):
        make_result(url=url)

    page = client.get("/").text

    assert page.count('class="name"') == 2
    assert page.index('href="/results/3') < page.index('href="/results/2')


def test_the_latest_counts_leave_out_what_is_not_counted(client, make_result):
    make_result(url="https://example.com/a")
    make_result(status="failed", result_all=None)
    make_result(status="pending", result_all=None)
    make_result(url=None)

    assert client.get("/").text.count('class="name"') == 1


def test_the_example_shows_the_counts_of_its_words(client):
    page = client.get("/").text

    assert "<mark>page</mark><sup>4</sup>" in page.replace("\n", "")
