import contextlib
import time

import pytest

from wordcount import guard
from wordcount.errors import TooLarge
from wordcount.page import read_page

# Quadratic work on these inputs takes half a minute and more; a slow machine is allowed for.
SECONDS = 6


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
        read_page(html.encode(), "text/html")

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
