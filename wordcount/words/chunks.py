"""Split a text into chunks, at white space and at signs that always end a word.

This works on UTF-8 bytes: one translation table replaces all ASCII signs with spaces at once.
"""

import re
from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase

from . import tables
from .characters import LETTER_OR_DIGIT, coarse_class

# ASCII characters, other than white space, that never join their neighbors: UAX #29 assigns them no
# word break property.
SEPARATORS = "!#$%&()*+-/<=>?@[\\]^{|}~" + "".join(map(chr, [*range(9), *range(14, 28), 127]))
# Signs of Latin-1 without that property, and its pictographs, which have it only after a joiner: it
# makes them part of the word before (WB3c).
LATIN_SIGNS, PICTOGRAPHS = "¡¢£¤¥¦§«¬°±²³¶¹»¼½¾¿", "©®"
# Quotation marks join Hebrew letters by rules of their own (WB7a to WB7c). In UTF-8, Hebrew letters
# begin with the first of these bytes, presentation forms with the second and more.
QUOTES = "'\""
HEBREW, PERHAPS_HEBREW, HEBREW_FORMS = b"\xd7", b"\xef", re.compile(rb"\xef[\xac\xad]")


def _joining_pattern(mark: str, *kinds: str) -> bytes:
    """Return a pattern that matches `mark` between two characters of the same one of `kinds`.

    Every non-ASCII byte counts as every kind. The pattern begins with the mark because `re` is fast
    at searching for a literal prefix.
    """
    between = "|".join(rf"(?<=[{kind}\x80-\xff]{mark})(?=[{kind}\x80-\xff])" for kind in kinds)
    return f"{mark}(?:{between})".encode()


# Marks that join letters, digits or both (WB6, WB7, WB11 and WB12), and separate elsewhere. A mark
# that may join is replaced with a byte that never occurs in UTF-8, until the other marks have been
# replaced with spaces.
LETTERS, DIGITS = "A-Za-z", "0-9"
MARKS = ".,:;`"
JOINING_MARKS = [
    (b".", re.compile(_joining_pattern("[.]", LETTERS, DIGITS)), b"\xf8"),
    (b",", re.compile(_joining_pattern(",", DIGITS)), b"\xf9"),
    (b":", re.compile(_joining_pattern(":", LETTERS)), b"\xfa"),
    (b";", re.compile(_joining_pattern(";", DIGITS)), b"\xfb"),
    (b"`", re.compile(_joining_pattern("`", LETTERS)), b"\xfd"),
]
PLACEHOLDERS = b"".join(placeholder for _, _, placeholder in JOINING_MARKS)
INNER_APOSTROPHE = re.compile(_joining_pattern("'", LETTERS, DIGITS))
APOSTROPHE_PLACEHOLDER = b"\xfc"

# Texts are split in blocks of about this many characters, to save memory.
TEXT_BLOCK = 250_000
# A block may be longer if it has no white space. From this many bytes on, its chunks keep their
# marks, because replacing them would use too much memory.
KEEP_MARKS_FROM = 4 * TEXT_BLOCK
SPACE = re.compile(r"[^\S\u202f]")  # all but the narrow space, which can join digits

# Non-ASCII white space, and the signs – — “ ” † ‡ • … ‹ ›. They are replaced before the marks,
# because next to a mark every non-ASCII byte counts as a letter.
TYPOGRAPHIC = re.compile(
    rb"\xe2(?:\x80[\x80-\x8a\x93\x94\x9c\x9d\xa0-\xa2\xa6\xa8\xa9\xb9\xba]|\x81\x9f)"
)
# In UTF-8, the second byte of these characters is their only one in Latin-1.
LATIN_SEPARATORS = re.compile(
    b"\xc2(?:[\x85\xa0%b]|[%b](?<!\xe2\x80\x8d..))"
    % (LATIN_SIGNS.encode("latin-1"), PICTOGRAPHS.encode("latin-1"))
)
# A narrow space joins digits: it becomes a byte that decodes to a lone surrogate, which `str.split`
# keeps.
JOINING_SPACE = re.compile(_joining_pattern("\u202f", DIGITS))
NARROW_SPACE = "\u202f".encode()
SPACE_PLACEHOLDER, JOINED_SPACE = b"\xfe", "\udcfe"
# If a text has any of these bytes, its ASCII chunks may not be words: `_` alone is not a word, two
# begin rarer spaces, next to which marks remain, and the last is a "`" between letters.
UNCERTAIN_BYTES = b"_\xe1\xe3\xfd"
# ‘ and ’, which join like a straight apostrophe, except in Hebrew.
CURLY_APOSTROPHES = re.compile(rb"\xe2\x80[\x98\x99]")

