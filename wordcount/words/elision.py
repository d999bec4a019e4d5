"""Elided articles, pronouns and conjunctions: words of their own in French, Italian and Catalan.

*l'eau* is *l'* and *eau*; *aujourd'hui* and *prud'homme* have no article, and are one word.
"""

import re
from string import ascii_letters, digits

from .characters import DIGITS, LETTERS
from .keys import APOSTROPHES

# Elided words, by language (primary subtag). Those of the first kind are cut off only before a
# vowel, h, a digit or another script: other consonants follow them in names (N'Djamena, L'viv).
_BEFORE_VOWELS = {
    "fr": "l d m n s t",
    "it": "d c v s t m n ch",
    "ca": "d m n s t",
}
_ALWAYS = {
    "fr": "j c ç qu jusqu lorsqu puisqu quoiqu",
    "it": "l un gl dell degl all agl dall dagl nell negl sull sugl coll quest quell cos dov com"
    " quand quant anch nient tutt senz nessun ciascun qualcun alcun qualcos",
    "ca": "l",
}

_CONSONANTS = frozenset("bcdfgjklmnpqrstvwxzBCDFGJKLMNPQRSTVWXZ")
_LETTERS = f"{ascii_letters}çÇ"  # of elided words
_QUOTES = frozenset("'’‘\"“”")
_LONGEST = 7  # letters of an elided word

APOSTROPHE = re.compile(f"['{APOSTROPHES}]")
PART_OF_WORD = re.compile(f"[{LETTERS}{DIGITS}_]")
_ASCII_PARTS = frozenset(ascii_letters + digits + "_")


class Elision:
    """The elided words of one language (primary subtag)."""

    def __init__(self, language: str) -> None:
        self._always = frozenset(_ALWAYS[language].split())
        self._words = self._always | frozenset(_BEFORE_VOWELS[language].split())

    def sub(self, mark: str, text: str) -> str:
        """Replace the apostrophe after each elided word by `mark`."""
        return APOSTROPHE.sub(lambda found: mark if self._is_elided(found) else found[0], text)

    def occurs_in(self, text: str) -> bool:
        return any(map(self._is_elided, APOSTROPHE.finditer(text)))

    def _is_elided(self, apostrophe: re.Match[str]) -> bool:
        """Return whether a word is elided before `apostrophe`.

        Another word may follow, or a sign (*l'«eau»*); but an apostrophe after a sign and a
        quotation mark closes the quotation (*'c'*).
        """
        text, end = apostrophe.string, apostrophe.start()
        window = text[max(0, end - _LONGEST - 1) : end]
        before = window.rstrip(_LETTERS)
        word, previous = window[len(before) :].lower(), before[-1:]
        following = text[end + 1 : end + 2]
        if word not in self._words or _is_part_of_word(previous):
            return False
        if _is_part_of_word(following):
            return word in self._always or following not in _CONSONANTS
        return apostrophe[0] in "'’" and previous not in _QUOTES


def _is_part_of_word(character: str) -> bool:
    # The pattern takes ten times as long.
    if character.isascii():
        return character in _ASCII_PARTS
    return bool(PART_OF_WORD.match(character))


ELISIONS = {language: Elision(language) for language in _ALWAYS}
