import io
import zipfile

import pytest
from documents import CORE, WORD, make_docx, make_epub, make_odt, make_zip, paragraph

from wordcount.documents.read import read_file
from wordcount.errors import BrokenFile, EncryptedFile, NoText, TooLarge, UnsupportedFile

ENCRYPTED = (
    "<encryption xmlns='urn:oasis:names:tc:opendocument:xmlns:container'>"
    "<EncryptedData xmlns='http://www.w3.org/2001/04/xmlenc#'><CipherData>"
    "<CipherReference URI='{}'/></CipherData></EncryptedData></encryption>"
)


SHOWN = "<w:vanish w:val='0'/>"
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99)
NOTES = f"<w:footnotes xmlns:w='{WORD}'>{{}}</w:footnotes>"


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param(paragraph("one") + paragraph("two"), "one\ntwo", id="paragraphs"),
        pytest.param(f"<w:p>{run('w')}{run('ord')}</w:p>", "word", id="runs of one word"),
        pytest.param("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>", "a\tb", id="tab"),
        pytest.param("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r></w:p>", "a\nb", id="break"),
        pytest.param(
            "<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r></w:p>", "a-b", id="hyphen"
        ),
        pytest.param(
            "<w:tbl><w:tr><w:tc>" + paragraph("a") + "</w:tc><w:tc>" + paragraph("b") + "</w:tc>"
            "</w:tr></w:tbl>",
            "a\nb",
            id="table",
        ),
        pytest.param(
            "<w:p><w:del>" + run("no") + "</w:del><w:ins>" + run("yes") + "</w:ins></w:p>",
            "yes",
            id="tracked changes",
        ),
        pytest.param(
            f"<w:p><w:moveFrom>{run('a')}</w:moveFrom></w:p><w:p><w:moveTo>{run('a')}</w:moveTo></w:p>",
            "a",
            id="moved",
        ),
        pytest.param(f"<w:p>{run('no', '<w:vanish/>')}{run('yes')}</w:p>", "yes", id="hidden"),
        pytest.param(
            f"<w:p>{run('yes', SHOWN)}</w:p>",
            "yes",
            id="not hidden",
        ),
        pytest.param(
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>" + paragraph("box")
            + "</w:txbxContent></mc:Choice><mc:Fallback>" + paragraph("box") + "</mc:Fallback>"
            "</mc:AlternateContent><w:t>after</w:t></w:r></w:p>",
            "box\nafter",
            id="text box, once",
        ),
        pytest.param("<w:p><m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath></w:p>", "x+y", id="math"),
        pytest.param(
            "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>" + run("7") + "</w:p>", "7", id="field"
        ),
    ],
)  # fmt: skip
def test_the_text_of_a_word_document_is_what_its_page_shows(markup, text):
    assert read_file(make_docx(markup)).text == text


@pytest.mark.parametrize("target", ["footnotes.xml", "document.xml"])
def test_a_part_that_is_named_twice_is_read_once(target):
    relation = f"<Relationship Type='x/footnotes' Target='{target}'/>"
    with zipfile.ZipFile(
        io.BytesIO(make_docx(paragraph("text"), footnotes=NOTES.format(paragraph("foot"))))
    ) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["word/_rels/document.xml.rels"] = f"<Relationships>{relation * 3}</Relationships>"

    words = read_file(make_zip(files)).text.split()

    assert words == ["text", "foot"][: 1 + (target == "footnotes.xml")]


def test_footnotes_and_endnotes_of_a_word_document_follow_its_text():
    body = make_docx(
        paragraph("text"),
        footnotes=NOTES.format(paragraph("foot")),
        header=NOTES.format(paragraph("head")),
        endnotes=NOTES.format(paragraph("end")),
    )

    assert read_file(body).text == "text\nfoot\nend"


def test_a_word_document_names_its_title_and_language():
    core = "<dc:title>Eine\n  Frage</dc:title><dc:language>de-AT</dc:language>"

    page = read_file(make_docx(paragraph("Ja"), core=core))

    assert (page.title, page.declared_language) == ("Eine Frage", "de-AT")


def test_a_book_is_read_in_the_order_of_its_pages():
    page = read_file(make_epub(["<h1>One</h1><p>a<b>b</b></p>", "<p>Two</p>"], "Title", "fr"))

    assert page.text == "One\nab\nTwo"
    assert (page.title, page.declared_language) == ("Title", "fr")


@pytest.mark.parametrize(
    ("name", "is_readable"), [("OEBPS/font.otf", True), ("OEBPS/p%200.xhtml", False)]
)
def test_a_book_is_locked_if_its_pages_are_encrypted(name, is_readable):
    book = make_epub(["<p>Text</p>"], extra={"META-INF/encryption.xml": ENCRYPTED.format(name)})

    if is_readable:
        assert read_file(book).text == "Text"
    else:
        with pytest.raises(EncryptedFile):
            read_file(book)


def test_the_text_of_opendocument_has_its_notes_but_no_deleted_text():
    body = (
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:h>Head</text:h><text:p>a<text:span>b</text:span><text:s/>c<text:note>"
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>foot</text:p>"
        "</text:note-body></text:note></text:p><text:list><text:p>item</text:p></text:list>"
    )

    assert read_file(make_odt(body)).text == "Head\nfoot\nab c\nitem"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param(make_docx("<w:p/>"), NoText, id="docx without text"),
        pytest.param(make_docx("<w:p>"), BrokenFile, id="docx with broken XML"),
        pytest.param(make_docx(paragraph("a"))[:-30], BrokenFile, id="zip cut off"),
        pytest.param(make_epub([]), BrokenFile, id="epub without pages"),
        pytest.param(
            make_zip({"mimetype": "application/epub+zip"}), BrokenFile, id="epub without a package"
        ),
        pytest.param(
            make_odt("", **{"META-INF/manifest.xml": "<encryption-data/>"}), EncryptedFile, id="odt"
        ),
        pytest.param(
            make_zip({"[Content_Types].xml": "", "_rels/.rels": (
                "<R><R Type='x/officeDocument' Target='xl/workbook.xml'/></R>")}),
            UnsupportedFile,
            id="spreadsheet",
        ),
        pytest.param(make_zip({"mimetype": "application/hwp+zip"}), UnsupportedFile, id="hwpx"),
        pytest.param(
            COMPOUND_FILE + "EncryptedPackage".encode("utf-16-le"),
            EncryptedFile,
            id="docx with a password",
        ),
        pytest.param(COMPOUND_FILE, UnsupportedFile, id="doc"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_an_error(body, error):
    with pytest.raises(error):
        read_file(body, "file")


BOMB = "<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    ("files", "error"),
    [
        pytest.param({"word/document.xml": f"{BOMB}<w>&b;</w>"}, BrokenFile, id="entities"),
        pytest.param({"word/document.xml": "<w:p>" * 1000}, BrokenFile, id="unclosed elements"),
        pytest.param({"word/document.xml": b"\xff\xfe\x00\xd8" * 99}, BrokenFile, id="bad bytes"),
    ],
)
def test_hostile_markup_is_an_error(files, error):
    with pytest.raises(error):
        read_file(make_zip({"[Content_Types].xml": ""} | files))


def test_text_beyond_the_limit_is_too_large(monkeypatch):
    monkeypatch.setattr("wordcount.documents.docx.MAX_TEXT", 10)

    with pytest.raises(TooLarge, match="characters of text"):
        read_file(make_docx(paragraph("too long a text")))


def test_metadata_is_optional():
    page = read_file(make_docx(paragraph("a"), core=CORE))

    assert page.title is None
