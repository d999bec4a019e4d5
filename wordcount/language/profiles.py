"""Recognize languages that the model does not know, or hardly knows, by their trigrams.

A trigram is three consecutive characters of normalized text. The method is naive Bayes (Dunning,
Statistical Identification of Language, 1994). Each profile is a line or more of
`language_profiles/<script>.txt`; close relatives that the model knows are there for comparison.
"""

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
# Shorter texts are not recognized.
MIN_TRIGRAMS = 15


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
    trigrams = split_trigrams(words)
    if len(trigrams) < MIN_TRIGRAMS or script not in PROFILED_SCRIPTS:
        return NO_FIT
    scores = {
        language: sum(map(profile.get, trigrams, repeat(0)))
        for language, profile in _load(script).items()
    }
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
    return frozenset(_load(script)) - FOR_COMPARISON


@cache
def _load(script: str) -> dict[str, dict[str, int]]:
    """Return the weight of each trigram, in half bits, by language."""
    profiles: dict[str, dict[str, int]] = {}
    for line in (FOLDER / f"{script.lower()}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, weight, row = line.split()
            trigrams = [row[i : i + 3].replace("_", " ") for i in range(0, len(row), 3)]
            profiles.setdefault(language, {}).update(dict.fromkeys(trigrams, int(weight)))
    return profiles
