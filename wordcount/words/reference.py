"""The reference implementation of `count_words`, without optimizations. Tests compare the two."""

from collections import Counter
from unicodedata import normalize

from .counting import SEGMENTERS, TURKIC, TURKIC_LOWER, clean_text, key, segment_with_icu


def count_words_by_definition(text: str, language: str) -> Counter[str]:
    """Count the words of `text` by key. `language` is a BCP 47 tag, "und" if unknown.

    The text is split into chunks at white space, and each chunk into segments by the segmenter of
    the language (by default ICU, which implements UAX #29, section 4). A segment with a letter or a
    digit is a word.
    """
    base = language.partition("-")[0].lower()
    text = normalize("NFC", clean_text(text))
    if base in TURKIC:
        text = text.translate(TURKIC_LOWER)
    counts: Counter[str] = Counter()
    segment = SEGMENTERS.get(base, segment_with_icu)
    for segments in segment(text.split()):
        for word in segments:
            if any(map(str.isalnum, word)):
                counts[key(word, base)] += 1
    return counts
