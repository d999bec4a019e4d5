import pytest

from wordcount.page.page import parse_page


def words(html: str) -> list[str]:
    return parse_page(html.encode(), "text/html; charset=utf-8").text.split()


def styled(style: str) -> list[str]:
    """The words of inline children, and text around them, in an element with `style`."""
    return words(f"a<span style='{style}'>b<b>c</b>d<i>e</i></span>f")


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        # What Chromium's innerText separates.
        ("display:flex", "a b c d e f"),
        ("display:grid", "a b c d e f"),
        ("display:-webkit-flex", "a b c d e f"),
        ("display: block flex", "a b c d e f"),
        ("display:inline-flex", "ab c d e f"),
        ("display:inline-grid", "ab c d e f"),
        ("display: Flex  INLINE", "ab c d e f"),
        ("display:flow-root", "a bcde f"),
        ("display:block flow", "a bcde f"),
        ("display:list-item", "a bcde f"),
        ("display:table", "a bcde f"),
        ("display:-webkit-box", "a bcde f"),
        ("display:inline-block", "abcdef"),
        ("display:inline flow-root", "abcdef"),
        ("display:inline-table", "abcdef"),
        ("display:contents", "abcdef"),
        ("display:run-in", "abcdef"),
        ("display:revert", "abcdef"),
        ("display:flex;display:revert", "abcdef"),
        ("float:left", "a bcde f"),
        ("float : inline-end", "a bcde f"),
        ("float/**/:/* right */right", "a bcde f"),
        ("float:left!important;float:none", "a bcde f"),
        ("float:left;float:middle", "a bcde f"),
        ("float:none", "abcdef"),
        ("position:absolute", "a bcde f"),
        ("POSITION:Fixed", "a bcde f"),
        ("position:absolute;position:static", "abcdef"),
        ("position:sticky", "abcdef"),
        ("position:relative", "abcdef"),
        ("display:contents;float:left", "abcdef"),
        ("display:inline-block;position:absolute", "a bcde f"),
        ("float:left;display:inline-flex", "a b c d e f"),
        ("display:none;position:absolute", "af"),
        ("background:url(x;display:flex)", "abcdef"),
    ],
)
def test_styles_make_blocks(style, expected):
    assert styled(style) == expected.split()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p style=display:flex><b>Total</b><i>12</i></p>", "Total 12", id="items"),
        pytest.param("<p style=display:grid>Итого<i>12</i></p>", "Итого 12", id="text and an item"),
        pytest.param(
            "<p style=display:flex><b><i>a</i><i>b</i></b></p>", "ab", id="children of an item"
        ),
        pytest.param(
            "<p style=display:flex><b style=display:contents><i>a</i><i>b</i></b></p>",
            "a b",
            id="children of an item without a box",
        ),
        pytest.param("<p style=display:flex>a<!-- x -->b</p>", "ab", id="a comment"),
        pytest.param("<p style=display:flex>a<wbr>b<script>x</script>c</p>", "abc", id="no box"),
        pytest.param("<p style=display:flex>a<b hidden>x</b>b</p>", "ab", id="a hidden item"),
        pytest.param(
            "<ul style=display:flex><li style=display:inline>a<li style=display:inline>b</ul>",
            "a b",
            id="items that were inline",
        ),
        pytest.param("<body style=display:flex><b>a</b><b>b</b>", "a b", id="the body"),
        pytest.param("<p><i style=float:left>W</i>ord</p>", "W ord", id="a drop cap"),
        pytest.param("<li style='display:inline;float:left'>a</li>b", "a b", id="a floating item"),
    ],
)
def test_the_items_of_a_flex_container_are_separate(html, expected):
    assert words(html) == expected.split()
