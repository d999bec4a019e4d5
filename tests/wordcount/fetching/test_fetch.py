"""Fetching from real servers on 127.0.0.1: pages, redirects, limits and failures."""

import gzip
import http.client
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from email.utils import formatdate
from ipaddress import IPv4Address
from pathlib import Path
from typing import IO

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
import trustme
from patience import PATIENCE
from servers import Reply, Site, raw_server
from urllib3.exceptions import HTTPError

from wordcount import errors
from wordcount.fetching import response, sockets
from wordcount.fetching.deadline import Deadline
from wordcount.fetching.decompress import MAX_PAGE_BYTES, STREAMS, zstd
from wordcount.fetching.fetch import FetchedPage, fetch
from wordcount.fetching.slots import ConnectionSlots
from wordcount.fetching.translate import translate_errors
from wordcount.page.refresh import find_refresh

PUBLIC = "93.184.216.34"
LIBRARIES = {"builtins", "socket", "ssl", "http", "urllib3"}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def fetch_from(site: Site, path: str = "/") -> FetchedPage:
    return fetch(site.url(path), {("127.0.0.1", site.port)}, deadline=PATIENCE)


def fetch_raw(behave: Callable[[socket.socket], None], deadline: float = PATIENCE) -> FetchedPage:
    """Fetch from a server that calls `behave` after it has received the request."""

    def answer(sock: socket.socket) -> None:
        sock.recv(65_536)
        behave(sock)

    with raw_server(answer) as port:
        return fetch(f"http://127.0.0.1:{port}/", {("127.0.0.1", port)}, deadline=deadline)


def resolving_to(*answers: str) -> Callable[..., list[tuple[object, ...]]]:
    """Return a replacement for getaddrinfo, which would need the internet."""
    return lambda host, port, **_: [(0, 0, 0, "", (answer, port)) for answer in answers]


# Pages


def test_fetch_returns_a_page(site: Site) -> None:
    site.pages["/page?q=1"] = b"<p>Hello"

    page = fetch(site.url("/page?q=1#part"), {("127.0.0.1", site.port)})

    url = site.url("/page?q=1")
    assert page == FetchedPage(url, url, 200, "text/html; charset=utf-8", b"<p>Hello")


def test_fetch_sends_only_its_own_headers(site: Site) -> None:
    site.pages["/"] = Reply(b"", headers={"Set-Cookie": "a=b"})

    fetch_from(site)
    fetch_from(site)

    assert site.headers[1] == {
        "Host": f"127.0.0.1:{site.port}",
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "User-Agent": "wordcount",
        "Accept": (
            "text/html, application/xhtml+xml, text/plain;q=0.9, application/xml;q=0.8, "
            "application/pdf;q=0.7, application/epub+zip;q=0.7, */*;q=0.1"
        ),
        "Connection": "close",
    }


@pytest.mark.parametrize("scheme", ["http://", "https://", ""])
def test_fetch_never_sends_or_repeats_a_password(site: Site, scheme: str) -> None:
    with pytest.raises(errors.InvalidURL) as refused:
        fetch(f"{scheme}someone:secret@127.0.0.1:{site.port}/", {("127.0.0.1", site.port)})

    assert "secret" not in str(refused.value)
    assert site.requests == []


def test_fetch_uses_no_proxy(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.pages["/"] = b"direct"

    assert fetch_from(site).body == b"direct"


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstd.compress),
        ("identity", bytes),
        ("deflate, gzip", lambda body: gzip.compress(zlib.compress(body))),
    ],
)
def test_fetch_decompresses_a_page(
    site: Site, encoding: str, compress: Callable[[bytes], bytes]
) -> None:
    site.pages["/"] = Reply(compress(b"word " * 30_000), headers={"Content-Encoding": encoding})

    assert fetch_from(site).body == b"word " * 30_000


@pytest.mark.parametrize(
    "content_type",
    [
        "TEXT/HTML",
        "application/xhtml+xml",
        "text/plain; charset=euc-kr",
        "application/rss+xml",
        "image/png, text/html",
        "text/html, nonsense",
        "text/html charset=utf-8",
    ],
)
def test_fetch_accepts_text(site: Site, content_type: str) -> None:
    site.pages["/"] = Reply(b"text", content_type=content_type)

    assert fetch_from(site).content_type == content_type


@pytest.mark.parametrize(
    "content_type", ["image/png", "text/html, application/json", "image/svg+xml"]
)
def test_fetch_rejects_types_that_are_not_text(site: Site, content_type: str) -> None:
    site.pages["/"] = Reply(b"text", content_type=content_type)

    with pytest.raises(errors.NotText):
        fetch_from(site)


