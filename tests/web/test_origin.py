import pytest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import create_environ, run_wsgi_app


@pytest.fixture
def served(app, monkeypatch):
    """A client of an application with these HOSTS, as in production."""

    def served(*hosts):
        monkeypatch.setitem(app.config, "HOSTS", frozenset(hosts))
        monkeypatch.setitem(app.config, "LOCAL_HOSTS", False)
        return app.test_client()

    return served


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:5000",
        "LOCALHOST.:5000",
        "words.localhost",
        "127.0.0.1:5000",
        "192.0.2.7",
        "[::1]:5000",
        "[2001:db8::1]",
    ],
)
def test_development_serves_localhost_and_addresses(host, client):
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example:5000", "localhost.evil.example", "notlocalhost"],
)
@pytest.mark.parametrize("path", ["/", "/results.json", "/static/style.css", "/nothing/here"])
def test_another_name_that_leads_here_reads_nothing(host, path, client, make_result):
    make_result(title="Of the intranet")

    reply = client.get(path, headers={"Host": host, "Accept": "application/json"})

    assert reply.status_code == 421
    assert reply.json["error"]["code"] == "misdirected_request"
    assert "HOSTS" in reply.json["error"]["message"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
@pytest.mark.parametrize(
    "host",
    [
        *("", "a b", "[::1", "localhost:port", "user@localhost", "a/b", "?"),
        *(".", "..x", "x..y", "-.x", "x" * 64, "x." * 130, "xn--\x00"),
    ],
)
@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/csv"])
def test_a_malformed_host_is_refused(accept, host, method, client):
    reply = client.open("/results", method=method, headers={"Host": host, "Accept": accept})

    assert reply.status_code in (400, 421)
    assert reply.mimetype == accept


PAGE = "url=http://a.example/"


@pytest.mark.parametrize(
    "path",
    ["/", "/results", "/results.json", "/results/1", f"/pages?{PAGE}", f"/pages.atom?{PAGE}"],
)
def test_a_host_that_cannot_be_decoded_is_served(path, served, make_result):
    make_result(url="http://a.example/")
    app = served("xn--a").application
    environ = create_environ(path, headers={"Host": "xn--a"})  # a test client would decode the host

    _, status, _ = run_wsgi_app(app, environ)

    assert status == "200 OK"


def test_production_serves_its_hosts_only(served):
    client = served("words.example", "192.0.2.7")

    def status(host):
        return client.get("/", headers={"Host": host}).status_code

    assert [status("Words.Example:443"), status("192.0.2.7")] == [200, 200]
    assert [status("localhost"), status("192.0.2.8"), status("a.words.example")] == [421] * 3


def test_production_without_hosts_serves_any(served):
    assert served("*").get("/", headers={"Host": "any.example"}).status_code == 200


def test_a_load_balancer_may_ask_for_health_by_any_name(served):
    reply = served("words.example").get("/health", headers={"Host": "10.0.0.7:5000"})

    assert reply.status_code == 200


POSTS = [("/results", {"text": "a"}), ("/watches", {"url": "https://a.example", "every": "day"})]


@pytest.mark.parametrize(("path", "fields"), POSTS, ids=["results", "watches"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="cross-site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="same site"),
        pytest.param({"Sec-Fetch-Site": ""}, id="empty"),
        pytest.param({"Sec-Fetch-Site": "same-origin, cross-site"}, id="two"),
        pytest.param({"Origin": "https://evil.example"}, id="origin"),
        pytest.param({"Origin": "null"}, id="null"),
        pytest.param({"Origin": "http://localhost:81"}, id="another port"),
        pytest.param({"Origin": "https://localhost"}, id="another scheme"),
        pytest.param({"Origin": "http://localhost:443"}, id="the port of another scheme"),
        pytest.param({"Origin": "http://localhost.evil.example"}, id="a longer name"),
        pytest.param({"Origin": "file://localhost"}, id="file"),
        pytest.param({"Origin": "http://["}, id="malformed"),
        pytest.param(
            {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, id="contradiction"
        ),
    ],
)
def test_another_site_cannot_send_for_a_visitor(path, fields, headers, client):
    reply = client.post(path, json=fields, headers=headers)

    assert reply.status_code == 403
    assert reply.json["error"]["code"] == "forbidden"
    assert client.get("/results.json").json["results"] == []


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="program"),
        pytest.param({"Sec-Fetch-Site": "same-origin"}, id="our page"),
        pytest.param({"Sec-Fetch-Site": "none"}, id="typed"),
        pytest.param({"Origin": "http://localhost"}, id="older browser"),
        pytest.param({"Origin": "http://localhost:80"}, id="default port"),
    ],
)
def test_our_pages_and_programs_can_send(headers, client):
    assert client.post("/results", data={"text": "a"}, headers=headers).status_code == 303


@pytest.fixture
def send_from(app, served, monkeypatch):
    """The status of a form that a page of `origin` sends to words.example, behind such a proxy."""

    def send_from(origin, forwarded=None, proxies=1):
        client = served("words.example", "www.words.example")
        monkeypatch.setitem(app.config, "TRUSTED_PROXIES", proxies)
        monkeypatch.setattr(app, "wsgi_app", ProxyFix(app.wsgi_app, x_for=1, x_proto=1))
        headers = {"Host": "words.example", "Origin": origin}
        headers |= {"X-Forwarded-Proto": forwarded} if forwarded else {}
        return client.post("/results", data={"text": "a"}, headers=headers).status_code

    return send_from


@pytest.mark.parametrize(
    ("origin", "forwarded"),
    [
        pytest.param("https://words.example", "https", id="TLS"),
        pytest.param("https://words.example:443", "https", id="default port"),
        pytest.param("http://words.example", "http", id="no TLS"),
        pytest.param("https://words.example", None, id="a proxy that does not say"),
        pytest.param("https://www.words.example", "https", id="another of our hosts"),
    ],
)
def test_our_pages_can_send_behind_a_proxy(origin, forwarded, send_from):
    assert send_from(origin, forwarded) == 303


@pytest.mark.parametrize(
    ("origin", "forwarded"),
    [
        pytest.param("http://words.example", "https", id="another scheme"),
        pytest.param("http://www.words.example", "https", id="another scheme of another host"),
        pytest.param("https://words.example:8443", "https", id="another port"),
        pytest.param("https://www.words.example:8443", "https", id="another port of another host"),
        pytest.param("https://words.example:80", "https", id="the port of another scheme"),
        pytest.param("https://words.example:8443", None, id="a proxy that does not say"),
    ],
)
def test_another_port_or_scheme_is_another_site(origin, forwarded, send_from):
    assert send_from(origin, forwarded) == 403


def test_another_site_can_link_to_us_and_embed_nothing(client):
    reply = client.get("/", headers={"Sec-Fetch-Site": "cross-site"})

    assert reply.status_code == 200
    assert reply.headers["Cross-Origin-Resource-Policy"] == "same-origin"
