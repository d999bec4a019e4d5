"""Score how well a text fits each language of a script, by its trigrams and function words.

A trigram is three consecutive characters of the normalized text: lowercase words separated by one
space. The method is naive Bayes over trigrams (Dunning, Statistical Identification of Language,
1994). All languages of a script are summed at once, each in its own 16 bits of one long integer.
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

from .stopwords import listed_languages, stop_words

FOLDER = Path(__file__).parent / "language_profiles"

# Characters that separate words: controls, signs and digits of ASCII and Latin-1, modifier letters,
# punctuation, digits and vowel marks of Arabic and Indic scripts, general and CJK punctuation.
SEPARATORS = re.compile(
    r"[\x00-@\[-`{-\xa9\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u02b0-\u02ff\u060c\u061b\u061f"
    r"\u064b-\u0652\u0660-\u0669\u06d4\u06f0-\u06f9\u0964\u0965\u2000-\u206f\u3000-\u303f]+"
)

# Keeps "don't" and "qu'il" whole when function words are looked up, instead of as "don" and "il".
INNER_APOSTROPHE = re.compile(r"['’](?<=[^\W\d_].)(?=[^\W\d_])")
APOSTROPHE_PLACEHOLDER = "\ue000"

# The weight, in half bits as in the profiles, of a function word that no other language of the
# script has. A word shared by two or three languages has half that weight, others none.
UNIQUE_WORD_WEIGHT = 16
MAX_SHARING = 3
# A declared language is confirmed if function words that no other language has make up this share
# of the words. In English texts it is about 1/5; texts mostly in another language stay below 1/12.
CONFIRMING_SHARE = 1 / 12
# Without a declaration, more is required: in texts in unknown languages, up to 1/7 of the words
# coincided with function words of a known one.
DETECTING_SHARE = 1 / 6
# Close relatives of languages that have a profile but no list (Occitan, Scottish Gaelic, Faroese
# and Cebuano). Function words alone cannot distinguish them from those.
HAVE_UNLISTED_RELATIVES = frozenset({"ca", "ga", "is", "tl"})

# Only this many characters are scored, so that no sum overflows its field: 600 trigrams of at most
# 20 half bits and at most 300 words of 16 add up to less than 2 to the power of 16.
MAX_CHARACTERS = 600
FIELD_BITS = 16


class Fit(NamedTuple):
    """The score of each language, in half bits, and the number of trigrams scored."""

    scores: dict[str, int]
    trigrams: int


@cache
def profiled_scripts() -> frozenset[str]:
    """Return the scripts whose languages have profiles."""
    return frozenset(path.stem.title() for path in FOLDER.glob("*.txt"))


def fit(text: str, script: str) -> Fit:
    """Score the first `MAX_CHARACTERS` characters of `text` for each language of `script`."""
    languages, evidence = _load(script)
    text = text[:MAX_CHARACTERS]
    normalized = normalize_text(INNER_APOSTROPHE.sub(APOSTROPHE_PLACEHOLDER, text))
    found = split_trigrams(normalized.replace(APOSTROPHE_PLACEHOLDER, " "))
    words = normalized.replace(APOSTROPHE_PLACEHOLDER, "'").split()
    look_up = evidence.get
    total = sum(map(look_up, found, repeat(0)))
    total += sum(map(look_up, [f" {word} " for word in words], repeat(0)))
    fields = memoryview(total.to_bytes(len(languages) * FIELD_BITS // 8, sys.byteorder)).cast("H")
    return Fit(dict(zip(languages, fields, strict=True)), len(found))


def is_confirmed(language: str, counts: Mapping[str, int]) -> bool:
    """Return whether the function words of a text confirm that it is in `language`, without `fit`.

    `counts` maps the keys of the text to occurrences. If the most frequent come first, the search
    ends early.
    """
    unique = _unique_words(listed_languages()).get(language, frozenset())
    missing = CONFIRMING_SHARE * sum(counts.values())
    for word, occurrences in counts.items():
        if word in unique:
            missing -= occurrences
            if missing < 0:
                return True
    return False


def detect_by_function_words(counts: Mapping[str, int], script: str) -> str | None:
    """Return the language whose function words dominate `counts`, if any, without `fit`."""
    owners = _unique_word_languages(script)
    found: Counter[str] = Counter()
    for word in owners.keys() & counts.keys():
        found[owners[word]] += counts[word]
    threshold = DETECTING_SHARE * sum(counts.values())
    for language, occurrences in found.most_common(1):
        if occurrences > threshold and language not in HAVE_UNLISTED_RELATIVES:
            return language
    return None


def normalize_text(text: str) -> str:
    """Return the words of `text` in NFC and lowercase, with one space before and after each."""
    return f" {SEPARATORS.sub(' ', normalize('NFC', text).lower()).strip()} "


def split_trigrams(normalized: str) -> list[str]:
    """Return all trigrams of a text from `normalize_text`."""
    return list(map("".join, zip(normalized, normalized[1:], normalized[2:], strict=False)))


@cache
def _unique_words(languages: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Return, for each of `languages`, its function words that none of the others has."""
    lists, sharing = _function_words(languages)
    return {
        language: frozenset(word for word in words if sharing[word] == 1)
        for language, words in lists.items()
    }


@cache
def _unique_word_languages(script: str) -> dict[str, str]:
    """Map each function word that only one language of `script` has to that language."""
    unique = _unique_words(_load(script)[0])
    return {word: language for language, words in unique.items() for word in words}


@cache
def _load(script: str) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return the languages of a script, and the summed weights of each trigram and function word.

    Trigrams have three characters; function words have a space before and after them.
    """
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
            if sharing[word] <= MAX_SHARING:
                score = UNIQUE_WORD_WEIGHT if sharing[word] == 1 else UNIQUE_WORD_WEIGHT // 2
                entry = f" {word} "
                evidence[entry] = evidence.get(entry, 0) + (score << shift[language])
    return languages, evidence


def _function_words(
    languages: Iterable[str],
) -> tuple[dict[str, frozenset[str]], Counter[str]]:
    """Return the function words of each language, and how many of the languages have each word."""
    lists = {language: stop_words(language) for language in languages}
    return lists, Counter(word for words in lists.values() for word in words)
