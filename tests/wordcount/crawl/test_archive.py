import base64
import gzip
import random
from datetime import UTC, datetime

import brotli
import pytest
from warcs import response, write_warc

from wordcount.crawl.archive import BROKEN_ARCHIVE, ArchiveUnreadable, pages_of

PAGE = "<p>Zwölf Boxkämpfer".encode()
LONG_PAGE = base64.b64encode(random.Random(1).randbytes(9_000))


def read(address):
    """What is in a WARC: the body of each page, or the code of its error."""
    return [page.error or page.body for page in pages_of(address)]


@pytest.mark.parametrize("name", ["pages.warc", "pages.warc.gz", "pages.warc.zst"])
def test_pages_are_read_from_each_kind_of_warc(make_warc, name):
    warc = make_warc(response(PAGE), response(b"<p>Two", "http://two.example/"), name=name)

    first, second = pages_of(warc)

    assert (first.url, first.content_type, first.body) == (
        "https://example.com/",
        "text/html",
        PAGE,
    )
    assert first.date == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert (second.url, second.body) == ("http://two.example/", b"<p>Two")


def test_a_warc_that_is_compressed_as_a_whole_is_read(tmp_path):
    warc = tmp_path / "whole.warc.gz"
    warc.write_bytes(gzip.compress(response(PAGE) * 3))

    assert read(str(warc)) == [PAGE] * 3


@pytest.mark.parametrize(
    "content_type",
    ["text/html; charset=utf-8", "TEXT/HTML", "application/xhtml+xml", "text/plain", None],
)
def test_html_xhtml_and_text_are_pages(make_warc, content_type):
    [page] = pages_of(make_warc(response(PAGE, content_type=content_type)))

    assert (page.content_type, page.body) == (content_type, PAGE)


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(response(PAGE, content_type="image/png"), id="a picture"),
        pytest.param(response(PAGE, content_type="application/json"), id="JSON"),
        pytest.param(response(b"\x89PNG\x00\x01", content_type=None), id="bytes without a type"),
        pytest.param(response(PAGE, status=404), id="not found"),
        pytest.param(response(PAGE, status=301), id="a redirect"),
        pytest.param(response(PAGE, kind="request"), id="a request"),
        pytest.param(response(PAGE, kind="revisit"), id="a revisit"),
        pytest.param(response(PAGE, kind="metadata"), id="metadata"),
    ],
)
def test_other_records_are_no_pages(make_warc, record):
    assert read(make_warc(record, response(b"<p>next"))) == [b"<p>next"]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(gzip.compress(PAGE), "Content-Encoding: gzip\r\n", id="gzip"),
        pytest.param(brotli.compress(PAGE), "Content-Encoding: br\r\n", id="brotli"),
        pytest.param(
            b"5\r\n<p>Zw\r\n10\r\n" + PAGE[5:] + b"\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n",
            id="chunked",
        ),
        pytest.param(PAGE, "Content-Encoding: gzip\r\n", id="named gzip, but stored decoded"),
        pytest.param(PAGE, "Content-Encoding: br\r\n", id="named brotli, but stored decoded"),
        pytest.param(PAGE, "Transfer-Encoding: chunked\r\n", id="named chunked, but stored joined"),
        pytest.param(PAGE, "Content-Encoding: identity\r\n", id="identity"),
    ],
)
def test_encodings_of_http_are_undone(make_warc, body, headers):
    assert read(make_warc(response(body, headers=headers))) == [PAGE]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        pytest.param(
            response(gzip.compress(bytes(20_000_000)), headers="Content-Encoding: gzip\r\n"),
            "too_large",
            id="a bomb in gzip",
        ),
        pytest.param(response(b"a " * 5_000_001), "too_large", id="too large"),
        pytest.param(
            response(gzip.compress(PAGE)[:-9], headers="Content-Encoding: gzip\r\n"),
            "broken_reply",
            id="half of gzip",
        ),
        pytest.param(
            response(b"ff\r\n<p>", headers="Transfer-Encoding: chunked\r\n"),
            "broken_reply",
            id="half of a chunk",
        ),
        pytest.param(
            response(PAGE, headers=f"X: {'y' * 100_000}\r\n"), "broken_reply", id="header"
        ),
    ],
)
def test_a_page_that_cannot_be_read_is_an_error_of_its_own(make_warc, record, code):
    warc = make_warc(record, response(PAGE, "http://next.example/"))

    broken, following = pages_of(warc)

    assert (broken.url, broken.error, broken.body) == ("https://example.com/", code, b"")
    assert (following.url, following.body) == ("http://next.example/", PAGE)


