import re

import pytest
from servers import Reply, raw_server
from warcs import response, write_warc

from wordcount.crawl import source
from wordcount.crawl.archive import pages_of
from wordcount.crawl.source import Archive, ArchiveUnreadable

CONTENT = bytes(range(256)) * 2_000


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(source, "RETRY_PAUSE", 0.001)


def receive_request(connection):
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    return received.decode()


def test_a_warc_is_read_from_a_web_server(site, tmp_path):
    warc = write_warc(tmp_path / "pages.warc.gz", [response(b"<p>one"), response(b"<p>two")])
    site.pages["/a.warc.gz"] = Reply(
        (tmp_path / warc).read_bytes(), content_type="application/gzip"
    )

    assert [page.body for page in pages_of(site.url("/a.warc.gz"))] == [b"<p>one", b"<p>two"]


def test_a_broken_connection_is_resumed_where_it_broke():
    ranges = []

    def serve(connection):
        found = re.search(r"Range: bytes=(\d+)-", receive_request(connection), re.IGNORECASE)
        start = int(found[1]) if found else 0
        ranges.append(start)
        status = "206 Partial Content" if found else "200 OK"
        head = f"HTTP/1.1 {status}\r\nETag: 1\r\nContent-Length: {len(CONTENT) - start}\r\n\r\n"
        connection.sendall(head.encode() + CONTENT[start : start + 200_000])

    with raw_server(serve) as port, Archive(f"http://127.0.0.1:{port}/a.warc") as archive:
        received = b"".join(iter(lambda: archive.read(50_000), b""))

    assert received == CONTENT
    assert archive.size == len(CONTENT)
    assert len(ranges) == 3


def test_a_warc_that_changes_while_it_is_read_cannot_be_read():
    versions = iter(["1", "2"])

    def serve(connection):
        status = "206" if "Range:" in receive_request(connection) else "200"
        head = f"HTTP/1.1 {status} So\r\nETag: {next(versions)}\r\nContent-Length: 100000\r\n\r\n"
        connection.sendall(head.encode() + CONTENT[:70_000])

    with raw_server(serve) as port, Archive(f"http://127.0.0.1:{port}/a.warc") as archive:
        archive.read(70_000)
        with pytest.raises(ArchiveUnreadable, match="changed"):
            archive.read(60_000)


@pytest.mark.parametrize(("status", "requests"), [(404, 1), (403, 1), (503, 6)])
def test_a_server_that_refuses_is_asked_again_only_if_it_may_help(site, status, requests):
    site.pages["/a.warc"] = Reply(b"", status=status)

    with pytest.raises(ArchiveUnreadable, match=f"answered {status}"):
        Archive(site.url("/a.warc"))

    assert site.requests == ["/a.warc"] * requests