# A word of characters below Hebrew: letters, digits and `_` always join (WB5, WB8 to WB10, WB13a,
# WB13b), and a mark joins two letters or two digits.
# Letters of Vietnamese, old Greek and Korean are included.
EXCLUDED = r"²³¹¼½¾\u0590-\u1dff\u2000-\uabff\ud7a4-\U0010ffff"
LETTER, PART = rf"[^\W\d_{EXCLUDED}]", rf"[^\W{EXCLUDED}]"
WORD = re.compile(
    rf"{PART}+(?:(?:(?<={LETTER})[.:·'](?={LETTER})|(?<=[0-9])[.,;'](?=[0-9])){PART}+)*"
)
# WORD is matched only against chunks of up to this many characters: each repetition of its group
# takes memory.
MAX_MATCH_LENGTH = 100

# There is no word boundary between other letters than these (WB5), and their key differs only in
# case and composition.
NOT_PLAIN = re.compile(
    rf"[\u0e00-\u1dff\u2000-\uabff\ud7a4-\uffffĲĳŉʻʼʽـߺ{coarse_class(tables.NEW)}]"
)


def _translation_table(separators: str) -> bytes:
    """Map `separators` to spaces, uppercase to lowercase, and placeholders to their marks."""
    return bytes.maketrans(
        (separators + ascii_uppercase).encode() + PLACEHOLDERS + APOSTROPHE_PLACEHOLDER,
        (" " * len(separators) + ascii_lowercase + MARKS + "'").encode(),
    )


DEFAULT_TABLE = _translation_table(SEPARATORS + MARKS + QUOTES)
# A "`" is half of a quotation mark in a Hebrew abbreviation.
HEBREW_TABLE = _translation_table(SEPARATORS + MARKS.replace("`", ""))
KEEP_MARKS_TABLE = _translation_table(SEPARATORS)


def split_blocks(text: str) -> Iterator[str]:
    """Split a long text at white space into blocks of about `TEXT_BLOCK` characters."""
    start = 0
    while len(text) - start > TEXT_BLOCK and (space := SPACE.search(text, start + TEXT_BLOCK)):
        yield text[start : space.start()]
        start = space.end()
    yield text[start:]


def has_long_chunk(text: str, length: int) -> bool:
    """Return whether `text` may have a chunk of more than `length` characters; False if not.

    Such a chunk fills one of the pieces of half that length. This is much faster than to compare
    the length of each word.
    """
    half = length // 2
    starts = range(0, len(text) - half + 1, half)
    return any(
        text.find(" ", start, start + half) < 0 and SPACE.search(text, start, start + half) is None
        for start in starts
    )


def separate_chunks(text: str) -> tuple[str, bool]:
    """Lowercase the ASCII letters of `text`, and replace what always ends a word with white space.

    Return the chunks, separated by white space, and whether every ASCII chunk is known to be a
    word. Lone surrogates end a word. A narrow space that may join digits becomes `JOINED_SPACE`.
    """
    data = text.encode(errors="replace")  # lone surrogates become "?", a separator
    is_hebrew = _has_hebrew(data)
    if "\u202f" in text:  # much faster than a search in bytes
        data = JOINING_SPACE.sub(SPACE_PLACEHOLDER, data).replace(NARROW_SPACE, b" ")
    if len(data) > KEEP_MARKS_FROM:
        return _decode(data.translate(KEEP_MARKS_TABLE)), False
    if not is_hebrew:
        if b"\xe2" in data:
            data = CURLY_APOSTROPHES.sub(b"'", TYPOGRAPHIC.sub(b" ", data))
        data = INNER_APOSTROPHE.sub(APOSTROPHE_PLACEHOLDER, LATIN_SEPARATORS.sub(b" ", data))
    for mark, pattern, placeholder in JOINING_MARKS:
        if mark in data:  # much faster than a pattern
            data = pattern.sub(placeholder, data)
    chunks = _decode(data.translate(HEBREW_TABLE if is_hebrew else DEFAULT_TABLE))
    return chunks, not (is_hebrew or any(byte in data for byte in UNCERTAIN_BYTES))


def _has_hebrew(data: bytes) -> bool:
    # Searching for one byte is much faster than a pattern.
    return HEBREW in data or (PERHAPS_HEBREW in data and HEBREW_FORMS.search(data) is not None)


def _decode(data: bytes) -> str:
    return data.decode(errors="surrogateescape")  # a placeholder becomes `JOINED_SPACE`


def is_plain(chunk: str) -> bool:
    """Return whether `chunk` consists of letters with no word boundaries between them."""
    return chunk.isalpha() and not NOT_PLAIN.search(chunk)


def is_uncut(chunk: str) -> bool:
    """Return whether `chunk` consists of ASCII letters or of digits alone: no segmenter cuts it."""
    return chunk.isascii() and (chunk.isalpha() or chunk.isdecimal())


def is_word(chunk: str) -> bool:
    """Return whether `chunk` is known to be one word; False if only ICU can decide."""
    if len(chunk) <= MAX_MATCH_LENGTH and WORD.fullmatch(chunk):
        return bool(LETTER_OR_DIGIT.search(chunk))
    return is_plain(chunk)
