"""Detect the language of a text: the declared one, unless the text contradicts it.

Many languages are identified by their script alone. In other scripts, two models, function words
and alphabets add up to a score for each language; a few languages that neither model knows are
recognized by profiles. A sample of the text is enough.
"""

import re
from math import inf
from typing import NamedTuple

from .evidence import Guess, guess_language
from .function_words import confirm_language, find_dominant_language, remove_codes, split_words
from .scripts import KNOWN_LANGUAGES, LANGUAGES_BY_SCRIPT, detect_script

UNDETERMINED = "und"

# A sample consists of some pieces, evenly spaced between the margins: menus and footers are at the
# ends of a page. Function words need a longer one than the model, whose time grows with the length.
SAMPLE_PIECES, GUESS_PIECES = 6, 3
SAMPLE_PIECE = 100  # characters
SAMPLE_LENGTH = SAMPLE_PIECES * SAMPLE_PIECE
SAMPLE_MARGIN = 0.1  # of the text, at either end

# Shorter texts cannot override the declared language.
MIN_OVERRIDE_WORDS = 20
# How far another language must lead the declared one to override it, in nats.
OVERRIDE_LEAD = 3.0

# The part of BCP 47, section 2.1, that pages use. The longest real tags have 35 characters.
TAG = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{1,8})*")
MAX_TAG_LENGTH = 35

# Tags that pages use for the same language, or for one that is written almost identically.
SAME_LANGUAGE = {
    "bs": "sr", "cnr": "sr", "fil": "tl", "hr": "sr", "in": "id", "iw": "he", "ji": "yi",
    "kmr": "ku", "mo": "ro", "ms": "id", "no": "nb", "prs": "fa", "sh": "sr",
}  # fmt: skip


class Language(NamedTuple):
    """A BCP 47 tag, and its source: "declared", "given", "detected" or "unknown"."""

    tag: str
    source: str


def detect_language(text: str, declared: str | None = None) -> Language:
    """Return the language of `text`; the tag is "und" and the source "unknown" if undetermined.

    `declared` is the tag that the page declares. It is returned unless the script of the text
    excludes it, or another language fits far better.
    """
    sample = _sample(text, SAMPLE_PIECES)
    # Function words are much faster than a guess, and enough for most pages. Few of them are next
    # to a sign.
    words = sample.lower().split()
    if declared and _is_confirmed(declared, words, detect_script(sample)):
        return Language(declared, "declared")
    script = detect_script(remove_codes(sample) or sample)
    if script and not _is_written_in(script, declared):
        # In a bilingual page, a few samples may miss the declared language.
        script = detect_script(text)
    found = _detect(text, words, script, declared) if script else None
    if found:
        is_serbian_in_latin = found == "sr" and script == "Latin"
        return Language("sr-Latn" if is_serbian_in_latin else found, "detected")
    return Language(declared, "declared") if declared else Language(UNDETERMINED, "unknown")


def normalize_tag(language: str | None) -> str | None:
    """Return `language` as BCP 47 capitalizes it ("pt-BR"), or None if it is not a valid tag."""
    tag = (language or "").strip().replace("_", "-")
    if len(tag) > MAX_TAG_LENGTH or not TAG.fullmatch(tag):
        return None
    first, *rest = tag.lower().split("-")
    parts = [first]
    for part in rest:
        is_script = len(part) == 4 and part.isalpha()
        parts.append(part.title() if is_script else part.upper() if len(part) == 2 else part)
    return None if first == UNDETERMINED else "-".join(parts)


def _sample(text: str, pieces: int) -> str:
    if len(text) <= pieces * SAMPLE_PIECE:
        return text
    first = int(len(text) * SAMPLE_MARGIN)
    step = (len(text) - 2 * first - SAMPLE_PIECE) / (pieces - 1)
    starts = [first + int(step * piece) for piece in range(pieces)]
    return " ".join(text[start : start + SAMPLE_PIECE] for start in starts)


def _detect(text: str, words: list[str], script: str, declared: str | None) -> str | None:
    """Return the language of `text`; None if it is undetermined or the declared one.

    `words` are those of a sample.
    """
    if declared and _is_confirmed(declared, words, script):
        return None
    is_possible = declared is not None and _is_written_in(script, declared)
    if not is_possible and (dominant := find_dominant_language(words, script)):
        return dominant
    sample = _sample(text, GUESS_PIECES)
    guess = guess_language(sample, split_words(sample), script)
    if declared is None or not is_possible:
        return guess.language
    return guess.language if _contradicts(guess, declared) else None


def _is_confirmed(declared: str, words: list[str], script: str | None) -> bool:
    """Return whether many of `words` are function words of the declared language."""
    if script is None or not _is_written_in(script, declared):
        return False
    return confirm_language(words, _primary_subtag(declared), script)


def _is_written_in(script: str, language: str | None) -> bool:
    """Return whether `language` is written in `script`, or is not known here."""
    base = _primary_subtag(language)
    return base in LANGUAGES_BY_SCRIPT[script] or base not in KNOWN_LANGUAGES


def _contradicts(guess: Guess, declared: str) -> bool:
    """Return whether the text is clearly in another language than `declared`."""
    base = _primary_subtag(declared)
    if not guess.is_certain or guess.words < MIN_OVERRIDE_WORDS:
        return False
    if _same_language(base) == _same_language(guess.best):
        return False
    return guess.scores[guess.best] - guess.scores.get(base, -inf) >= OVERRIDE_LEAD


def _same_language(base: str) -> str:
    return SAME_LANGUAGE.get(base, base)


def _primary_subtag(tag: str | None) -> str:
    return (tag or "").partition("-")[0]
