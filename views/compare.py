"""Two results side by side: the words that distinguish them, and those they share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as BaseResponse

from models import Result
from results.listing import latest, listed
from views.corpora.compare import show_comparison
from views.results import ResultsPage
from web import formats
from web.addresses import id_arg, parse_id
from web.comparable import offered
from web.corpora.sides import names_corpus
from web.dictionary import Words, forms_switch, has_forms, words_of
from web.etags import not_modified
from web.keyness_lists import SHOWN, lists_of, to_dict
from web.lookup import done_or_404, identity, pair_or_404
from web.query import field_arg
from web.refusal import refuse
from web.respond import Page, respond
from web.rules import Comparability
from web.view_options import ViewOptions, view_options
from wordcount.analysis.keyness import SIGNIFICANT, Comparison, Keyness, compare
from wordcount.forms.rows import details, merge_counts

blueprint = Blueprint("compare", __name__)


@formats.get(blueprint, "/compare")
def show() -> BaseResponse:
    if names_corpus():
        return show_comparison()
    first, second = id_arg("a"), id_arg("b")
    if picked := request.args.getlist("with"):
        return compare_picked([id for id in map(parse_id, picked) if id])
    if first is None or second is None:
        return offer(first)
    if known := not_modified(first, second):
        return known
    column = Result.result_all if view_options().keep_stop_words else Result.result_no_stop_words
    page = ComparePage.of(*pair_or_404(first, second, column), view_options())
    return respond("compare.html", page)


def offer(id: int | None) -> Response:
    """Ask for the other result. Programs have to name both."""
    if formats.wanted_format() != "html":
        abort(400, gettext("Name two results, for example /compare?a=7&b=9."))
    if id is None:
        return pick_again([])
    text = field_arg("text")
    return respond("compare_with.html", OfferPage(done_or_404(id), text, offered(text, id)))


def compare_picked(ids: Sequence[int]) -> BaseResponse:
    """Compare the two results that were ticked in a list, or offer others for a single one.

    For any other number, show them again; for programs, raise BadRequest.
    """
    if len(ids) == 1:
        return redirect(url_for("compare.show", a=ids[0]))
    if len(ids) != 2:
        return pick_again(ids)
    return redirect(url_for("compare.show", a=ids[0], b=ids[1]))


def pick_again(ids: Sequence[int]) -> Response:
    """Show these results, ticked, or the latest ones, to choose two of them."""
    error = BadRequest(gettext("Select two results to compare them."))
    if formats.wanted_format() != "html":
        raise error
    page = ResultsPage(None, listed(ids) if ids else latest())
    return refuse("results.html", page, error, "with", {"with": ids})


@dataclass(frozen=True)
class OfferPage(Page):
    result: Result
    text: str
    others: Sequence[Result]


@dataclass(frozen=True)
class ComparePage(Page):
    a: Result
    b: Result
    options: ViewOptions
    total_a: int
    total_b: int
    compared: Comparison
    every: tuple[Words, Words]
    shown: int = SHOWN
    significant: float = SIGNIFICANT

    @classmethod
    def of(cls, a: Result, b: Result, options: ViewOptions) -> "ComparePage":
        """Compare two results. Aborts with 404 if one of them has no words."""
        if not has_forms([a, b], options):
            options = replace(options, forms="written")
        words_a, words_b = (words_of(result, options, sides=2) for result in (a, b))
        if not words_a.counts or not words_b.counts:
            abort(404, gettext("One of these has no words to compare."))
        totals = sum(words_a.counts.values()), sum(words_b.counts.values())
        compared = compare(words_a.counts, words_b.counts)
        return cls(a, b, options, *totals, compared, (words_a, words_b))

    @property
    def result(self) -> Result:
        """The result whose tabs this page has."""
        return self.a

    @property
    def query(self) -> dict[str, Any]:
        return {"a": self.a.id, "b": self.b.id, **self.options.query}

    @property
    def switches(self) -> Sequence[str]:
        return ["stop_words", *forms_switch(self.a, self.b)]

    @property
    def rules(self) -> Comparability:
        return Comparability([self.a, self.b])

    @property
    def made_of(self) -> Sequence[Result]:
        return [] if self.rules.outdated else [self.a, self.b]

    @property
    def partial(self) -> bool:
        return self.a.has_more_words or self.b.has_more_words

    @property
    def lists(self) -> Mapping[str, Sequence[Keyness]]:
        return lists_of(self.compared)

    def to_dict(self) -> Mapping[str, Any]:
        return {
            "a": identity(self.a),
            "b": identity(self.b),
            "comparable": self.rules.comparable,
            **{name: map(self.word_to_dict, words) for name, words in self.lists.items()},
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        forms = ["forms_a", "forms_b"] if self.has_forms else []
        yield "list", "word", "count_a", "count_b", "log_likelihood", "log_ratio", *forms
        for name, words in self.lists.items():
            for word in words:
                texts = [details(every.of(word.word)) for every in self.every] if forms else []
                yield name, *to_dict(word).values(), *texts

    @property
    def has_forms(self) -> bool:
        return self.options.forms == "dictionary"

    def forms(self, word: str) -> Mapping[str, int]:
        """Return the words of a dictionary form with their counts in both results."""
        return merge_counts(*(every.of(word) for every in self.every))

    def word_to_dict(self, word: Keyness) -> dict[str, Any]:
        forms = [every.of(word.word) for every in self.every] if self.has_forms else []
        return {**to_dict(word), **dict(zip(("forms_a", "forms_b"), forms, strict=False))}
