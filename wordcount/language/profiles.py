"""How well a text fits the languages of a script, by its trigrams and its function words.

A trigram is three characters in a row of the text in lower case with one space between words.
The method is naive Bayes over trigrams (Dunning, Statistical Identification of Language, 1994);
all languages of a script are added up at once, each in its own 16 bits of one long integer.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from .stopwords import languages as listed_languages
from .stopwords import stop_words

FOLDER = Path(__file__).parent / "language_profiles"

# What no word is made of: controls, ASCII's and Latin-1's signs and digits, modifier letters,
# Arabic and Indian punctuation, digits and vowel marks, general and CJK punctuation.
BETWEEN_WORDS = re.compile(
    r"[\x00-@\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u02b0-\u02ff\u060c\u061b\u061f"
    r"\u064b-\u0652\u0660-\u0669\u06d4\u06f0-\u06f9\u0964\u0965\u2000-\u206f\u3000-\u303f]+"
)

# "don't" and "qu'il" are words of their own, and no "don" and no "il".
JOINING = re.compile(r"['’](?<=[^\W\d_].)(?=[^\W\d_])")
JOINED = "\ue000"

# What a function word says for its language where no other of that script has it, in the
# unit of the profiles, half a bit; shared by two or three it says half of that.
OWN_WORD = 16
MOST_SHARING = 3
# Every twelfth word is one that only this language has: an English text has about every fifth,
# one in which another language prevails has less.
SURE_SHARE = 1 / 12
# Where nothing is declared, every sixth: in languages that are not known here, up to a seventh of
# the words looked like those of one that is.
SURE_SHARE_ALONE = 1 / 6
# Relatives of languages that have a profile and no list: of Occitan, Scottish Gaelic, Faroese and
# Cebuano. By function words alone those would be taken for these.
LIKE_UNLISTED = frozenset({"ca", "ga", "is", "tl"})

# A field holds the sum of a text of this many characters: 600 trigrams of at most 20, and at
# most 300 words of 16, are less than 2 to the power of 16.
LONGEST = 600
FIELD_BITS = 16


class Fit(NamedTuple):
    """What speaks for each language, in half bits, and how many trigrams were looked at."""

    scores: dict[str, int]
    trigrams: int


@cache
def scripts() -> frozenset[str]:
    """The scripts that have profiles."""
    return frozenset(path.stem.title() for path in FOLDER.glob("*.txt"))


def fit(text: str, script: str) -> Fit:
    """Compare the first `LONGEST` characters of `text` with each language of `script`."""
    languages, evidence = _load(script)
    text = text[:LONGEST]
    words = normal(JOINING.sub(JOINED, text))
    found = trigrams(words.replace(JOINED, " "))
    whole = words.replace(JOINED, "'").split()
    look_up = evidence.get
    total = sum(map(look_up, found, repeat(0)))
    total += sum(map(look_up, [f" {word} " for word in whole], repeat(0)))
    fields = memoryview(total.to_bytes(len(languages) * FIELD_BITS // 8, sys.byteorder)).cast("H")
    return Fit(dict(zip(languages, fields, strict=True)), len(found))


def is_surely(language: str, counts: Mapping[str, int]) -> bool:
    """Whether so many function words of `language` alone are in a text that it needs no `fit`.

    `counts` are the words of the text by key, each with how often it occurs. Most of them need
    not be looked at if the most frequent come first.
    """
    own = _own_words(listed_languages()).get(language, frozenset())
    missing = SURE_SHARE * sum(counts.values())
    for word, occurrences in counts.items():
        if word in own:
            missing -= occurrences
            if missing < 0:
                return True
    return False


def sure_language(counts: Mapping[str, int], script: str) -> str | None:
    """The language that a text with these words is surely in, if any, without a `fit`."""
    owners = _owners(script)
    found: Counter[str] = Counter()
    for word in owners.keys() & counts.keys():
        found[owners[word]] += counts[word]
    for language, times in found.most_common(1):
        if times > SURE_SHARE_ALONE * sum(counts.values()) and language not in LIKE_UNLISTED:
            return language
    return None


def normal(text: str) -> str:
    """`text` in lower case, its words alone, with one space before and after each."""
    return f" {BETWEEN_WORDS.sub(' ', normalize('NFC', text).lower()).strip()} "


def trigrams(words: str) -> list[str]:
    """All trigrams of a normal text."""
    return list(map("".join, zip(words, words[1:], words[2:], strict=False)))


@cache
def _own_words(among: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Each language's function words that no other of these has."""
    lists, sharing = _function_words(among)
    return {
        language: frozenset(word for word in words if sharing[word] == 1)
        for language, words in lists.items()
    }


@cache
def _owners(script: str) -> dict[str, str]:
    """The language of each function word that only one of a script has."""
    own = _own_words(_load(script)[0])
    return {word: language for language, words in own.items() for word in words}


@cache
def _load(script: str) -> tuple[tuple[str, ...], dict[str, int]]:
    """The languages of a script, and what each trigram and function word says for them."""
    lines = (FOLDER / f"{script.lower()}.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    languages = tuple(dict.fromkeys(language for language, _, _ in rows))
    shift = {language: FIELD_BITS * place for place, language in enumerate(languages)}
    evidence: dict[str, int] = {}
    for language, weight, row in rows:
        field = int(weight) << shift[language]
        for start in range(0, len(row), 3):
            trigram = row[start : start + 3].replace("_", " ")
            evidence[trigram] = evidence.get(trigram, 0) + field
    lists, sharing = _function_words(languages)
    for language, words in lists.items():
        for word in words:
            if sharing[word] <= MOST_SHARING:
                said = OWN_WORD if sharing[word] == 1 else OWN_WORD // 2
                entry = f" {word} "
                evidence[entry] = evidence.get(entry, 0) + (said << shift[language])
    return languages, evidence


def _function_words(
    languages: Iterable[str],
) -> tuple[dict[str, frozenset[str]], Counter[str]]:
    """The function words of each language, and how many of these languages have each word."""
    lists = {language: stop_words(language) for language in languages}
    return lists, Counter(word for words in lists.values() for word in words)
