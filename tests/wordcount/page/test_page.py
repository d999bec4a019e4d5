import contextlib
import time

import pytest

from wordcount.errors import NotText, TooLarge
from wordcount.page.page import parse_page

# Quadratic code takes at least half a minute for these inputs.
SECONDS = 20  # of CPU time; linear code takes less than one, on a machine that is not busy


@pytest.mark.parametrize(
    ("html", "title"),
    [
        pytest.param("<title> A &amp;\n b </title>", "A & b", id="in the head"),
        pytest.param("<body><p>x<title>late</title>", "late", id="in the body"),
        pytest.param("<body><svg><title>x</title></svg>", None, id="of a drawing"),
        pytest.param("<math><title>x</title></math><title>y</title>", "y", id="of a formula"),
        pytest.param("<template><title>x</title></template><title>y", "y", id="in a template"),
        pytest.param("<p>x", None, id="none"),
        pytest.param("<title>a</title><title>b</title>", "a", id="the first"),
        pytest.param("<title>a<b>c</b></title>", "a<b>c</b>", id="tags in it are text"),
        pytest.param("<title> &nbsp; </title>", None, id="nothing but white space"),
    ],
)
def test_the_title_is_that_of_the_page(html, title):
    assert parse_page(html.encode()).title == title


@pytest.mark.parametrize(
    ("html", "language"),
    [
        pytest.param("<html lang=pt-BR><p lang=en>x", "pt-BR", id="of the page"),
        pytest.param("<html xml:lang=fr>", "fr", id="xml:lang"),
        pytest.param("<meta http-equiv=Content-Language content=de>", "de", id="in a meta"),
        pytest.param(
            "<html lang=''><meta http-equiv=content-language content=de>", "", id="unknown"
        ),
        pytest.param("<p lang=en>x", None, id="only of a part"),
    ],
)
def test_the_declared_language_is_that_of_the_root(html, language):
    assert parse_page(html.encode()).declared_language == language


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("text/plain", b"<b>a</b>", "<b>a</b>"),
        (
            "application/xhtml+xml",
            b"<html><body><script/><p>a<![CDATA[<b]]></p></body></html>",
            "a<b",
        ),
        ("application/rss+xml", b"<rss><a>x</a><b>y<![CDATA[ & z]]></b></rss>", "x\ny & z"),
        ("text/xml", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e 'f'>]><a>b&#99;</a>", "bc"),
    ],
)
def test_a_page_is_parsed_by_its_type(content_type, body, text):
    assert parse_page(body, content_type).text == text


@pytest.mark.parametrize(
    ("content_type", "body", "title", "text"),
    [
        ("text/html", b"<title>a\0b</title><xmp>c\0</xmp>&#xD800;", "a\ufffdb", "c\ufffd\n\ufffd"),
        ("text/markdown", b"a\0b", None, "a\ufffdb"),
        ("text/xml", b"<rss><title>a\0b</title></rss>", "a\ufffdb", "a\ufffdb"),
    ],
)
def test_title_and_text_can_always_be_stored(content_type, body, title, text):
    page = parse_page(body, content_type)

    assert (page.title, page.text) == (title, text)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("image/png", b"x"), (None, b"\x89PNG\r\n\x1a\n\0\0"), ("text/plain", b"PK\3\4\0")],
)
def test_content_that_is_not_text_is_rejected(content_type, body):
    with pytest.raises(NotText):
        parse_page(body, content_type)


@pytest.mark.parametrize(
    "piece", ["<title>", "<![CDATA[", "<!DOCTYPE [", "<!--", "<?", "<a '", "&"]
)
@pytest.mark.parametrize("content_type", ["text/xml", "application/xhtml+xml"])
def test_unfinished_xml_is_parsed_in_linear_time(content_type, piece):
    start = time.process_time()

    with contextlib.suppress(TooLarge):
        parse_page(piece.encode() * 200_000, content_type)

    assert time.process_time() - start < SECONDS
