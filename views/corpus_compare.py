"""A corpus, a result or a language beside another: the words that set them apart, and share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request
from flask_babel import gettext
from werkzeug.exceptions import BadRequest, NotFound

from corpora.groups import KINDS, SUMMED, groups
from web import formats
from web.corpus_addresses import check_corpus
from web.corpus_page import CorpusPage, corpus_and_sums
from web.corpus_sides import EXAMPLES, TOP, Side, side_arg
from web.keyness_lists import SHOWN, lists_of, to_dict
from web.limits import wait_for_turn
from web.query import InvalidField
from web.respond import Page, respond
from web.unusual import reference_of
from web.view_options import ViewOptions, view_options
from wordcount.analysis.keyness import SIGNIFICANT, Comparison, Keyness, compare


def show_comparison() -> Response:
    """Compare `a` and `b`, one of which is a corpus or a language, or offer what to compare."""
    options = view_options()
    sides = [request.args.get(name, "") for name in ("a", "b")]
    if not all(sides) and formats.wanted_format() == "html":
        return offer(*sides)
    wait_for_turn()
    a, b = (checked_side(name, keep_stop_words=options.keep_stop_words) for name in ("a", "b"))
    if not a.total or not b.total:
        abort(404, gettext("One of these has no words that could be compared."))
    return respond("corpus_compare.html", SidesPage(a, b, view_options(), compare_sides(a, b)))


def checked_side(name: str, *, keep_stop_words: bool) -> Side:
    """The side that the query names. Raises InvalidField."""
    try:
        return side_arg(name, keep_stop_words=keep_stop_words)
    except (BadRequest, NotFound) as error:
        raise InvalidField(name, error.description or "", error.code or 400) from error


def compare_sides(a: Side, b: Side) -> Comparison:
    """Compare the most frequent words of both, with their exact counts in the other."""
    counts_a = {**a.counts, **a.count(b.counts.keys() - a.counts.keys())}
    counts_b = {**b.counts, **b.count(a.counts.keys() - b.counts.keys())}
    return compare(counts_a, counts_b, a.total, b.total)


def offer(a: str, b: str) -> Response:
    """The form for a comparison of the corpus that one of the sides names."""
    kind, _, rest = (a or b).partition(":")
    if kind != "corpus":
        abort(400, EXAMPLES)
    found = corpus_and_sums(check_corpus(rest.partition(":")[0]))
    return respond("corpus_compare_with.html", SidesOfferPage(*found, a, b))


@dataclass(frozen=True)
class SidesOfferPage(CorpusPage):
    """What the corpus can be compared with: groups of its documents, its language, others."""

    a: str
    b: str

    @property
    def groups(self) -> Mapping[str, Sequence[tuple[str, int]]]:
        """The groups of each kind that has several."""
        found = {kind: groups(self.corpus.id, kind) for kind in KINDS}
        return {kind: each for kind, each in found.items() if len(each) > 1}

    @property
    def has_reference(self) -> bool:
        return reference_of(self.sums.language) is not None

    @property
    def query(self) -> dict[str, Any]:
        return {"a": self.a, **self.options.query}


@dataclass(frozen=True)
class SidesPage(Page):
    a: Side
    b: Side
    options: ViewOptions
    compared: Comparison
    shown: int = SHOWN
    significant: float = SIGNIFICANT
    most_words: int = TOP
    most_documents: int = SUMMED

    @property
    def query(self) -> dict[str, Any]:
        return {"a": self.a.text, "b": self.b.text, **self.options.query}

    @property
    def switches(self) -> Sequence[str]:
        return ["stop_words"]

    @property
    def partial(self) -> bool:
        return any(each.summed != each.documents for each in (self.a, self.b))

    @property
    def lists(self) -> Mapping[str, Sequence[Keyness]]:
        return lists_of(self.compared)

    def to_dict(self) -> Mapping[str, Any]:
        lists = {name: map(to_dict, words) for name, words in self.lists.items()}
        return {"a": self.a.to_dict(), "b": self.b.to_dict(), **lists, "partial": self.partial}

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "list", "word", "count_a", "count_b", "log_likelihood", "log_ratio"
        for name, words in self.lists.items():
            yield from ((name, *to_dict(word).values()) for word in words)
