"""The occurrences of a word in all documents of a corpus, in context."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, url_for
from werkzeug.utils import cached_property

from corpora.finding import Places, find_terms, merge_places
from corpora.postings import shares
from corpora.texts import DocumentText, read_texts
from corpora.words import postings_of
from models import MAX_ID
from web import formats
from web.corpora.page import CorpusPage, corpus_and_sums
from web.corpora.query import address_of, query_arg
from web.limits import wait_for_turn
from web.query import int_arg, range_arg, text_arg
from web.respond import respond
from wordcount.analysis.collocates import WINDOW, WINDOWS, hits_near
from wordcount.analysis.contexts import CONTEXT_WORDS, WIDTHS, Context, contexts
from wordcount.analysis.queries import Query, find
from wordcount.words.keys import key

ROWS = 100  # contexts, after which no further document is read
OF_ONE = 20  # contexts of one document, so that it does not hide the others

blueprint = Blueprint("corpus_contexts", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/contexts")
def show(id: int) -> Response:
    width, after = range_arg("width", WIDTHS, CONTEXT_WORDS), int_arg("after", most=MAX_ID)
    near, window = text_arg("near"), range_arg("window", WINDOWS, WINDOW)
    corpus, sums, options = corpus_and_sums(id)
    asked = query_arg(sums)
    page = CorpusContextsPage(corpus, sums, options, asked, width, after or 0, near, window)
    return respond("corpora/contexts.html", page)


@dataclass(frozen=True)
class DocumentContexts:
    """The first contexts in a document that has `count` of them."""

    document: DocumentText
    count: int
    contexts: Sequence[Context]


@dataclass(frozen=True)
class CorpusContextsPage(CorpusPage):
    """What `asked` looks for, in the documents after the position `after`.

    With `near`, only where that word is within `window` words.
    """

    asked: Query
    width: int
    after: int
    near: str = ""
    window: int = WINDOW

    @property
    def word(self) -> str:
        return self.asked.text

    @cached_property
    def places(self) -> Places:
        return merge_places([*find_terms(self.sums, self.asked.terms).values()])

    @cached_property
    def dp(self) -> float | None:
        """The dispersion over documents; None for phrases, whose places are not known."""
        return self.places.dp(self.shares) if self.places.counts else None

    def shares(self) -> Sequence[float]:
        return shares(postings_of(self.sums, [""])[""])

    @cached_property
    def found(self) -> Sequence[DocumentContexts]:
        """The next documents, up to ROWS contexts."""
        positions = [each for each in self.candidates if each > self.after][: ROWS + 1]
        if positions:
            wait_for_turn()
        found: list[DocumentContexts] = []
        rows = 0
        for document in read_texts(self.corpus.id, positions, self.sums.part):
            tokenized = document.tokenize()
            hits = find(tokenized, self.asked)
            if self.near:
                hits = hits_near(tokenized, hits, self.near_key, self.window)
            shown = contexts(tokenized, hits[:OF_ONE], width=self.width)
            found.append(DocumentContexts(document, len(hits), shown))
            rows += len(shown)
            if rows >= ROWS:
                break
        return found

    @cached_property
    def candidates(self) -> Sequence[int]:
        """The documents that may have what is looked for."""
        if not self.near:
            return [*self.places.counts]
        [near] = find_terms(self.sums, [(self.near_key,)]).values()
        return [each for each in self.places.counts if each in near.counts]

    @property
    def near_key(self) -> str:
        return key(self.near, self.language.partition("-")[0].lower())

    @property
    def documents(self) -> Sequence[DocumentContexts]:
        """Those that have what is looked for."""
        return [each for each in self.found if each.contexts]

    def next(self, format: str | None = None) -> str | None:
        """The address of what follows; None after the last document."""
        last = self.found[-1].document.position if self.found else 0
        if not self.found or last >= max(self.candidates):
            return None
        return url_for("corpus_contexts.show", format=format, after=last, **self.query)

    @property
    def query(self) -> dict[str, Any]:
        width = {} if self.width == CONTEXT_WORDS else {"width": self.width}
        near = {"near": self.near} if self.near else {}
        window = {"window": self.window} if self.near and self.window != WINDOW else {}
        return {**self.address, **width, **near, **window}

    @property
    def address(self) -> dict[str, Any]:
        return address_of(self.corpus.id, self.asked)

    @property
    def widths(self) -> Sequence[tuple[int, int]]:
        return [(width, width) for width in sorted({4, CONTEXT_WORDS, 12, 20, self.width})]

    @property
    def partial(self) -> bool:
        return super().partial or self.is_cut

    @property
    def is_cut(self) -> bool:
        return any(each.document.is_cut for each in self.found) or self.places.is_cut

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **self.identity,
            "word": self.word,
            "count": self.places.total if self.places.is_exact else None,
            "documents_with_word": len(self.places.counts),
            "dp": None if self.dp is None else round(self.dp, 4),
            "contexts": self.dictionaries(),
            "partial": self.partial,
            "next": self.next(format="json"),
        }

    def dictionaries(self) -> Iterator[dict[str, Any]]:
        for each in self.documents:
            for context in each.contexts:
                yield {
                    "document": each.document.position,
                    "title": each.document.title,
                    "position": context.position,
                    "left": context.left,
                    "word": context.word,
                    "right": context.right,
                }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "document", "title", "position", "left", "word", "right"
        for row in self.dictionaries():
            yield tuple(row.values())
