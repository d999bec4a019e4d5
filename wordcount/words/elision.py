"""Elided articles, pronouns and conjunctions: words of their own in French, Italian and Catalan.

*l'eau* is *l'* and *eau*; *aujourd'hui* and *prud'homme* have no article, and are one word.
"""

import re

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

_ANY_APOSTROPHE = f"['{APOSTROPHES}]"
_WORD = f"{LETTERS}{DIGITS}_"
_CONSONANTS = "bcdfgjklmnpqrstvwxzBCDFGJKLMNPQRSTVWXZ"


def _elision_pattern(language: str) -> str:
    """Return a pattern for the apostrophe after an elided word.

    A word may follow, or a sign (*l'«eau»*); but an apostrophe after a sign and a quotation mark
    closes the quotation (*'c'*). The pattern begins with the apostrophe to be fast.
    """

    def after(words: str, unless: str) -> str:
        return "|".join(
            f"(?<=(?<![{unless}])" + "".join(f"[{c}{c.upper()}]" for c in word) + ".)"
            for word in words.split()
        )

    quotes = "'’‘\"“”"
    anywhere = f"{_BEFORE_VOWELS[language]} {_ALWAYS[language]}"
    return (
        f"{_ANY_APOSTROPHE}(?:(?=[{_WORD}])(?:(?:{after(_ALWAYS[language], _WORD)})"
        f"|(?![{_CONSONANTS}])(?:{after(_BEFORE_VOWELS[language], _WORD)}))"
        f"|(?<=['’])(?![{_WORD}])(?:{after(anywhere, _WORD + quotes)}))"
    )


PATTERNS = [re.compile(_elision_pattern(language)) for language in _ALWAYS]
ELISIONS = dict(zip(_ALWAYS, PATTERNS, strict=True))
