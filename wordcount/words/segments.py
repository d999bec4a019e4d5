"""Split chunks into segments: UAX #29 and ICU's dictionaries, with the corrections of this project.

ICU segments a copy of the text in which other characters take the places of some, so that its rules
give what is wanted. Segments are then cut from the text itself.
"""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from wordcount.packs import is_available

from . import tables
from .characters import DIGITS, LETTERS, character_class
from .elision import ELISIONS, Elision
from .japanese import recut_japanese
from .keys import DOUBLE_QUOTES, HEBREW, LOOSE_APOSTROPHES

# Splits each chunk into segments, in order. Case makes no difference. A chunk can have millions of
# segments, so they are not stored: callers must consume those of one chunk before the next chunk.
Segmenter = Callable[[list[str]], Iterable[Iterable[str]]]

# Marks a boundary in the text for ICU. Chunks do not contain it: it is white space.
CUT = "\v"
_ELIDED = "\f"  # an apostrophe that ends a word

HANGUL = "\uac00-\ud7a3"
SUBSCRIPTS = "₀-₉"
# Emoji that are letters and digits to UAX #29. Most are emoji only before a variation selector.
_EMOJI = re.compile("[ℹⓂ🅰🅱🅾🅿0-9#*](?:(?<=ℹ)|(?<=[Ⓜ🅰🅱🅾🅿])\ufe0f|(?<=[0-9#*])\ufe0f?\u20e3)")
NARROW_SPACE = "\u202f"

# Scripts that are written without spaces, each with its digits.
SPACELESS = {
    "\u0e01-\u0e3a\u0e40-\u0e4e": "\u0e50-\u0e59",  # Thai
    "\u0e81-\u0ece\u0edc-\u0edf": "\u0ed0-\u0ed9",  # Lao
    "\u1780-\u17d3\u17d7\u17dc\u17dd": "\u17e0-\u17e9",  # Khmer
    "\u1000-\u103f\u104e\u1050-\u108f\u109a-\u109d\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7f"
    "\U000116d0-\U000116e3": "\u1040-\u1049\u1090-\u1099\ua9f0-\ua9f9",  # Burmese
}
_HAN_AND_KANA = "々〇〻ー\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff\u3400-\u9fff\uff66-\uff9f"
_KATAKANA = "\u3031-\u3035\u309b\u309c\u30a0-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d"
_JOINING_SIGNS = "_‿⁀⁔︳︴﹍-﹏＿"  # ExtendNumLet
_MARKS = "\u0300-\u036f\u200c\u200d"

# MidNumLet, Single_Quote and MidLetter or MidNum, ExtendNumLet.
_BETWEEN_LETTERS = f".'‘’․﹒＇．:··״‧︓﹕：{_JOINING_SIGNS}"
_BETWEEN_DIGITS = f".'‘’․﹒＇．,;;٬﹐﹔，；\u202f{_JOINING_SIGNS}"

_NO_SPACES = "".join(SPACELESS) + "".join(SPACELESS.values())
# All but the zero-width space, which separates words, and the joiners.
_IGNORABLE = character_class(tables.IGNORABLE.replace("200b-200f", "200e-200f"))

_SPACELESS = re.compile(f"[{_NO_SPACES}]")
# Letters of one of these scripts, or digits, with the signs between them.
_RUN = re.compile(
    "|".join(
        f"[{letters}][{letters}{_MARKS}]*(?:[{_BETWEEN_LETTERS}][{letters}][{letters}{_MARKS}]*)*"
        f"|[{digits}][{digits}{_MARKS}]*(?:[{_BETWEEN_DIGITS}][{digits}][{digits}{_MARKS}]*)*"
        for letters, digits in SPACELESS.items()
    )
)
_UNUSUAL = re.compile(
    f"[{HANGUL}{SUBSCRIPTS}ℹⓂ🅰🅱🅾🅿\u20e3{NARROW_SPACE}{DOUBLE_QUOTES}{LOOSE_APOSTROPHES}"
    f"{_JOINING_SIGNS}{_NO_SPACES}{_IGNORABLE}]"
)
_TWO_APOSTROPHES = re.compile(f"['’‘׳´`](?<=[{HEBREW}].)['’‘׳´`](?=[{HEBREW}])")

_LOOSE_SPACE = re.compile(f"{NARROW_SPACE}(?:(?![{DIGITS}])|(?<![{DIGITS}].))")

