"""The key of a word, by which words are counted and compared.

A key depends only on the word and the language, and is the same on every Python.
"""

import re
from unicodedata import decomposition, normalize

from . import tables
from .characters import character_class, coarse_class, lowercase, to_nfc, to_python_nfc

# A longer word is counted under its beginning.
MAX_KEY_LENGTH = 1_000  # characters

# Languages in which the lowercase of I is ı, and that of İ is i (Unicode, SpecialCasing.txt).
TURKIC = frozenset({"az", "tr"})
TURKIC_LOWER = {ord("I"): "ı", ord("İ"): "i"}

# Signs that are written for an apostrophe, but join only letters. UAX #29 joins the others.
LOOSE_APOSTROPHES = "´`′‛｀\u1fef\u1ffd"  # the last two are the first two in NFC
APOSTROPHES = "‘’ʻʼʽ՚׳＇Ꞌꞌ" + LOOSE_APOSTROPHES
# Quotation marks in Hebrew abbreviations, where two apostrophes are one of them.
DOUBLE_QUOTES = "“”„‟״＂"
HEBREW = "\u0590-\u05ff\ufb1d-\ufb4f"
_TWO_APOSTROPHES = re.compile(f"(?<=[{HEBREW}])''(?=[{HEBREW}])")

# Letters that only stretch a word: the tatweel of Arabic, and those of N’Ko and Mongolian.
STRETCHERS = "ـߺ᠊"

# Full-width and half-width forms, and ligatures with the forms of Arabic letters.
_WIDTH_FORMS = range(0xFF01, 0xFFEF)
_LIGATURES = [
    0x132, 0x133, 0x149, *range(0xFB00, 0xFB18), 0xFB4F, *range(0xFB50, 0xFE00),
    *range(0xFE70, 0xFEFD),
]  # fmt: skip

# Joiners (UAX #31, section 2.3): a ZWNJ stays between letters that join, and either stays between
# letters and signs of the scripts of India and their relatives. Others cannot be seen.
_JOINERS = "\u200c\u200d"
_JOINING_NEXT = character_class(tables.JOINING_NEXT)
_JOINING_PREVIOUS = character_class(tables.JOINING_PREVIOUS)
_BRAHMIC = (
    "\u0900-\u0dff\u0f00-\u109f\u1700-\u17ff\u1900-\u194f\u1a00-\u1aaf\u1b00-\u1bff\u1c00-\u1c4f"
    "\ua800-\ua82f\ua880-\ua8ff\ua930-\ua95f\ua980-\ua9ff\uaa00-\uaadf\uaae0-\uaaff\uabc0-\uabff"
    "\U00010a00-\U00010a5f\U00011000-\U00011fff\U00016100-\U0001613f"
)
_MARKS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u074a\u07eb-\u07f3"
    "\u08ca-\u08ff"
)
_JOINER_RUN = re.compile(f"([{_JOINERS}])[{_JOINERS}]+")
_JOINER = re.compile(
    f"([{_JOINING_NEXT}][{_MARKS}]*\u200c)(?=[{_MARKS}]*[{_JOINING_PREVIOUS}])"
    f"|([{_BRAHMIC}][{_JOINERS}])(?=[{_BRAHMIC}])|[{_JOINERS}]"
)
# Malayalam chillus, as they were written before Unicode 5.1 had letters for them.
_CHILLUS = {f"{base}\u0d4d\u200d": chillu for base, chillu in zip("ണനരലളക", "ൺൻർൽൾൿ", strict=True)}
_CHILLU = re.compile("[ണനരലളക]\u0d4d\u200d")

_IGNORABLE = re.compile(f"[{character_class(tables.IGNORABLE)}](?<![{_JOINERS}])")


def _ordinary_forms() -> dict[str, str]:
    """Return the ordinary form of each width form and ligature (UnicodeData.txt, field 5)."""
    forms = {}
    for character in map(chr, [*_WIDTH_FORMS, *_LIGATURES]):
        kind, _, _ = decomposition(character).partition(" ")
        if kind in ("<wide>", "<narrow>"):
            forms[character] = chr(int(decomposition(character).split()[1], 16))
        elif kind.startswith("<") and " " not in (ordinary := normalize("NFKC", character)):
            forms[character] = ordinary.replace("ʼ", "'")
    return forms


_FOLDING = str.maketrans(
    _ordinary_forms()
    | dict.fromkeys(APOSTROPHES, "'")
    | dict.fromkeys(DOUBLE_QUOTES, '"')
    | dict.fromkeys(STRETCHERS, "")
    | {"\u202f": " "}
)
# Only words with one of these characters differ from their key in more than case and composition.
_UNUSUAL = re.compile(
    f"[{''.join(map(chr, _FOLDING))}{coarse_class(f'{tables.NEW} {tables.IGNORABLE}')}]"
)


def key(word: str, language: str) -> str:
    """Return the key by which words are compared: NFC, lowercase, with straight apostrophes.

    Full-width and half-width forms and ligatures become ordinary letters, a narrow space between
    digits an ordinary one. Characters that cannot be seen (Default_Ignorable_Code_Point) and the
    tatweel are dropped; a joiner stays where its script needs it. `language` is a primary subtag
    such as "en"; Turkish and Azerbaijani have lowercase rules of their own. A key has at most
    `MAX_KEY_LENGTH` characters.
    """
    # The commonest apostrophes: *l'eau*, *don't*.
    straight = word.replace("’", "'").replace("ʼ", "'")
    if straight.isascii() and language not in TURKIC:
        folded = straight.lower().replace("`", "'")
    elif _is_unusual(word):
        folded = _fold_unusual(word, language)
    else:
        if language in TURKIC:
            word = to_python_nfc(word).translate(TURKIC_LOWER)
        folded = to_python_nfc(word.lower())
    return folded if len(folded) <= MAX_KEY_LENGTH else key(folded[:MAX_KEY_LENGTH], language)


def keys(words: list[str], language: str) -> list[str]:
    """Return the key of each of `words`, which contain no line breaks. One call is much faster."""
    text = "\n".join(words)
    if not words or language in TURKIC:
        return [key(word, language) for word in words]
    folded = to_python_nfc(text.lower()).split("\n")
    if _is_unusual(text):
        places = [place for place, word in enumerate(words) if _is_unusual(word)]
        unusual = _fold_unusual("\n".join(words[place] for place in places), language).split("\n")
        for place, word in zip(places, unusual, strict=True):
            folded[place] = word
    return [word if len(word) <= MAX_KEY_LENGTH else key(word, language) for word in folded]


def _is_unusual(text: str) -> bool:
    return bool(_UNUSUAL.search(text)) or "''" in text


def _fold_unusual(text: str, language: str) -> str:
    text = to_nfc(_fold(text))
    lower = lowercase(text.translate(TURKIC_LOWER) if language in TURKIC else text)
    return text if lower == text else to_nfc(lower)


def _fold(word: str) -> str:
    word = _IGNORABLE.sub("", word.translate(_FOLDING))
    if "\u200c" in word or "\u200d" in word:
        word = _JOINER_RUN.sub(r"\1", word)
        word = _CHILLU.sub(lambda chillu: _CHILLUS[chillu[0]], word)
        word = _JOINER.sub(r"\1\2", word)
    return _TWO_APOSTROPHES.sub('"', word)