@pytest.mark.parametrize(
    ("path", "content_type", "disposition"),
    [
        ("/a", "application/pdf", None),
        ("/a", "application/epub+zip", None),
        ("/a", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", None),
        ("/a", "application/vnd.oasis.opendocument.text", None),
        ("/a.PDF?download=1", "application/octet-stream", None),
        ("/a", "binary/octet-stream", 'attachment; filename="a report.docx"'),
        ("/a.epub", "application/zip", None),
    ],
)
def test_fetch_accepts_documents(
    site: Site, path: str, content_type: str, disposition: str | None
) -> None:
    headers = {"Content-Disposition": disposition} if disposition else {}
    site.pages[path] = Reply(b"data", content_type=content_type, headers=headers)

    assert fetch(site.url(path), {("127.0.0.1", site.port)}).body == b"data"


@pytest.mark.parametrize("path", ["/a", "/a.zip", "/a.pdf.exe", "/a?b.pdfs"])
def test_fetch_rejects_data_that_nothing_says_to_be_a_document(site: Site, path: str) -> None:
    site.pages[path] = Reply(b"data", content_type="application/octet-stream")

    with pytest.raises(errors.NotText):
        fetch(site.url(path), {("127.0.0.1", site.port)})


@pytest.mark.parametrize(
    "body", [b"", "민지".encode(), "민지".encode("utf-16"), b"%PDF-1.7", b"PK\3\4"]
)
def test_fetch_accepts_text_without_a_type(site: Site, body: bytes) -> None:
    site.pages["/"] = Reply(body, content_type=None)

    assert fetch_from(site) == FetchedPage(site.url(), site.url(), 200, None, body)


@pytest.mark.parametrize("body", [b"\x89PNG\r\n\x1a\n", b"%!PS-Adobe-3", b"a" * 1_000 + b"\x00"])
def test_fetch_rejects_binary_data_without_a_type(site: Site, body: bytes) -> None:
    site.pages["/"] = Reply(body, content_type=None)

    with pytest.raises(errors.NotText):
        fetch_from(site)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (404, "That server answered 404 Not Found instead of a page. Check the address."),
        (503, "That server answered 503 Service Unavailable instead of a page. Try again later."),
        (599, "That server answered 599 instead of a page. Try again later."),
        (204, "That server answered 204 No Content instead of a page. Check the address."),
        (302, "That server answered 302 Found instead of a page. Check the address."),
    ],
)
def test_fetch_reports_an_error_status(site: Site, status: int, sentence: str) -> None:
    site.pages["/"] = Reply(status=status)

    with pytest.raises(errors.HTTPStatus) as raised:
        fetch_from(site)

    assert str(raised.value) == sentence


# Redirects


def redirect(location: str, body: bytes = b"") -> Reply:
    return Reply(body, status=302, headers={"Location": location})


def test_fetch_follows_five_redirects(site: Site) -> None:
    for step in range(5):
        site.pages[f"/{step}"] = redirect(f"/{step + 1}")
    site.pages["/5"] = b"arrived"

    page = fetch_from(site, "/0")

    assert (page.address, page.url) == (site.url("/0"), site.url("/5"))
    assert page.body == b"arrived"


def test_fetch_writes_the_page_to_a_file(site: Site, tmp_path: Path) -> None:
    site.pages["/0"] = redirect("/1", b"not this")
    site.pages["/1"] = b"arrived"

    with (tmp_path / "page").open("w+b") as file:
        page = fetch(site.url("/0"), {("127.0.0.1", site.port)}, into=file)

    assert (tmp_path / "page").read_bytes() == b"arrived"
    assert page.body == b""


def test_fetch_rejects_the_sixth_redirect(site: Site) -> None:
    site.pages["/"] = redirect("/")

    with pytest.raises(errors.TooManyRedirects):
        fetch_from(site)

    assert len(site.requests) == 6


@pytest.mark.parametrize(("path", "was_asked"), [("/", True), ("/busy", False)])
def test_fetch_says_whether_it_asked_before_it_met_a_busy_server(
    site: Site, path: str, was_asked: bool
) -> None:
    site.pages["/"] = redirect(f"http://127.0.0.2:{site.port}/busy")
    host = "127.0.0.1" if was_asked else "127.0.0.2"
    slots = ConnectionSlots(per_address=1)
    slots.acquire(IPv4Address("127.0.0.2"))

    with pytest.raises(errors.ServerBusy) as raised:
        fetch(
            site.url(path, host),
            {("127.0.0.1", site.port), ("127.0.0.2", site.port)},
            slots=slots,
        )

    assert raised.value.was_asked == was_asked
    assert len(site.requests) == was_asked


