"""Whether the text of a PDF can be its words: some fonts map glyphs to whatever characters."""

import re
from unicodedata import name

SAMPLE = 20_000  # characters that are looked at
MAX_CONTROLS = 0.1  # share of the characters that no text has
MAX_PRIVATE = 0.5  # share of those whose meaning only their font knows; of formulas, for example
MAX_MIXED = 0.2  # share of the words that mix scripts
MIN_WORDS = 20  # fewer may mix scripts by chance

CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ufffd\ufdd0-\ufdef]")
PRIVATE = re.compile("[\ue000-\uf8ff]")
LETTERS = re.compile(r"[^\W\d_]++")
# Scripts that words mix, as the names of their characters begin.
TOGETHER = ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "MODIFIER")
WITH_ANY = ("LATIN", "GREEK", "FULLWIDTH", "HALFWIDTH", "MATHEMATICAL", "DOUBLE-STRUCK", "MICRO")


def is_legible(text: str) -> bool:
    """Return whether the beginning of `text` consists of characters and words of some language."""
    sample = text[:SAMPLE]
    visible = len("".join(sample.split()))
    if len(CONTROLS.findall(sample)) > MAX_CONTROLS * visible:
        return False
    if len(PRIVATE.findall(sample)) > MAX_PRIVATE * visible:
        return False
    words = LETTERS.findall(sample)
    mixed = sum(len(_scripts(word)) > 1 for word in words)
    return len(words) < MIN_WORDS or mixed <= MAX_MIXED * len(words)


def _scripts(word: str) -> set[str]:
    """Return the scripts of a word, those that words mix as one."""
    names = {name(character, "").partition(" ")[0] for character in set(word)}
    return {"CJK" if each in TOGETHER else each for each in names if each not in WITH_ANY}
