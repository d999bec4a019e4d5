"""A text to its chunks: what stands between white space, and between signs that never join words.

This works on the bytes of UTF-8: a table of 256 turns all signs of ASCII at once into spaces.
"""

import re
from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase

# ASCII that never joins what is on its two sides (UAX #29 gives it no property), and is no space.
SEPARATE = "!#$%&()*+-/<=>?@[\\]^`{|}~" + "".join(map(chr, [*range(9), *range(14, 28), 127]))
# Join in Hebrew in other ways (WB7a to WB7c); its letters in UTF-8 begin with one of these bytes.
QUOTES = "'\""
HEBREW = b"\xd7\xef"


def _joining(mark: str, *kinds: str) -> bytes:
    """A pattern for `mark` between two of one of these kinds of characters.

    What is not ASCII may be of any kind. The mark comes first: only that is looked for quickly.
    """
    between = "|".join(rf"(?<=[{kind}\x80-\xff]{mark})(?=[{kind}\x80-\xff])" for kind in kinds)
    return f"{mark}(?:{between})".encode()


# Marks that join letters, digits or both (WB6, WB7, WB11 and WB12), and separate elsewhere. Where
# they may join, another byte stands for them meanwhile, in the same order: no UTF-8 has it.
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

# In characters: chunks of more at once would take too much memory. What has no white space in four
# times as many bytes keeps the marks in its chunks; to find those takes memory as well.
PIECE = 250_000
LONG = 4 * PIECE
SPACE = re.compile(r"\s")

# Dashes, double quotation marks and an ellipsis (– — “ ” …), and white space beyond ASCII. They go
# first: beside a mark they would look like letters.
TYPOGRAPHIC = re.compile(rb"\xe2(?:\x80[\x80-\x8a\x93\x94\x9c\x9d\xa6\xa8\xa9\xaf]|\x81\x9f)")
LATIN_SPACES = re.compile(rb"\xc2[\x85\xa0]")
# With these begin the other spaces. They are rare enough; so is `_`, which may be no word.
UNSURE = b"_\xe1\xe3"
# ‘ and ’, which do what an apostrophe does, but in Hebrew.
CURLY = re.compile(rb"\xe2\x80[\x98\x99]")

# Before Hebrew begins: `_` joins letters and digits to everything (WB5, WB8 to WB10, WB13a and
# WB13b), a mark only what is like on both sides.
OTHERS = r"²³¹¼½¾\u0590-\U0010ffff"
LETTER, PART = rf"[^\W\d_{OTHERS}]", rf"[^\W{OTHERS}]"
WORD = re.compile(
    rf"{PART}+(?:(?:(?<={LETTER})[.:·'](?={LETTER})|(?<=[0-9])[.,;'](?=[0-9])){PART}+)*"
)
# In characters: what repeats a group very often takes much memory.
LONGEST = 100

# Up to here letters never break among themselves (WB5); Thai begins. ʼ is an apostrophe for us.
PLAIN_END = "\u0e00"
NOT_PLAIN = re.compile(f"[{PLAIN_END}-\U0010ffffʼ]")


def _table(separate: str) -> bytes:
    """What is in `separate` becomes a space, a capital letter small, a mark that joins itself."""
    return bytes.maketrans(
        (separate + ascii_uppercase).encode() + STAND_INS + APOSTROPHE,
        (" " * len(separate) + ascii_lowercase + MARKS + "'").encode(),
    )


PLAIN = _table(SEPARATE + MARKS + QUOTES)
WITH_HEBREW = _table(SEPARATE + MARKS)
WITH_MARKS = _table(SEPARATE)


def pieces_of(text: str) -> Iterator[str]:
    """Cut a long text at white space, about `PIECE` characters each."""
    start = 0
    while len(text) - start > PIECE and (space := SPACE.search(text, start + PIECE)):
        yield text[start : space.start()]
        start = space.end()
    yield text[start:]


def chunks_of(text: str) -> tuple[list[str], bool]:
    """Split `text` where a word surely ends; tell too if every chunk of ASCII is surely a word.

    The chunks are in their order, and their ASCII letters small. A lone surrogate is a question
    mark here, and so separates.
    """
    plain = text.encode(errors="replace")
    if len(plain) > LONG:
        return plain.translate(WITH_MARKS).decode().split(), False
    is_hebrew = any(byte in plain for byte in HEBREW)
    if not is_hebrew:
        if b"\xe2" in plain:
            plain = CURLY.sub(b"'", TYPOGRAPHIC.sub(b" ", plain))
        plain = JOINING_APOSTROPHE.sub(APOSTROPHE, LATIN_SPACES.sub(b" ", plain))
    for joining, stand_in in JOINING:
        plain = joining.sub(stand_in, plain)
    chunks = plain.translate(WITH_HEBREW if is_hebrew else PLAIN).decode().split()
    return chunks, not (is_hebrew or any(byte in plain for byte in UNSURE))


def is_plain(chunk: str) -> bool:
    """Whether `chunk` is surely one word, of letters alone."""
    return chunk.isalpha() and not NOT_PLAIN.search(chunk)


def is_word(chunk: str) -> bool:
    """Whether `chunk` is surely one word as a whole."""
    if len(chunk) <= LONGEST and WORD.fullmatch(chunk):
        return bool(chunk.strip("_"))
    return is_plain(chunk)
