"""Add up the evidence for each language of a script: model, function words, alphabet, profile.

The constants were fitted to one half of the sentences of benchmarks/language.py, and are measured
on the other.
"""

from collections.abc import Mapping
from heapq import nlargest
from math import log
from typing import NamedTuple

from .alphabets import count_foreign_letters
from .function_words import has_list, score_function_words
from .model import MIN_PROBABILITY, predict_languages
from .profiles import FOR_COMPARISON, fit_profile, profiled_languages
from .scripts import LANGUAGES_BY_SCRIPT

# Scripts whose languages have to be told apart.
SHARED_SCRIPTS = frozenset({"Latin", "Cyrillic", "Arabic", "Devanagari", "Hebrew", "Bengali"})

# The weight of the logarithm of a probability.
MODEL_WEIGHT = 0.5
# What each different letter that a language does not have takes away, for at most three of them.
FOREIGN_LETTER, MAX_FOREIGN_LETTERS = 2.0, 3
# What is taken away from languages with few pages.
RARITY = 0.7
RARE = frozenset(
    "an ast av azb arz bar bcl bpy bxr cbk ce ceb co diq dsb dty egl frr gn gom gsw gv hif hsb ia "
    "ie ilo io jbo krc kv kw lez li lmo lrc mhr min mrj mwl myv mzn nah nap nds new os pam pfl pms "
    "pnb qu rm rue sah sc scn sco sd tyv vec vep vls vo wa war xal".split()
)
# The least score of a language that is detected, and by how much it leads the second best one. In
# longer texts the model is surer, and a smaller lead is enough.
MIN_SCORE, MIN_LEAD, SHORT_TEXT_WORDS = -0.23, 1.0, 8
# In long texts, the lead over a close relative must be at least this share of MIN_LEAD.
RELATIVES_SHARE = 0.5
RELATIVES = (frozenset({"bs", "hr", "sr"}), frozenset({"da", "nb", "nn"}))
# A profile counts for nothing if the model's best language leads this clearly, in a short text; in
# longer ones it may lead a little more.
OVERRULING_LEAD, LONG_TEXT_SHARE = 1.0, 0.4
# How much more it may lead for each half bit per trigram by which the profile fits better than is
# needed.
FIT_WEIGHT = 0.7
# From this lead on, no profile is looked at.
CLEAR_LEAD = 5.0
# The score of languages for which nothing speaks.
NO_EVIDENCE = -9.0
# Languages by whose function words a text is scored, besides those that the model names.
BY_WORDS = 5
# Shorter texts are not detected.
MIN_WORDS = 3


class Guess(NamedTuple):
    """The best language, whether it is certain, and all scores, in nats, of a text of `words`."""

    best: str
    is_certain: bool
    scores: Mapping[str, float]
    words: int

    @property
    def language(self) -> str | None:
        """The best language if it is certain."""
        return self.best if self.is_certain else None


def guess_language(text: str, words: list[str], script: str) -> Guess:
    """Guess the language of `text`, a sample of some hundred `words` at most, in `script`."""
    if script not in SHARED_SCRIPTS:
        profiled, _, leads = fit_profile(words, script)
        best = profiled or LANGUAGES_BY_SCRIPT[script][0]
        return Guess(best, leads or not profiled, {best: 0.0}, len(words))
    scores = _score_languages(text, words, script)
    best, second = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
    lead = scores[best] - scores[second]
    related = any({best, second} <= relatives for relatives in RELATIVES)
    share = 1.0 if len(words) <= SHORT_TEXT_WORDS else LONG_TEXT_SHARE
    needed = MIN_LEAD * max(share, RELATIVES_SHARE * related)
    surplus = min(scores[best] - MIN_SCORE, lead - needed)
    with_profiles = profiled_languages(script)
    if surplus >= CLEAR_LEAD and best not in with_profiles | FOR_COMPARISON:
        return Guess(best, True, scores, len(words))
    profiled, excess, leads = fit_profile(words, script)
    if profiled and (
        best in with_profiles | FOR_COMPARISON
        or surplus < OVERRULING_LEAD / share + FIT_WEIGHT * excess
    ):
        return Guess(profiled, leads, {**scores, profiled: scores[best] + leads * 10}, len(words))
    is_certain = surplus >= 0 and len(words) >= MIN_WORDS and best not in with_profiles
    return Guess(best, is_certain, scores, len(words))


def _score_languages(text: str, words: list[str], script: str) -> dict[str, float]:
    """Return the scores, in nats, of the languages of `script` that are likely at all."""
    found = predict_languages(text)
    of_script = {tag: found[tag] for tag in LANGUAGES_BY_SCRIPT[script] if tag in found}
    # What the model assigns to languages of other scripts belongs to those of this one.
    total = max(1e-3, 1 - sum(found.values()) + sum(of_script.values()))
    function_words = score_function_words(words, script)
    unlisted = function_words.pop("")
    letters = {letter for letter in "".join(words) if letter > "\x7f" and letter.isalpha()}
    scores = dict.fromkeys(LANGUAGES_BY_SCRIPT[script][:2], NO_EVIDENCE)
    for language in {
        *of_script,
        *nlargest(BY_WORDS, function_words, key=function_words.__getitem__),
    }:
        default = 0.0 if has_list(language, script) else unlisted
        foreign = count_foreign_letters(letters, language, script)
        scores[language] = (
            MODEL_WEIGHT * log(max(MIN_PROBABILITY, of_script.get(language, 0.0) / total))
            + function_words.get(language, default)
            - FOREIGN_LETTER * min(MAX_FOREIGN_LETTERS, foreign)
            - RARITY * (language in RARE)
        )
    return scores
