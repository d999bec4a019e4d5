"""Add up the evidence for each language of a script: model, function words, alphabet, profile.

Constants are the best compromise between few wrong and few undetermined answers on the first half
of the sentences of benchmarks/language.py.
"""

from collections.abc import Mapping
from heapq import nlargest
from math import inf, log
from typing import NamedTuple

from .alphabets import count_foreign_letters
from .function_words import has_list, score_function_words
from .model import MIN_PROBABILITY, predict_languages
from .profiles import FOR_COMPARISON, fit_profile, profiled_languages
from .scripts import LANGUAGES_BY_SCRIPT

# Scripts whose languages have to be told apart.
SHARED_SCRIPTS = frozenset({"Latin", "Cyrillic", "Arabic", "Devanagari", "Hebrew", "Bengali"})

# The weight of the logarithm of a probability: neighbouring n-grams are not independent evidence.
MODEL_WEIGHT = 0.6
# What each different letter that a language does not have takes away, for at most three of them.
FOREIGN_LETTER, MAX_FOREIGN_LETTERS = 2.0, 3
# What is taken away from languages with few pages.
RARITY = 0.7
RARE = frozenset(
    "an ast av azb arz bar bcl bpy bxr cbk ce ceb co diq dsb dty egl frr gn gom gsw gv hif hsb ia "
    "ie ilo io jbo krc kv kw lez li lmo lrc mhr min mrj mwl myv mzn nah nap nds new os pam pfl pms "
    "pnb qu rm rue sah sc scn sco sd tyv vec vep vls vo wa war xal".split()
)
# The least score of a language that is detected: what it is if nothing but half of the model's
# probability speaks for it.
MIN_SCORE = -0.23
# The forms of one language, and its tag.
NORWEGIAN, MACROLANGUAGE = frozenset({"nb", "nn"}), "no"
# By how much the best language leads the second one, in short and in long texts, in which the model
# is surer. The lead is larger where function words do not set the two apart, as in close relatives,
# or where the model's best language is another one.
MIN_LEAD, DOUBTFUL_LEAD = (0.8, 0.35), (1.3, 0.7)
SHORT_TEXT_WORDS = 8
# In texts of more words than this the lead shrinks, as chance does.
FULL_LEAD_WORDS = 20
# By how much more the model's language may lead, in short and in long texts, for a profile to be
# believed instead; and for each half bit per trigram by which the profile fits better than needed.
OVERRULED_LEAD, FIT_WEIGHT = (0.5, 1.1), 0.7
# From this lead on, no profile is looked at: it hardly ever overrules, and fitting it takes time.
CLEAR_LEAD = 3.0
# The score of languages for which nothing speaks.
NO_EVIDENCE = -9.0
# What the language of a profile leads by, if the profile leads the others clearly.
CERTAIN = 10.0
# Languages by whose function words a text is scored, besides those that the model names.
BY_WORDS = 5
# Shorter texts are not detected, or not by a profile: phrases of common languages fit some profile.
MIN_WORDS, MIN_PROFILE_WORDS = 3, 5


class Score(NamedTuple):
    """The evidence for a language, in nats: its function words, the model, and all of it."""

    total: float
    words: float = 0.0
    model: float = -inf


class Guess(NamedTuple):
    """The best language, whether it is certain, and the scores of a text of so many words."""

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
    evidence = _score_languages(text, words, script)
    best, surplus = choose_language(evidence, len(words))
    is_long = len(words) > SHORT_TEXT_WORDS
    scores = {language: score.total for language, score in evidence.items()}
    scores.setdefault(best, max(scores.values()))
    with_profiles = profiled_languages(script)
    is_clear = surplus >= CLEAR_LEAD and best not in with_profiles | FOR_COMPARISON
    if not is_clear and len(words) >= MIN_PROFILE_WORDS:
        profiled, excess, leads = fit_profile(words, script)
        believed = surplus < OVERRULED_LEAD[is_long] + FIT_WEIGHT * excess
        if profiled and (believed or best in with_profiles | FOR_COMPARISON):
            scores[profiled] = scores[best] + leads * CERTAIN
            return Guess(profiled, leads, scores, len(words))
    is_certain = surplus >= 0 and len(words) >= MIN_WORDS and best not in with_profiles
    return Guess(best, is_certain, scores, len(words))


def choose_language(evidence: Mapping[str, Score], words: int) -> tuple[str, float]:
    """Return the best language, and by how much its score and lead exceed what is needed.

    A text that may be Bokmål or Nynorsk, but in no other language, is Norwegian.
    """
    best, second, *others = nlargest(3, evidence, key=evidence.__getitem__)
    surplus = _surplus(evidence, best, second, words)
    if surplus < 0 and others and {best, second} == NORWEGIAN:
        either = max(NORWEGIAN, key=lambda language: evidence[language].model)
        return MACROLANGUAGE, _surplus(evidence, either, others[0], words)
    return best, surplus


def _surplus(evidence: Mapping[str, Score], best: str, second: str, words: int) -> float:
    first, other = evidence[best], evidence[second]
    modelled = max(score.model for score in evidence.values())
    is_doubtful = first.model < modelled or first.words == other.words > 0
    needed = (DOUBTFUL_LEAD if is_doubtful else MIN_LEAD)[words > SHORT_TEXT_WORDS]
    needed *= min(1.0, FULL_LEAD_WORDS / max(1, words))
    return min(first.total - MIN_SCORE, first.total - other.total - needed)


def _score_languages(text: str, words: list[str], script: str) -> dict[str, Score]:
    """Return the scores of the languages of `script` that are likely at all; of two at least."""
    found = predict_languages(text)
    of_script = {tag: found[tag] for tag in LANGUAGES_BY_SCRIPT[script] if tag in found}
    # What the model assigns to languages of other scripts belongs to those of this one.
    total = max(1e-3, 1 - sum(found.values()) + sum(of_script.values()))
    function_words = score_function_words(words, script)
    unlisted = function_words.pop("")
    letters = {letter for letter in "".join(words) if letter > "\x7f" and letter.isalpha()}
    scores = dict.fromkeys(LANGUAGES_BY_SCRIPT[script][:2], Score(NO_EVIDENCE))
    for language in {
        *of_script,
        *nlargest(BY_WORDS, function_words, key=function_words.__getitem__),
    }:
        listed = function_words.get(language, 0.0)
        model = log(max(MIN_PROBABILITY, of_script.get(language, 0.0) / total))
        foreign = count_foreign_letters(letters, language, script)
        score = (
            MODEL_WEIGHT * model
            + (listed if has_list(language, script) else unlisted)
            - FOREIGN_LETTER * min(MAX_FOREIGN_LETTERS, foreign)
            - RARITY * (language in RARE)
        )
        scores[language] = Score(score, listed, model)
    return scores
