import signal
import subprocess
import sys

import pytest
from patience import PATIENCE

from settings import ROOT
from wordcount.errors import TooLarge
from wordcount.page.page import parse_page

pytestmark = pytest.mark.slow

SECONDS = 4  # of CPU time; linear code needs less than one

# Counts a page with the memory limit of `wordcount.contained`.
CONTAINED = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_DATA, (250_000_000, 250_000_000))
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS + 1}))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
from wordcount import count_page
from wordcount.errors import TooLarge
try:
    count_page(sys.stdin.buffer.read(), "text/html")
    print("counted")
except TooLarge:
    print("too large")
except MemoryError:
    print("out of memory")
"""


def run_count(html):
    done = subprocess.run(
        [sys.executable, "-c", CONTAINED],
        cwd=ROOT,
        input=html.encode(),
        capture_output=True,
        timeout=PATIENCE,
    )
    if done.returncode < 0:
        return signal.Signals(-done.returncode).name
    return done.stdout.decode().strip()


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div>" * 100_000, id="deep"),
        pytest.param("<svg><foreignObject>" * 20_000, id="deep foreign"),
        pytest.param("<li><dd>" * 50_000, id="deep items"),
        pytest.param("<form><span></form>" * 50_000, id="deep forms"),
        pytest.param("<i><table>" + "<div>" * 900 + "</i>" * 600_000, id="end tags without effect"),
        pytest.param("<dl>" + "<g><i></g>" * 200_000, id="formatting that stays behind"),
        pytest.param("<frameset>" * 200_000, id="deep framesets"),
        pytest.param("<frameset><textarea>" + "<frameset>" * 200_000, id="framesets in no text"),
        pytest.param("<math>" + "<html>" * 200_000, id="deep html in a formula"),
        pytest.param("<svg>" + "<input>" * 200_000, id="deep fields in a drawing"),
        pytest.param("<svg></p>" + "<path/>" * 200_000, id="shapes outside of a drawing"),
        pytest.param("<optgroup>" * 200_000, id="deep groups of options"),
        pytest.param("<table><tr><td>" * 200_000, id="deep tables"),
        pytest.param("<a" * 500_000 + "<!--" * 100_000 + "<div>" * 2_000, id="half tags"),
        pytest.param("<div>" * 501, id="a little too deep"),
    ],
)
def test_markup_that_is_nested_too_deeply_is_rejected(html):
    with pytest.raises(TooLarge, match="nests its elements too deeply"):
        parse_page(html.encode(), "text/html")


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<br>" * 700_001, id="small tags"),
        pytest.param("<" * 5_000_000, id="nothing but <"),
        pytest.param("<p><b>" * 1_500_000, id="formatting"),
        pytest.param("<div>" * 1_000_000, id="deep tags"),
    ],
)
def test_markup_with_too_many_tags_is_rejected(html):
    with pytest.raises(TooLarge, match="700,000 tags"):
        parse_page(html.encode(), "text/html")


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(
            "<p>" + "".join(f"<i id={i}>" for i in range(2_000)) + "<p>x" * 13_500,
            id="formatting that every paragraph reopens",
        ),
        pytest.param(
            "".join(f"<p><b x={i}>" for i in range(300_000)), id="formatting that is never closed"
        ),
        pytest.param("".join(f"<html a{i}>" for i in range(600_000)), id="attributes of html"),
        pytest.param(
            "".join(f"<body {' '.join(f'{c}{i}' for i in range(200_000))}>" for c in "ab"),
            id="attributes of two bodies",
        ),
        pytest.param(
            "<p " + " ".join(f"a{i}" for i in range(1_200_000)) + ">", id="attributes of one tag"
        ),
    ],
)
def test_markup_that_exceeds_the_limits_ends_only_its_process(html):
    assert run_count(html) in {"out of memory", "SIGXCPU", "SIGABRT"}


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p><b>" * 300_000, id="bold paragraphs"),
        pytest.param("<a b='" + "x" * 9_000_000, id="an unclosed quote"),
        pytest.param("<a b='<a b=\"" * 300_000, id="quotes in quotes"),
        pytest.param("<svg><![CDATA[" + "<p>" * 600_000, id="an open CDATA section"),
        pytest.param("<![CDATA[x]]>" * 600_000, id="CDATA sections outside"),
        pytest.param("<table>" + "<tr><td>x<td>y" * 200_000, id="cells"),
        pytest.param("<div>" * 400 + "<ruby>x<rt>y</ruby>" * 20_000, id="deep readings"),
        pytest.param("<noscript>" + "</noscript" * 600_000, id="unfinished end tags"),
        pytest.param("&" * 9_000_000, id="nothing but &"),
        pytest.param("a" * 9_000_000, id="one long word"),
    ],
)
def test_large_markup_that_parses_in_linear_time_stays_within_the_limits(html):
    assert run_count(html) == "counted"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>x" * 50_000, id="paragraphs without end tags"),
        pytest.param("<ul>" + "<li>x" * 50_000, id="items without end tags"),
        pytest.param("<table>" + "<tr><td>x<td>x" * 25_000, id="cells without end tags"),
        pytest.param("<p><b>x</b> <a href=y>x</a>" * 25_000, id="formatting"),
        pytest.param(
            "".join(f"<p><a name=n{i}>x</p>" for i in range(50_000)), id="links without end tags"
        ),
        pytest.param("<font>" * 4 + "<p>x</p>" * 50_000, id="old pages"),
        pytest.param("<svg><style>a{}<!-- b --></style></svg>x " * 50_000, id="styles of drawings"),
        pytest.param(
            "<p " + " ".join(f"a{i}" for i in range(600)) + ">" + "x " * 50_000,
            id="a tag with 600 attributes",
        ),
        pytest.param(
            "<div>" * 498 + "x " * 50_000 + "</div>" * 498, id="the deepest allowed nesting"
        ),
        pytest.param(
            f"<body style='background: url(data:,{'x' * 90_000})'>" + "x " * 50_000,
            id="a large style",
        ),
        pytest.param("<html/b=" * 500 + ">" + "x " * 50_000, id="roots in an attribute"),
        pytest.param("".join(f"<p><b x={i}>x" for i in range(200)) + " x" * 49_800, id="bold"),
        pytest.param(
            "<body " + " ".join(f"a{i}" for i in range(600)) + ">" + "x " * 50_000, id="a root"
        ),
    ],
)
def test_large_harmless_markup_is_counted(html):
    text = parse_page(html.encode(), "text/html").text

    assert text.split() == ["x"] * 50_000


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<script>" + "if(a<b){}" * 20_000 + "</script>x", id="a script"),
        pytest.param("<svg>" + "<path d='x'/>" * 20_000 + "</svg>x", id="paths of a drawing"),
    ],
)
def test_hidden_markup_may_be_large(html):
    assert parse_page(html.encode(), "text/html").text == "x"
