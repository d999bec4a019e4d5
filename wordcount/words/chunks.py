"""Split a text into chunks, at white space and at signs that never join words.

This works on the bytes of UTF-8: a table of 256 replaces all signs of ASCII by spaces at once.
"""

import re
from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase

# The characters of ASCII that never join their neighbours (UAX #29 gives them no property), without
# white space.
SEPARATE = "!#$%&()*+-/<=>?@[\\]^`{|}~" + "".join(map(chr, [*range(9), *range(14, 28), 127]))
# In Hebrew these join letters by other rules (WB7a to WB7c). In UTF-8, a Hebrew letter begins with
# one of the bytes of HEBREW.
QUOTES = "'\""
HEBREW = b"\xd7\xef"

# Half-width ﾞ and ﾟ are the only letters that extend the character before them, signs included (WB4).
# They begin with a byte of HEBREW too.
VOICED = ("\uff9e", "\uff9f")


def _joining(mark: str, *kinds: str) -> bytes:
    """Return a pattern for `mark` between two characters of one of `kinds`.

    A character beyond ASCII may be of any kind. The pattern begins with the mark, as `re` searches
    for a literal beginning quickly.
    """
    between = "|".join(rf"(?<=[{kind}\x80-\xff]{mark})(?=[{kind}\x80-\xff])" for kind in kinds)
    return f"{mark}(?:{between})".encode()


# Marks that join letters, digits or both (WB6, WB7, WB11 and WB12), and separate elsewhere. Where
# a mark may join, a byte that no UTF-8 contains replaces it until the other marks are spaces.
LETTERS, DIGITS = "A-Za-z", "0-9"
MARKS = ".,:;"
JOINING = [
    (re.compile(_joining("[.]", LETTERS, DIGITS)), b"\xf8"),
    (re.compile(_joining(",", DIGITS)), b"\xf9"),
    (re.compile(_joining(":", LETTERS)), b"\xfa"),
    (re.compile(_joining(";", DIGITS)), b"\xfb"),
]
STAND_INS = b"".join(stand_in for _, stand_in in JOINING)
JOINING_APOSTROPHE, APOSTROPHE = re.compile(_joining("'", LETTERS, DIGITS)), b"\xfc"

# A text is split in pieces of so many characters, to save memory.
PIECE = 250_000
# A piece without white space may be longer. Beyond so many bytes its chunks keep their marks, as
# replacing these takes memory too.
LONG = 4 * PIECE
SPACE = re.compile(r"\s")

# Dashes, double quotation marks and an ellipsis (– — “ ” …), and white space beyond ASCII. They are
# replaced before marks are looked at: beside a mark, every byte beyond ASCII counts as a letter.
TYPOGRAPHIC = re.compile(rb"\xe2(?:\x80[\x80-\x8a\x93\x94\x9c\x9d\xa6\xa8\xa9\xaf]|\x81\x9f)")
LATIN_SPACES = re.compile(rb"\xc2[\x85\xa0]")
# Chunks of a text with one of these bytes need another look: a chunk of `_` alone is no word, and
# other spaces begin with the other two bytes.
UNSURE = b"_\xe1\xe3"
# ‘ and ’, which join as an apostrophe does, except in Hebrew.
CURLY = re.compile(rb"\xe2\x80[\x98\x99]")

# A word of characters below Hebrew: letters, digits and `_` always join (WB5, WB8 to WB10, WB13a,
# WB13b), and a mark joins two letters or two digits.
OTHERS = r"²³¹¼½¾\u0590-\U0010ffff"
LETTER, PART = rf"[^\W\d_{OTHERS}]", rf"[^\W{OTHERS}]"
WORD = re.compile(
    rf"{PART}+(?:(?:(?<={LETTER})[.:·'](?={LETTER})|(?<=[0-9])[.,;'](?=[0-9])){PART}+)*"
)
# Characters of a chunk that WORD is tried on: each repetition of its group takes memory.
LONGEST = 100

# Letters below Thai never break among themselves (WB5). ʼ is excluded, as it becomes an apostrophe.
PLAIN_END = "\u0e00"
NOT_PLAIN = re.compile(f"[{PLAIN_END}-\U0010ffffʼ]")


def _table(separate: str) -> bytes:
    """A table that replaces `separate` by spaces, capitals by small letters, stand-ins by marks."""
    return bytes.maketrans(
        (separate + ascii_uppercase).encode() + STAND_INS + APOSTROPHE,
        (" " * len(separate) + ascii_lowercase + MARKS + "'").encode(),
    )


PLAIN = _table(SEPARATE + MARKS + QUOTES)
WITH_HEBREW = _table(SEPARATE + MARKS)
WITH_MARKS = _table(SEPARATE)
WITH_SIGNS = _table("")


def pieces_of(text: str) -> Iterator[str]:
    """Cut a long text at white space, about `PIECE` characters each."""
    start = 0
    while len(text) - start > PIECE and (space := SPACE.search(text, start + PIECE)):
        yield text[start : space.start()]
        start = space.end()
    yield text[start:]


def chunks_of(text: str) -> tuple[list[str], bool]:
    """Split `text` at characters that always end a word, its ASCII letters in lower case.

    Return the chunks in their order, and whether every chunk of ASCII is known to be a word. A lone
    surrogate becomes a question mark, which ends a word.
    """
    plain = text.encode(errors="replace")
    is_hebrew = any(byte in plain for byte in HEBREW)
    if is_hebrew and any(letter in text for letter in VOICED):
        # What cannot be stored may be a part of a word here: it becomes U+FFFD.
        plain = text.replace("\0", "\ufffd").encode(errors="surrogatepass")
        return plain.translate(WITH_SIGNS).decode(errors="replace").split(), False
    if len(plain) > LONG:
        return plain.translate(WITH_MARKS).decode().split(), False
    if not is_hebrew:
        if b"\xe2" in plain:
            plain = CURLY.sub(b"'", TYPOGRAPHIC.sub(b" ", plain))
        plain = JOINING_APOSTROPHE.sub(APOSTROPHE, LATIN_SPACES.sub(b" ", plain))
    for joining, stand_in in JOINING:
        plain = joining.sub(stand_in, plain)
    chunks = plain.translate(WITH_HEBREW if is_hebrew else PLAIN).decode().split()
    return chunks, not (is_hebrew or any(byte in plain for byte in UNSURE))


def is_plain(chunk: str) -> bool:
    """Whether `chunk` consists of letters that never break among themselves."""
    return chunk.isalpha() and not NOT_PLAIN.search(chunk)


def is_word(chunk: str) -> bool:
    """Whether `chunk` is known to be one word; False where only ICU can decide."""
    if len(chunk) <= LONGEST and WORD.fullmatch(chunk):
        return bool(chunk.strip("_"))
    return is_plain(chunk)
