import pytest

from wordcount.language.profiles import scripts
from wordcount.language.scripts import BLOCKS, WRITTEN_IN, script_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        pytest.param("plain", "Latin", id="ASCII"),
        pytest.param("żółć", "Latin", id="Latin beyond it"),
        pytest.param("12 + 3", None, id="no letter"),
        pytest.param("½ — ☺", None, id="signs beyond ASCII"),
        pytest.param("слово words λόγος", None, id="three alike"),
        pytest.param("слово и w", "Cyrillic", id="most letters"),
        pytest.param("東京都に住む", "Kana", id="kanji with kana"),
        pytest.param("东京", "Han", id="Han alone"),
        pytest.param("大韓民國의 憲法은 이다", "Hangul", id="Korean with hanja"),
        pytest.param("한국어 word", "Hangul", id="a syllable of Hangul counts for more"),
    ],
)
def test_most_letters_tell_the_script(text, script):
    assert script_of(text) == script


def test_it_is_known_what_is_written_in_every_script():
    assert BLOCKS.keys() == WRITTEN_IN.keys()
    assert scripts() < BLOCKS.keys()
