"""The occurrences of a word in all documents of a corpus, in context."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, url_for
from werkzeug.utils import cached_property

from corpora.finding import find_terms
from corpora.postings import shares
from corpora.texts import DocumentText, read_texts
from corpora.words import postings_of
from models import MAX_ID
from web import formats
from web.context_choice import ContextChoice
from web.corpora.page import corpus_and_sums
from web.corpora.query import query_arg
from web.corpora.word_page import CorpusWordPage
from web.limits import wait_for_turn
from web.query import int_arg
from web.respond import respond
from wordcount.analysis.contexts import Context, contexts
from wordcount.analysis.queries import find
from wordcount.words.keys import key

ROWS = 100  # contexts, after which no further document is read
OF_ONE = 20  # contexts of one document, so that it does not hide the others

blueprint = Blueprint("corpus_contexts", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/contexts")
def show(id: int) -> Response:
    choice, after = ContextChoice.of_request(), int_arg("after", most=MAX_ID)
    found = corpus_and_sums(id)
    page = CorpusContextsPage(*found, query_arg(found[1]), choice, after or 0)
    return respond("corpora/contexts.html", page)


@dataclass(frozen=True)
class DocumentContexts:
    """The first contexts in a document that has `count` of them."""

    document: DocumentText
    count: int
    contexts: Sequence[Context]


@dataclass(frozen=True)
class CorpusContextsPage(CorpusWordPage):
    """The contexts of what `asked` looks for, in the documents after the position `after`."""

    choice: ContextChoice
    after: int

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
            hits = self.choice.find(tokenized, find(tokenized, self.asked), self.near_key)
            shown = contexts(tokenized, hits[:OF_ONE], width=self.choice.width)
            found.append(DocumentContexts(document, len(hits), shown))
            rows += len(shown)
            if rows >= ROWS:
                break
        return found

    @cached_property
    def candidates(self) -> Sequence[int]:
        """The documents that may have what is looked for."""
        if not self.near_key:
            return [*self.places.counts]
        [near] = find_terms(self.sums, [(self.near_key,)]).values()
        return [each for each in self.places.counts if each in near.counts]

    @property
    def near_key(self) -> str:
        return key(self.choice.near, self.language.partition("-")[0].lower())

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
        return {**self.address, **self.choice.query}

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
