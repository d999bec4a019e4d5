import pytest

from wordcount.page.page import parse_page


def words(html: str) -> list[str]:
    return parse_page(html.encode(), "text/html; charset=utf-8").text.split()


def host(shadow: str, light: str = "", tag: str = "div", mode: str = "open") -> str:
    return f"<{tag}><template shadowrootmode={mode}>{shadow}</template>{light}</{tag}>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param(host("<p>a"), "a", id="a shadow tree"),
        pytest.param(host("<p>a", mode="CLOSED"), "a", id="a closed one"),
        pytest.param(host("a <slot></slot> c", "b"), "a b c", id="a slot"),
        pytest.param(host("a", "b"), "a", id="no slot for the content"),
        pytest.param(
            host("<slot name=x></slot> b <slot></slot>", "c <i slot=x>a</i>"), "a b c", id="named"
        ),
        pytest.param(host("<slot>a</slot>"), "a", id="the fallback of a slot"),
        pytest.param(host("<slot>x</slot>", "a"), "a", id="a fallback that is not needed"),
        pytest.param(
            host("<slot name=x>a</slot>", "<b slot=y>b</b>"), "a", id="a slot of another name"
        ),
        pytest.param(
            host("<slot name=x></slot><slot name=x>b</slot>", "<i slot=x>a</i>"),
            "ab",
            id="two slots of a name",
        ),
        pytest.param(
            host(host("a <slot></slot>", "<slot></slot>", "x-b"), "b", "x-a"), "a b", id="nested"
        ),
        pytest.param(
            host("<slot></slot>", host("a <slot></slot>", "b", "p")), "a b", id="a host in a slot"
        ),
        pytest.param(host("x", "a", "a"), "a", id="an element that cannot be a host"),
        pytest.param(host("x", "a", mode="hidden"), "a", id="an invalid mode"),
        pytest.param(
            "<div><template shadowrootmode=open>a</template><template shadowrootmode=open>b"
            "</template></div>",
            "a",
            id="only the first template",
        ),
        pytest.param(f"<template>{host('x')}</template>a", "a", id="in a template"),
        pytest.param(host("<slot hidden></slot>a", "x"), "a", id="a hidden slot"),
        pytest.param(
            host("<p style=display:flex><slot></slot></p>", "<b>a</b><b>b</b>"),
            "a b",
            id="slotted items of a flex container",
        ),
    ],
)
def test_shadow_trees_are_flattened(html, expected):
    assert words(html) == expected.split()


def test_shadow_trees_may_be_nested():
    assert words(
        "<x-a><template shadowrootmode=open>" * 200 + "a" + "</template>b</x-a>" * 200
    ) == ["a"]