def test_fetch_does_not_read_the_body_of_a_redirect(site: Site) -> None:
    site.pages["/"] = redirect("/page", body=b"a" * 2 * MAX_PAGE_BYTES)
    site.pages["/page"] = b"arrived"

    assert fetch_from(site).body == b"arrived"


def test_fetch_decodes_a_location_as_utf_8_with_spaces(site: Site) -> None:
    site.pages["/"] = redirect("/민 지".encode().decode("latin-1"))
    site.pages["/%EB%AF%BC%20%EC%A7%80"] = b"arrived"

    assert fetch_from(site).body == b"arrived"


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://169.254.169.254/", errors.RefusedAddress),
        ("http://127.0.0.1:9/", errors.RefusedAddress),
        ("//[::1]/", errors.RefusedAddress),
        ("file:///etc/passwd", errors.BrokenReply),
        ("http://user@example.com/", errors.BrokenReply),
        ("http://[bad", errors.BrokenReply),
        ("/\\example.com", errors.BrokenReply),
        ("example.com:80/", errors.BrokenReply),
    ],
)
def test_fetch_checks_the_target_of_a_redirect(
    site: Site, location: str, error: type[Exception]
) -> None:
    site.pages["/"] = redirect(location)

    with pytest.raises(error):
        fetch_from(site)

    assert site.requests == ["/"]


def test_fetch_names_the_refused_target_of_a_redirect(site: Site) -> None:
    site.pages["/"] = redirect("http://printer.local/")

    with pytest.raises(errors.RefusedAddress) as refused:
        fetch_from(site)

    assert str(refused.value) == (
        "That page redirects to another address. "
        "“printer.local” is a name on a local network, so it is not fetched."
    )


def test_fetch_does_not_follow_a_redirect_to_an_allowed_host_on_another_port(site: Site) -> None:
    with Site() as other:
        site.pages["/"] = redirect(other.url())

        with pytest.raises(errors.RefusedAddress):
            fetch_from(site)

    assert other.requests == []


# Refreshes: redirects that are in a page


def refresh(target: str) -> bytes:
    return f"<meta http-equiv=refresh content='0; url={target}'>before".encode()


def fetch_with_refresh(site: Site, into: IO[bytes] | None = None) -> FetchedPage:
    def find(file: IO[bytes], content_type: str | None, url: str) -> str | None:
        file.seek(0)
        return find_refresh(file.read(), content_type, url)

    return fetch(site.url(), {("127.0.0.1", site.port)}, into=into, find_refresh=find)


def test_fetch_follows_a_refresh(site: Site, tmp_path: Path) -> None:
    site.pages["/"] = refresh("/page")
    site.pages["/page"] = b"arrived"

    with (tmp_path / "page").open("w+b") as file:
        assert fetch_with_refresh(site, file).url == site.url("/page")

    assert fetch_with_refresh(site).body == b"arrived"
    assert (tmp_path / "page").read_bytes() == b"arrived"


def test_fetch_alone_follows_no_refresh(site: Site) -> None:
    site.pages["/"] = refresh("/page")

    assert fetch_from(site).body.endswith(b"before")


def test_refreshes_and_redirects_have_one_limit(site: Site) -> None:
    site.pages["/"] = redirect("/a")
    site.pages["/a"] = refresh("/")

    with pytest.raises(errors.TooManyRedirects):
        fetch_with_refresh(site)

    assert len(site.requests) == 6


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:9/", "http://169.254.169.254/", "//[::1]/", "http://printer.local"]
)
def test_fetch_checks_the_target_of_a_refresh(site: Site, target: str) -> None:
    site.pages["/"] = refresh(target)

    with pytest.raises(errors.RefusedAddress):
        fetch_with_refresh(site)

    assert site.requests == ["/"]


@pytest.mark.parametrize(
    "target",
    ["", "/", "#part", "javascript:alert(1)", "file:///etc/passwd", "data:,x", "http://[x"],
)
def test_fetch_stays_on_a_page_where_a_browser_would(site: Site, target: str) -> None:
    site.pages["/"] = refresh(target)

    assert fetch_with_refresh(site).body.endswith(b"before")
    assert site.requests == ["/"]


