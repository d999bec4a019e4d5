"""Count the words of a text. A word has at least one letter or decimal digit.

segments.py splits a text into words, and keys.py compares them.
`count_words` is an optimized version of `count_words_by_definition` in tests/definition.py.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import filterfalse

from .characters import LETTER_OR_DIGIT, to_nfc, to_python_nfc
from .chunks import (
    JOINED_SPACE,
    has_long_chunk,
    is_plain,
    is_uncut,
    is_word,
    separate_chunks,
    split_blocks,
)
from .elision import ELISIONS
from .keys import MAX_KEY_LENGTH, TURKIC, TURKIC_LOWER, key, keys
from .segments import Segmenter, own_segmenter, segment

__all__ = ["clean_text", "count_words", "key", "same_counting_rules"]

# Punctuation that is never part of a word at the edge of a chunk, and superscript digits.
# Apostrophes, `_` and `"` are not included: by UAX #29, a word can end with them.
EDGE_PUNCTUATION = ",.:;“”„«»‹›…–—¿¡†•¹²³⁴⁵⁶⁷⁸⁹⁰"

# Chunks that are lowercased at once: millions would use too much memory.
LOWERCASE_BATCH = 10_000

# PostgreSQL can store neither U+0000 nor lone surrogates.
SURROGATES = re.compile("[\ud800-\udfff]")
CLEANED_AT_ONCE = 50_000  # characters


def count_words(text: str, language: str) -> Counter[str]:
    """Count the words of `text` by key. `language` is a BCP 47 tag, "und" if unknown.

    The result equals that of `count_words_by_definition`. White space always ends a word, except
    for U+202F between digits.
    """
    base = language.partition("-")[0].lower()
    if base in TURKIC:
        text = to_nfc(text).translate(TURKIC_LOWER)
    elif base in ELISIONS:
        # Python composes all letters of elided words, and much faster than `to_nfc`.
        text = ELISIONS[base].sub("ʼ ", to_python_nfc(text))
    segmenter = own_segmenter(language)
    # Each distinct chunk is examined once. Most are already the key of a word.
    counts: Counter[str] = Counter()
    has_words_only = True  # as far as ASCII chunks are concerned
    is_ascii = True
    for block in split_blocks(text):
        chunks, block_has_words_only = separate_chunks(block)
        counts.update(chunks.split())
        is_ascii = is_ascii and chunks.isascii()
        has_words_only = has_words_only and block_has_words_only
    del chunks  # as large as a text without white space
    others = []
    if segmenter:
        others = [c for c in filter(str.isascii, counts) if not is_uncut(c)]
    elif not has_words_only:
        others = [c for c in filterfalse(str.isalnum, counts) if c.isascii() and not is_word(c)]
    for chunk, word in _lowercase([] if is_ascii else list(filterfalse(str.isascii, counts))):
        if segmenter or not is_plain(word):
            others.append(chunk)
        elif word != chunk:
            counts[word] = counts.get(word, 0) + counts.pop(chunk)

    # Remove all of them before counting any: the key of one can equal another chunk.
    removed = [counts.pop(chunk) for chunk in others]
    for_segmenter: dict[str, int] = {}
    for chunk, occurrences in zip(others, removed, strict=True):
        stripped = chunk.strip(EDGE_PUNCTUATION).replace(JOINED_SPACE, "\u202f")
        if not segmenter and is_word(stripped):
            word = key(stripped, base)
            counts[word] = counts.get(word, 0) + occurrences
        elif LETTER_OR_DIGIT.search(stripped):
            stripped = to_nfc(stripped)
            for_segmenter[stripped] = for_segmenter.get(stripped, 0) + occurrences
    if for_segmenter:
        _count_segments(for_segmenter, base, segmenter or segment, counts)
    if has_long_chunk(text, MAX_KEY_LENGTH):
        for word in [word for word in counts if len(word) > MAX_KEY_LENGTH]:
            counts[key(word, base)] += counts.pop(word)
    return counts


def same_counting_rules(language: str, other: str) -> bool:
    """Return whether `count_words` counts every text identically in two BCP 47 languages."""
    one, two = (tag.partition("-")[0].lower() for tag in (language, other))
    return (
        own_segmenter(language) is own_segmenter(other)
        and ELISIONS.get(one) is ELISIONS.get(two)
        and (one in TURKIC) == (two in TURKIC)
    )


def _lowercase(chunks: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each chunk with its lowercase form in NFC. Large batches are much faster."""
    for start in range(0, len(chunks), LOWERCASE_BATCH):
        batch = chunks[start : start + LOWERCASE_BATCH]
        yield from zip(batch, to_nfc("\n".join(batch).lower()).split("\n"), strict=True)


def _count_segments(
    chunks: dict[str, int], language: str, segmenter: Segmenter, counts: Counter[str]
) -> None:
    """Add the words in `chunks`, each with its occurrences, to `counts`."""
    found: dict[str, int] = {}
    # Elided words have been cut off.
    segmented = segmenter(list(chunks))
    for occurrences, segments in zip(chunks.values(), segmented, strict=True):
        for word in segments:
            found[word] = found.get(word, 0) + occurrences
    words = list(filter(LETTER_OR_DIGIT.search, found))
    for word, word_key in zip(words, keys(words, language), strict=True):
        counts[word_key] = counts.get(word_key, 0) + found[word]


def clean_text(text: str) -> str:
    """Replace U+0000 and lone surrogates with U+FFFD, so that PostgreSQL can store the text."""
    try:
        # Much faster than searching for surrogates.
        text.encode("utf-8")
    except UnicodeEncodeError:
        # In blocks, because no other thread can run during one call.
        blocks = (text[at : at + CLEANED_AT_ONCE] for at in range(0, len(text), CLEANED_AT_ONCE))
        text = "".join(SURROGATES.sub("\ufffd", block) for block in blocks)
    return text.replace("\0", "\ufffd")
