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
        pytest.param("<dl>" + "<g><i></g>" * 200_000, id="formatting that stays behind"),
        pytest.param(
            "<option><ruby>" + "</tbody></ruby><ruby></option><i/></ruby>" * 100_000,
            id="formatting that comes back with every end tag",
        ),
        pytest.param("<frameset>" * 200_000, id="deep framesets"),
        pytest.param("<frameset><textarea>" + "<frameset>" * 200_000, id="framesets in no text"),
        pytest.param("<math>" + "<html>" * 200_000, id="deep html in a formula"),
        pytest.param("<svg>" + "<input>" * 200_000, id="deep fields in a drawing"),
        pytest.param("<svg></p>" + "<path/>" * 200_000, id="shapes outside of a drawing"),
        pytest.param("<svg><style><!--</style>" + "<div>" * 200_000, id="raw text or not"),
        pytest.param("<optgroup>" * 200_000, id="deep groups of options"),
        pytest.param(
            "".join("<p " + f"x{i}=1 " * 450 + ">" for i in range(2_000)), id="many attributes"
        ),
        pytest.param("<" * 5_000_000, id="nothing but <"),
        pytest.param("&" * 5_000_000, id="nothing but &"),
        pytest.param("<a b='<a b=\"" * 400_000, id="quotation marks in quotation marks"),
        pytest.param("<plaintext>" + "<b>" * 500_000, id="plain text"),
        pytest.param("<svg><![CDATA[" + "<p>" * 200_000, id="an open CDATA section"),
        pytest.param("a" * 5_000_000, id="one long word"),
        pytest.param("<html/b=" * 600_000, id="roots in roots"),
        pytest.param("<noscript>" + "</noscript" * 200_000, id="ends without an end"),
        pytest.param("<a" * 1_000_000 + "<!--" * 100_000 + "<div>" * 2_000, id="half tags"),
    ],
)
def test_no_markup_takes_longer_than_its_size_allows(html):
    start = time.monotonic()

    with contextlib.suppress(TooLarge):
        read_page(html.encode(), "text/html")

    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("".join(f"<p><b x={i}>" for i in range(1_000)), id="elements"),
        pytest.param("".join(f"<p><b x='></b>{i}'>" for i in range(1_000)), id="quoted end tags"),
        pytest.param("".join(f"<p><b x=a'b y='></b>{i}'>" for i in range(900)), id="odd quotes"),
        pytest.param(
            "".join(f"<i x={i}>" for i in range(90)) + "<p>x</i>" * 1_900, id="misplaced end tags"
        ),
        pytest.param(
            "<p><svg><style>"
            + "".join(f"<b x={i}>" for i in range(1_000))
            + "</style></p>"
            + "<p>x" * 5_000,
            id="elements in what is raw text elsewhere",
        ),
    ],
)
def test_what_would_be_copied_too_often_is_refused(html):
    with pytest.raises(TooLarge, match="unclosed"):
        read_page(html.encode(), "text/html")


@pytest.mark.parametrize(
    "inside", ["<b x='", "<!--", "<b " + " ".join(f"a{i}" for i in range(600))]
)
def test_what_may_reach_beyond_raw_text_that_may_be_none_is_refused(inside):
    html = f"<svg><style>{inside}</style>" + "<p title='<i>'>x</p>" * 60_000

    with pytest.raises(TooLarge, match="too many ways"):
        read_page(html.encode(), "text/html")


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>x" * 50_000, id="paragraphs without end tags"),
        pytest.param("<ul>" + "<li>x" * 50_000, id="items without end tags"),
        pytest.param("<table>" + "<tr><td>x<td>y" * 20_000, id="cells without end tags"),
        pytest.param("<select>" + "<option>x" * 50_000, id="options without end tags"),
        pytest.param("<p><b>x</b> <a href=y>z</a>" * 20_000, id="formatting"),
        pytest.param("<script>" + "if(a<b){}" * 20_000 + "</script>", id="comparisons in a script"),
        pytest.param(
            "".join(f"<p><a name=n{i}>x</p>" for i in range(1_900)), id="links without end tags"
        ),
        pytest.param("<font>" * 4 + "<p>x</p>" * 9_000, id="old pages"),
        pytest.param("<svg>" + "<path d='x'/>" * 20_000 + "</svg>", id="paths of a drawing"),
        pytest.param("<svg><style>a{}<!-- b --></style></svg>" * 9_000, id="styles of drawings"),
        pytest.param("<p " + " ".join(f"a{i}" for i in range(600)) + ">", id="a tag of some size"),
        pytest.param("<div>" * 498 + "x" + "</div>" * 498, id="as deep as a page may be"),
        pytest.param(f"<body style='background: url(data:,{'x' * 90_000})'>x", id="a large style"),
        pytest.param("<html/b=" * 500 + "x" * 90_000 + ">x", id="roots in an attribute"),
    ],
)
def test_large_but_honest_markup_passes(html):
    read_page(html.encode(), "text/html")


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        pytest.param("<br>" * 700_001, "700,000 tags", id="tags"),
        pytest.param(
            "".join(f"<html a{i}>" for i in range(3_000)), "<html> and <body>", id="roots"
        ),
        pytest.param("<body " + "a " * 501 + ">", "<html> and <body>", id="a root"),
    ],
)
def test_what_is_too_much_is_refused(html, reason):
    with pytest.raises(TooLarge, match=reason):
        read_page(html.encode(), "text/html")


def test_tags_that_are_indented_need_not_be_followed(monkeypatch):
    monkeypatch.setattr(guard, "_follow", pytest.fail)
    icon = f"<i\n{' ' * 60}class='icon'\n{' ' * 40}></i>".encode()

    assert guard.checked(icon * 900 + b"<p>x" * 20_000)
