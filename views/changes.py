"""The difference between two counts of a page: added, removed, more and less frequent words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort

from models import Result
from web import formats
from web.addresses import id_arg
from web.etags import not_modified
from web.lookup import has_more_words, identity, pair_or_404
from web.respond import Page, respond
from web.rules import Comparability
from wordcount.analysis.changes import Change, Changes, changes

SHOWN = 100  # words in each list of the page; JSON and CSV have all

blueprint = Blueprint("changes", __name__)


@formats.get(blueprint, "/changes")
def show() -> Response:
    first, second = id_arg("from"), id_arg("to")
    if first is None or second is None:
        abort(400, "Say which counts: /changes?from=7&to=9.")
    return not_modified(first, second) or respond(
        "changes.html", ChangesPage.between(*pair_or_404(first, second, Result.result_all))
    )


@dataclass(frozen=True)
class ChangesPage(Page):
    before: Result
    after: Result
    lists: Mapping[str, Sequence[Change]]
    shown: int = SHOWN

    @classmethod
    def between(cls, before: Result, after: Result) -> "ChangesPage":
        changed = changes_between(before, after)
        lists = {
            "came": changed.came,
            "went": changed.went,
            "rose": changed.rose,
            "fell": changed.fell,
        }
        return cls(before, after, lists)

    @property
    def is_changed(self) -> bool:
        return any(self.lists.values())

    @property
    def result(self) -> Result:
        """The result in whose tabs the changes are."""
        return self.after

    @property
    def rules(self) -> Comparability:
        return Comparability([self.before, self.after])

    @property
    def made_of(self) -> Sequence[Result]:
        return [] if self.rules.outdated else [self.before, self.after]

    @property
    def partial(self) -> bool:
        return has_more_words(self.before) or has_more_words(self.after)

    def to_dict(self) -> Mapping[str, Any]:
        return {
            "from": identity(self.before),
            "to": identity(self.after),
            "comparable": self.rules.comparable,
            **{name: map(to_dict, words) for name, words in self.lists.items()},
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "change", "word", "before", "after", "difference"
        for name, words in self.lists.items():
            for change in words:
                yield name, *to_dict(change).values()


def changes_between(before: Result, after: Result) -> Changes:
    """The changes; where not all words were loaded, only among those loaded of both results.

    A word that was not loaded may still be there, so it is neither added nor removed.
    """
    words_before: dict[str, int] = before.result_all or {}
    words_after: dict[str, int] = after.result_all or {}
    if has_more_words(before) or has_more_words(after):
        both = words_before.keys() & words_after.keys()
        words_before = {word: words_before[word] for word in both}
        words_after = {word: words_after[word] for word in both}
    return changes(words_before, words_after)


def to_dict(change: Change) -> dict[str, Any]:
    return {
        "word": change.word,
        "before": change.before,
        "after": change.after,
        "difference": change.difference,
    }
