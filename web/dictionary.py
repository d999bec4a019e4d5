"""The words of a result, by dictionary form if its visitor wants that and there are such forms."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from flask import Flask, abort, current_app
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import ServiceUnavailable

from models import Result
from web.client import current_client
from web.durations import format_duration
from web.language_names import language_name
from web.limits import seconds_to_wait, wait_for_turn, without_turn
from web.lookup import counts_or_404, lacks_segmenter
from web.paging import Paging
from web.view_options import ViewOptions, is_for_people
from web.word_table import WordRow, WordTable
from wordcount.forms.dictionary import (
    COST_AT_MOST,
    COST_BESIDE_TEXT,
    LONGEST,
    dictionary_of,
    group,
    has_dictionary,
    is_loaded,
    is_ready,
    lemmas,
    load,
)
from wordcount.forms.tables import DictionaryLoading

# Seconds to wait for a dictionary, and again to look up words. Loading takes up to one second, or
# four for Finnish and Polish.
TIMEOUT = 5.0
RETRY_AFTER = 2
# Letters of all words. Looking up more takes more than 0.1 seconds if the words are invented.
SERIALIZE_FORMS_FROM = 8_000
LOADS_PER_MINUTE = 4  # of a network: each table that is loaded replaces another one

NOTES = {
    "mecab-ko": lazy_gettext("The dictionary forms are those of MeCab’s Korean dictionary."),
    "rules": lazy_gettext(
        "This server has no Korean dictionary: particles are removed by rules, and verbs stay as "
        "written."
    ),
}


@dataclass(frozen=True)
class Words:
    """The counts of words or of dictionary forms, and the words of each dictionary form."""

    counts: Mapping[str, int]
    forms: Mapping[str, Mapping[str, int]] | None = None
    dictionary: str | None = None

    @property
    def source(self) -> Mapping[str, str]:
        """The key of the dictionary in JSON."""
        return {"dictionary": self.dictionary} if self.dictionary else {}

    def of(self, word: str) -> Mapping[str, int]:
        """Return the words of a dictionary form with their counts; none if they are as written."""
        return {} if self.forms is None else self.forms.get(word, {})

    def to_dict(self, word: str) -> Mapping[str, Any]:
        """Return the additional keys of a word's row in JSON."""
        return {} if self.forms is None else {"forms": self.of(word)}

    def names(self, word: str) -> set[str]:
        """Return a word, or a dictionary form and its words."""
        return {word} if self.forms is None else {word, *self.of(word)}


def register(app: Flask) -> None:
    app.add_template_global(forms_note)
    app.add_template_global(lacks_segmenter)