# Names


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], [PUBLIC, "127.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1%1"]]
)
def test_fetch_refuses_a_name_with_any_private_address(
    monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolving_to(*answers))

    with pytest.raises(errors.RefusedAddress):
        fetch("http://rebinding.example/")


def test_fetch_resolves_a_name_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.pages["/"] = b"the first answer"
    answers = iter(["127.0.0.1"])
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *given, **_: resolving_to(next(answers))(*given)
    )

    page = fetch(f"http://rebinding.example:{site.port}/", {("rebinding.example", site.port)})

    assert page.body == b"the first answer"


def test_fetch_sends_the_name_of_an_allowed_host(site: Site) -> None:
    site.pages["/"] = b"local"

    page = fetch(f"http://localhost:{site.port}/", {("localhost", site.port)})

    assert page.body == b"local"
    assert site.headers[0]["Host"] == f"localhost:{site.port}"


@pytest.mark.parametrize("number", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_fetch_reports_an_unknown_host(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise socket.gaierror(number, "")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    with pytest.raises(errors.UnknownHost):
        fetch("http://nowhere.example/")


def test_fetch_does_not_wait_for_a_hanging_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def hang(*arguments: object, **options: object) -> None:
        over.wait(5)
        raise socket.gaierror(socket.EAI_AGAIN, "")

    monkeypatch.setattr(socket, "getaddrinfo", hang)

    with pytest.raises(errors.Timeout):
        fetch("http://slow.example/", deadline=0.1)

    assert not over.is_set()
    over.set()


# Without a scheme, and TLS


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A certificate for localhost, issued by an authority that this machine trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    sockets.tls_context.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    yield context
    sockets.tls_context.cache_clear()


@pytest.fixture
def secure_site(certificate: ssl.SSLContext) -> Iterator[Site]:
    with Site(tls=certificate) as site:
        yield site


def test_fetch_without_a_scheme_tries_https_first(secure_site: Site) -> None:
    secure_site.pages["/page"] = b"secure"
    port = secure_site.port

    page = fetch(f"localhost:{port}/page", {("localhost", port)})

    assert page.address == f"https://localhost:{port}/page"
    assert page.body == b"secure"


def test_fetch_without_a_scheme_falls_back_to_http(site: Site) -> None:
    site.pages["/page"] = b"plain"

    page = fetch(f"127.0.0.1:{site.port}/page", {("127.0.0.1", site.port)})

    assert page.address == site.url("/page")
    assert page.body == b"plain"


def test_fetch_rejects_a_certificate_for_another_name(secure_site: Site) -> None:
    with pytest.raises(errors.BrokenReply, match="certificate"):
        fetch_from(secure_site)

    assert secure_site.requests == []


def test_fetch_does_not_fall_back_to_http_after_an_invalid_certificate(secure_site: Site) -> None:
    port = secure_site.port

    with pytest.raises(errors.BrokenReply, match="certificate"):
        fetch(f"127.0.0.1:{port}/", {("127.0.0.1", port)})

    assert secure_site.requests == []


def test_fetch_reports_a_server_without_https(site: Site) -> None:
    with pytest.raises(errors.NoAnswer, match="secure"):
        fetch(f"https://127.0.0.1:{site.port}/", {("127.0.0.1", site.port)})


def test_fetch_reports_a_refused_connection() -> None:
    with raw_server(socket.socket.close) as port:
        pass

    with pytest.raises(errors.NoAnswer):
        fetch(f"127.0.0.1:{port}", {("127.0.0.1", port)})


# Limits and broken replies


def test_fetch_accepts_pages_up_to_the_size_limit(site: Site) -> None:
    site.pages["/fits"] = b"a" * MAX_PAGE_BYTES
    site.pages["/over"] = b"a" * (MAX_PAGE_BYTES + 1)

    assert len(fetch_from(site, "/fits").body) == MAX_PAGE_BYTES
    with pytest.raises(errors.TooLarge):
        fetch_from(site, "/over")


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        ("gzip", gzip.compress),
        ("br", lambda body: brotli.compress(body, quality=1)),
        ("zstd", zstd.compress),
        ("gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
    ],
)
def test_fetch_stops_decompressing_a_bomb(
    site: Site, encoding: str, compress: Callable[[bytes], bytes]
) -> None:
    site.pages["/"] = Reply(compress(bytes(50_000_000)), headers={"Content-Encoding": encoding})

    with pytest.raises(errors.TooLarge):
        fetch_from(site)


def endless(head: bytes, again: bytes) -> Callable[[socket.socket], None]:
    """Send `head`, then `again` until the client disconnects."""

    def behave(sock: socket.socket) -> None:
        sock.sendall(head)
        while True:
            sock.sendall(again)

    return behave


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(endless(OK + b"\r\n", b"a" * 65_536), id="body"),
        pytest.param(
            endless(
                OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"x" * 60_000 + b"\r\na\r\n"
            ),
            id="chunk extensions",
        ),
    ],
)
def test_fetch_stops_receiving_an_endless_body(behave: Callable[[socket.socket], None]) -> None:
    with pytest.raises(errors.TooLarge):
        fetch_raw(behave)


