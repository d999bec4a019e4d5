import pytest

from wordcount.language.profiles import PROFILED_SCRIPTS
from wordcount.language.scripts import BLOCKS, LANGUAGES_BY_SCRIPT, detect_script


@pytest.mark.parametrize(
    ("text", "script"),
    [
        pytest.param("plain", "Latin", id="ASCII"),
        pytest.param("żółć", "Latin", id="Latin beyond ASCII"),
        pytest.param("12 + 3", None, id="no letter"),
        pytest.param("½ — ☺", None, id="signs beyond ASCII"),
        pytest.param("слово words λόγος", None, id="three scripts of equal size"),
        pytest.param("слово и w", "Cyrillic", id="most letters"),
        pytest.param("東京都に住む", "Kana", id="kanji with kana"),
        pytest.param("东京", "Han", id="Han alone"),
        pytest.param("大韓民國의 憲法은 이다", "Hangul", id="Korean with hanja"),
        pytest.param("한국어 word", "Hangul", id="a Hangul syllable weighs more"),
    ],
)
def test_detect_script_returns_the_script_of_most_letters(text, script):
    assert detect_script(text) == script


def test_every_script_has_languages():
    assert BLOCKS.keys() == LANGUAGES_BY_SCRIPT.keys()
    assert PROFILED_SCRIPTS < BLOCKS.keys()
