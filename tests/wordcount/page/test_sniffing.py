import bz2
import gzip
import lzma
import random
import zlib

import pytest

from wordcount.errors import NotText
from wordcount.page.page import parse_page
from wordcount.page.sniffing import find_type

PAGE = "".join(random.Random(7).choices("abcdefghij <>/=\n", k=6_000)).encode()


@pytest.mark.parametrize("content_type", ["text/html", "text/xml", "text/css"])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(gzip.compress(PAGE), id="gzip"),
        pytest.param(gzip.compress(b"<p>x"), id="a short page in gzip"),
        pytest.param(zlib.compress(PAGE), id="deflate"),
        pytest.param(bz2.compress(PAGE), id="bzip2"),
        pytest.param(lzma.compress(PAGE), id="xz"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type /Catalog>>", id="PDF"),
        pytest.param(b"%!PS-Adobe-3.0\n(Hello) show", id="PostScript"),
        pytest.param(b"PK\x03\x04\x14" + b"\0" * 9 + random.Random(1).randbytes(500), id="zip"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0", id="PNG"),
        pytest.param(b"page.html" + b"\0" * 91 + b"0000644\0" * 3 + b"\0" * 300, id="tar"),
    ],
)
def test_bytes_that_are_no_text_are_rejected_whatever_their_type(body, content_type):
    with pytest.raises(NotText):
        parse_page(body, content_type)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<p>one\0 two\x01 three\x0b", id="a few binary bytes"),
        pytest.param(b"<p>one" + b"\x1b$B" + b"two", id="an escape"),
        pytest.param(b"<p>one %PDF-1.7 two", id="a signature within the text"),
        pytest.param("<p>één".encode("utf-16"), id="UTF-16"),
    ],
)
def test_text_with_unusual_bytes_is_counted(body):
    assert parse_page(body, "text/html").text


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("<Name> says hello", "text/plain"),
        ("<ann@example.com> wrote", "text/plain"),
        ("a <b>c</b>", "text/plain"),
        ("<3 you", "text/plain"),
        ("\n <!DOCTYPE html><p>x", "text/html"),
        ("<!-- x --><p>y", "text/html"),
        ("<P CLASS=x>y", "text/html"),
        ("<?xml version='1.0'?><a>x</a>", "text/xml"),
        ("<rss><channel/></rss>", "text/xml"),
        ("<Name>Ann</Name>\n", "text/xml"),
        ("", "text/plain"),
    ],
)
def test_the_type_of_text_is_found_by_its_first_tag(text, media_type):
    assert find_type(text) == media_type
