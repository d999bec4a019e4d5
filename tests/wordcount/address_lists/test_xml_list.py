"""Sitemaps and feeds, as servers send them."""

import datetime as dt

import pytest

from wordcount.address_lists import Entry
from wordcount.address_lists.xml_list import MAX_ENTRIES, parse_xml_list
from wordcount.errors import NotAList

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
    xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc> https://example.com/a?b=1&amp;c=2 </loc><lastmod>2026-11-20T10:00:00+09:00</lastmod>
    <image:image><image:loc>https://example.com/picture.png</image:loc></image:image></url>
  <url><loc><![CDATA[https://example.com/b]]></loc><lastmod>2026-10</lastmod>
    <news:news><news:publication_date>2025-01-02</news:publication_date></news:news></url>
  <url><lastmod>2026-10</lastmod></url>
</urlset>"""


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc, arg-type]  # a tuple of six


def test_a_sitemap_has_addresses_and_dates() -> None:
    found = parse_xml_list(SITEMAP)

    assert found.kind == "sitemap"
    assert found.entries == [
        Entry("https://example.com/a?b=1&c=2", dt.date(2026, 11, 20), utc(2026, 11, 20, 1)),
        Entry("https://example.com/b", dt.date(2025, 1, 2), utc(2026, 10, 1)),
    ]


@pytest.mark.parametrize(
    ("markup", "title", "expected"),
    [
        pytest.param(
            "<rss><channel><title>News</title><link>https://example.com/</link>"
            "<item><title>One</title><link>https://example.com/1</link>"
            "<pubDate>Sun, 22 Nov 2026 17:41:25 GMT</pubDate></item>"
            "<item><guid>https://example.com/2</guid></item>"
            "<item><guid isPermaLink='false'>7</guid></item></channel></rss>",
            "News",
            [
                Entry("https://example.com/1", dt.date(2026, 11, 22)),
                Entry("https://example.com/2"),
            ],
            id="RSS",
        ),
        pytest.param(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>Blog</title>"
            "<link rel='self' href='https://example.com/feed'/>"
            "<entry><title>One</title><link rel='enclosure' href='https://example.com/1.mp3'/>"
            "<link href='https://example.com/1'/><published>2026-01-01T00:00:00Z</published>"
            "<updated>2026-02-01T00:00:00Z</updated></entry></feed>",
            "Blog",
            [Entry("https://example.com/1", dt.date(2026, 1, 1), utc(2026, 2, 1))],
            id="Atom",
        ),
        pytest.param(
            "<rdf:RDF xmlns:rdf='r' xmlns='s' xmlns:dc='d'><channel><title>Old</title></channel>"
            "<item><link>https://example.com/1</link><dc:date>2003-05-06</dc:date></item></rdf:RDF>",
            "Old",
            [Entry("https://example.com/1", dt.date(2003, 5, 6))],
            id="RSS 1.0",
        ),
    ],
)
def test_a_feed_has_a_title_and_entries(markup: str, title: str, expected: list[Entry]) -> None:
    found = parse_xml_list(markup)

    assert (found.kind, found.title, found.entries) == ("feed", title, expected)


def test_an_index_has_the_addresses_of_sitemaps() -> None:
    found = parse_xml_list(
        "<sitemapindex><sitemap><loc>https://example.com/1.xml</loc></sitemap></sitemapindex>"
    )

    assert (found.kind, [entry.url for entry in found.entries]) == (
        "index",
        ["https://example.com/1.xml"],
    )


ENTITIES = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10 if n else 'ha'}'>" for n in range(9))


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        ("<urlset><url>", "well-formed"),
        ("<urlset><url></urlset>", "line 1, column"),
        ("<html><body>Hello</body></html>", "neither a sitemap nor a feed"),
        (f"<!DOCTYPE urlset [{ENTITIES}]><urlset>&e8;</urlset>", "entities"),
        (
            "<!DOCTYPE urlset [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><urlset>&x;</urlset>",
            "entities",
        ),
        ("<urlset>" + "<a>" * 200 + "</a>" * 200 + "</urlset>", "neither"),
    ],
    ids=["cut off", "malformed", "a page", "billion laughs", "external entity", "deep"],
)
def test_other_documents_are_refused_with_a_sentence(markup: str, message: str) -> None:
    with pytest.raises(NotAList, match=message):
        parse_xml_list(markup)


def test_no_more_entries_are_read_than_a_sitemap_may_have() -> None:
    url = "<url><loc>https://example.com/</loc></url>"

    found = parse_xml_list(f"<urlset>{url * (MAX_ENTRIES + 9)}</urlset>")

    assert len(found.entries) == MAX_ENTRIES + 1


def test_a_doctype_without_entities_is_accepted() -> None:
    markup = (
        '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://example.com/rss.dtd">'
        "<rss><channel><item><link>https://example.com/1</link></item></channel></rss>"
    )

    assert parse_xml_list(markup).entries == [Entry("https://example.com/1")]
