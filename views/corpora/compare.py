"""A corpus, a result or a language beside another: the words that set them apart, and share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as BaseResponse

from corpora import Corpus
from corpora.groups import KINDS, SUMMED, groups
from models import Result
from web import formats, watcher
from web.comparable import offered
from web.corpora.addresses import check_corpus, remember_own
from web.corpora.page import CorpusPage, corpus_and_sums
from web.corpora.sides import EXAMPLES, MAX_LENGTH, TOP, Side, find_side, side_arg
from web.keyness_lists import SHOWN, lists_of, to_dict
from web.limits import wait_for_turn
from web.query import InvalidField
from web.respond import Page, respond
from web.tokens import hash_token
from web.unusual import reference_of
from web.view_options import ViewOptions, view_options
from wordcount.analysis.keyness import SIGNIFICANT, Comparison, Keyness, compare


def show_comparison() -> BaseResponse:
    """Compare `a` and `b`, one of which is a corpus or a language, or offer what to compare."""
    options = view_options()
    first, second = (request.args.get(name, "") for name in ("a", "b"))
    if formats.wanted_format() == "html":
        found = find_side(second.strip())
        if not first.strip() or found is None:
            return offer(first, second.strip())
        if found != second:
            # url_for() would obey some names, such as `_external`.
            query = urlencode({**request.args, "b": found})
            return redirect(f"{url_for('compare.show')}?{query}")
    wait_for_turn()
    a, b = (checked_side(name, keep_stop_words=options.keep_stop_words) for name in ("a", "b"))
    if not a.total or not b.total:
        abort(404, gettext("One of these has no words to compare."))
    return respond("corpora/compare.html", SidesPage(a, b, view_options(), compare_sides(a, b)))


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
    """The form for a comparison of the corpus that a side names, and what fits `b` as typed."""
    kind, _, rest = (a or b).partition(":")
    if kind != "corpus":
        abort(400, EXAMPLES)
    id = check_corpus(rest.partition(":")[0])
    text = b[:MAX_LENGTH] if a else ""
    page = SidesOfferPage(
        *corpus_and_sums(id), a, b, own_corpora(text, id), offered(text, 0) if text else ()
    )
    return watcher.keep_private(respond("corpora/compare_with.html", page))


def own_corpora(text: str, without: int) -> Sequence[Corpus]:
    """The visitor's other corpora with words whose names have the text."""
    token = watcher.token_of(None)
    own = Corpus.owned_by(hash_token(token)) if token else ()
    remember_own(own, token or "")
    part = text.casefold()
    others = (each for each in own if each.id != without and each.done)
    return [each for each in others if part in each.name.casefold()]


@dataclass(frozen=True)
class SidesOfferPage(CorpusPage):
    """What the corpus can be compared with: groups of its documents, its language, others.

    `corpora` and `results` are those that fit `b` as it was typed.
    """

    a: str
    b: str
    corpora: Sequence[Corpus]
    results: Sequence[Result]

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
    def is_sample(self) -> bool:
        """Whether a group has more documents than were read."""
        return any(each.group and each.summed != each.documents for each in (self.a, self.b))

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
