import random

import pytest

from wordcount.page import separators
from wordcount.page.page import parse_page


def words(html: str) -> list[str]:
    return parse_page(html.encode(), "text/html; charset=utf-8").text.split()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<a>Theory</a><a>Computing</a>", "Theory Computing", id="two links"),
        pytest.param("<a>Θεωρία</a><!-- x --><a>Πράξη</a>", "Θεωρία Πράξη", id="a comment between"),
        pytest.param("<b><a>a</a></b><b><a>b</a></b>", "a b", id="each in an element of its own"),
        pytest.param("<a><i>a</i></a><i><b><a>b</a></b></i>", "a b", id="nested on both sides"),
        pytest.param("<a>a</a><i></i><a>b</a>", "a b", id="an empty element between"),
        pytest.param("<a>a<a>b", "a b", id="links without end tags"),
        pytest.param("<a>a</a><b>b</b><a>c</a>", "abc", id="text between"),
        pytest.param("Wiki<a>pedia</a>s", "Wikipedias", id="a link in a word"),
        pytest.param("<a>un</a><i>happy</i>", "unhappy", id="a link and an inline element"),
        pytest.param("Wiki<a name=x></a><a>pedia</a>", "Wikipedia", id="an anchor without text"),
        pytest.param("Wiki<!-- --><a></a><a></a><a>pedia</a>", "Wikipedia", id="empty anchors"),
        pytest.param("<a>run</a><a id=x></a>ning", "running", id="an empty anchor after a link"),
        pytest.param("<a>a</a><a id=x></a><a>b</a>", "a b", id="an empty anchor between links"),
        pytest.param("<a>a</a><i> </i><b><a>b</a></b>", "a b", id="a space between"),
        pytest.param("<a>a</a><a><div>b</div></a><a>c</a>", "a b c", id="a block in a link"),
        pytest.param("<ruby>伝<rt><a>x</a><a>y</a></rt></ruby>", "伝 x y", id="links in ruby"),
        pytest.param("Name<input>Age", "Name Age", id="a field"),
        pytest.param("a<input type=hidden>b", "ab", id="a hidden field"),
        pytest.param("a<input type=CheckBox>b", "a b", id="a check box"),
        pytest.param("a<button>b</button><a>c</a>", "a b c", id="a button"),
        pytest.param("a<select><option>b</select>c", "a b c", id="a choice"),
        pytest.param("a<img alt=x>b", "a b", id="an image"),
        pytest.param("a<img alt=x hidden>b", "ab", id="a hidden image"),
        pytest.param("a<picture><source><img></picture>b", "a b", id="a picture"),
        pytest.param("<p>a<svg><a>x</a></svg>b", "a b", id="a drawing with a link"),
        pytest.param("a<iframe></iframe>b<canvas>x</canvas>c", "a b c", id="frames"),
        pytest.param("a<video></video>b<meter>x</meter>c", "a b c", id="a video and a gauge"),
        pytest.param("a<audio></audio>b<audio controls></audio>c", "ab c", id="sound"),
        pytest.param("a<object data=x>y</object>b", "a b", id="an object"),
        pytest.param("a<object>b</object>c", "abc", id="the fallback of an object"),
        pytest.param("a<math><mi>x</mi></math>b", "a b", id="a formula"),
        pytest.param("long<wbr>word<script>x</script>s", "longwords", id="what has no box"),
    ],
)
def test_links_controls_and_images_separate_words(html, expected):
    assert words(html) == expected.split()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("Fees<sup><a href=#1>1</a></sup> b", "Fees 1 b", id="a link in it"),
        pytest.param("Fees<a href=#1><sup>1</sup></a>s", "Fees 1 s", id="all of a link"),
        pytest.param("Gebühr<sup id=r><a>[1]</a></sup>", "Gebühr [1]", id="in brackets"),
        pytest.param("<sup><a>1</a></sup>See", "1 See", id="before a word"),
        pytest.param("a<sup><i><a>b</a></i></sup>", "a b", id="a link deep in it"),
        pytest.param("a<a><i><sup>b</sup></i></a>c", "a b c", id="deep in a link"),
        pytest.param("H<sub>2</sub>O", "H2O", id="a subscript"),
        pytest.param("<a>H<sub>2</sub>O</a>", "H2O", id="a subscript in a link"),
        pytest.param("m<sup>2</sup> Fees<sup>1</sup>", "m2 Fees1", id="no link"),
        pytest.param("1<sup>st</sup> M<sup>lle</sup>", "1st Mlle", id="letters"),
        pytest.param("<a>1<sup>st</sup></a>", "1st", id="part of a link"),
    ],
)
def test_a_superscript_that_is_a_note_is_separate(html, expected):
    assert words(html) == expected.split()


MARKUP = "<a> </a> <p> </p> <li> <br> <b> </b> <i></i> <img> <input> <span> </span> x".split()
MARKUP += ["<script></script>", "<!-- -->", "<p style=display:inline>", "<i style=float:left>", " "]


def test_links_that_begin_a_line_need_no_look_at_what_precedes_them(monkeypatch):
    chance = random.Random(1)
    pages = ["".join(chance.choices([*MARKUP, *["<a>y</a>"] * 9], k=20)) for _ in range(2_000)]
    texts = [words(page) for page in pages]

    monkeypatch.setattr(separators, "MAYBE_NEIGHBORS", "a")

    assert texts == [words(page) for page in pages]