def words_of(result: Result, options: ViewOptions, sides: int = 1) -> Words:
    """Return the loaded words of a result, by its options, most frequent first.

    If dictionary forms are wanted, only the most frequent words are returned: as many as can be
    looked up in time, with those of the other sides of an answer that has several. Aborts with 404
    if a program asks for them and there is no dictionary, and with 503 if looking them up takes too
    long.
    """
    counts = (result.result_all if options.keep_stop_words else result.result_no_stop_words) or {}
    if not has_forms([result], options):
        return Words(counts)
    load_dictionary(result, counts)
    try:
        found = lemmas(counts, result.language or "und", TIMEOUT, COST_AT_MOST // sides)
    except DictionaryLoading as error:
        raise dictionary_loading(result) from error
    first = [*takewhile(lambda word: word in found or len(word) > LONGEST, counts)]
    result.has_more_words = result.has_more_words or len(first) < len(counts)
    forms = group({word: counts[word] for word in first}, found)
    counts = {word: sum(words.values()) for word, words in forms.items()}
    return Words(counts, forms, dictionary_of(result.language or "und"))


def forms_table(result: Result, options: ViewOptions, number: int | None) -> WordTable:
    """Return one page of the dictionary forms of a done result, from its most frequent words."""
    column = Result.result_all if options.keep_stop_words else Result.result_no_stop_words
    result = counts_or_404(result.id, [column])
    words = words_of(result, options)
    total, most = result.total or 1, max(words.counts.values(), default=1)
    rows = [
        WordRow(rank, word, count, count / total, count / most, words.of(word))
        for rank, (word, count) in enumerate(words.counts.items(), start=1)
    ]
    paging = Paging.of(len(rows), number)
    return WordTable(result, paging.cut(rows), len(rows), paging)


def has_forms(results: Sequence[Result], options: ViewOptions) -> bool:
    """Whether dictionary forms are wanted and all of `results` have some. Aborts with 404."""
    if options.forms == "written":
        return False
    without = next((each for each in results if not can_have_forms(each)), None)
    if without and not is_for_people():
        abort(
            404,
            gettext(
                "There is no dictionary for %(language)s. Leave out the argument forms.",
                language=named_language(without),
            ),
        )
    return without is None


def forms_switch(*results: Result) -> list[str]:
    """Return ["forms"] if a page of `results` has that switch; see web/view_options.py."""
    return ["forms"] if can_have_forms(*results) else []


def can_have_forms(*results: Result) -> bool:
    """Whether there are dictionaries for the languages of all of `results`."""
    return all(has_dictionary(result.language or "und") for result in results)


def forms_of(result: Result, word: str, written: Sequence[str]) -> tuple[list[str], bool]:
    """Return the words in `written` whose dictionary form is `word`, or else that of `word`.

    It looks up words that begin with the same letter first, until COST_BESIDE_TEXT is spent. The
    second value is whether words were left out. Aborts with 503 if the look-ups take too long.
    """
    language = result.language or "und"
    load_dictionary(result, [*written, word])
    try:
        lemma = lemmas([word], language, TIMEOUT).get(word, word)
        letters = word[:1], lemma[:1]
        in_order = sorted(written, key=lambda each: each[:1] not in letters)
        found = lemmas([word, *in_order], language, TIMEOUT, COST_BESIDE_TEXT)
    except DictionaryLoading as error:
        raise dictionary_loading(result) from error
    has_more = any(each not in found for each in written if len(each) <= LONGEST)
    forms = [each for each in written if found.get(each, each) == word]
    return forms or [each for each in written if found.get(each, each) == lemma], has_more


def offered_forms(id: int, word: str) -> tuple[Mapping[str, int], bool]:
    """Return the words of a done result with the dictionary form of `word`, and their counts.

    Empty if there is no word but `word`, or while the dictionary is loading. The second value is
    whether the result may have more forms.
    """
    result = counts_or_404(id, [Result.result_all])
    counts: Mapping[str, int] = result.result_all or {}
    if not can_have_forms(result):
        return {}, False
    try:
        forms, has_more = forms_of(result, word, list(counts))
    except ServiceUnavailable:
        return {}, False
    offered = {form: counts[form] for form in forms} if set(forms) - {word} else {}
    return offered, has_more or result.has_more_words


def load_dictionary(result: Result, words: Collection[str]) -> None:
    """Load the dictionary for words of a result, while others take their turns.

    Raises ServiceUnavailable if that takes too long, or its network loads too many.
    """
    limit_loads(result)
    language = result.language or "und"
    if sum(map(len, words)) > SERIALIZE_FORMS_FROM:
        wait_for_turn()
    if is_ready(language, words):
        return
    with without_turn():
        try:
            load(language, TIMEOUT)
        except DictionaryLoading as error:
            raise dictionary_loading(result) from error


def limit_loads(result: Result) -> None:
    """Raise ServiceUnavailable if this network makes us load dictionaries too often.

    Only three are kept, so a visitor that asks for one after another would take them from others.
    """
    if is_loaded(result.language or "und") or not current_app.config["SUBMISSIONS_PER_MINUTE"]:
        return
    if wait := seconds_to_wait(f"dictionaries {current_client().network}", LOADS_PER_MINUTE):
        message = gettext(
            "Your network has loaded too many dictionaries. Try again in %(duration)s.",
            duration=format_duration(wait),
        )
        raise ServiceUnavailable(message, retry_after=wait)


def forms_note(result: Result) -> str | None:
    """Return a sentence about the source of a result's dictionary forms, if there is one."""
    note = NOTES.get(dictionary_of(result.language or "und"))
    return str(note) if note else None


def dictionary_loading(result: Result) -> ServiceUnavailable:
    message = gettext(
        "The dictionary for %(language)s is still loading. Try again.",
        language=named_language(result),
    )
    return ServiceUnavailable(message, retry_after=RETRY_AFTER)


def named_language(result: Result) -> str:
    language = result.language or "und"
    return language_name(language) or (
        str(gettext("an unknown language")) if language == "und" else language
    )
