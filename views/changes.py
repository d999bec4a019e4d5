"""The difference between two counts of a page: added, removed, more and less frequent words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, abort
from flask_babel import gettext

from models import Result
from web import formats
from web.addresses import id_arg
from web.dictionary import Words, forms_switch, has_forms, words_of
from web.etags import not_modified
from web.lookup import identity, pair_or_404
from web.respond import Page, respond
from web.rules import Comparability
from web.view_options import ViewOptions, view_options
from wordcount.analysis.changes import Change, Changes, changes
from wordcount.forms.rows import details, merge_counts

SHOWN = 100  # words in each list of the page; JSON and CSV have all

blueprint = Blueprint("changes", __name__)


@formats.get(blueprint, "/changes")
def show() -> Response:
    first, second = id_arg("from"), id_arg("to")
    if first is None or second is None:
        abort(400, gettext("Name two results, for example /changes?from=7&to=9."))
    if unchanged := not_modified(first, second):
        return unchanged
    column = Result.result_all if view_options().keep_stop_words else Result.result_no_stop_words
    pair = pair_or_404(first, second, column)
    return respond("changes.html", ChangesPage.between(*pair, view_options()))


@dataclass(frozen=True)
class ChangesPage(Page):
    before: Result
    after: Result
    options: ViewOptions
    lists: Mapping[str, Sequence[Change]]
    every: tuple[Words, Words]
    shown: int = SHOWN

    @classmethod
    def between(cls, before: Result, after: Result, options: ViewOptions) -> "ChangesPage":
        if not has_forms([before, after], options):
            options = replace(options, forms="written")
        every = words_of(before, options, sides=2), words_of(after, options, sides=2)
        counts = every[0].counts, every[1].counts
        changed = changes_between(*counts, before.has_more_words or after.has_more_words)
        lists = {
            "came": changed.came,
            "went": changed.went,
            "rose": changed.rose,
            "fell": changed.fell,
        }
        return cls(before, after, options, lists, every)

    @property
    def is_of_one_page(self) -> bool:
        urls = [(result.url or "").partition("://")[2] for result in (self.before, self.after)]
        return urls[0] == urls[1]

    @property
    def is_changed(self) -> bool:
        return any(self.lists.values())

    @property
    def result(self) -> Result:
        """The result whose tabs this page has."""
        return self.after

    @property
    def query(self) -> dict[str, Any]:
        asked = {**view_options().query}
        if not self.has_forms:
            asked.pop("forms", None)
        return {"from": self.before.id, "to": self.after.id, **asked}

    @property
    def switches(self) -> Sequence[str]:
        return ["stop_words", *forms_switch(self.before, self.after)]

    @property
    def has_forms(self) -> bool:
        return self.options.forms == "dictionary"

    def forms(self, word: str) -> Mapping[str, int]:
        """Return the words of a dictionary form with their counts in both results."""
        return merge_counts(*(every.of(word) for every in self.every))

    @property
    def rules(self) -> Comparability:
        return Comparability([self.before, self.after])

    @property
    def made_of(self) -> Sequence[Result]:
        return [] if self.rules.outdated else [self.before, self.after]

    @property
    def partial(self) -> bool:
        return self.before.has_more_words or self.after.has_more_words

    def to_dict(self) -> Mapping[str, Any]:
        return {
            "from": identity(self.before),
            "to": identity(self.after),
            "comparable": self.rules.comparable,
            **{name: map(self.change_to_dict, words) for name, words in self.lists.items()},
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        forms = ["forms_before", "forms_after"] if self.has_forms else []
        yield "change", "word", "before", "after", "difference", *forms
        for name, words in self.lists.items():
            for change in words:
                texts = [details(every.of(change.word)) for every in self.every] if forms else []
                yield name, *to_dict(change).values(), *texts

    def change_to_dict(self, change: Change) -> dict[str, Any]:
        forms = [every.of(change.word) for every in self.every] if self.has_forms else []
        names = ("forms_before", "forms_after")
        return {**to_dict(change), **dict(zip(names, forms, strict=False))}


def changes_between(
    before: Mapping[str, int], after: Mapping[str, int], is_partial: bool
) -> Changes:
    """Return the changes; if not all words were loaded, only of words loaded for both results.

    A word that was not loaded may still occur, so it counts as neither added nor removed.
    """
    if is_partial:
        both = before.keys() & after.keys()
        before = {word: before[word] for word in both}
        after = {word: after[word] for word in both}
    return changes(before, after)


def to_dict(change: Change) -> dict[str, Any]:
    return {
        "word": change.word,
        "before": change.before,
        "after": change.after,
        "difference": change.difference,
    }
