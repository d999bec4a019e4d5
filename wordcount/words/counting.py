"""Count the words of a text. A word has at least one letter or digit.

Words are those of UAX #29 with ICU's dictionaries. A key depends only on the word and the language.
`count_words` is an optimized version of `count_words_by_definition` in reference.py.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import filterfalse
from unicodedata import is_normalized, normalize

from .chunks import VOICED_MARKS, is_plain, is_word, split_blocks, split_chunks

# Splits each chunk into segments, in order. Case makes no difference. A chunk can have millions of
# segments, so they are not stored: callers must consume those of one chunk before the next chunk.
Segmenter = Callable[[list[str]], Iterable[Iterable[str]]]

# Punctuation that is never part of a word at the edge of a chunk. Apostrophes, `_` and `"` are not
# included: by UAX #29, a word can end with them.
EDGE_PUNCTUATION = ",.:;“”„«»‹›…–—¿¡†•"

# Chunks that are lowercased at once: millions would use too much memory.
LOWERCASE_BATCH = 10_000

# PostgreSQL can store neither U+0000 nor lone surrogates.
SURROGATES = re.compile("[\ud800-\udfff]")

APOSTROPHES = dict.fromkeys(map(ord, "‘’ʼ＇"), "'")
# Soft hyphens and direction marks: they affect only layout and are invisible within a word.
INVISIBLE = dict.fromkeys(
    [0xAD, 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
KEY_FOLDING = APOSTROPHES | INVISIBLE

# Languages in which the lowercase of I is ı, and that of İ is i (Unicode, SpecialCasing.txt).
TURKIC = frozenset({"az", "tr"})
TURKIC_LOWER = {ord("I"): "ı", ord("İ"): "i"}


def count_words(text: str, language: str) -> Counter[str]:
    """Count the words of `text` by key. `language` is a BCP 47 tag, "und" if unknown.

    The result equals that of `count_words_by_definition`. White space always ends a word, even
    U+202F, which UAX #29 allows within words.
    """
    base = language.partition("-")[0].lower()
    if base in TURKIC:
        text = _to_nfc(text).translate(TURKIC_LOWER)
    # Each distinct chunk is examined once. Most are already the key of a word.
    counts: Counter[str] = Counter()
    has_words_only = True  # as far as ASCII chunks are concerned
    for block in split_blocks(text):
        chunks, block_has_words_only = split_chunks(block)
        counts.update(chunks)
        has_words_only = has_words_only and block_has_words_only
    others = []
    if not has_words_only:
        others = [c for c in filterfalse(str.isalnum, counts) if c.isascii() and not is_word(c)]
    for chunk, word in _lowercase(list(filterfalse(str.isascii, counts))):
        if not is_plain(word):
            others.append(chunk)
        elif word != chunk:
            counts[word] = counts.get(word, 0) + counts.pop(chunk)

    # Remove all of them before counting any: the key of one can equal another chunk.
    removed = [counts.pop(chunk) for chunk in others]
    for_icu: dict[str, int] = {}
    for chunk, occurrences in zip(others, removed, strict=True):
        stripped = chunk.strip(EDGE_PUNCTUATION)
        if stripped != chunk and any(letter in chunk for letter in VOICED_MARKS):
            stripped = chunk
        if is_word(stripped):
            word = key(stripped, base)
            counts[word] = counts.get(word, 0) + occurrences
        elif any(map(str.isalnum, stripped)):
            stripped = _to_nfc(stripped)
            for_icu[stripped] = for_icu.get(stripped, 0) + occurrences

    segment = SEGMENTERS.get(base, segment_with_icu)
    for occurrences, segments in zip(for_icu.values(), segment(list(for_icu)), strict=True):
        for segmented in segments:
            if segmented.isalnum() or (len(segmented) > 1 and any(map(str.isalnum, segmented))):
                word = key(segmented, base)
                counts[word] = counts.get(word, 0) + occurrences
    return counts


def same_counting_rules(language: str, other: str) -> bool:
    """Return whether `count_words` counts every text identically in two BCP 47 languages."""
    one, two = (tag.partition("-")[0].lower() for tag in (language, other))
    return SEGMENTERS.get(one) is SEGMENTERS.get(two) and (one in TURKIC) == (two in TURKIC)


def _lowercase(chunks: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each chunk with its lowercase form in NFC. Large batches are much faster."""
    for start in range(0, len(chunks), LOWERCASE_BATCH):
        batch = chunks[start : start + LOWERCASE_BATCH]
        yield from zip(batch, _to_nfc("\n".join(batch).lower()).split("\n"), strict=True)


def key(word: str, language: str) -> str:
    """Return the key by which words are compared: NFC, lowercase, with straight apostrophes.

    Soft hyphens and other invisible marks are dropped. `language` is a primary subtag such as
    "en"; Turkish and Azerbaijani have lowercase rules of their own.
    """
    if word.isascii() and language not in TURKIC:
        return word.lower()
    if language in TURKIC:
        word = _to_nfc(word).translate(TURKIC_LOWER)
    word = word.lower()
    return _to_nfc(word if word.isalpha() and "ʼ" not in word else word.translate(KEY_FOLDING))


def clean_text(text: str) -> str:
    """Replace U+0000 and lone surrogates with U+FFFD, so that PostgreSQL can store the text."""
    try:
        # Much faster than searching for surrogates.
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = SURROGATES.sub("\ufffd", text)
    return text.replace("\0", "\ufffd")


def segment_with_icu(chunks: list[str]) -> Iterator[Iterator[str]]:
    """Split each chunk by UAX #29, and by dictionary in scripts without spaces.

    Chunks contain no white space, so ICU can segment all of them at once, joined by line breaks.
    """
    if not chunks:
        return
    # Imported here to keep `import wordcount` cheap.
    from icu4py.breakers import WordBreaker

    segments = iter(WordBreaker("\n".join(chunks), "root"))
    for _ in chunks:
        yield iter(segments.__next__, "\n")


# Segmenters that replace ICU, by language (primary subtag).
SEGMENTERS: dict[str, Segmenter] = {}


def _to_nfc(text: str) -> str:
    return text if is_normalized("NFC", text) else normalize("NFC", text)