# What takes the place of characters: as many others, and a `CUT` at boundaries. A pattern can match
# only if the text has one of the characters before it.
_BY_CHARACTERS: list[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    # A selector continues what is before it, and is no mark after which subscripts are joined.
    ("ℹ\ufe0f\u20e3", _EMOJI, lambda m: "!" + "\ufe0f" * (len(m[0]) - 1)),
    # A joiner before an emoji makes it part of anything (WB3c).
    ("Ⓜ🅰🅱🅾🅿", re.compile("\u200d(?=[Ⓜ🅰🅱🅾🅿])"), lambda m: "\u0308"),
    (HANGUL, re.compile(f"[{HANGUL}]+"), lambda m: "a" * len(m[0])),
    (
        SUBSCRIPTS,
        re.compile(f"[{SUBSCRIPTS}](?<=[{LETTERS}{DIGITS}{_MARKS}].)[{SUBSCRIPTS}]*"),
        lambda m: "_" * len(m[0]),
    ),
    (
        LOOSE_APOSTROPHES,
        re.compile(f"[{LOOSE_APOSTROPHES}](?<=[{LETTERS}{_MARKS}].)(?=[{LETTERS}])"),
        lambda m: "'",
    ),
    (DOUBLE_QUOTES, re.compile(f"[{DOUBLE_QUOTES}](?<=[{HEBREW}].)(?=[{HEBREW}])"), lambda m: '"'),
    # Burmese digits and a sign that are written for letters: ၀န်ကြီး, ၄င်း, ၎င်း.
    ("၀", re.compile("၀(?<![\u1040-\u1049].)(?=[\u1000-\u103f])"), lambda m: "ဝ"),
    ("၄၎", re.compile("[၄၎](?=င်း)"), lambda m: "လ"),
    (HEBREW, _TWO_APOSTROPHES, lambda m: '"\u00ad'),  # UAX #29 ignores a soft hyphen
    (
        _JOINING_SIGNS + SUBSCRIPTS,
        re.compile(
            f"[{_KATAKANA}][{_MARKS}]*[{_JOINING_SIGNS}][{_JOINING_SIGNS}{_MARKS}]*(?![{_KATAKANA}])"
        ),
        lambda m: m[0] + CUT,
    ),
    (
        _JOINING_SIGNS + SUBSCRIPTS,
        re.compile(
            f"[{_JOINING_SIGNS}](?<=[{LETTERS}{DIGITS}].)(?<![{_KATAKANA}].)[{_JOINING_SIGNS}]*(?=[{_KATAKANA}])"
        ),
        lambda m: m[0] + CUT,
    ),
]
_REPLACEMENTS = [
    (re.compile(f"[{needed}]"), pattern, replace) for needed, pattern, replace in _BY_CHARACTERS
]
# Invisible characters would hide words from the dictionaries.
_INVISIBLE = re.compile(f"[{_IGNORABLE}](?<=[{_HAN_AND_KANA}{_NO_SPACES}].)[{_IGNORABLE}]*")


def segmenter_of(language: str) -> Segmenter:
    """Return the segmenter of a language, a BCP 47 tag."""
    base = language.partition("-")[0].lower()
    return own_segmenter(language) or partial(segment, elision=ELISIONS.get(base))


def own_segmenter(language: str) -> Segmenter | None:
    """Return the segmenter that replaces ICU; the tag names it (see wordcount.packs)."""
    _, _, name = language.partition("-x-")
    return SEGMENTERS.get(name.partition("-")[0]) if name and is_available(name) else None


def segment(chunks: list[str], elision: Elision | None = None) -> Iterator[Iterator[str]]:
    """Split each chunk by UAX #29, by dictionary in scripts without spaces, and as corrected.

    - A Korean word with letters or digits of other scripts is one word.
    - Thai, Lao, Khmer, Burmese and katakana end where another script begins, and letters of
      the first four where their digits begin.
    - Subscript digits belong to the word before them; emoji to none.
    - Quotation marks in Hebrew abbreviations, and acute accents and the like between letters, join.
    - A narrow space joins digits only.
    - `elision` finds the apostrophes that end a word.
    """
    text = "\n".join(chunks)
    characters = "".join(set(text))  # much shorter
    if not (
        _UNUSUAL.search(characters)
        or _TWO_APOSTROPHES.search(text)
        or (elision and elision.occurs_in(text))
    ):
        yield from segment_with_icu(chunks)
        return
    # While invisible characters still separate the space from digits.
    for_icu = _LOOSE_SPACE.sub(" ", text)
    if elision:
        for_icu = elision.sub(_ELIDED, for_icu)
    kept = _visible_places(text)
    if kept:
        for_icu = "".join(map(for_icu.__getitem__, kept[:-1]))
    for_icu = for_icu.replace(_ELIDED, f"ʼ{CUT}")
    for needed, pattern, replace in _REPLACEMENTS:
        if needed.search(characters):
            for_icu = pattern.sub(replace, for_icu)
    if _SPACELESS.search(characters):
        for_icu = _RUN.sub(rf"{CUT}\g<0>{CUT}", for_icu)
    segments = _cut_like(text, iter_segments(for_icu), kept)
    for _ in chunks:
        yield iter(segments.__next__, "\n")


def _visible_places(text: str) -> "array[int] | None":
    """Return the places of the characters that ICU gets, and the end; None for all of them."""
    if not _INVISIBLE.search(text):
        return None
    kept = array("l")
    end = 0
    for found in _INVISIBLE.finditer(text):
        kept.extend(range(end, found.start()))
        end = found.end()
    kept.extend(range(end, len(text) + 1))
    return kept


def _cut_like(text: str, segments: Iterable[str], kept: "array[int] | None") -> Iterator[str]:
    """Cut `text` into segments as long as `segments`, which have a `CUT` at some boundaries."""
    end = 0
    for segmented in segments:
        if segmented != CUT:
            start, end = end, end + len(segmented)
            yield text[start:end] if kept is None else text[kept[start] : kept[end]]


def segment_with_icu(chunks: list[str]) -> Iterator[Iterator[str]]:
    """Split each chunk by UAX #29, and by dictionary in scripts without spaces.

    Chunks contain no white space, so ICU can segment all of them at once, joined by line breaks.
    """
    if not chunks:
        return
    segments = iter_segments("\n".join(chunks))
    for _ in chunks:
        yield iter(segments.__next__, "\n")


def iter_segments(text: str) -> Iterator[str]:
    # Imported here to keep `import wordcount` cheap.
    from icu4py.breakers import WordBreaker

    return iter(WordBreaker(text, "root"))


# Segmenters that replace ICU, by their names without the version. They cut no ASCII word of letters
# or digits alone (chunks.is_uncut).
SEGMENTERS: dict[str, Segmenter] = {"sudachi": lambda chunks: recut_japanese(segment(chunks))}
