import pytest

from wordcount.analysis.paragraphs import join_wrapped_lines, may_be_plain
from wordcount.analysis.phrases import phrases
from wordcount.words.tokens import tokenize


def phrases_of(text, language="en"):
    return phrases(tokenize(join_wrapped_lines(text), language), 2)


@pytest.mark.parametrize(
    ("text", "language", "phrase"),
    [
        ("We live in New\nYork. I love New\nYork.", "en", "new york"),
        ("We live in New\r\nYork. I love New\r\nYork.", "en", "new york"),
        ("   New   \n   York is. New\n York", "en", "new york"),
        ("das kleine\nHaus und das kleine\nHaus", "de", "kleine haus"),
        ("le petit\nchat et le petit\nchat", "fr", "petit chat"),
        ("в большом\nдоме, в большом\nдоме", "ru", "большом доме"),
        ("البيت\nالكبير، البيت\nالكبير", "ar", "البيت الكبير"),
        ("진달래꽃\n아름 따다 진달래꽃\n아름", "ko", "진달래꽃 아름"),
        ("東京\n大学と東京\n大学", "ja", "東京 大学"),
        ("büyük\nIĞDIR ve BÜYÜK\nığdır", "tr", "büyük ığdır"),
        ("ภาษา\nไทย กับ ภาษา\nไทย", "th", "ภาษา ไทย"),
        ("per l’\námbito per l'\námbito", "it", "l' ámbito"),
        ("> New\n> York and\n> New\n> York", "en", "new york"),
        ("1990-\n2000 and 1990-\n2000", "en", "1990 2000"),
    ],
    ids=[
        "a line feed", "a carriage return too", "indented lines", "German", "French", "Russian",
        "Arabic", "Korean", "Japanese without spaces", "Turkish capitals", "Thai",
        "an elided article at the end of a line", "a quoted email", "a dash at the end of a line",
    ],
)  # fmt: skip
def test_a_phrase_goes_on_in_the_next_line_of_its_paragraph(text, language, phrase):
    assert phrases_of(text, language)[phrase] == 2
    assert phrase not in phrases(tokenize(text, language), 2)


@pytest.mark.parametrize(
    "text",
    [
        "red\n\nfish red\n\nfish",
        "red\r\n\r\nfish red\r\n\r\nfish",
        "red\n \t \nfish red\n\n\nfish",
        "- red\n- fish\n- red\n- fish",
        "* red\n* fish\n* red\n* fish",
        "• rot\n• Fisch\n• rot\n• Fisch",
        "— да\n— нет\n— да\n— нет",
        "red.\nfish red.\nfish",
        "赤。\n魚赤。\n魚",
    ],
    ids=[
        "an empty line", "an empty line with carriage returns", "a line of white space", "hyphens",
        "asterisks", "bullets", "dashes of a dialog", "the end of a sentence", "Japanese sentences",
    ],
)  # fmt: skip
def test_no_phrase_goes_on_in_another_paragraph(text):
    assert phrases_of(text) == {}


@pytest.mark.parametrize("length", [3, 4, 5])
def test_a_long_phrase_may_span_several_lines(length):
    text = "state\nof the\nart in\n2024,\nand state of\nthe art\nin 2024"

    found = phrases(tokenize(join_wrapped_lines(text), "en"), length)

    assert found[" ".join("state of the art in".split()[:length])] == 2


def test_words_keep_their_places():
    text = "one\ntwo\n\nthree\r\nfour"

    assert len(join_wrapped_lines(text)) == len(text)
    assert join_wrapped_lines(text) == "one two\n\nthree\r four"


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("one block\nanother", False),
        ("one block", False),
        ("one\n\ntwo", True),
        ("one\ntwo\n", True),
        ("  one\ntwo", True),
        ("one\r\ntwo", True),
    ],
)
def test_plain_text_is_known_by_its_white_space(text, is_plain):
    assert may_be_plain(text) is is_plain
