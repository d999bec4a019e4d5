import shutil
import subprocess

import pytest
from icu4py.breakers import CharacterBreaker, SentenceBreaker

from wordcount import length
from wordcount.analysis.length import ASCII_SPACES, BLOCK, MAY_JOIN, OTHER_SPACES

# Two paragraphs each, of two sentences and one; Thai marks the end of none.
TEXTS = {
    "ar": "ذهب الطبيب إلى المدينة. كان الجو حارًا!\n\nماذا قرأت أمس؟\n",
    "de": "Der Zug hält in Köln. Wir steigen um!\n\nWann fährt er weiter?\n",
    "el": "Τα παιδιά πήγαν σχολείο. Πού είναι το βιβλίο; Εδώ.\n",
    "en": "The doctor came home. It cost 3.50 dollars!\n\nWhat's the café’s name?\n",
    "hi": "बच्चे स्कूल गए। शिक्षक नहीं आए।\n\nयह किताब अच्छी है?\n",
    "ja": "子どもたちは学校へ行った。先生は来なかった!\n\nこの本は面白い?\n",
    "ko": "아이들이 학교에 갔다. 선생님은 안 오셨다!\n\n이 책은 재미있니?\n",
    "ru": "Дети пошли в школу. Учитель не пришёл!\n\nГде новая книга?\n",
    "th": "เด็ก ๆ ไปโรงเรียน แต่ครูยังไม่มา\n\nหนังสือเล่มนี้ดีมาก\n",
    "tr": "Çocuklar okula gitti. Öğretmen gelmedi!\n\nBu kitap ilginç mi?\n",
    "zh": "孩子们去了学校。老师还没有来!\n\n这本书好看吗?\n",
}
SENTENCES = {"th": 2}  # otherwise 3

EVERY_CHARACTER = [chr(n) for n in range(0x110000) if not 0xD800 <= n < 0xE000]

WRAPPED = """\
Call me Ishmael. Some years ago, never mind how long precisely,
having little or no money in my purse, and nothing particular
to interest me on shore, I thought I would sail about a little
and see the watery part of the world.

It is a way I have of driving off the spleen. Whenever I find
myself growing grim about the mouth, I account it high time to
get to sea as soon as I can.
"""
HEADLINES = """\
The council votes on the new bridge tonight
Rain is expected in the north until Friday, and storms later
A museum reopens after years
Ten recipes with apples that are ready in half an hour or less
"""


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.skipif(not shutil.which("wc"), reason="Windows has no wc.")
def test_bytes_characters_and_lines_are_those_of_wc(language):
    text = TEXTS[language]
    command = ["wc", "-lmc"]
    printed = subprocess.check_output(command, input=text.encode(), env={"LC_ALL": "C.UTF-8"})

    measured = length(text, language)

    lines, characters, size = map(int, printed.split())
    assert (measured.lines, measured.bytes) == (lines, size)
    if not any(map(MAY_JOIN.search, text)):  # otherwise wc counts marks on their own
        assert measured.characters == characters


@pytest.mark.parametrize("language", TEXTS)
def test_characters_and_sentences_are_those_of_icu(language):
    text = TEXTS[language]

    measured = length(text, language)

    clusters = list(CharacterBreaker(text, language))
    assert measured.characters == len(clusters)
    assert measured.characters_no_spaces == sum(not cluster.isspace() for cluster in clusters)
    sentences = [each for each in SentenceBreaker(text, language) if each.strip()]
    assert measured.sentences == len(sentences) == SENTENCES.get(language, 3)


def test_characters_that_are_counted_without_icu_join_no_other():
    alone = [character for character in EVERY_CHARACTER if not MAY_JOIN.search(character)]
    assert sorted(filter(str.isspace, alone)) == sorted(ASCII_SPACES.decode() + OTHER_SPACES)
    text = "".join(f"a{character}{character}b" for character in alone)

    assert sum(1 for _ in CharacterBreaker(text, "root")) == len(text)


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("e\u0301", 1),
        ("👨‍👩‍👧‍👦🇰🇷👍🏽", 3),
        ("각", 1),
        ("\u1100\u1161\u11a8", 1),
        ("क्षि", 1),
        ("กำ", 1),
        ("\r\n", 1),
        ("\t ", 2),
    ],
    ids=["accent", "emoji", "syllable", "jamo", "conjunct", "Thai vowel", "line end", "spaces"],
)
def test_a_character_is_what_people_see_as_one(text, characters):
    assert length(text).characters == characters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (0, 0, 0)),
        ("\n \n", (0, 0, 2)),
        ("one", (1, 1, 1)),
        ("one\ntwo", (2, 2, 2)),
        ("one\r\ntwo\r\n", (2, 2, 2)),
        ("one\rtwo\u2028three", (3, 3, 3)),
        ("One. Two?\n\n\n3!", (3, 2, 4)),
        ("…\n* * *\nEnd", (1, 3, 3)),
    ],
    ids=["nothing", "blank", "one", "two", "Windows", "others", "several", "no words"],
)
def test_sentences_paragraphs_and_lines_by_hand(text, expected):
    measured = length(text)

    assert (measured.sentences, measured.paragraphs, measured.lines) == expected


def test_wrapped_lines_end_neither_sentence_nor_paragraph():
    measured = length(WRAPPED, "en")

    assert (measured.sentences, measured.paragraphs, measured.lines) == (4, 2, 8)


def test_lines_of_a_list_are_sentences_and_paragraphs():
    measured = length(HEADLINES, "en")

    assert (measured.sentences, measured.paragraphs) == (4, 4)


@pytest.mark.parametrize("language", ["en", "ar", "ko", "hi"])
def test_a_long_text_is_measured_in_blocks_with_the_same_result(language):
    text = TEXTS[language].replace("\n\n", "\n")
    times = 2 * BLOCK // len(text)

    once, often = length(text, language), length(text * times, language)

    assert often.to_dict() == {name: n * times for name, n in once.to_dict().items()}


def test_korean_forms_count_three_bytes_a_syllable_and_two_a_line_end():
    assert length("가나 A1\n", "ko").form_bytes == 3 + 3 + 1 + 2 + 2
    assert length("\u1100\u1161\r\n", "ko-KR").form_bytes == 3 + 2
    assert length("가나", "ja").form_bytes is None


def test_what_cannot_be_encoded_is_measured_as_a_replacement_character():
    assert length("\ud800\0") == length("\ufffd\ufffd")
