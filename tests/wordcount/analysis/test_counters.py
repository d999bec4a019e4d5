import re
import shutil
import subprocess
from collections import Counter

import pytest

from wordcount.analysis.counters import EAST_ASIAN, Cause, count_like_word, other_counts
from wordcount.words.tokens import read_chunks, tokenize

TEXTS = {
    "ar": "ذهب الطبيب، إلى المدينة. كان الجو حارًا!",
    "de": "Der Zug – er hält in Köln-Deutz – fährt um 10:30 Uhr.",
    "en": "Don't be devil-may-care … it's 3.50 & more, e.g. U.S.A.\u00a0today",
    "fr": "L'eau, c'est « la vie » ; aujourd'hui !",
    "hi": "बच्चे स्कूल गए। शिक्षक नहीं आए।",
    "ja": "子どもたちは学校へ行った。 先生は来なかった!",
    "ko": "아이들이 학교에 갔다. 선생님은 안 오셨다!",
    "ru": "Дети пошли в школу — учитель-математик не пришёл!",
    "th": "เด็ก ๆ ไปโรงเรียน แต่ครูยังไม่มา",
    "zh": "孩子们去了学校。 老师还没有来!",
}


def counted(text, language="en"):
    read = read_chunks(text, language)
    return len(read.keys), {each.counter: each for each in other_counts(read)}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.skipif(not shutil.which("wc"), reason="Windows has no wc.")
def test_words_by_spaces_are_those_of_wc(language):
    text = TEXTS[language]
    command = ["wc", "-w"]
    printed = subprocess.check_output(command, input=text.encode(), env={"LC_ALL": "C.UTF-8"})

    _, found = counted(text, language)

    assert found["wc"].words == int(printed)


@pytest.mark.parametrize("language", TEXTS)
def test_words_of_a_browser_are_those_of_its_pattern(language):
    _, found = counted(TEXTS[language], language)

    assert found["javascript"].words == len(re.findall(r"\w+", TEXTS[language], re.ASCII))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One, two - three", 4),
        ("东京tower。", 4),
        ("カタカナ 語", 5),
        ("한국어 단어", 2),
        ("Ａ１ ｶﾅ", 3),
        ("", 0),
    ],
    ids=["spaces", "Han", "kana", "Hangul", "full-width", "nothing"],
)
def test_word_counts_spaces_and_east_asian_characters(text, words):
    assert count_like_word(text) == [words]


@pytest.mark.parametrize("language", TEXTS)
def test_the_causes_make_the_difference(language):
    total, found = counted(TEXTS[language], language)

    for other in found.values():
        assert other.difference == other.words - total
        if len(other.causes) < 10:
            assert sum(cause.difference for cause in other.causes) == other.difference


def parts_of(text, language):
    """Each chunk with its parts, and for each whether it is a word, by the positions of tokens."""
    tokenized = tokenize(text, language)
    for chunk in re.finditer(r"\S+", tokenized.text):
        parts, place = [], chunk.start()
        for _, start, end, _ in tokenized.tokens:
            if chunk.start() <= start < chunk.end():
                parts += [(tokenized.text[place:start], 0), (tokenized.text[start:end], 1)]
                place = end
        parts.append((tokenized.text[place : chunk.end()], 0))
        yield chunk[0], [part for part in parts if part[0]]


PLAIN_RULES = {
    "wc": lambda text: len(text.split()),
    "javascript": lambda text: len(re.findall(r"\w+", text, re.ASCII)),
    "word": lambda text: len(EAST_ASIAN.findall(text)) + len(EAST_ASIAN.sub(" ", text).split()),
}


def plain_causes(rule, text, language):
    """The same, by a rule for each part of each chunk."""
    causes = Counter()
    for chunk, parts in parts_of(text, language):
        found = [(part, is_word, rule(part)) for part, is_word in parts]
        if sum(there for _, _, there in found) != rule(chunk):
            found = [(chunk, sum(is_word for _, is_word in parts), rule(chunk))]
        causes.update(cause for cause in found if cause[1] != cause[2])
    return sorted(
        (Cause(part, count, here, there) for (part, here, there), count in causes.items()),
        key=lambda cause: (-abs(cause.difference), cause.word),
    )


@pytest.mark.parametrize("counter", PLAIN_RULES)
@pytest.mark.parametrize("language", TEXTS)
def test_the_counts_are_those_of_a_plain_loop_over_the_chunks(counter, language):
    text = " ".join([*TEXTS.values(), "x,y x,y 東京,x é, é, _ a_b"]) + TEXTS[language]

    _, found = counted(text, language)

    assert found[counter].words == sum(map(PLAIN_RULES[counter], text.split()))
    assert found[counter].causes == plain_causes(PLAIN_RULES[counter], text, language)[:10]


def test_a_text_that_was_read_in_part_is_counted_in_part():
    whole, part = read_chunks("a,b c", "en"), read_chunks("a,b c,d,e a,b", "en", 7)

    assert [other_counts(part)[0].words, *part.keys] == [2, "a", "b", "c"]
    assert other_counts(part)[0].causes == other_counts(whole)[0].causes


def test_the_causes_are_the_parts_that_others_count_otherwise():
    _, found = counted("Don't – well-known, well-known facts.")

    assert found["wc"].causes == [
        Cause("well-known", 1, 2, 1),
        Cause("well-known,", 1, 2, 1),
        Cause("–", 1, 0, 1),
    ]
    assert found["javascript"].causes == [Cause("Don't", 1, 1, 2)]


def test_a_chunk_is_explained_by_its_words_where_they_add_up():
    _, found = counted("北京很大。北京很好。", "zh")

    causes = {cause.word: cause for cause in found["word"].causes}
    assert causes["北京"] == Cause("北京", 2, 1, 2)
    assert causes["。"] == Cause("。", 2, 0, 1)


def test_a_long_cause_is_shortened():
    _, found = counted("a-" * 10_000)

    [cause] = found["wc"].causes
    assert (len(cause.word), cause.here, cause.there) == (60, 10_000, 1)
