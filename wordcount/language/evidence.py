"""Add up the evidence for each language of a script: models, function words, alphabet, profile.

Constants were chosen by the development sets of Universal Dependencies, of which no sentence is in
benchmarks/language.py; those of profiles by the first half of its sentences.
"""

from collections.abc import Mapping
from heapq import nlargest
from math import inf, log
from typing import NamedTuple

from .alphabets import count_foreign_letters
from .function_words import WITH_SHARED_LIST, has_list, score_function_words
from .model import MIN_PROBABILITY, labelled_languages, predict_languages
from .ngrams import ngram_languages, score_ngrams
from .profiles import fit_profile, profiled_languages
from .scripts import LANGUAGES_BY_SCRIPT

# Scripts whose languages have to be told apart.
SHARED_SCRIPTS = frozenset({"Latin", "Cyrillic", "Arabic", "Devanagari", "Hebrew", "Bengali"})

# The weight of the logarithm of a probability: neighboring n-grams are not independent evidence.
MODEL_WEIGHT = 0.4
# That logarithm for languages that the model has no label for.
UNLABELLED = -2.0
# The weight of the second model, and what it says of a language that it does not know.
NGRAM_WEIGHT, UNKNOWN_NGRAMS = 2.0, -3.0
# What each different letter that a language does not have takes away, for at most three of them.
FOREIGN_LETTER, MAX_FOREIGN_LETTERS = 2.0, 3
# What is taken away from languages with few pages.
RARITY = 0.7
RARE = frozenset(
    "an ast av azb arz bar bcl bpy bxr cbk ce ceb co diq dsb dty egl frr gn gom gsw gv hif hsb ia "
    "ie ilo io jbo krc kv kw lez li lmo lrc mhr min mrj mwl myv mzn nah nap nds new os pam pfl pms "
    "pnb qu rm rue sah sc scn sco sd tyv vec vep vls vo wa war xal".split()
)
# The forms of one language, and its tag.
NORWEGIAN, MACROLANGUAGE = frozenset({"nb", "nn"}), "no"
# By how much the best language leads the second one, in short and in long texts, in which the
# models are surer. The lead is larger where function words do not set the two apart, as in close
# relatives, or where the best language of either model is another one.
MIN_LEAD, DOUBTFUL_LEAD = (0.9, 0.4), (1.9, 0.9)
# The lead of a language over one that shares its function words, where none sets the two apart.
# It may be larger for Bokmål and Nynorsk, because a text in neither of them is still Norwegian.
RELATED_LEAD, NORWEGIAN_LEAD = (3.0, 1.0), (5.0, 2.0)
# What is added to the lead where only one of the models, and no function word, is for a language.
UNSUPPORTED_LEAD = 0.6
SHORT_TEXT_WORDS = 8
# In texts of more words than this the lead shrinks, as chance does.
FULL_LEAD_WORDS = 20
# By how much more the model's language may lead, in short and in long texts, for a profile to be
# believed instead; and for each half bit per trigram by which the profile fits better than needed.
OVERRULED_LEAD, FIT_WEIGHT = (0.5, 1.1), 0.7
# From this lead on, no profile is looked at: it hardly ever overrules, and fitting it takes time.
CLEAR_LEAD = 3.0
# The least likeness of a text by n-grams, without function words and with them; and what each nat
# of function words adds. Lists of names and codes have less.
MIN_LIKENESS_WITHOUT_WORDS, MIN_LIKENESS, LIKENESS_OF_WORDS = 1.5, 0.9, 0.3
# From this logarithm of its probability on, a text needs no likeness where the n-grams agree.
SURE_MODEL = log(0.7)
# The score of languages for which nothing speaks.
NO_EVIDENCE = -9.0
# What the language of a profile leads by, if the profile leads the others clearly.
CERTAIN = 10.0
# Languages that are scored besides those that the model names: the best by words and by n-grams.
BY_WORDS, BY_NGRAMS = 5, 5
# Shorter texts are not detected, or not by a profile: phrases of common languages fit some profile.
MIN_WORDS, MIN_PROFILE_WORDS = 3, 5


