"""A sentence goes on after an abbreviation, an initial and a quotation."""

import subprocess
import sys

import pytest

import wordcount.analysis.sentences as sentences_module
from settings import ROOT
from wordcount import length
from wordcount.analysis.phrases import phrases
from wordcount.analysis.sentences import sentences
from wordcount.language.abbreviations import FOLDER, abbreviations
from wordcount.words.tokens import tokenize

HOLMES = (
    "I saw Dr. Watson and Mr. Holmes. Then Mr. Holmes saw Dr. Watson. "
    "Mr. Holmes smiled at Dr. Watson in St. James Park."
)
TOLKIEN = "It is e.g. a cat vs. a dog, etc. No. 5 is J. R. R. Tolkien."
PRICE = "The price is $3.50. It rose 5%. See Fig. 3 and pp. 10-12. The U.S. Government said so."
KOREAN = '첫째 문장입니다. "정말?" 하고 물었다. 그래서 갔다.\n\n둘째 문단'
FINNISH = 'Hyvää päivää! Mitä kuuluu? "Tule tänne!" äiti huusi. Hän syntyi 3. tammikuuta 1990.'

CASES = {
    "titles": ("en", HOLMES, 3),
    "titles and a time": ("en", "Dr. Smith met Mr. Jones at 5 p.m. on Monday.", 1),
    "a quotation": ("en", 'He said, "Hi!" and left.', 1),
    "initials": ("en", TOLKIEN, 2),
    "streets": ("en", "Mrs. Hall lives on St. James St. in Washington D.C. today.", 1),
    "numbers": ("en", PRICE, 4),
    "capitals": ("en", "MR. HOLMES SAW DR. WATSON.", 1),
    "brackets": ("en", "We met two men (Mr. Holmes and Dr. Watson).", 1),
    "a quoted name": ("en", 'It was Holmes vs. "Moriarty".', 1),
    "a question in brackets": ("en", "They lost (really?) and left.", 1),
    "a year and a decimal": ("en", "Population grew in 2020. 5.5 million people came.", 2),
    "a year and a grouped number": ("de", "Er kam im Jahr 2019. 10.000 Menschen sahen zu.", 2),
    "an address without spaces": ("zh", "见http://a.com/获取信息!我们很高兴。", 2),
    "an address before another script": ("ja", "http://a.comを見てください!ありがとう。", 2),
    "a Roman number": ("en", "See vol. II and p. 3.", 1),
    "German": ("de", "„Kommst du?“ fragte er. Am 3. Oktober z. B. war es gut.", 2),
    "a German century": ("de", "Im 19. Jahrhundert lebte Fr. Meier, d. h. Sie.", 1),
    "French": ("fr", "« Bonjour ! » dit M. Dupont. Il sourit, p. ex. Paris.", 2),
    "Finnish": ("fi", FINNISH, 4),
    "Danish": ("da", "Den 3. maj kom hr. Hansen. Han smilte.", 2),
    "Russian": ("ru", "А. С. Пушкин, т. е. Поэт, жил на ул. Мойка. Он писал.", 2),
    "Korean": ("ko", KOREAN, 4),
    "Korean particles": ("ko", '"간다."라고 말했다. "정말?"이라고 물었다.', 2),
    "Japanese": ("ja", "「こんにちは。」と言った。", 1),
    "a numbered list": ("en", "1. First item.\n2. Second item.\na. Third item.", 3),
    "an address": ("en", "Visit https://example.com/?a=1&b=2! Then read https://a.example?b.", 2),
    "Spanish": ("es", "Los EE. UU. y los demás vinieron.", 1),
    "elision": ("it", "Ha visto l'avv. Rossi, parola dell’on. Bianchi.", 1),
    "German months": ("de", "Am 1. Jan. 2020 kam Dr. med. Huber von der Fa. Maier.", 1),
    "a German date": ("de", "Er kam am 3. 5. 2026 an.", 1),
    "a Korean date": ("ko", "회의는 2026. 5. 3. 오전에 열린다. 끝.", 2),
    "Chinese": ("zh", "“你好！”他说。", 1),
    "no list": ("tr", "Dr. Smith geldi. Prof. Kaya gitti.", 2),
    "no language": ("und", "J. R. R. Tolkien and „Hi!“ he said.", 1),
    # Real ends.
    "two sentences": ("en", "It was cold. Then it rained.", 2),
    "a letter": ("en", "He met Plan B. Then he left.", 2),
    "a country": ("en", "He lives in the U.S. He likes it.", 2),
    "a street": ("en", "He lives on Main St. It is long.", 2),
    "no number": ("en", "He said no. We left.", 2),
    "a new sentence": ("en", '"Hi!" She left.', 2),
    "lowercase": ("en", "yes. no. maybe.", 1),
    "an ellipsis": ("en", "It was Mr... Holmes knew.", 2),
    "lines": ("en", "Dear Mr.\nHolmes", 2),
    "a German number": ("de", "Es waren 3. Dann kamen mehr.", 2),
    "a year": ("de", "Es war 1990. August kam.", 2),
    "a Korean quotation": ("ko", '"정말?" 그는 갔다.', 2),
    "a word in an address": ("en", "Is it https://example.com? Yes.", 2),
    "Korean words of one letter": ("ko", "네. 네. 알겠습니다.", 3),
    "Chinese words of one letter": ("zh", "好. 是.", 2),
    "a Chinese quotation": ("zh", "“你好！”猫走了。", 2),
    "a Japanese quotation": ("ja", "「こんにちは。」彼は笑った。", 2),
}


