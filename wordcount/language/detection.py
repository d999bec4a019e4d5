"""Detect the language of a text: the declared one, unless the text contradicts it.

Many languages are identified by their script alone; languages that share a script are
distinguished by trigrams and function words. A sample of the text is enough for both.
"""

import re
from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

from . import profiles
from .scripts import LANGUAGES_BY_SCRIPT, detect_script

UNDETERMINED = "und"

# A sample consists of this many pieces, evenly spaced between the margins: menus and footers are at
# the ends of a page.
SAMPLE_PIECES = 6
SAMPLE_PIECE = profiles.MAX_CHARACTERS // SAMPLE_PIECES  # characters
SAMPLE_MARGIN = 0.1  # of the text, at either end

# The lowest score, in half bits per trigram, of a language that is detected; 199 of 200 sentences
# reach it in their own language. Other scripts have few languages without a profile.
MIN_FIT = {"Latin": 3.2}
MIN_FIT_OTHER_SCRIPTS = 1.5
# Texts have this score, in half bits per trigram, only in their own language or a close relative.
GOOD_FIT = 6.0
# Shorter texts (three or four words) are not detected.
MIN_TRIGRAMS = 15
# In texts shorter than a sentence, the best language must lead the second by this many half bits.
SENTENCE_TRIGRAMS = 40
MIN_LEAD = 12
# Only texts of about 20 words or more can override the declared language.
MIN_OVERRIDE_TRIGRAMS = 100
# How far another language must lead the declared one to override it, in half bits per square root
# of the number of trigrams. Leads by chance grow with that root; 999 of 1,000 are smaller.
OVERRIDE_LEAD = 10

# The part of BCP 47, section 2.1, that pages use. The longest real tags have 35 characters.
TAG = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{1,8})*")
MAX_TAG_LENGTH = 35

# Older codes, and languages without a profile, each with the profile to use instead: they are
# written almost identically.
PROFILE_ALIASES = {
    "bs": "hr", "cnr": "sr-Latn", "fil": "tl", "in": "id", "iw": "he", "ji": "yi", "kmr": "ku",
    "mo": "ro", "nb": "no", "prs": "fa", "sh": "hr", "sr": "sr-Latn",
}  # fmt: skip

KNOWN_LANGUAGES = frozenset(code for codes in LANGUAGES_BY_SCRIPT.values() for code in codes)


class Language(NamedTuple):
    """A BCP 47 tag, and its source: "declared", "given", "detected" or "unknown"."""

    tag: str
    source: str


def detect_language(text: str, counts: Mapping[str, int], declared: str | None = None) -> Language:
    """Return the language of `text`; the tag is "und" and the source "unknown" if undetermined.

    `counts` maps the keys of `text` to occurrences. `declared` is the tag that the page declares.
    It is returned unless the script of the text excludes it, or another language fits far better.
    """
    if declared and profiles.is_confirmed(_primary_subtag(declared), counts):
        return Language(declared, "declared")
    sample = _sample(text)
    script = detect_script(sample)
    if script and not _is_written_in(script, declared):
        # In a bilingual page, a few samples may miss the declared language.
        script = detect_script(text)
    if script is None:
        found = None
    elif script in profiles.profiled_scripts():
        found = _detect_by_profile(sample, counts, script, declared)
    else:
        found = _detect_by_script(script, declared)
    if found and found != declared:
        return Language(found, "detected")
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


def _sample(text: str) -> str:
    if len(text) <= profiles.MAX_CHARACTERS:
        return text
    first = int(len(text) * SAMPLE_MARGIN)
    step = (len(text) - 2 * first - SAMPLE_PIECE) / (SAMPLE_PIECES - 1)
    starts = [first + int(step * piece) for piece in range(SAMPLE_PIECES)]
    return " ".join(text[start : start + SAMPLE_PIECE] for start in starts)


def _detect_by_script(script: str, declared: str | None) -> str:
    """Return the declared language if it can be written in `script`, else the script's first."""
    if declared and _is_written_in(script, declared):
        return declared
    return LANGUAGES_BY_SCRIPT[script][0]


def _is_written_in(script: str, language: str | None) -> bool:
    """Return whether `language` is written in `script`, or is not known here."""
    base = _primary_subtag(language)
    return base in LANGUAGES_BY_SCRIPT[script] or base not in KNOWN_LANGUAGES


def _detect_by_profile(
    sample: str, counts: Mapping[str, int], script: str, declared: str | None
) -> str | None:
    """Return the language that `sample` fits best if it fits well enough, else the declared one."""
    # In shorter texts, a few words that another language shares have too much weight.
    if not declared and len(sample) >= profiles.MAX_CHARACTERS:
        found = profiles.detect_by_function_words(counts, script)
        if found:
            return found
    scores, trigrams = profiles.fit(sample, script)
    best = max(scores, key=scores.__getitem__)
    if scores[best] < MIN_FIT.get(script, MIN_FIT_OTHER_SCRIPTS) * trigrams:
        return declared
    if not declared:
        is_clear = trigrams >= SENTENCE_TRIGRAMS or _lead(scores, best) >= MIN_LEAD
        return best if is_clear and trigrams >= MIN_TRIGRAMS else None
    base = _primary_subtag(declared)
    declared_score = scores.get(base, scores.get(PROFILE_ALIASES.get(base, "")))
    has_no_profile = declared_score is None and _is_written_in(script, declared)
    if has_no_profile and scores[best] < GOOD_FIT * trigrams:
        return declared
    lead = scores[best] - (declared_score or 0)
    overrides = trigrams >= MIN_OVERRIDE_TRIGRAMS and lead > OVERRIDE_LEAD * sqrt(trigrams)
    return best if overrides else declared


def _lead(scores: dict[str, int], best: str) -> int:
    """Return by how much `best` leads the second best language."""
    return scores[best] - max(score for language, score in scores.items() if language != best)


def _primary_subtag(tag: str | None) -> str:
    return (tag or "").partition("-")[0]
