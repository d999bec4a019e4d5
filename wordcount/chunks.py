"""A text to its chunks: what stands between white space, and between signs that never join words.

This works on the bytes of UTF-8: a table of 256 turns all signs of ASCII at once into spaces.
"""

import re
from string import ascii_lowercase, ascii_uppercase

# ASCII that never joins what is on its two sides (UAX #29 gives it no property).
SEPARATE = "!#$%&()*+-/<=>?@[\\]^`{|}~"
# ASCII that joins letters or digits on both its sides (WB6, WB7, WB11 and WB12), and separates
# elsewhere; an apostrophe may also end a Hebrew word (WB7a).
MARKS = ".,:;'"
# Joins in Hebrew alone (WB7b and WB7c), whose letters in UTF-8 begin with one of these bytes.
QUOTE = '"'
HEBREW = b"\xd7\xef"

# Where a mark may join, one of these stands for it meanwhile: no UTF-8 has such a byte.
KEPT = b"\xf8\xf9\xfa\xfb\xfc"
# What is not ASCII may be a letter or a digit.
LETTER, DIGIT, EITHER = (f"[{ascii}\x80-\xff]" for ascii in ("A-Za-z", "0-9", "A-Za-z0-9"))
JOINING = [
    re.compile(pattern.encode("latin-1"))
    # The mark itself comes first: only that is looked for quickly.
    for pattern in (
        rf"\.(?<={EITHER}\.)(?={EITHER})",
        rf",(?<={DIGIT},)(?={DIGIT})",
        rf":(?<={LETTER}:)(?={LETTER})",
        rf";(?<={DIGIT};)(?={DIGIT})",
        rf"'(?:(?<=[\x80-\xff]')|(?<=[A-Za-z0-9]')(?={EITHER}))",
    )
]
# Dashes, quotation marks and an ellipsis: – — “ ” …
TYPOGRAPHIC = re.compile(rb"\xe2\x80[\x93\x94\x9c\x9d\xa6]")
# Between letters of ASCII it is an apostrophe like any other.
CURLY = re.compile(rb"\xe2\x80\x99(?<=[A-Za-z]\xe2\x80\x99)(?=[A-Za-z])")

# In bytes. What is found in more than that would take too much memory; there marks stay in chunks.
LONG = 1_000_000

# A word of ASCII: `_` joins everything (WB13a and WB13b), a mark only what is like on both sides.
WORD = re.compile(
    r"(?=_*[a-z0-9])[a-z0-9_]+"
    r"(?:(?:(?<=[a-z])[.:'](?=[a-z])|(?<=[0-9])[.,;'](?=[0-9]))[a-z0-9_]+)*"
)


def _table(separate: str, kept: str = "") -> bytes:
    """`separate` becomes spaces, capital letters small ones, and `KEPT` what it stands for."""
    return bytes.maketrans(
        (separate + ascii_uppercase).encode() + KEPT[: len(kept)],
        (" " * len(separate) + ascii_lowercase + kept).encode(),
    )


PLAIN = _table(SEPARATE + MARKS + QUOTE, MARKS)
WITH_HEBREW = _table(SEPARATE + MARKS, MARKS)
WITH_MARKS = _table(SEPARATE)


def chunks_of(text: str) -> list[str]:
    """Split `text` where a word surely ends, and give all chunks in their order.

    Letters of ASCII are small in them; a lone surrogate is a question mark, and so separates.
    """
    plain = text.encode(errors="replace")
    if len(plain) > LONG:
        return plain.translate(WITH_MARKS).decode().split()
    for joining, kept in zip(JOINING, KEPT, strict=True):
        plain = joining.sub(bytes([kept]), plain)
    if b"\xe2" in plain:
        plain = TYPOGRAPHIC.sub(b" ", plain)
        plain = CURLY.sub(KEPT[-1:], plain)
    is_hebrew = any(byte in plain for byte in HEBREW)
    return plain.translate(WITH_HEBREW if is_hebrew else PLAIN).decode().split()


def is_word(chunk: str) -> bool:
    """Whether a chunk of small letters and other ASCII is one word as a whole."""
    return WORD.fullmatch(chunk) is not None
