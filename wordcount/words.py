"""Text to words, and how often each occurs. A word has at least one letter or digit.

Words are those of UAX #29 with ICU's dictionaries; a key depends on word and language alone.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import filterfalse
from unicodedata import is_normalized, normalize

from .chunks import chunks_of, is_plain, is_word, pieces_of

# Every chunk in, the pieces of that chunk out, in the order of the chunks, whatever their case.
# A chunk may be millions of pieces: they are read before those of the next are asked for.
Segmenter = Callable[[list[str]], Iterable[Iterable[str]]]

# Punctuation that never joins what it touches to a word when it stands at a chunk's edge.
# Apostrophes, `_` and `"` are left out: there are words that UAX #29 ends with them.
EDGES = ",.:;“”„«»‹›…–—¿¡†•"

# So many chunks are put into lower case at once: of millions, all at once would take much memory.
AT_ONCE = 10_000

# PostgreSQL stores neither U+0000 nor these, and no encoding has one on its own.
SURROGATES = re.compile("[\ud800-\udfff]")

APOSTROPHES = dict.fromkeys(map(ord, "‘’ʼ＇"), "'")
# Soft hyphens, and marks that only steer how a line is set: none can be seen in a word.
INVISIBLE = dict.fromkeys(
    [0xAD, 0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
FOLD = APOSTROPHES | INVISIBLE

# Their capital I is ı, and their İ is i (Unicode, SpecialCasing.txt).
DOTLESS = frozenset({"az", "tr"})
DOTLESS_LOWER = {ord("I"): "ı", ord("İ"): "i"}


def count_words(text: str, language: str) -> Counter[str]:
    """Count the words of `text` by key. `language` is a BCP 47 tag, "und" if unknown.

    Words are what UAX #29, section 4, puts between two boundaries if it has a letter or a digit.
    White space always ends one, also U+202F, which that standard lets join.
    """
    base = language.partition("-")[0].lower()
    if base in DOTLESS:
        text = _composed(text).translate(DOTLESS_LOWER)
    # Each different chunk is looked at once; most are a word, and its key, already.
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

    # All are taken out first: the key of one may be another of them.
    taken = [counts.pop(chunk) for chunk in others]
    uneven: dict[str, int] = {}
    for chunk, occurrences in zip(others, taken, strict=True):
        core = chunk.strip(EDGES)
        if is_word(core):
            word = key(core, base)
            counts[word] = counts.get(word, 0) + occurrences
        elif any(map(str.isalnum, core)):
            core = _composed(core)
            uneven[core] = uneven.get(core, 0) + occurrences

    segment = SEGMENTERS.get(base, segment_with_icu)
    for occurrences, pieces in zip(uneven.values(), segment(list(uneven)), strict=True):
        for piece in pieces:
            if piece.isalnum() or (len(piece) > 1 and any(map(str.isalnum, piece))):
                word = key(piece, base)
                counts[word] = counts.get(word, 0) + occurrences
    return counts


def are_counted_alike(language: str, other: str) -> bool:
    """Whether `count_words` gives the same for every text in these two BCP 47 languages."""
    one, two = (tag.partition("-")[0].lower() for tag in (language, other))
    return SEGMENTERS.get(one) is SEGMENTERS.get(two) and (one in DOTLESS) == (two in DOTLESS)


def _lowered(chunks: list[str]) -> Iterator[tuple[str, str]]:
    """Give each chunk with itself in lower case and NFC; many at once is far quicker."""
    for start in range(0, len(chunks), AT_ONCE):
        some = chunks[start : start + AT_ONCE]
        yield from zip(some, _composed("\n".join(some).lower()).split("\n"), strict=True)


def key(word: str, language: str) -> str:
    """The form in which words are compared: NFC, lower case, plain apostrophes, no soft hyphen.

    `language` is a primary subtag such as "en"; Turkish and Azeri have their own lower case.
    """
    if word.isascii() and language not in DOTLESS:
        return word.lower()
    if language in DOTLESS:
        word = _composed(word).translate(DOTLESS_LOWER)
    word = word.lower()
    return _composed(word if word.isalpha() and "ʼ" not in word else word.translate(FOLD))


def clean_text(text: str) -> str:
    """Put U+FFFD in place of U+0000 and of lone surrogates, so that the text can be stored."""
    try:
        # Far quicker than to look at each character.
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = SURROGATES.sub("\ufffd", text)
    return text.replace("\0", "\ufffd")


def segment_with_icu(chunks: list[str]) -> Iterator[Iterator[str]]:
    """Cut every chunk by UAX #29, and by dictionary where a script writes no spaces.

    A chunk holds no white space, so all go through ICU at once, one on each line.
    """
    if not chunks:
        return
    # Imported here because `import wordcount` is to be cheap.
    from icu4py.breakers import WordBreaker

    pieces = iter(WordBreaker("\n".join(chunks), "root"))
    for _ in chunks:
        yield iter(pieces.__next__, "\n")


# Languages whose words another segmenter finds better than ICU.
SEGMENTERS: dict[str, Segmenter] = {}


def _composed(text: str) -> str:
    return text if is_normalized("NFC", text) else normalize("NFC", text)
