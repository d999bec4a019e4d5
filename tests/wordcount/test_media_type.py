import pytest

from wordcount.media_type import MediaType, parse_content_type

HTML = "text/html"
GREEK = MediaType(HTML, "iso-8859-7")


@pytest.mark.parametrize(
    ("header", "media_type"),
    [
        pytest.param("text/html;charset=iso-8859-7", GREEK, id="one value"),
        pytest.param("text/plain, text/html;charset=iso-8859-7", GREEK, id="the last value"),
        pytest.param("text/html;charset=iso-8859-7, nonsense", GREEK, id="an invalid last value"),
        pytest.param("text/html;charset=iso-8859-7, */*", GREEK, id="any type says nothing"),
        pytest.param("text/html;charset=iso-8859-7,", GREEK, id="a comma at the end"),
        pytest.param("text/html;charset=iso-8859-7, text/html", GREEK, id="an earlier charset"),
        pytest.param(
            "text/html;charset=iso-8859-7, text/plain",
            MediaType("text/plain"),
            id="the charset of another type",
        ),
        pytest.param('text/html;x=",text/plain,";charset=iso-8859-7', GREEK, id="a quoted comma"),
        pytest.param('text/html;x="a;charset=b";charset=iso-8859-7', GREEK, id="a quoted charset"),
        pytest.param('text/html; charset="iso\\-8859-7', GREEK, id="an escape, no closing quote"),
        pytest.param("text/html;charset=iso-8859-7;charset=b", GREEK, id="the first charset"),
        pytest.param("text/html;charset=;charset=iso-8859-7", GREEK, id="an empty charset"),
        pytest.param("TEXT/HTML ;;; CHARSET= iso-8859-7 ", GREEK, id="case and spaces"),
        pytest.param("text/html;charset =b", MediaType(HTML), id="a space before ="),
        pytest.param("text/html;charset:b", MediaType(HTML), id="a colon for ="),
        pytest.param("text/html;charset='b'", MediaType(HTML, "'b'"), id="quotes are double"),
        pytest.param('text/html;x=a"b;charset=c', MediaType(HTML, "c"), id="a quote in a value"),
        pytest.param("text/html charset=b", None, id="no semicolon"),
        pytest.param("text/html/b", None, id="two slashes"),
        pytest.param("text / html", None, id="spaces around the slash"),
        pytest.param("html", None, id="no slash"),
        pytest.param("text/html, unknown/unknown", None, id="unknown"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="no header"),
    ],
)
def test_the_last_valid_type_is_extracted(header, media_type):
    assert parse_content_type(header) == media_type