class Score(NamedTuple):
    """The evidence for a language, in nats: all of it, its function words, and both models."""

    total: float
    words: float = 0.0
    model: float = -inf
    ngrams: float = UNKNOWN_NGRAMS


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
    ngrams = score_ngrams(words, script)
    evidence = _score_languages(text, words, script, ngrams.behind)
    best, surplus = choose_language(evidence, len(words))
    is_long = len(words) > SHORT_TEXT_WORDS
    scores = {language: score.total for language, score in evidence.items()}
    scores.setdefault(best, max(scores.values()))
    known, by_profile = ngram_languages(script), profiled_languages(script)
    if (surplus < CLEAR_LEAD or best in by_profile) and len(words) >= MIN_PROFILE_WORDS:
        profiled, excess, leads = fit_profile(words, script)
        believed = surplus < OVERRULED_LEAD[is_long] + FIT_WEIGHT * excess or best in by_profile
        if profiled and profiled not in known and believed:
            scores[profiled] = scores[best] + leads * CERTAIN
            return Guess(profiled, leads, scores, len(words))
    is_text = len(words) >= MIN_WORDS and _is_sentence(evidence.get(best), ngrams.likeness)
    # Norwegian has the function words of Bokmål and Nynorsk.
    is_text = is_text and not _is_list_of_names(text, evidence.get(best, evidence.get("nb")))
    is_certain = surplus >= 0 and is_text and best not in by_profile - known
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
    is_best_of_both = all(
        first.model >= score.model and first.ngrams >= score.ngrams for score in evidence.values()
    )
    is_doubtful = not is_best_of_both or first.words == other.words > 0
    needed = (DOUBTFUL_LEAD if is_doubtful else MIN_LEAD)[words > SHORT_TEXT_WORDS]
    if first.words == other.words and any({best, second} <= group for group in WITH_SHARED_LIST):
        leads = NORWEGIAN_LEAD if {best, second} == NORWEGIAN else RELATED_LEAD
        needed = leads[words > SHORT_TEXT_WORDS]
    if not is_best_of_both and not first.words:
        needed += UNSUPPORTED_LEAD
    needed *= min(1.0, FULL_LEAD_WORDS / max(1, words))
    return first.total - other.total - needed


def _is_sentence(best: Score | None, likeness: float) -> bool:
    """Return whether both models are sure of the best language, or the text is like it."""
    if best is None or (best.model >= SURE_MODEL and best.ngrams == 0):
        return True
    if not best.words:
        return likeness >= MIN_LIKENESS_WITHOUT_WORDS
    return likeness + LIKENESS_OF_WORDS * best.words >= MIN_LIKENESS


def _is_list_of_names(text: str, best: Score | None) -> bool:
    """Return whether each word has a capital, as names do, and none is a function word."""
    initials = [word[0] for word in text.split() if word[0].isalpha()]
    return (
        best is not None
        and not best.words
        and not text.isupper()
        and all(map(str.isupper, initials))
    )


def _score_languages(
    text: str, words: list[str], script: str, ngrams: Mapping[str, float]
) -> dict[str, Score]:
    """Return the scores of the languages of `script` that are likely at all; of two at least."""
    found = predict_languages(text)
    of_script = {tag: found[tag] for tag in LANGUAGES_BY_SCRIPT[script] if tag in found}
    # What the model assigns to languages of other scripts belongs to those of this one.
    total = max(1e-3, 1 - sum(found.values()) + sum(of_script.values()))
    function_words = score_function_words(words, script)
    unlisted = function_words.pop("")
    unknown = max(UNKNOWN_NGRAMS, min(ngrams.values())) if ngrams else 0.0
    letters = {letter for letter in "".join(words) if letter > "\x7f" and letter.isalpha()}
    scores = dict.fromkeys(LANGUAGES_BY_SCRIPT[script][:2], Score(NO_EVIDENCE))
    for language in {
        *of_script,
        *nlargest(BY_WORDS, function_words, key=function_words.__getitem__),
        *nlargest(BY_NGRAMS, ngrams, key=ngrams.__getitem__),
    }:
        listed = function_words.get(language, 0.0)
        model = UNLABELLED
        if language in labelled_languages():
            model = log(max(MIN_PROBABILITY, of_script.get(language, 0.0) / total))
        by_ngrams = ngrams.get(language, unknown)
        foreign = count_foreign_letters(letters, language, script)
        score = (
            MODEL_WEIGHT * model
            + NGRAM_WEIGHT * by_ngrams
            + (listed if has_list(language, script) else unlisted)
            - FOREIGN_LETTER * min(MAX_FOREIGN_LETTERS, foreign)
            - RARITY * (language in RARE)
        )
        scores[language] = Score(score, listed, model, by_ngrams)
    return scores
