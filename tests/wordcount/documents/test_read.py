import pytest
from documents import lines, make_docx, make_pdf, make_zip, paragraph

from wordcount import count_file, count_page
from wordcount.documents.names import clean_name
from wordcount.errors import BrokenFile, NotText, UnsupportedFile

PDF = make_pdf(lines("The cat and the other cat."))


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        pytest.param(b"<p>a cat</p>", "page.HTML", {"a": 1, "cat": 1}, id="html"),
        pytest.param(b"<p>a cat</p>", "page.txt", {"p": 2, "a": 1, "cat": 1}, id="txt"),
        pytest.param(b"<p>a cat</p>", None, {"a": 1, "cat": 1}, id="no name"),
        pytest.param("글".encode("euc-kr"), "a.txt", {"글": 1}, id="another encoding"),
        pytest.param(make_pdf(lines("a cat")), "a.txt", {"a": 1, "cat": 1}, id="misnamed"),
        pytest.param(make_docx(paragraph("a cat")), "a", {"a": 1, "cat": 1}, id="no ending"),
        pytest.param(b"", "empty.txt", {}, id="empty"),
    ],
)
def test_a_file_is_read_by_its_first_bytes_or_else_by_its_name(body, name, words):
    assert count_file(body, name).result_all == words


@pytest.mark.parametrize(
    ("body", "name", "error"),
    [
        pytest.param(b"<p>not found", "report.pdf", BrokenFile, id="a page named pdf"),
        pytest.param(b"", "empty.docx", BrokenFile, id="an empty document"),
        pytest.param(b"GIF89a\0\0\1\0\2\3\4\5\6", "cat.gif", UnsupportedFile, id="image"),
        pytest.param(b"{\\rtf1 text}", "a.rtf", UnsupportedFile, id="rtf"),
    ],
)
def test_other_files_are_an_error(body, name, error):
    with pytest.raises(error):
        count_file(body, name)


@pytest.mark.parametrize("type", ["application/pdf", "application/octet-stream", None])
def test_a_page_may_be_a_document(type):
    counted = count_page(PDF, type)

    assert (counted.total, counted.language, counted.main) == (6, "en", None)


def test_what_a_server_calls_a_pdf_is_one():
    with pytest.raises(BrokenFile):
        count_page(b"<p>page", "application/pdf")


def test_other_data_from_a_server_is_not_text():
    with pytest.raises(NotText):
        count_page(b"data", "application/octet-stream")


def test_language_can_be_given():
    assert count_file(make_zip({"a.txt": "die"}), "a.zip", "en").language == "en"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
        ("a" * 300 + "../" + "b" * 196 + "/c ", "b" * 196 + "/c"),
        ("a.txt" + " " * 300, "a.txt"),
    ],
    ids=["long", "cut within folders", "spaces"],
)
def test_long_names_are_cut_at_their_beginning(name, shown):
    assert clean_name(name) == shown
