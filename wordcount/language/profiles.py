"""Recognize languages that the model does not know, or hardly knows, by their trigrams.

A trigram is three consecutive characters of normalized text. The method is naive Bayes (Dunning,
Statistical Identification of Language, 1994); all languages are summed at once, each in its own 16
bits of one long integer. Each profile is a line or more of
`language_profiles/<script>.txt`; close relatives that the model knows are there for comparison.
"""

import sys
from functools import cache
from itertools import repeat
from math import sqrt
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "language_profiles"
PROFILED_SCRIPTS = frozenset({"Latin", "Ethiopic"})
# Well known to the model. Their profiles only keep their texts from fitting relatives.
FOR_COMPARISON = frozenset({"da", "eu", "id", "is", "ms", "nn"})

# The least score of a text, in half bits per trigram. Texts in other languages reach it rarely;
# chance has more effect in a short text, by the square root of the number of trigrams.
MIN_FIT = {"Latin": 3.5, "Ethiopic": 0.0}
MIN_FIT_CHANCE = {"Latin": 9.0, "Ethiopic": 0.0}
# How far the best profile leads the second, in half bits per square root of the trigrams.
MIN_LEAD = {"Latin": 1.5, "Ethiopic": 1.5}
# Shorter texts are not recognized. Of longer ones, only this many trigrams are scored, so that no
# sum of at most 40 half bits each overflows its field.
MIN_TRIGRAMS, MAX_TRIGRAMS = 15, 1_000
FIELD_BITS = 16


class Fit(NamedTuple):
    """The language whose profile fits, or None; `leads` says whether it leads the others clearly.

    `excess` is by how many half bits per trigram it fits better than is needed.
    """

    language: str | None
    excess: float
    leads: bool


NO_FIT = Fit(None, 0.0, False)


def fit_profile(words: list[str], script: str) -> Fit:
    """Return the language whose profile fits `words` best, if it fits well.

    There is none if a profile that is there for comparison fits best.
    """
    trigrams = split_trigrams(words)[:MAX_TRIGRAMS]
    if len(trigrams) < MIN_TRIGRAMS or script not in PROFILED_SCRIPTS:
        return NO_FIT
    languages, weights = _load(script)
    total = sum(map(weights.get, trigrams, repeat(0)))
    fields = memoryview(total.to_bytes(len(languages) * FIELD_BITS // 8, sys.byteorder)).cast("H")
    scores = dict(zip(languages, fields, strict=True))
    best, second = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
    root = sqrt(len(trigrams))
    needed = MIN_FIT[script] * len(trigrams) + MIN_FIT_CHANCE[script] * root
    if scores[best] <= needed or best in FOR_COMPARISON:
        return NO_FIT
    excess = (scores[best] - needed) / len(trigrams)
    return Fit(best, excess, scores[best] - scores[second] >= MIN_LEAD[script] * root)


def split_trigrams(words: list[str]) -> list[str]:
    """Return all trigrams of `words`, joined with spaces and with a space at either end."""
    text = f" {' '.join(words)} ".replace("'", " ")
    return list(map("".join, zip(text, text[1:], text[2:], strict=False)))


@cache
def profiled_languages(script: str) -> frozenset[str]:
    """Return the languages of `script` that are recognized by a profile."""
    if script not in PROFILED_SCRIPTS:
        return frozenset()
    return frozenset(_load(script)[0]) - FOR_COMPARISON


@cache
def _load(script: str) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return the languages of `script`, and the summed weights, in half bits, of each trigram."""
    lines = (FOLDER / f"{script.lower()}.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    languages = tuple(dict.fromkeys(language for language, _, _ in rows))
    weights: dict[str, int] = {}
    for language, weight, row in rows:
        field = int(weight) << FIELD_BITS * languages.index(language)
        for start in range(0, len(row), 3):
            trigram = row[start : start + 3].replace("_", " ")
            weights[trigram] = weights.get(trigram, 0) + field
    return languages, weights
