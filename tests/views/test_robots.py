from urllib.parse import quote

import pytest

META = '<meta name="robots" content="noindex">'


def is_disallowed(rules, path):
    """Whether a rule of robots.txt matches, as RFC 9309 and `$` define it."""
    for rule in rules:
        *parts, last = rule.removesuffix("$").split("*")
        position = 0
        for number, part in enumerate([*parts, last]):
            found = path.find(part, position)
            if found < 0 or (number == 0 and found > 0):
                break
            position = found + len(part)
        else:
            if not rule.endswith("$") or path.endswith(last):
                return True
    return False


@pytest.fixture
def rules(client):
    reply = client.get("/robots.txt")
    assert (reply.status_code, reply.mimetype) == (200, "text/plain")
    first, *lines, _ = reply.text.splitlines()
    assert first == "User-agent: *"
    return [line.removeprefix("Disallow: ") for line in lines]


@pytest.mark.parametrize(
    "path",
    [
        "/results/7/words",
        "/results/7/contexts?word=a",
        "/results/7.json",
        "/compare?a=1&b=2",
        "/search?word=a",
    ],
)
def test_robots_do_not_crawl_what_is_made_of_results(path, rules):
    assert is_disallowed(rules, path)


@pytest.mark.parametrize("path", ["/", "/results", "/results/7", "/pages?url=a"])
def test_robots_may_crawl_pages_and_learn_what_not_to_index(path, rules):
    assert not is_disallowed(rules, path)


@pytest.mark.parametrize("status", ["done", "pending", "failed"])
def test_a_text_stays_out_of_search_engines(status, client, make_result):
    id = make_result(url=None, text="the cat", status=status).id

    page = client.get(f"/results/{id}")

    assert META in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    "view", [".json", ".csv", "/words", "/cloud", "/phrases", "/vocabulary", "/contexts?word=cat"]
)
def test_no_view_of_a_text_is_indexed(view, client, make_result):
    id = make_result(url=None, text="the cat").id

    reply = client.get(f"/results/{id}{view}")

    assert (reply.status_code, reply.headers["X-Robots-Tag"]) == (200, "noindex")


def test_the_page_of_an_address_may_be_indexed(client, make_result):
    result = make_result(url="https://example.com/")

    for path in ("/", "/results", f"/results/{result.id}", f"/pages?url={quote(result.url)}"):
        page = client.get(path)
        assert (page.status_code, META in page.text) == (200, False)
        assert "X-Robots-Tag" not in page.headers


@pytest.mark.parametrize("path", ["/Buy%20cheap%20watches", "/World", "/?url=buy.example"])
def test_words_of_the_address_are_not_indexed(path, client):
    page = client.get(path)

    assert (page.status_code, META in page.text) == (200, True)
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_an_error_is_not_indexed(client):
    assert client.get("/results/7").headers["X-Robots-Tag"] == "noindex"


def test_the_site_map_has_the_pages_that_were_counted(client, make_result):
    make_result(url="https://example.com/")
    make_result(url=None, text="secret")

    reply = client.get("/sitemap.xml")

    assert reply.mimetype == "application/xml"
    assert "<loc>http://localhost/results/1</loc>" in reply.text
    assert "/results/2" not in reply.text
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text


@pytest.mark.parametrize("path", ["/.well-known/security.txt", "/.well-known", "/.env"])
def test_a_hidden_file_is_no_name(path, client):
    assert client.get(path).status_code == 404
