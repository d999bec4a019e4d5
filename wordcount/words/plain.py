"""The definition of what `count_words` counts, without its shortcuts; tests compare the two."""

from collections import Counter
from unicodedata import normalize

from .counting import DOTLESS, DOTLESS_LOWER, SEGMENTERS, clean_text, key, segment_with_icu


def count_words_plainly(text: str, language: str) -> Counter[str]:
    """Count the words of `text` by key. `language` is a BCP 47 tag, "und" if unknown.

    White space splits the text into chunks, and the segmenter of the language (ICU, by UAX #29,
    section 4) splits these. A piece with a letter or a digit is a word.
    """
    base = language.partition("-")[0].lower()
    text = normalize("NFC", clean_text(text))
    if base in DOTLESS:
        text = text.translate(DOTLESS_LOWER)
    counts: Counter[str] = Counter()
    segment = SEGMENTERS.get(base, segment_with_icu)
    for pieces in segment(text.split()):
        for piece in pieces:
            if any(map(str.isalnum, piece)):
                counts[key(piece, base)] += 1
    return counts
