"""The documents of a corpus as a table that can be sorted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, url_for
from werkzeug.utils import cached_property

from corpora import Corpus, Document, listing
from corpora.settling import OUT_OF_QUOTA
from models import MAX_ID
from web import formats
from web.addresses import address_of
from web.corpora.addresses import remember_documents
from web.corpora.lookup import corpus_or_404
from web.query import choice_arg, int_arg
from web.respond import Page, WrittenJSON, respond, send, to_json
from web.streaming import NDJSON, ndjson

AT_ONCE = 1_000  # documents of one query for JSON and CSV

blueprint = Blueprint("corpus_documents", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/documents")
def show(id: int) -> Response:
    sort = choice_arg("sort", listing.SORTS, "position")
    page = DocumentsPage(corpus_or_404(id), sort, int_arg("after", most=MAX_ID))
    return respond("corpora/documents.html", page)


@blueprint.get("/corpora/<corpus:id>/documents.ndjson")
def lines(id: int) -> Response:
    page = DocumentsPage(corpus_or_404(id), "position", int_arg("after", most=MAX_ID))
    return send(ndjson(map(document_to_dict, page.all())), NDJSON)


@dataclass(frozen=True)
class DocumentsPage(Page):
    """The documents of a corpus after the one at a position: a page of them, or all others."""

    corpus: Corpus
    sort: str
    after: int | None

    @cached_property
    def found(self) -> Sequence[Document]:
        found = listing.documents(self.corpus.id, self.sort, self.after, listing.ROWS + 1)
        remember_documents(self.corpus.id, found)
        return found

    @property
    def documents(self) -> Sequence[Document]:
        return self.found[: listing.ROWS]

    @property
    def next(self) -> str | None:
        if len(self.found) <= listing.ROWS:
            return None
        last = self.documents[-1].position
        return url_for("corpus_documents.show", **{**self.query, "after": last})

    @property
    def query(self) -> dict[str, Any]:
        return {"id": self.corpus.id, "sort": None if self.sort == "position" else self.sort}

    @property
    def is_descending(self) -> bool:
        _, is_descending = listing.SORTS[self.sort]
        return is_descending

    @property
    def has_tags(self) -> bool:
        return any(each.tag for each in self.documents)

    def date_of(self, document: Document) -> str | None:
        date = document.published or (document.counted_at and document.counted_at.date())
        return date.isoformat() if date else None

    def all(self) -> Iterator[Document]:
        """All documents from here on, read as they are sent."""
        after = self.after
        while found := listing.documents(self.corpus.id, self.sort, after, AT_ONCE):
            remember_documents(self.corpus.id, found)
            yield from found
            after = found[-1].position

    def to_dict(self) -> Mapping[str, Any]:
        return {
            "id": self.corpus.id,
            "name": self.corpus.name,
            "documents": WrittenJSON(self.json_parts()),
        }

    def json_parts(self) -> Iterator[str]:
        """The array of all documents, written as they are read."""
        before = "["
        for each in self.all():
            yield before + to_json(document_to_dict(each))
            before = ","
        yield "[]" if before == "[" else "]"

    def rows(self) -> Iterator[Sequence[Any]]:
        yield COLUMNS
        for each in self.all():
            yield tuple(document_to_dict(each).values())


COLUMNS = (
    *("position", "url", "name", "title", "tag", "date", "language", "total", "distinct"),
    *("variety", "status", "error", "duplicate_of", "result"),
)


def document_to_dict(each: Document) -> dict[str, Any]:
    """The document as JSON and CSV have it; `variety` is that of a sample, in 100 words."""
    date = each.published or (each.counted_at and each.counted_at.date())
    values = (
        *(each.position, each.url, each.name, each.title, each.tag, date and date.isoformat()),
        *(each.language, each.total, each.distinct, each.mattr, each.status),
        each.error_code or (OUT_OF_QUOTA if each.is_too_long else None),
        each.duplicate_of,
        address_of(each.result_id) if each.result_id else None,
    )
    return dict(zip(COLUMNS, values, strict=True))