@pytest.mark.parametrize(("language", "text", "number"), CASES.values(), ids=CASES)
def test_sentences_are_those_that_people_count(language, text, number):
    assert length(text, language).sentences == number


@pytest.mark.parametrize(("language", "text", "number"), CASES.values(), ids=CASES)
def test_sentences_are_the_whole_text(language, text, number):
    assert "".join(sentences(text, language)) == text


PHRASES = {
    "titles": ("en", HOLMES, {"mr holmes": 3, "dr watson": 3}),
    "a country": ("en", "The U.S. Government. A U.S. Government.", {"u.s government": 2}),
    "numbers": ("en", "No. 5 and no. 5", {"no 5": 2}),
    "dates": ("de", "am 3. Oktober, bis 3. Oktober", {"3 oktober": 2}),
    "real ends": ("en", "He left. Then we came. He left. Then we saw.", {"he left": 2}),
    "several marks": ("en", "Mr. ! Holmes. Mr. ? Holmes", {}),
    "lines": ("en", "Mr.\nHolmes\nMr.\nHolmes", {}),
    "Khmer": ("km", "a b។ c d a b។ c d", {"a b": 2, "b c": None}),
}


@pytest.mark.parametrize(("language", "text", "expected"), PHRASES.values(), ids=PHRASES)
def test_phrases_go_on_after_an_abbreviation(language, text, expected):
    found = phrases(tokenize(text, language), 2)

    assert {phrase: found.get(phrase) for phrase in expected} == expected
    assert "left then" not in found
    assert expected or not found


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_every_list_of_abbreviations_is_read(path):
    known = abbreviations(path.stem)

    kinds = (known.always, known.usually, known.before_number, known.after_number)
    assert any(kinds) or known.after_quotation
    assert not any(word.endswith((".", ":")) for kind in kinds for word in kind)


def test_regions_and_related_languages_have_the_same_abbreviations():
    assert abbreviations("en-GB") == abbreviations("EN")
    assert abbreviations("nb") == abbreviations("no")
    assert "Mr" not in abbreviations("../en").always


@pytest.mark.parametrize("line_end", [" ", "\n"])
def test_few_ends_are_checked_in_a_text_of_abbreviations(line_end, monkeypatch):
    checked = []
    found = sentences_module._continues
    monkeypatch.setattr(sentences_module, "_continues", lambda *of: checked.append(1) or found(*of))
    text = f"Then came J. R. R. Tolkien with Mr. B.{line_end}" * 4_000

    number = length(text, "en").sentences

    assert number > 4_000
    assert len(text) / 20 < len(checked) < len(text) / 10


# A program of its own, whose CPU time is limited, so that a regression cannot hang the tests.
PROGRAM = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from time import process_time
from wordcount import length
from wordcount.analysis.phrases import phrases
from wordcount.words.tokens import tokenize

def seconds(measure, text):
    start = process_time()
    measure(text)
    return process_time() - start

def check(measure, piece, size):
    short, long = piece * (size // len(piece)), piece * (4 * size // len(piece))
    for _ in range(5):  # quadratic code takes 16 times as long; noise only adds time
        if seconds(measure, long) < 8 * seconds(measure, short) + 0.05:
            return
    raise SystemExit(f"{piece!r} takes superlinear time")

seconds(lambda text: length(text, "en"), "a")
"""
HOSTILE = ["a. ", "Dr. ", '!" ', ". ", "A. ", "J.R.", "A.", '!"a', "5. ", "z. B. ", "!" + '"' * 99]
HOSTILE += ["5. 5. 2026. ", "a://?"]


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_sentences_and_phrases_of_hostile_texts_take_linear_time(piece):
    program = (
        PROGRAM
        + f"""
check(lambda text: length(text, "de"), {piece!r}, 200_000)
check(lambda text: phrases(tokenize(text, "de"), 2), {piece!r}, 20_000)
"""
    )

    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True
    )

    assert (ended.returncode, ended.stderr) == (0, "")
