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

# A word of ASCII: `_` joins everything (WB13a and WB13b), a mark only what is like on both sides.
WORD = re.compile(
    r"(?=_*[a-z0-9])[a-z0-9_]+"
    r"(?:(?:(?<=[a-z])[.:'](?=[a-z])|(?<=[0-9])[.,;'](?=[0-9]))[a-z0-9_]+)*"
)


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
    is_hebrew = any(byte in plain for byte in HEBREW)
    return plain.translate(WITH_HEBREW if is_hebrew else PLAIN).decode().split()


def is_word(chunk: str) -> bool:
    """Whether a chunk of small letters and other ASCII is one word as a whole."""
    return WORD.fullmatch(chunk) is not None
