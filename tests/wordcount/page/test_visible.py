import pytest

from wordcount.errors import TooLarge
from wordcount.page.page import parse_page


def visible(html: str) -> str:
    return parse_page(html.encode(), "text/html; charset=utf-8").text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>a</p><p>b</p>", "a\nb", id="paragraphs"),
        pytest.param("<div>a<div>b</div>c</div>", "a\nb\nc", id="text around a block"),
        pytest.param("<td>a</td>", "a", id="a cell without a table"),
        pytest.param("<table><tr><td>a<td>b<tr><th>c</table>", "a\nb\nc", id="cells"),
        pytest.param("<ul><li>a<li>b</ul>", "a\nb", id="items without end tags"),
        pytest.param("a<br>b<hr>c", "a\nb\nc", id="breaks and rules"),
        pytest.param(
            "<b>a</b><i>b</i><span>c</span>", "abc", id="inline elements do not split words"
        ),
        pytest.param("long<wbr>word", "longword", id="wbr does not split a word"),
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
            id="visible within hidden",
        ),
        pytest.param("<p hidden style='display:block'>a</p>", "a", id="hidden but displayed"),
        pytest.param("<p style='background:none'>a</p>", "a", id="another style"),
        pytest.param("a<span style='display:block'>b</span>c", "a\nb\nc", id="an inline block"),
        pytest.param("<dialog>x</dialog><dialog open>a</dialog>", "a", id="dialogs"),
        pytest.param("<details><summary>a</summary>b</details>", "a\nb", id="closed details count"),
        pytest.param("<select><option>a<option>b</select>", "a\nb", id="options count"),
        pytest.param("<button>a</button><textarea>b</textarea>", "a\nb", id="controls count"),
        pytest.param(
            "<input value=x placeholder=y><img alt=z>a", "a", id="attributes do not count"
        ),
        pytest.param("<ruby>漢<rp>(</rp><rt>かん</rt></ruby>", "漢\nかん", id="ruby"),
        pytest.param(
            "<p>に<ruby>伝<rt>つた</rt></ruby>えます<p>a",
            "に伝えます\na\nつた",
            id="ruby in a word",
        ),
        pytest.param("<ruby>a<rt>b<rt>c<rtc>d</ruby>e", "ade\nb\nc", id="readings without ends"),
        pytest.param("<ruby>a<rt hidden>x</rt></ruby>b", "ab", id="a reading that is hidden"),
        pytest.param("<rt>a<p>b<i>c<rt>d</rt></i></p></rt>e", "e\na\nbcd", id="odd readings"),
        pytest.param("<video><ruby>x<rt>y</ruby></video>a", "a", id="a reading in a fallback"),
        pytest.param("&eacute;&#233;&#xE9; &lt;b&gt;", "ééé <b>", id="references"),
        pytest.param("a&nbsp;b", "a b", id="a space that does not break"),
        pytest.param("caf&eacute;s&shy;x", "cafés\u00adx", id="a reference within a word"),
        pytest.param("<p>a<title>t</title>b", "ab", id="a title in the body"),
        pytest.param("a  b\n\n c", "a b\nc", id="white space of the source"),
        pytest.param("<p>one<p>two", "one\ntwo", id="an end tag of a paragraph may be left out"),
        pytest.param("<dl><dt>a<dd>b</dl>", "a\nb", id="terms and their descriptions"),
        pytest.param("<h1>a</h1>b<h2>c</h2>", "a\nb\nc", id="headings"),
        pytest.param("<b>a<div>b</div></b>c", "a\nb\nc", id="a block in an inline element"),
        pytest.param("<b>1<p>2</b>3</p>", "1\n23", id="misnested tags are repaired"),
        pytest.param("<table>x<tr><td>y</table>", "x\ny", id="text that is moved before its table"),
        pytest.param(
            "<x-card>a</x-card><x-card>b</x-card>", "ab", id="unknown elements are inline"
        ),
        pytest.param("H<sub>2</sub>O x<sup>2</sup>", "H2O x2", id="sub and sup do not split"),
        pytest.param("a<!-- -->b", "ab", id="a comment does not split a word"),
        pytest.param("a<!-- x > y -->b", "ab", id="a > does not end a comment"),
        pytest.param("a<!-->b-->c", "ab-->c", id="an abrupt comment ends at once"),
        pytest.param("a<!-- x --!>b", "ab", id="a comment may end wrongly"),
        pytest.param("a<![CDATA[ x ]]>b", "ab", id="CDATA is a comment in HTML"),
        pytest.param("a<svg><![CDATA[<p>x>]]></svg>b", "a b", id="CDATA in a drawing"),
        pytest.param("a<?php echo 1 ?>b", "ab", id="an instruction is a comment"),
        pytest.param("a<img alt=x>b<input>c", "a b c", id="images and fields split"),
        pytest.param("a<span> </span>b", "a b", id="white space in an element of its own"),
        pytest.param("<span>a</span>\n<span>b</span>", "a b", id="a line end between elements"),
        pytest.param("<bdo dir=rtl>a</bdo><bdi>b</bdi>", "ab", id="elements of direction"),
        pytest.param("<object data=y>x</object><video>x</video>a", "a", id="fallbacks of media"),
        pytest.param("<object>a<param name=x></object>b", "ab", id="an object of nothing"),
        pytest.param("<object data=y style='display:block'>x</object>a", "a", id="a styled object"),
        pytest.param("<progress>x</progress><meter>y</meter>a", "a", id="fallbacks of gauges"),
        pytest.param("<datalist><option>x</datalist>a", "a", id="suggestions"),
        pytest.param("<ul><noscript><li>x</noscript><li>a</ul>", "a", id="noscript in a list"),
        pytest.param("<head><noscript><img></noscript></head>a", "a", id="noscript in the head"),
        pytest.param("<noscript><!--</noscript>a-->", "a-->", id="a comment in noscript"),
        pytest.param("<title><b>x</title>a", "a", id="tags in a title"),
        pytest.param("<template><template>x</template>y</template>a", "a", id="nested templates"),
        pytest.param(
            "<div hidden><p>x<div>y</div></div>a", "a", id="descendants of a hidden element"
        ),
        pytest.param("<p hidden=until-found>x</p>a", "a", id="hidden until found"),
        pytest.param("<p hidden=false>x</p>a", "a", id="hidden with any value"),
        pytest.param("<p aria-hidden=true>a</p>", "a", id="hidden only from screen readers"),
        pytest.param("<li hidden>x<li>a", "a", id="a hidden item ends where the next begins"),
        pytest.param("<div popover>x</div>a", "a", id="a closed popover"),
        pytest.param("<dialog open popover>a</dialog>", "a", id="an open dialog"),
        pytest.param("<dialog style='display:block'>a</dialog>", "a", id="a displayed dialog"),
        pytest.param(
            "<p style=display:none>x<b style=display:inline>y</b></p>a",
            "a",
            id="displayed within display none",
        ),
        pytest.param("<p style='display: none ! important'>x</p>a", "a", id="spaced important"),
        pytest.param("<p style='display:nonsense'>a</p>", "a", id="an unknown display"),
        pytest.param(
            "<p style='display:none;display:x'>y</p>a", "a", id="an invalid declaration is ignored"
        ),
        pytest.param(
            "<p style='display:none;display:block'>a</p>", "a", id="the last declaration wins"
        ),
        pytest.param("<p style='x:url(a;display:none)'>a</p>", "a", id="an address in a style"),
        pytest.param("<p style='x:\";display:none\"'>a</p>", "a", id="a string in a style"),
        pytest.param("<p style='/*display:none*/'>a</p>", "a", id="a comment in a style"),
        pytest.param("a<li style='display:inline'>b</li>c", "abc", id="an item in the line"),
        pytest.param("a<div style='display:contents'>b</div>c", "abc", id="a block without a box"),
        pytest.param("a<b style='display:inline-block'>b</b>c", "abc", id="inline-block is inline"),
        pytest.param("a<span style='display:table-cell'>b</span>", "a\nb", id="a cell by style"),
        pytest.param(
            "a<span style='display:none'>x</span>b", "ab", id="display none does not split a word"
        ),
        pytest.param(
            "a<div style='content-visibility:hidden'>x<p style='visibility:visible'>y</div>b",
            "a\nb",
            id="a block whose content is hidden",
        ),
        pytest.param(
            "<b style='content-visibility:hidden'>a</b><i style='display:grid;content-visibility:"
            "hidden'>x</i>b<form style='display:inline;content-visibility:hidden'>c</form>",
            "a\nbc",
            id="content without a box cannot be hidden",
        ),
        pytest.param(
            "<table style='content-visibility:hidden'><td style='content-visibility:hidden'>x<td>a",
            "a",
            id="the content of a cell can be hidden, that of a table cannot",
        ),
        pytest.param("<p style='content-visibility:auto'>a", "a", id="content-visibility auto"),
        pytest.param("<html style='content-visibility:hidden'>x", "", id="a page without content"),
        pytest.param(
            "<body style='visibility:hidden'>x<p style='visibility:visible'>a",
            "a",
            id="a hidden body with visible text",
        ),
        pytest.param("<body hidden>x", "", id="a hidden body"),
        pytest.param("<html style='display:none'><p>x", "", id="a hidden page"),
        pytest.param("<script>document.write('<p>x</p>')</script>a", "a", id="tags in a script"),
        pytest.param("<textarea><b>a</b></textarea>", "<b>a</b>", id="tags in a textarea are text"),
        pytest.param("<xmp><b>a</xmp>", "<b>a", id="tags in an example are text"),
        pytest.param("<plaintext></p>a", "</p>a", id="plaintext never ends"),
        pytest.param("a<p", "a", id="an unfinished tag is dropped"),
        pytest.param("AT&amp;T AT&T", "AT&T AT&T", id="an ampersand that begins no reference"),
        pytest.param("&eacute &copy2 &notit;", "é ©2 ¬it;", id="references without a semicolon"),
        pytest.param("&#128;&#x92;&#150;", "€’–", id="numbers of windows-1252"),
        pytest.param("a&#0;b&#xD800;c&#x110000;", "a\ufffdb\ufffdc\ufffd", id="impossible numbers"),
        pytest.param(
            "a&zwj;b&zwnj;c&shy;d", "a\u200db\u200cc\u00add", id="invisible characters are kept"
        ),
        pytest.param("&bsol;&NotEqualTilde;", "\\≂̸", id="a reference to two characters"),
        pytest.param("a&#8232;b&emsp;c&#12288;d", "a b c d", id="white space by reference"),
        pytest.param("a&ZeroWidthSpace;b", "a\u200bb", id="a zero-width space is kept"),
        pytest.param("a<br style='display:inline'>b", "a\nb", id="an inline break still breaks"),
        pytest.param("a<hr style='display:inline'>b", "ab", id="a rule in a line"),
        pytest.param("a<span>b<div>c</div></span>d", "ab\nc\nd", id="a block in a span"),
        pytest.param("a<span><div></div></span>b", "a\nb", id="an empty block in a span"),
        pytest.param("a<svg style='display:block'>x</svg>b", "a\nb", id="a drawing as a block"),
        pytest.param("<ol start=3><li>a<li>b</ol>", "a\nb", id="numbers of a list are not shown"),
        pytest.param("<ul>a<li>b<ul>c</ul></ul>", "a\nb\nc", id="text beside items"),
        pytest.param("a<template><p>x</template>b", "ab", id="a template"),
        pytest.param("<xmp>a<![CDATA[b</xmp>", "a<![CDATA[b", id="CDATA in an example is text"),
        pytest.param("", "", id="nothing"),
        pytest.param("a < b", "a < b", id="no tag at all"),
    ],
)
def test_visible_text_matches_a_browser(html, text):
    assert visible(html).split() == text.split()


def test_visible_text_has_one_line_per_block():
    html = "<h1>Two\n  words</h1><ul><li>a <b>b</b></li> <li>c</ul>d<span style=display:block>e"

    assert visible(html) == "Two words\na b\nc\nd\ne"
    assert visible("<p>&nbsp;</p><p>&nbsp;a&nbsp;b</p><br><br><p>c") == "a\xa0b\nc"


def test_a_page_may_nest_at_most_500_elements():
    # `<html>` and `<body>` are two of the 500.
    deep = "<span>x<i>y</i>" * 497

    assert visible(deep) == "xy" * 497
    with pytest.raises(TooLarge, match="deeply"):
        visible("<p><b><a>" + deep + "<script>z</script>")


@pytest.mark.parametrize("hidden", ["canvas", "span hidden"])
def test_hidden_elements_that_are_nested_too_deeply_are_rejected(hidden):
    # The last end tags close the hidden element, so that the text after them would be visible.
    page = f"<div><div><{hidden}>{'<div>' * 520}{'</div>' * 520}hidden"

    with pytest.raises(TooLarge, match="deeply"):
        visible(page)
