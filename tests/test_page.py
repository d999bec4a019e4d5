import contextlib
import time

import pytest

from wordcount import guard
from wordcount.errors import NotText, TooLarge
from wordcount.page import read_page

# Quadratic work on these inputs takes half a minute and more; a slow machine is allowed for.
SECONDS = 6


def visible(html: str) -> str:
    return read_page(html.encode(), "text/html; charset=utf-8").text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>a</p><p>b</p>", "a\nb", id="paragraphs"),
        pytest.param("<div>a<div>b</div>c</div>", "a\nb\nc", id="text around a block"),
        pytest.param("<td>a</td>", "a", id="a cell without a table"),
        pytest.param("<table><tr><td>a<td>b<tr><th>c</table>", "a\nb\nc", id="cells"),
        pytest.param("<ul><li>a<li>b</ul>", "a\nb", id="items without end tags"),
        pytest.param("a<br>b<hr>c", "a\nb\nc", id="breaks and rules"),
        pytest.param("<b>a</b><i>b</i><span>c</span>", "abc", id="inline elements glue"),
        pytest.param("long<wbr>word", "longword", id="a place to break a line glues"),
        pytest.param("a<script>x</script>b", "ab", id="scripts"),
        pytest.param("a<style>x</style>b", "ab", id="styles"),
        pytest.param("<template>x<p>y</p></template>a", "a", id="templates"),
        pytest.param("<p>a<noscript><p>x</p></noscript>b", "ab", id="noscript with a block in it"),
        pytest.param("<script>'<noscript>'</script>a", "a", id="noscript in a script"),
        pytest.param("<iframe>x</iframe>a", "a", id="a frame's fallback"),
        pytest.param("<svg><text>x</text></svg>a", "a", id="drawings"),
        pytest.param("<math><mi>x</mi></math>a", "a", id="formulas"),
        pytest.param("<!-- x -->a", "a", id="comments"),
        pytest.param("<p hidden>x</p>a", "a", id="hidden"),
        pytest.param("<p style='DISPLAY : none'>x</p>a", "a", id="display none"),
        pytest.param("<p style='display:none!important;display:block'>x</p>a", "a", id="important"),
        pytest.param("<p style='visibility:hidden'>x<b>y</b></p>a", "a", id="visibility hidden"),
        pytest.param("<p style='visibility:collapse'>x</p>a", "a", id="visibility collapse"),
        pytest.param(
            "<p style='visibility:hidden'>x<b style='visibility:visible'>y</b></p>",
            "y",
            id="visible inside of what is hidden",
        ),
        pytest.param("<p hidden style='display:block'>a</p>", "a", id="hidden but displayed"),
        pytest.param("<p style='background:none'>a</p>", "a", id="another style"),
        pytest.param("a<span style='display:block'>b</span>c", "a\nb\nc", id="an inline block"),
        pytest.param("<dialog>x</dialog><dialog open>a</dialog>", "a", id="dialogs"),
        pytest.param("<details><summary>a</summary>b</details>", "a\nb", id="closed details count"),
        pytest.param("<select><option>a<option>b</select>", "a\nb", id="options count"),
        pytest.param("<button>a</button><textarea>b</textarea>", "a\nb", id="controls count"),
        pytest.param("<input value=x placeholder=y><img alt=z>a", "a", id="attributes do not"),
        pytest.param("<ruby>漢<rp>(</rp><rt>かん</rt></ruby>", "漢\nかん", id="ruby"),
        pytest.param("&eacute;&#233;&#xE9; &lt;b&gt;", "ééé <b>", id="references"),
        pytest.param("a&nbsp;b", "a b", id="a space that does not break"),
        pytest.param("caf&eacute;s&shy;x", "cafés\u00adx", id="a reference inside of a word"),
        pytest.param("<p>a<title>t</title>b", "ab", id="a title in the body"),
        pytest.param("a  b\n\n c", "a b\nc", id="white space of the source"),
        pytest.param("", "", id="nothing"),
        pytest.param("a < b", "a < b", id="no tag at all"),
    ],
)
def test_visible_text_is_what_a_browser_shows(html, text):
    assert visible(html).split() == text.split()


