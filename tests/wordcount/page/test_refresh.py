import pytest

from wordcount.page.refresh import find_refresh

URL = "http://example.com/a/page"


def found(html: str, content_type: str | None = "text/html") -> str | None:
    return find_refresh(html.encode(), content_type, URL)


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ("<meta http-equiv=refresh content='0; url=b'>", "http://example.com/a/b"),
        ("<META HTTP-EQUIV=Refresh CONTENT='5;URL=/b'>", "http://example.com/b"),
        ("<meta http-equiv=refresh content='0.9, url = \"//b.example/\"'>", "http://b.example/"),
        ("<meta http-equiv=refresh content='0 https://b.example/'>", "https://b.example/"),
        ("<body><p>x<meta http-equiv=refresh content='1;b'>", "http://example.com/a/b"),
        ("<meta http-equiv=refresh content=x><meta http-equiv=refresh content='0;url=b'>",
         "http://example.com/a/b"),
        ("<meta http-equiv=refresh content=' 3 ;\turl = b '>", "http://example.com/a/b"),
        ("<meta http-equiv=refresh content='0;url=?q=%C3%BC'>",
         "http://example.com/a/page?q=%C3%BC"),
    ],
    ids=[
        "at once", "capitals, after 5 seconds", "a fraction, a comma and quotation marks",
        "no url=", "in the body", "after one that is invalid", "white space", "a query alone",
    ],
)  # fmt: skip
def test_a_refresh_within_five_seconds_is_found(html, target):
    assert found(html) == target


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<meta http-equiv=refresh content='6; url=b'>", id="later"),
        pytest.param("<meta http-equiv=refresh content='url=b'>", id="no time"),
        pytest.param("<meta http-equiv=refresh>", id="no content"),
        pytest.param("<meta name=refresh content='0; url=b'>", id="another meta"),
        pytest.param("<!-- <meta http-equiv=refresh content='0; url=b'> -->", id="a comment"),
        pytest.param(
            "<script>'<meta http-equiv=refresh content=\"0; url=b\">'</script>", id="a script"
        ),
        pytest.param(
            "<noscript><meta http-equiv=refresh content='0; url=b'></noscript>", id="noscript"
        ),
        pytest.param(
            "<template><meta http-equiv=refresh content='0; url=b'></template>", id="a template"
        ),
        pytest.param("refresh", id="a word"),
    ],
)
def test_what_browsers_do_not_follow_is_no_refresh(html):
    assert found(html) is None


def test_only_html_has_a_refresh():
    html = "<meta http-equiv=refresh content='0; url=b'>"

    assert found(html, "text/plain") is None
    assert found(html, None) is not None


def test_a_page_in_utf_16_may_have_a_refresh():
    html = "<meta http-equiv=refresh content='0; url=ü'>".encode("utf-16")

    assert find_refresh(html, "text/html", URL) == "http://example.com/a/%C3%BC"