def dripping(head: bytes) -> Callable[[socket.socket], None]:
    """Send `head`, then a byte every 20 ms until the client disconnects."""

    def behave(sock: socket.socket) -> None:
        sock.sendall(head)
        while True:
            time.sleep(0.02)
            sock.sendall(b"a")

    return behave


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"", id="status line"),
        pytest.param(OK + b"X: ", id="headers"),
        pytest.param(OK + b"\r\n", id="body of unknown length"),
        pytest.param(OK + b"Content-Length: 1000\r\n\r\n", id="body of known length"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n3e8\r\n", id="chunk"),
    ],
)
def test_fetch_cuts_a_dripping_reply_at_the_deadline(head: bytes) -> None:
    with pytest.raises(errors.Timeout, match=r"within 0\.2 seconds"):
        fetch_raw(dripping(head), deadline=0.2)


def test_fetch_cuts_a_dripping_handshake_at_the_deadline() -> None:
    # The header of a TLS record of 16 KB, whose bytes arrive slowly.
    with (
        raw_server(dripping(b"\x16\x03\x03\x40\x00")) as port,
        pytest.raises(errors.Timeout),
    ):
        fetch(f"https://127.0.0.1:{port}/", {("127.0.0.1", port)}, deadline=0.2)


@pytest.mark.parametrize(
    ("head", "again", "error"),
    [
        pytest.param(OK + b"\r\n", None, errors.Timeout, id="dripping"),
        pytest.param(OK + b"\r\n", b"a" * 9_999, errors.TooLarge, id="endless body"),
        pytest.param(OK, b"X: 1\r\n" * 999, errors.BrokenReply, id="endless headers"),
    ],
)
def test_the_limits_apply_over_tls(
    certificate: ssl.SSLContext, head: bytes, again: bytes | None, error: type[Exception]
) -> None:
    behave = dripping(head) if again is None else endless(head, again)

    def answer(sock: socket.socket) -> None:
        with certificate.wrap_socket(sock, server_side=True) as secure:
            secure.recv(65_536)
            behave(secure)

    with raw_server(answer) as port, pytest.raises(error):
        fetch(
            f"https://localhost:{port}/",
            {("localhost", port)},
            deadline=0.5 if again is None else PATIENCE,
        )


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"hello", id="HTTP/0.9"),
        pytest.param(b"HTTP/9.9 200 OK\r\n\r\n", id="unknown version"),
        pytest.param(b"HTTP/1.1 abc\r\n\r\n", id="status that is not a number"),
        pytest.param(OK + b"X: 1\r\n" * 100_000 + b"\r\n", id="100,000 headers"),
        pytest.param(OK + b"X: " + b"a" * 1_000_000 + b"\r\n\r\n", id="header of one megabyte"),
        pytest.param(OK + b"Content-Length: 9\r\n\r\nshort", id="closed early"),
        pytest.param(OK + b"Content-Length: 5, 6\r\n\r\nshort", id="two lengths"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", id="broken chunk size"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", id="broken chunk"),
        pytest.param(OK + b"Content-Encoding: gzip\r\n\r\nplain", id="not gzip"),
        pytest.param(OK + b"Content-Encoding: br\r\n\r\n\xff\xff\xff", id="not brotli"),
        pytest.param(OK + b"Content-Encoding: zstd\r\n\r\nplain", id="not zstd"),
        pytest.param(OK + b"Content-Encoding: compress\r\n\r\nplain", id="unknown encoding"),
        pytest.param(
            OK + b"Content-Encoding: " + b"gzip, " * 50 + b"gzip\r\n\r\n", id="nested encodings"
        ),
    ],
)
def test_fetch_reports_a_broken_reply(reply: bytes) -> None:
    with pytest.raises(errors.BrokenReply):
        fetch_raw(lambda sock: sock.sendall(reply))


