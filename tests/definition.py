"""The reference implementation of `count_words`, without optimizations. Tests compare the two."""

import re
from collections import Counter

from wordcount.words.characters import DIGITS, LETTER_OR_DIGIT, to_nfc
from wordcount.words.counting import clean_text
from wordcount.words.keys import TURKIC, TURKIC_LOWER, key
from wordcount.words.segments import segmenter_of

# White space, except for a narrow space between digits.
SPACE = re.compile(rf"(?!(?<=[{DIGITS}])\u202f(?=[{DIGITS}]))\s")


def count_words_by_definition(text: str, language: str) -> Counter[str]:
    """Count the words of `text` by key. `language` is a BCP 47 tag, "und" if unknown.

    The text is split into chunks at white space, and each chunk into segments by the segmenter of
    the language. A segment with a letter or a digit is a word.
    """
    base = language.partition("-")[0].lower()
    text = to_nfc(clean_text(text))
    if base in TURKIC:
        text = to_nfc(text.translate(TURKIC_LOWER))  # i and an accent compose, but İ and one do not
    counts: Counter[str] = Counter()
    for segments in segmenter_of(language)(list(filter(None, SPACE.split(text)))):
        for word in segments:
            if LETTER_OR_DIGIT.search(word):
                counts[key(word, base)] += 1
    return counts
