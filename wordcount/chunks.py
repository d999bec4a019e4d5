"""A text to its chunks: what stands between white space, and between signs that never join words.

This works on the bytes of UTF-8: a table of 256 turns all signs of ASCII at once into spaces.
"""

import re
from string import ascii_lowercase, ascii_uppercase

# ASCII that never joins what is on its two sides (UAX #29 gives it no property).
SEPARATE = "!#$%&()*+-/<=>?@[\\]^`{|}~"
# Joins in Hebrew alone (WB7b and WB7c), whose letters in UTF-8 begin with one of these bytes.
QUOTE = '"'
HEBREW = b"\xd7\xef"

# Most of what stands beside words: it joins letters or digits on both its sides (WB6, WB7, WB11
# and WB12), and separates elsewhere. What is not ASCII may be a letter or a digit. The mark comes
# first in a pattern: only that is looked for quickly.
MARKS = ".,"
JOINING_STOP = re.compile(rb"\.(?<=[A-Za-z0-9\x80-\xff]\.)(?=[A-Za-z0-9\x80-\xff])")
JOINING_COMMA = re.compile(rb",(?<=[0-9\x80-\xff],)(?=[0-9\x80-\xff])")
# They stand for a mark that may join, meanwhile: no UTF-8 has such a byte.
STOP, COMMA = b"\xf8", b"\xf9"

# In bytes. What is found in more than that would take too much memory; there marks stay in chunks.
LONG = 1_000_000

# Dashes, double quotation marks and an ellipsis: – — “ ” …
TYPOGRAPHIC = re.compile(rb"\xe2\x80[\x93\x94\x9c\x9d\xa6]")
# ‘ and ’, which do what an apostrophe does, but in Hebrew.
CURLY = re.compile(rb"\xe2\x80[\x98\x99]")

# Before Hebrew begins: `_` joins letters and digits to everything (WB5, WB8 to WB10, WB13a and
# WB13b), a mark only what is like on both sides.
OTHERS = r"²³¹¼½¾\u0590-\U0010ffff"
LETTER, PART = rf"[^\W\d_{OTHERS}]", rf"[^\W{OTHERS}]"
WORD = re.compile(
    rf"{PART}+(?:(?:(?<={LETTER})[.:·'](?={LETTER})|(?<=[0-9])[.,;'](?=[0-9])){PART}+)*"
)
# Signs beyond ASCII that never join either. A chunk of them, of ASCII and of the above is simple.
SIGNS = "¡¢£¤¥¦§¨©«¬®¯°±´¶»¿×÷–—“”•…′″€™"
SIMPLE = re.compile(rf"(?:{PART}|[!-~·{SIGNS}])+")
# In characters: what repeats a group very often takes much memory.
LONGEST = 100

# Up to here letters never break among themselves (WB5); Thai begins. ʼ is an apostrophe for us.
PLAIN_END = "\u0e00"
NOT_PLAIN = re.compile(f"[{PLAIN_END}-\U0010ffffʼ]")


def _table(separate: str) -> bytes:
    """What is in `separate` becomes a space, a capital letter small, a mark that joins itself."""
    return bytes.maketrans(
        (separate + ascii_uppercase).encode() + STOP + COMMA,
        (" " * len(separate) + ascii_lowercase + MARKS).encode(),
    )


PLAIN = _table(SEPARATE + MARKS + QUOTE)
WITH_HEBREW = _table(SEPARATE + MARKS)
WITH_MARKS = _table(SEPARATE)


def chunks_of(text: str) -> list[str]:
    """Split `text` where a word surely ends, and give all chunks in their order.

    Letters of ASCII are small in them; a lone surrogate is a question mark, and so separates.
    """
    plain = text.encode(errors="replace")
    if len(plain) > LONG:
        return plain.translate(WITH_MARKS).decode().split()
    plain = JOINING_COMMA.sub(COMMA, JOINING_STOP.sub(STOP, plain))
    if any(byte in plain for byte in HEBREW):
        return plain.translate(WITH_HEBREW).decode().split()
    if b"\xe2" in plain:
        plain = CURLY.sub(b"'", TYPOGRAPHIC.sub(b" ", plain))
    return plain.translate(PLAIN).decode().split()


def is_plain(chunk: str) -> bool:
    """Whether `chunk` is surely one word, of letters alone."""
    return chunk.isalpha() and not NOT_PLAIN.search(chunk)


def is_word(chunk: str) -> bool:
    """Whether `chunk` is surely one word as a whole."""
    if len(chunk) <= LONGEST and WORD.fullmatch(chunk):
        return bool(chunk.strip("_"))
    return is_plain(chunk)


def sure_words(chunk: str) -> list[str] | None:
    """The words in `chunk` where they are sure; None where they take all rules or a dictionary."""
    if is_word(chunk):
        return [chunk]
    if len(chunk) <= LONGEST and SIMPLE.fullmatch(chunk):
        return [word for word in WORD.findall(chunk) if word.strip("_")]
    return None if any(map(str.isalnum, chunk)) else []
