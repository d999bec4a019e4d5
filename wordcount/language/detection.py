"""The language of a text: what its page declares, unless the text says otherwise.

A script tells many languages by itself; among those that share one, trigrams and function words
do. Neither needs more than a sample of the text.
"""

import re
from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

from . import profiles
from .scripts import WRITTEN_IN, script_of

UNDETERMINED = "und"

# A sample is this many pieces of a text, from all of it but its ends, where menus are.
PIECES = 6
PIECE = profiles.LONGEST // PIECES
MARGIN = 0.1

# In half bits for each trigram: in 199 of 200 sentences the right language has this much. Other
# scripts have few languages beside those that are told apart here.
LEAST_FIT = {"Latin": 3.2}
LEAST_FIT_ELSEWHERE = 1.5
# As well as this a text fits only its own language, or a near relative of it.
GOOD_FIT = 6.0
# Three or four words, in trigrams: less may be in any language. The best of what is longer, but
# no sentence yet, has to be ahead of the second by so many half bits.
FEW_WORDS = 15
SENTENCE = 40
LEAST_LEAD = 12
# A text this long can contradict its page: about 20 words.
PARAGRAPH = 100
# By so much more than chance has another language to be ahead of the declared one. What is due
# to chance grows with the root of the number of trigrams; it stays below this 999 times of 1,000.
CONTRADICTION = 10

# BCP 47, section 2.1, as far as pages use it; the longest real tags have 35 characters.
TAG = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{1,8})*")
LONGEST_TAG = 35

# The profile that a tag without one of its own is compared with: older codes, and what is
# written almost alike.
ALSO = {
    "bs": "hr", "cnr": "sr-Latn", "fil": "tl", "in": "id", "iw": "he", "ji": "yi", "kmr": "ku",
    "mo": "ro", "nb": "no", "prs": "fa", "sh": "hr", "sr": "sr-Latn",
}  # fmt: skip

KNOWN = frozenset(code for codes in WRITTEN_IN.values() for code in codes)


class Language(NamedTuple):
    """A BCP 47 tag, and how it is known: "declared", "detected" or "unknown"."""

    tag: str
    source: str


def language_of(text: str, counts: Mapping[str, int], claim: str | None = None) -> Language:
    """Give the language that `text` is in; "und" from "unknown" if nobody could tell.

    `counts` are the words of `text` by key. `claim` is the tag that the page declares: it stands
    unless the script, or far more of what marks another language, speaks against it.
    """
    if claim and profiles.is_surely(_base(claim), counts):
        return Language(claim, "declared")
    sample = _sample(text)
    script = script_of(sample)
    if script and not _may_be_in(script, claim):
        # A page in two languages may show more of the other one in so few places.
        script = script_of(text)
    if script is None:
        found = None
    elif script in profiles.scripts():
        found = _by_profile(sample, counts, script, claim)
    else:
        found = _by_script(script, claim)
    if found and found != claim:
        return Language(found, "detected")
    return Language(claim, "declared") if claim else Language(UNDETERMINED, "unknown")


def as_tag(language: str | None) -> str | None:
    """`language` in the usual letters ("pt-BR"), or None where it is no BCP 47 tag."""
    tag = (language or "").strip().replace("_", "-")
    if len(tag) > LONGEST_TAG or not TAG.fullmatch(tag):
        return None
    first, *rest = tag.lower().split("-")
    parts = [first]
    for part in rest:
        is_script = len(part) == 4 and part.isalpha()
        parts.append(part.title() if is_script else part.upper() if len(part) == 2 else part)
    return None if first == UNDETERMINED else "-".join(parts)


def _sample(text: str) -> str:
    if len(text) <= profiles.LONGEST:
        return text
    first = int(len(text) * MARGIN)
    step = (len(text) - 2 * first - PIECE) / (PIECES - 1)
    starts = [first + int(step * piece) for piece in range(PIECES)]
    return " ".join(text[start : start + PIECE] for start in starts)


def _by_script(script: str, claim: str | None) -> str:
    """The language that `script` stands for, unless the claim is one that can be in it."""
    return claim if claim and _may_be_in(script, claim) else WRITTEN_IN[script][0]


def _may_be_in(script: str, claim: str | None) -> bool:
    base = _base(claim)
    return base in WRITTEN_IN[script] or base not in KNOWN


def _by_profile(
    sample: str, counts: Mapping[str, int], script: str, claim: str | None
) -> str | None:
    """The language that a text is surely in, else the one that `sample` fits best.

    That has to be beyond doubt, or beyond that of the claim.
    """
    # In a shorter text, a few words that look like another language's weigh too much.
    if not claim and len(sample) >= profiles.LONGEST:
        sure = profiles.sure_language(counts, script)
        if sure:
            return sure
    scores, trigrams = profiles.fit(sample, script)
    best = max(scores, key=scores.__getitem__)
    if scores[best] < LEAST_FIT.get(script, LEAST_FIT_ELSEWHERE) * trigrams:
        return claim
    if not claim:
        clear = trigrams >= SENTENCE or _lead(scores, best) >= LEAST_LEAD
        return best if clear and trigrams >= FEW_WORDS else None
    base = _base(claim)
    claimed = scores.get(base, scores.get(ALSO.get(base, "")))
    if claimed is None and _may_be_in(script, claim) and scores[best] < GOOD_FIT * trigrams:
        return claim
    lead = scores[best] - (claimed or 0)
    contradicted = trigrams >= PARAGRAPH and lead > CONTRADICTION * sqrt(trigrams)
    return best if contradicted else claim


def _lead(scores: dict[str, int], best: str) -> int:
    return scores[best] - max(score for language, score in scores.items() if language != best)


def _base(tag: str | None) -> str:
    return (tag or "").partition("-")[0]