@pytest.mark.parametrize(
    ("html", "title"),
    [
        pytest.param("<title> A &amp;\n b </title>", "A & b", id="in the head"),
        pytest.param("<body><p>x<title>late</title>", "late", id="in the body"),
        pytest.param("<body><svg><title>x</title></svg>", None, id="of a drawing"),
        pytest.param("<p>x", None, id="none"),
    ],
)
def test_the_title_is_kept_apart(html, title):
    assert read_page(html.encode()).title == title


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param("é".encode(), None, "é", id="undeclared UTF-8"),
        pytest.param("é".encode("latin-1"), "text/html; charset=iso-8859-1", "é", id="header"),
        pytest.param(b"\x80", "text/html; charset=iso-8859-1", "€", id="latin1 is windows-1252"),
        pytest.param(
            b"<meta charset=euc-kr>" + "똠방각하".encode("cp949"), None, "똠방각하", id="euc-kr"
        ),
        pytest.param(
            b"<meta http-equiv=Content-Type content='text/html; charset=gb2312'>"
            + "镕".encode("gb18030"),
            None,
            "镕",
            id="gb2312 is gb18030",
        ),
        pytest.param(
            b"<meta charset=windows-1251>" + "мир".encode(),
            "text/html; charset=utf-8",
            "мир",
            id="the header before the meta",
        ),
        pytest.param(
            b"\xef\xbb\xbf" + "мир".encode(), "text/html; charset=koi8-r", "мир", id="BOM first"
        ),
        pytest.param("мир".encode("utf-16"), None, "мир", id="a BOM of UTF-16"),
        pytest.param("<meta charset=utf-16>é".encode(), None, "é", id="a meta utf-16 is UTF-8"),
        pytest.param(b"<!--<meta charset=koi8-r>-->\xc3\xa9", None, "é", id="a meta in a comment"),
        pytest.param("①".encode("cp932"), "text/html; charset=Shift_JIS", "①", id="Shift_JIS"),
        pytest.param("日本".encode("iso2022-jp"), None, "日本", id="undeclared ISO-2022-JP"),
        pytest.param(b"ok \xff ok " + "éèà ".encode() * 20, None, None, id="one bad byte"),
        pytest.param(b"hz", "text/html; charset=hz-gb-2312", "\ufffd", id="replacement"),
    ],
)
def test_encodings_go_by_the_whatwg_order(body, content_type, text):
    read = read_page(body, content_type).text

    assert read == text if text else read.count("\ufffd") == 1


@pytest.mark.parametrize(
    ("language", "codec", "text"),
    [
        ("Russian", "cp1251", "Съешь же ещё этих мягких французских булок да выпей чаю. " * 8),
        ("Japanese", "cp932", "これは日本語で書かれた文章です。漢字とかなが混ざっています。" * 8),
        ("Korean", "cp949", "모든 사람은 태어날 때부터 자유롭고 존엄하며 평등하다. " * 8),
        ("Chinese", "gb18030", "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心。" * 8),
        ("Greek", "cp1253", "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι. " * 8),
        ("German", "cp1252", "Alle Menschen sind frei und gleich an Würde geboren. Größe. " * 8),
    ],
)
def test_an_undeclared_encoding_is_detected(language, codec, text):
    assert read_page(text.encode(codec), "text/plain").text == text


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
def test_a_page_is_read_by_its_type(content_type, body, text):
    assert read_page(body, content_type).text == text


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("image/png", b"x"), (None, b"\x89PNG\r\n\x1a\n\0\0"), ("text/plain", b"PK\3\4\0")],
)
def test_what_is_no_text_is_refused(content_type, body):
    with pytest.raises(NotText):
        read_page(body, content_type)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div>" * 100_000, id="deep"),
        pytest.param("<svg><foreignObject>" * 20_000, id="deep foreign"),
        pytest.param("<li><dd>" * 50_000, id="deep items"),
        pytest.param("<form><span></form>" * 50_000, id="deep forms"),
        pytest.param("<div " + " ".join(f"a{i}" for i in range(90_000)) + ">", id="attributes"),
        pytest.param("".join(f"<html a{i}>" for i in range(50_000)), id="attributes of html"),
        pytest.param(
            "<p>" + "".join(f"<b {i}>" for i in range(500)) + "</p>" + "<p>x" * 100_000,
            id="unclosed formatting",
        ),
        pytest.param("<i><table>" + "<div>" * 900 + "</i>" * 1_000_000, id="ends of no effect"),
        pytest.param("<noscript>" + "</noscript" * 200_000, id="ends without an end"),
        pytest.param("<a" * 1_000_000 + "<!--" * 100_000 + "<div>" * 2_000, id="half tags"),
    ],
)
def test_markup_that_would_take_long_is_refused_at_once(html):
    start = time.monotonic()

    with contextlib.suppress(TooLarge):
        visible(html)

    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize(
    "piece", ["<title>", "<![CDATA[", "<!DOCTYPE [", "<!--", "<?", "<a '", "&"]
)
@pytest.mark.parametrize("content_type", ["text/xml", "application/xhtml+xml"])
def test_unfinished_xml_is_read_in_linear_time(content_type, piece):
    start = time.monotonic()

    with contextlib.suppress(TooLarge):
        read_page(piece.encode() * 200_000, content_type)

    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>x" * 50_000, id="paragraphs without end tags"),
        pytest.param("<ul>" + "<li>x" * 50_000, id="items without end tags"),
        pytest.param("<table>" + "<tr><td>x<td>y" * 20_000, id="cells without end tags"),
        pytest.param("<select>" + "<option>x" * 50_000, id="options without end tags"),
        pytest.param("<p><b>x</b> <a href=y>z</a>" * 20_000, id="formatting"),
        pytest.param("<script>" + "if(a<b){}" * 20_000 + "</script>", id="comparisons in a script"),
        pytest.param("<svg>" + "<path d='x'/>" * 20_000 + "</svg>", id="paths of a drawing"),
        pytest.param("<div>" * 500 + "x" + "</div>" * 500, id="as deep as a page may be"),
    ],
)
def test_large_but_honest_markup_passes(html):
    guard.check(html)
