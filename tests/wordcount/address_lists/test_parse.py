"""Which kind of list a server has sent."""

import gzip

import pytest

from wordcount.address_lists.entry import AddressList
from wordcount.address_lists.parse import parse_list
from wordcount.errors import BrokenReply, NotAList, TooLarge

BASE = "https://example.com/blog/"
SITEMAP = b"<urlset><url><loc>/a</loc></url></urlset>"
JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "News\\ud800", "items": [
    {"id": "1", "url": "https://example.com/a", "date_published": "2026-01-02T03:04:05Z"},
    {"id": "https://example.com/b"}, {"id": 3}, "x"]}"""


@pytest.mark.parametrize(
    ("body", "content_type", "kind", "urls"),
    [
        pytest.param(SITEMAP, "application/xml", "sitemap", ["https://example.com/a"], id="XML"),
        pytest.param(
            gzip.compress(SITEMAP),
            "application/gzip",
            "sitemap",
            ["https://example.com/a"],
            id="gz",
        ),
        pytest.param(
            '<?xml version="1.0" encoding="euc-kr"?><rss><channel><title>뉴스</title>'
            "<item><link>a</link></item></channel></rss>".encode("euc-kr"),
            None,
            "feed",
            ["https://example.com/blog/a"],
            id="EUC-KR",
        ),
        pytest.param(
            JSON_FEED,
            "application/feed+json",
            "feed",
            ["https://example.com/a", "https://example.com/b"],
            id="JSON Feed",
        ),
        pytest.param(
            b"https://example.com/a\r\n\r\nhttps://example.com/b\r\n",
            "text/plain",
            "text",
            ["https://example.com/a", "https://example.com/b"],
            id="lines",
        ),
        pytest.param(
            b"<!doctype html><link rel='alternate' type='application/atom+xml' href='feed.xml'>"
            b"<link rel='alternate' hreflang='ko' href='/ko'>",
            "text/html",
            "page",
            ["https://example.com/blog/feed.xml"],
            id="a page with a feed",
        ),
    ],
)
def test_every_kind_of_list_is_recognized(
    body: bytes, content_type: str | None, kind: str, urls: list[str]
) -> None:
    found = parse_list(body, content_type, BASE)

    assert (found.kind, [entry.url for entry in found.entries]) == (kind, urls)


def test_a_title_can_be_stored() -> None:
    assert parse_list(JSON_FEED, None, BASE).title == "News?"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"just some words", NotAList),
        (b"", NotAList),
        (b'{"items": 3}', NotAList),
        (b'{"items": [', NotAList),
        (b'{"a":' * 100_000, NotAList),
        (gzip.compress(SITEMAP)[:-9], BrokenReply),
        (gzip.compress(bytes(11_000_000)), TooLarge),
    ],
    ids=["words", "nothing", "other JSON", "cut JSON", "deep JSON", "cut gzip", "bomb"],
)
def test_what_is_no_list_is_refused(body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_list(body, None, BASE)


def test_a_list_is_the_same_after_it_was_sent_to_another_process() -> None:
    found = parse_list(JSON_FEED, None, BASE)

    assert AddressList.read(found.kind, found.title, found.write_entries()) == found