@pytest.mark.parametrize("length", [10, -1, 5_000], ids=["short", "negative", "long"])
def test_a_record_with_a_wrong_length_does_not_end_the_run(make_warc, length):
    warc = make_warc(response(b"<p>one"), response(b"<p>two", length=length), response(b"<p>three"))

    found = read(warc)

    assert found[0] == b"<p>one"
    assert found[-1] in (b"<p>three", BROKEN_ARCHIVE)


@pytest.mark.parametrize("name", ["pages.warc", "pages.warc.gz", "pages.warc.zst"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_warc_that_ends_early_says_so(tmp_path, make_warc, name, share):
    whole = (tmp_path / make_warc(response(LONG_PAGE), name=name)).read_bytes()
    cut = tmp_path / f"cut-{name}"
    cut.write_bytes(whole + whole[: int(len(whole) * share)])

    found = list(pages_of(str(cut)))

    assert found[0].body == LONG_PAGE
    assert (found[-1].error, found[-1].url) == (BROKEN_ARCHIVE, str(cut))


@pytest.mark.parametrize(
    "content",
    [b"", b"<p>no WARC", gzip.compress(b"no WARC"), b"\x1f\x8b\x08nothing", bytes(10_000)],
    ids=["empty", "a page", "gzip", "broken gzip", "zeros"],
)
def test_a_file_that_is_no_warc_says_so(tmp_path, content):
    (tmp_path / "pages.warc.gz").write_bytes(content)

    assert read(str(tmp_path / "pages.warc.gz")) == [BROKEN_ARCHIVE]


def test_a_damaged_record_keeps_the_pages_before_it(tmp_path):
    records = [gzip.compress(response(LONG_PAGE, f"http://{n}.example/")) for n in range(3)]
    middle = len(records[0]) + len(records[1]) // 2
    content = bytearray(b"".join(records))
    content[middle : middle + 8] = bytes(8)
    (tmp_path / "pages.warc.gz").write_bytes(content)

    found = list(pages_of(str(tmp_path / "pages.warc.gz")))

    assert found[0].body == LONG_PAGE
    assert found[-1].error == BROKEN_ARCHIVE


def test_a_date_that_is_none_is_left_out(make_warc):
    [page] = pages_of(make_warc(response(PAGE, date="yesterday")))

    assert (page.date, page.body) == (None, PAGE)


def test_a_warc_that_does_not_exist_cannot_be_read(tmp_path):
    with pytest.raises(ArchiveUnreadable, match="none.warc.gz: No such file"):
        read(str(tmp_path / "none.warc.gz"))


def test_an_address_of_a_file_system_is_read(tmp_path, make_warc):
    assert read("file://" + make_warc(response(PAGE))) == [PAGE]


def test_an_unknown_kind_of_address_cannot_be_read():
    with pytest.raises(ArchiveUnreadable, match="gopher://example.com/a.warc"):
        read("gopher://example.com/a.warc")


def test_write_warc_compresses_each_record(tmp_path):
    warc = write_warc(tmp_path / "pages.warc.gz", [response(PAGE)] * 2)

    assert gzip.decompress((tmp_path / "pages.warc.gz").read_bytes()) == response(PAGE) * 2
    assert read(warc) == [PAGE] * 2
