"""Group the words of a count by dictionary form: *went* and *goes* under *go*.

Only the grouping changes, never the number of words.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from threading import BoundedSemaphore, Lock
from time import monotonic

from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

from wordcount.packs import has_pack

from .korean import Mecab, Rules
from .lemmatizer import Lemmatizer
from .tables import (
    MOST_WAITING,
    RULES_COST,
    RULES_LENGTH,
    UNPACKED_COST,
    WORD_COST,
    DictionaryLoading,
    Shelf,
)

# Languages that simplemma has under another code, or that share a table with another language.
CODES = {
    "no": "nb", "hr": "hbs", "bs": "hbs", "sr": "hbs", "sh": "hbs", "cnr": "hbs", "fil": "tl",
    "iw": "he", "in": "id", "mo": "ro", "prs": "fa",
}  # fmt: skip
LANGUAGES = SUPPORTED_LANGUAGES | {"ko"}
KEPT_WORDS = 80_000  # with their dictionary forms, of all languages: about 16 MB
LONGEST = 100  # characters; a longer word is its own form, and is not kept: it may take 4 KB
LOOKED_UP_AT_ONCE = 500  # words, in some milliseconds; hostile ones take up to 0.2 seconds
# The maximum costs of the look-ups for one answer, of which the whole may take 0.5 seconds: these
# take 0.25 and 0.13 (see UNPACKED_COST in tables.py). A word that the table has costs 8.
COST_AT_MOST = 80_000
COST_BESIDE_TEXT = 40_000  # where a text is read, too, in up to 0.25 seconds


def _load(code: str) -> Lemmatizer | Mecab | Rules:
    if code != "ko":
        return Lemmatizer(code)
    return Mecab() if has_pack("ko") else Rules()


_lemmatizers = Shelf(_load)
# The words that were looked up, by language; the language asked for last is at the end.
_kept: OrderedDict[str, dict[str, str]] = OrderedDict()
_costs: dict[str, dict[str, int]] = {}  # of looking up each word in _kept
_kept_lock = Lock()
_places = BoundedSemaphore(MOST_WAITING)  # for those who look up more than LOOKED_UP_AT_ONCE


class NoDictionary(ValueError):
    """There is no dictionary of that language."""


def has_dictionary(language: str) -> bool:
    """Whether there are dictionary forms for a BCP 47 `language`."""
    return _code_of(language) in LANGUAGES


def is_loaded(language: str) -> bool:
    """Whether the dictionary of a language is kept in memory or on its way there."""
    return _code_of(language) in _lemmatizers.kept


def dictionary_of(language: str) -> str:
    """The name of what supplies the forms of a language that has some.

    One of "simplemma", "mecab-ko" and "rules".
    """
    if _code_of(language) != "ko":
        return "simplemma"
    return "mecab-ko" if has_pack("ko") else "rules"


def load(language: str, timeout: float) -> None:
    """Load the dictionary of a BCP 47 `language` that has one.

    Raises DictionaryLoading after `timeout` seconds; it goes on in the background.
    """
    _lemmatizers.get(_code_of(language), timeout)


def is_ready(language: str, words: Iterable[str]) -> bool:
    """Whether the dictionary of a language is in memory, or is not needed for these words."""
    code = _code_of(language)
    loading = _lemmatizers.kept.get(code)
    if loading and loading.done():
        return True
    known = _kept.get(code, {})
    return all(word in known for word in words if len(word) <= LONGEST)


def dictionary_forms(
    counts: Mapping[str, int], language: str, timeout: float | None = None
) -> dict[str, dict[str, int]]:
    """Group words, as counted in a BCP 47 `language`, by dictionary form.

    Returns the words of each form with their counts. Forms and words come most frequent first, then
    in alphabetical order. The first words of a language take up to some seconds, further ones up to
    25 microseconds each.

    Raises NoDictionary, and DictionaryLoading after `timeout` seconds, where that is not None. What
    was loaded and looked up until then is kept for the next call.
    """
    return group(counts, lemmas(counts, language, timeout))


def group(counts: Mapping[str, int], forms: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Group words by dictionary form. A word that is not in `forms` is its own form."""
    groups: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for word in sorted(counts, key=lambda word: (-counts[word], word)):
        groups[forms.get(word, word)][word] = counts[word]
    return dict(sorted(groups.items(), key=lambda group: (-sum(group[1].values()), group[0])))


def lemmas(
    words: Iterable[str], language: str, timeout: float | None = None, most: float = inf
) -> Mapping[str, str]:
    """Return the dictionary form of each of `words`; raises as above.

    Words of more than LONGEST characters are left out: they are their own forms. Once the look-ups
    cost more than `most`, the remaining words are left out, too, and not looked up. Words that were
    looked up for an earlier answer cost the same, so the same words always get the same answer.
    """
    code = _code_of(language)
    if code not in LANGUAGES:
        raise NoDictionary(f"There is no dictionary for the language {language}.")
    with _kept_lock:
        known, costs = _kept.setdefault(code, {}), _costs.setdefault(code, {})
        _kept.move_to_end(code)
    words = dict.fromkeys(word for word in words if len(word) <= LONGEST)
    missing = sum(word not in known for word in _first(words, costs, most))
    if missing:
        is_long = timeout is not None and missing > LOOKED_UP_AT_ONCE
        if is_long and not _places.acquire(blocking=False):
            raise DictionaryLoading(code)
        try:
            _look_up(_first(words, costs, most), known, costs, code, timeout)
        finally:
            if is_long:
                _places.release()
        _forget()
    return {word: known[word] for word in _first(words, costs, most)}


def _first(words: Iterable[str], costs: Mapping[str, int], most: float) -> Iterator[str]:
    """Yield words until they cost `most`; one without a cost costs WORD_COST, the minimum.

    A cost that is added while its word is yielded counts.
    """
    for word in words:
        yield word
        most -= costs.get(word, WORD_COST)
        if most < 0:
            return


def _look_up(
    words: Iterable[str],
    known: dict[str, str],
    costs: dict[str, int],
    code: str,
    timeout: float | None,
) -> None:
    """Add the form of each word that is not known to `known`, and its cost to `costs`."""
    deadline = inf if timeout is None else monotonic() + timeout
    lemmatizer = _lemmatizers.get(code, timeout)
    for number, word in enumerate(word for word in words if word not in known):
        if number % LOOKED_UP_AT_ONCE == 0 and monotonic() > deadline:
            raise DictionaryLoading(code)
        before = lemmatizer.cost
        form = lemmatizer.lemma(word)
        costs[word] = _cost(word, lemmatizer.cost - before)
        known[word] = form


def _cost(word: str, look_ups: int) -> int:
    """The cost of a word whose look-ups cost so much."""
    if look_ups in (0, UNPACKED_COST):  # it was found at once
        return WORD_COST + look_ups
    return WORD_COST + look_ups + round(RULES_COST * max(1, len(word) / RULES_LENGTH) ** 2)


def _forget() -> None:
    """Forget the languages asked for longest ago, and the last one if it alone has too many."""
    with _kept_lock:
        while sum(map(len, _kept.values())) > KEPT_WORDS:
            code, _ = _kept.popitem(last=False)
            _costs.pop(code, None)


def _code_of(language: str) -> str:
    base = language.partition("-")[0].lower()
    return CODES.get(base, base)
