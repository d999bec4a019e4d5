import pytest

from wordcount.page.page import parse_page

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        pytest.param(
            '<content type="html">&lt;b&gt;W&lt;/b&gt;ord</content>', "Word", id="escaped HTML"
        ),
        pytest.param(
            "<rss><description><![CDATA[<p>W<b>o</b>rd</p><p>two</p>]]></description></rss>",
            "Word\ntwo",
            id="HTML in CDATA",
        ),
        pytest.param(
            "<rss><content:encoded><![CDATA[caf&eacute;s<script>no()</script>]]>"
            "</content:encoded></rss>",
            "cafés",
            id="references and scripts in CDATA",
        ),
        pytest.param(
            "<rss><title>R&amp;amp;D</title></rss>", "R&D", id="a reference that is escaped"
        ),
        pytest.param(
            "<rss><title>a &lt; b and AT&amp;T</title></rss>", "a < b and AT&T", id="no HTML"
        ),
        pytest.param(
            "<doc><q><![CDATA[if (a<b) then]]></q><r><![CDATA[<Name> says]]></r></doc>",
            "if (a<b) then\n<Name> says",
            id="angle brackets that are no tags of HTML",
        ),
        pytest.param(
            "<doc><note>&lt;em&gt;W&lt;/em&gt;ort</note></doc>", "Wort", id="HTML in any XML"
        ),
        pytest.param(
            "<rss><description><![CDATA[<b>on]]>e t<![CDATA[w</b>o]]></description></rss>",
            "one two",
            id="HTML in several pieces",
        ),
        pytest.param(
            ATOM.format("<title>The &lt;b&gt; tag</title>"),
            "The <b> tag",
            id="in Atom, the default is text",
        ),
        pytest.param(
            ATOM.format('<title type="text">&lt;i&gt;</title>'), "<i>", id="declared as text"
        ),
        pytest.param(
            ATOM.format("<content><![CDATA[<p>W<i>o</i>rd]]></content>"),
            "Word",
            id="in Atom, CDATA with tags is HTML",
        ),
        pytest.param(
            ATOM.format(
                '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
                "<p>W<b>o</b>rd<br/>two</p><script/>three</div></content><x>four</x>"
            ),
            "Word\ntwo\nthree\nfour",
            id="XHTML in Atom",
        ),
        pytest.param(
            ATOM.format(
                '<content type="xhtml"><h:div><h:p>W<h:b>o</h:b>rd</h:p>x</h:div></content>'
            ),
            "Word\nx",
            id="XHTML with a prefix",
        ),
        pytest.param(
            "<rss><item><link>http://example.com/</link><guid>x1</guid><pubDate>Mon</pubDate>"
            "<title>word</title></item></rss>",
            "word",
            id="addresses and dates of a feed",
        ),
        pytest.param(
            "<svg><style><![CDATA[a{b:c}]]></style><text>word</text></svg>", "word", id="code"
        ),
        pytest.param("<a>one<b/>two<!-- x -->three</a>", "one\ntwothree", id="mixed content"),
        pytest.param(
            "<rss><title>one</title><description><![CDATA[<b>two", "one\ntwo", id="unfinished"
        ),
    ],
)
def test_html_in_xml_is_read_as_html(xml, text):
    assert parse_page(xml.encode(), "application/xml").text == text


def test_the_title_of_a_feed_may_be_html():
    xml = '<feed><title type="html">&lt;b&gt;W&lt;/b&gt;ord</title><title>x</title></feed>'

    assert parse_page(xml.encode(), "application/atom+xml").title == "Word"


@pytest.mark.parametrize(
    "xml",
    [
        pytest.param("<?xml version='1.0'?><rss><title>é</title></rss>", id="declared"),
        pytest.param("<rss version='2.0'><title>é</title></rss>", id="a feed"),
        pytest.param("<feed><title>é</title></feed>", id="Atom"),
        pytest.param("<rdf:RDF><title>é</title></rdf:RDF>", id="RSS 1.0"),
    ],
)
def test_xml_without_a_type_is_recognized(xml):
    assert parse_page(xml.encode()).title == "é"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("<p>a<![CDATA[<b>]]>c</p>", "a<b>c", id="CDATA is text"),
        pytest.param("<script>//<![CDATA[\nif (a<b) x;\n//]]></script><p>a</p>", "a", id="script"),
        pytest.param("<!-- <![CDATA[ --><p>a<b>b</b></p><!-- ]]> -->", "ab", id="in comments"),
        pytest.param("<script src='x'/><p>a</p><div/>b", "a\nb", id="empty elements"),
        pytest.param("<title/><p>a</p>", "a", id="an empty title"),
    ],
)
def test_xhtml_is_converted_to_html(body, text):
    page = f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{body}</body></html>".encode()

    assert parse_page(page, "application/xhtml+xml").text == text
    assert parse_page(page, "text/xml").text == text


def test_a_feed_that_mentions_html_is_no_xhtml():
    xml = "<rss><description><![CDATA[<html><p>W<b>o</b>rd]]></description></rss>"

    assert parse_page(xml.encode(), "text/xml").text == "Word"