def walk_subclasses(error: type[Exception]) -> Iterator[type[Exception]]:
    """Yield the class `error` and all of its subclasses."""
    yield error
    for kind in error.__subclasses__():
        yield from walk_subclasses(kind)


FOREIGN = {
    *walk_subclasses(HTTPError),
    *walk_subclasses(http.client.HTTPException),
    *walk_subclasses(OSError),
    *walk_subclasses(ssl.SSLError),
}


@pytest.mark.parametrize(
    "kind",
    sorted(
        (kind for kind in FOREIGN if kind.__module__.split(".")[0] in LIBRARIES),
        key=lambda kind: kind.__qualname__,
    ),
    ids=lambda kind: kind.__qualname__,
)
def test_every_library_error_is_translated(kind: type[Exception]) -> None:
    foreign = kind.__new__(kind)

    with pytest.raises(errors.PageError) as raised, translate_errors(Deadline(5)):
        raise foreign

    assert raised.value.code in {"no_answer", "broken_reply", "timeout", "unknown_host"}
    assert raised.value.__cause__ is foreign


# Retries


@pytest.mark.parametrize(
    ("status", "header", "seconds", "sentence"),
    [
        (429, "120", 120, "Try again in 120 seconds."),
        (503, "3600", 3600, "Try again in 60 minutes."),
        (503, " 7 ", 7, "Try again in 7 seconds."),
        (503, "9" * 5_000, 999_999_999, "Try again in 16,666,667 minutes."),
        (503, "Wed, 21 Oct 2015 07:28:00 GMT", 0, "Try again later."),
        (503, "soon", 0, "Try again later."),
        (503, "-1", 0, "Try again later."),
        (503, "", 0, "Try again later."),
        (404, "120", 0, "Check the address."),
    ],
)
def test_a_server_may_say_when_to_come_back(
    site: Site, status: int, header: str, seconds: float, sentence: str
) -> None:
    site.pages["/"] = Reply(status=status, headers={"Retry-After": header})

    with pytest.raises(errors.HTTPStatus, match=re.escape(sentence)) as raised:
        fetch_from(site)

    assert raised.value.retry_after == seconds


def test_a_server_may_name_the_time_to_come_back(site: Site) -> None:
    at = formatdate(time.time() + 90, usegmt=True)
    site.pages["/"] = Reply(status=503, headers={"Retry-After": at})

    with pytest.raises(errors.HTTPStatus, match="seconds") as raised:
        fetch_from(site)

    assert 60 < raised.value.retry_after <= 90


@pytest.mark.parametrize(("headers", "transient"), [({"Retry-After": "5"}, True), ({}, False)])
def test_a_crowded_server_is_asked_again_only_if_it_says_when(
    site: Site, headers: dict[str, str], transient: bool
) -> None:
    site.pages["/"] = Reply(status=429, headers=headers)

    with pytest.raises(errors.HTTPStatus) as raised:
        fetch_from(site)

    assert raised.value.transient is transient


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://example.com/", "mailto:a@b.example", "http://["]
)
def test_a_redirect_to_no_web_address_is_not_retried(site: Site, location: str) -> None:
    site.pages["/"] = Reply(status=302, headers={"Location": location})

    with pytest.raises(errors.BrokenReply) as raised:
        fetch_from(site)

    assert not raised.value.transient


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br", "br, gzip"])
def test_a_stalled_page_holds_no_large_decoder(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    for name in ("br", "zstd"):
        start, following = STREAMS[name]
        counted = lambda data, start=start: started.append(1) or start(data)  # noqa: E731  # a function of one line
        monkeypatch.setitem(STREAMS, name, (counted, following))
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n"

    def stall(sock: socket.socket) -> None:
        sock.sendall(f"{head}Content-Length: 100000\r\n\r\n".encode() + bytes(50_000))
        sock.recv(1)

    with pytest.raises(errors.Timeout):
        fetch_raw(stall, deadline=0.5)

    assert started == []


@pytest.mark.parametrize("encoding", ["br", "zstd"])
def test_few_large_decoders_work_at_a_time(
    encoding: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    compress = {"br": brotli.compress, "zstd": zstd.compress}[encoding]
    site.pages["/"] = Reply(compress(b"<p>Hello"), headers={"Content-Encoding": encoding})
    monkeypatch.setattr(response, "large_decoders", threading.BoundedSemaphore(1))

    with response.large_decoders, pytest.raises(errors.Timeout):
        fetch(site.url(), {("127.0.0.1", site.port)}, deadline=0.5)

    assert fetch_from(site).body == b"<p>Hello"
