import pytest
from documents import lines, make_pdf

from wordcount.documents.pdf import read_pdf
from wordcount.errors import BrokenFile, EncryptedFile, NoText

# Files of a PDF whose user must know a password: RC4, 40 bits, with keys that no one has.
LOCKED = (
    "/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + "00" * 32 + ">/U<" + "11" * 32 + ">>>"
    "/ID[<00><00>]"
)


def text_of(*pages, **entries):
    return read_pdf(make_pdf(*pages, **entries)).text


def test_the_text_of_every_page_is_read():
    assert text_of(lines("one"), lines("two")) == "one\ntwo"


def test_lines_that_wrap_are_one_paragraph():
    long = "the quick brown fox jumps over the lazy dog and"
    content = lines(long, long, "stops.", "A new paragraph begins here.")

    assert text_of(content) == f"{long} {long} stops.\nA new paragraph begins here."


def test_a_larger_distance_begins_a_paragraph():
    long = "the quick brown fox jumps over the lazy dog and"
    content = lines(long, long) + lines(long, long, top=270)

    assert text_of(content) == f"{long} {long}\n{long} {long}"


def test_larger_letters_are_a_paragraph_of_their_own():
    content = lines("a large heading that is as wide", size=20) + lines("as this text", top=330)

    assert text_of(content) == "a large heading that is as wide\nas this text"


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        pytest.param("an inter-", "national word", "an international word", id="hyphenation"),
        pytest.param("by Jean-", "Paul alone", "by Jean-Paul alone", id="capital"),
        pytest.param(
            "well-known, or well-", "known men", "well-known, or well-known men", id="compound"
        ),
    ],
)
def test_words_that_are_broken_at_the_end_of_a_line_are_joined(before, after, joined):
    assert text_of(lines(before, after)) == joined


def test_text_outside_of_the_page_is_not_counted():
    hidden = lines("trim marks", left=450) + lines("proof", top=500)

    assert text_of(hidden + lines("shown")) == "shown"
    assert (
        text_of(
            lines("cut off") + lines("shown", left=120, top=300), page="/CropBox[100 0 400 400]"
        )
        == "shown"
    )


def test_form_fields_and_notes_on_the_page_are_read():
    appearance = (
        "/Annots[<</Type/Annot/Subtype/FreeText/Rect[20 20 200 60]/DA(/F1 12 Tf)/Contents(a note)"
        "/AP<</N 6 0 R>>>>]"
    )
    note = make_pdf(lines("page"), page=appearance).replace(
        b"<</Length",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 400 400]/Resources<</Font<</F1 3 0 R>>>>/Length",
    )

    assert read_pdf(note).text.split() == ["page", "page"]


def test_title_and_language_are_what_the_document_declares():
    page = read_pdf(
        make_pdf(lines("Hej"), info="/Title(Microsoft Word - Svar)", catalog="/Lang(sv)")
    )

    assert (page.title, page.declared_language) == ("Svar", "sv")


def test_a_document_without_a_title_has_none():
    page = read_pdf(make_pdf(lines("Hej")))

    assert (page.title, page.declared_language) == (None, None)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param(b"%PDF-1.7\nnothing", BrokenFile, id="broken"),
        pytest.param(make_pdf(lines("a"))[:200], BrokenFile, id="cut off"),
        pytest.param(make_pdf(), BrokenFile, id="no pages"),
        pytest.param(make_pdf("10 10 100 100 re f"), NoText, id="a drawing"),
        pytest.param(
            make_pdf(lines("a")).replace(b"/Info 4 0 R", LOCKED.encode()),
            EncryptedFile,
            id="locked",
        ),
    ],
)
def test_what_cannot_be_read_is_an_error(body, error):
    with pytest.raises(error):
        read_pdf(body)


def test_fonts_that_do_not_name_their_letters_are_an_error():
    scrambled = lines("".join(rf"\{n:03o}" for n in range(1, 30)) * 3)

    with pytest.raises(NoText, match="fonts of that PDF"):
        text_of(scrambled)
