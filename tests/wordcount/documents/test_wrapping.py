import pytest
from documents import make_pdf

from wordcount.documents.hangul import BREAK, join_hangul
from wordcount.documents.legibility import is_legible
from wordcount.documents.pdf import read_pdf
from wordcount.documents.wrapping import Line, join_lines


def column(*texts, width=10.0, leading=14, left=0.0):
    """Lines of letters that are `width` points wide, in a font of that size."""
    for number, text in enumerate(texts):
        first, last = (len(word) * width for word in (text.split()[0], text.split()[-1]))
        end = left + len(text.strip()) * width
        edges = (left, left + first), (end - last, end)
        yield Line(text, -number * leading, width, *edges)


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        pytest.param(
            ["a line of words that", "wraps at the right", "edge. It", "Another paragraph."],
            ["a line of words that wraps at the right edge. It", "Another paragraph."],
            id="words",
        ),
        pytest.param(
            ["吾輩は猫である名前は", "まだ無いどこで生れた", "か。", "次の段落がここに来る"],
            ["吾輩は猫である名前はまだ無いどこで生れたか。", "次の段落がここに来る"],
            id="Japanese",
        ),
        pytest.param(
            ["a list of things with", "a second line of text", "• an item of the list"],
            ["a list of things with a second line of text", "• an item of the list"],
            id="bullets",
        ),
        pytest.param(
            ["대한민국의 모든 국민은 ", "법 앞에 평등하며 누", "구든지 차별을 받지 않"],
            ["대한민국의 모든 국민은 법 앞에 평등하며 누구든지 차별을 받지 않"],
            id="Hangul with spaces at the ends of lines",
        ),
    ],
)
def test_lines_are_joined_where_the_next_word_would_not_have_fit(lines, paragraphs):
    assert list(join_lines(list(column(*lines)))) == paragraphs


def test_an_indented_line_begins_a_paragraph():
    lines = [*column("the first paragraph is", "as wide as the second")]
    third = Line("begins with an indent", -28, 10, (20, 80), (160, 220))

    assert len(list(join_lines([*lines, third]))) == 2


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        pytest.param(
            f"국민을 보호하고 국{BREAK}민을 섬긴다", "국민을 보호하고 국민을 섬긴다", id="known"
        ),
        pytest.param(f"기본적 인권{BREAK}을 보장한다", "기본적 인권을 보장한다", id="particle"),
        pytest.param(f"모든 국민은{BREAK}평등하다", "모든 국민은 평등하다", id="two words"),
        pytest.param(
            f"권리를 가진다. 권{BREAK}리를 존중{BREAK}한다고 규정{BREAK}한다",
            "권리를 가진다. 권리를 존중한다고 규정한다",
            id="broken anywhere",
        ),
    ],
)
def test_words_in_hangul_go_on_where_they_are_likely_to(text, joined):
    assert join_hangul(text) == joined


def test_words_from_right_to_left_are_in_their_order():
    # Each letter is a drawing that says which letter it is, as browsers print Arabic.
    letters = [(100 - 6 * place, letter) for place, letter in enumerate("بيت")]
    drawn = "".join(
        f"/Span<</ActualText<FEFF{ord(letter):04X}>>>BDC BT /F1 12 Tf {x} 50 Td (x) Tj ET EMC\n"
        for x, letter in sorted(letters)
    )

    assert read_pdf(make_pdf(drawn)).text == "بيت"


@pytest.mark.parametrize(
    ("text", "legible"),
    [
        pytest.param("It is a text with some words, and K팝을 too. " * 3, True, id="text"),
        pytest.param("x \uf02b y \uf03d z " * 9, True, id="formulas"),
        pytest.param("\x03\x04\x05 \x06\x07 ab" * 9, False, id="controls"),
        pytest.param("ҨဌʾဎಱԔϸЇ " * 30, False, id="mixed scripts"),
        pytest.param("日本語のテキストです " * 30, True, id="scripts of one language"),
        pytest.param("", True, id="empty"),
    ],
)
def test_text_is_legible_if_it_may_be_of_a_language(text, legible):
    assert is_legible(text) == legible
