"""Count the words of a text. A word has at least one letter or digit.

Words are those of UAX #29 with ICU's dictionaries; a key depends on word and language alone.
`count_words_plainly` in plain_words.py is the definition, and `count_words` is its fast version.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import filterfalse
from unicodedata import is_normalized, normalize

from .chunks import VOICED, chunks_of, is_plain, is_word, pieces_of

# Splits each chunk into pieces, in the order of the chunks. Case makes no difference. A chunk can
# have millions of pieces: the caller reads them all before it asks for the next chunk.
Segmenter = Callable[[list[str]], Iterable[Iterable[str]]]

# Punctuation that is never a part of a word at the edge of a chunk. Apostrophes, `_` and `"` are
# missing, as UAX #29 has words that end with them.
EDGES = ",.:;“”„«»‹›…–—¿¡†•"

# How many chunks are put into lower case at once: millions would take too much memory.
AT_ONCE = 10_000

# PostgreSQL stores neither U+0000 nor these, and no encoding has one on its own.
SURROGATES = re.compile("[\ud800-\udfff]")

APOSTROPHES = dict.fromkeys(map(ord, "‘’ʼ＇"), "'")
# Soft hyphens and marks that only control the layout of a line: all are invisible in a word.
INVISIBLE = dict.fromkeys(
    [0xAD, 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
FOLD = APOSTROPHES | INVISIBLE

# Their capital I is ı, and their İ is i (Unicode, SpecialCasing.txt).
DOTLESS = frozenset({"az", "tr"})
DOTLESS_LOWER = {ord("I"): "ı", ord("İ"): "i"}


def count_words(text: str, language: str) -> Counter[str]:
    """Count the words of `text` by key. `language` is a BCP 47 tag, "und" if unknown.

    The result equals that of `count_words_plainly`. White space always ends a word, also U+202F,
    which joins words in UAX #29.
    """
    base = language.partition("-")[0].lower()
    if base in DOTLESS:
        text = _composed(text).translate(DOTLESS_LOWER)
    # Each different chunk is examined once. Most are a word and its key already.
    counts: Counter[str] = Counter()
    are_words = True
    for piece in pieces_of(text):
        chunks, are_words_there = chunks_of(piece)
        counts.update(chunks)
        are_words = are_words and are_words_there
    others = []
    if not are_words:
        others = [c for c in filterfalse(str.isalnum, counts) if c.isascii() and not is_word(c)]
    for chunk, word in _lowered(list(filterfalse(str.isascii, counts))):
        if not is_plain(word):
            others.append(chunk)
        elif word != chunk:
            counts[word] = counts.get(word, 0) + counts.pop(chunk)

    # All are removed before any is counted: the key of one can equal another chunk.
    removed = [counts.pop(chunk) for chunk in others]
    for_icu: dict[str, int] = {}
    for chunk, occurrences in zip(others, removed, strict=True):
        stripped = chunk.strip(EDGES)
        if stripped != chunk and any(letter in chunk for letter in VOICED):
            stripped = chunk
        if is_word(stripped):
            word = key(stripped, base)
            counts[word] = counts.get(word, 0) + occurrences
        elif any(map(str.isalnum, stripped)):
            stripped = _composed(stripped)
            for_icu[stripped] = for_icu.get(stripped, 0) + occurrences

    segment = SEGMENTERS.get(base, segment_with_icu)
    for occurrences, pieces in zip(for_icu.values(), segment(list(for_icu)), strict=True):
        for piece in pieces:
            if piece.isalnum() or (len(piece) > 1 and any(map(str.isalnum, piece))):
                word = key(piece, base)
                counts[word] = counts.get(word, 0) + occurrences
    return counts


def are_counted_alike(language: str, other: str) -> bool:
    """Whether `count_words` counts every text the same in these two BCP 47 languages."""
    one, two = (tag.partition("-")[0].lower() for tag in (language, other))
    return SEGMENTERS.get(one) is SEGMENTERS.get(two) and (one in DOTLESS) == (two in DOTLESS)


def _lowered(chunks: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each chunk, and the chunk in lower case and NFC. Many at once are far quicker."""
    for start in range(0, len(chunks), AT_ONCE):
        some = chunks[start : start + AT_ONCE]
        yield from zip(some, _composed("\n".join(some).lower()).split("\n"), strict=True)


def key(word: str, language: str) -> str:
    """Return the form in which words are compared: NFC, lower case, straight apostrophes.

    Soft hyphens and other invisible marks are dropped. `language` is a primary subtag such as
    "en"; Turkish and Azeri have their own lower case.
    """
    if word.isascii() and language not in DOTLESS:
        return word.lower()
    if language in DOTLESS:
        word = _composed(word).translate(DOTLESS_LOWER)
    word = word.lower()
    return _composed(word if word.isalpha() and "ʼ" not in word else word.translate(FOLD))


def clean_text(text: str) -> str:
    """Replace U+0000 and lone surrogates by U+FFFD, so that the text can be stored."""
    try:
        # Far quicker than searching for surrogates.
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = SURROGATES.sub("\ufffd", text)
    return text.replace("\0", "\ufffd")


def segment_with_icu(chunks: list[str]) -> Iterator[Iterator[str]]:
    """Split every chunk by UAX #29, and by dictionary where a script has no spaces.

    A chunk contains no white space, so ICU can split all of them at once, one on each line.
    """
    if not chunks:
        return
    # Imported here, so that `import wordcount` stays cheap.
    from icu4py.breakers import WordBreaker

    pieces = iter(WordBreaker("\n".join(chunks), "root"))
    for _ in chunks:
        yield iter(pieces.__next__, "\n")


# Languages with a segmenter that is better than ICU.
SEGMENTERS: dict[str, Segmenter] = {}


def _composed(text: str) -> str:
    return text if is_normalized("NFC", text) else normalize("NFC", text)
