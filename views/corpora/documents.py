"""The documents of a corpus as a table that can be sorted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.utils import cached_property

from corpora import Corpus, Document, listing
from corpora.settling import OUT_OF_QUOTA
from models import MAX_ID
from web import formats
from web.addresses import address_of
from web.corpora.addresses import remember_documents
from web.corpora.lookup import corpus_or_404
from web.etags import add_headers
from web.formats import wanted_format
from web.limits import wait_for_turn
from web.ndjson import NDJSON, ndjson
from web.query import choice_arg, int_arg
from web.respond import Page, link_to_next, respond, send

MOST = 1_000  # documents in JSON and CSV
MOST_SIGNS = 400_000  # of their addresses and titles; at least one document
SERIALIZE_FROM = 300  # documents, which take a twentieth of a second

blueprint = Blueprint("corpus_documents", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/documents")
def show(id: int) -> Response:
    sort = choice_arg("sort", listing.SORTS, "position")
    page = DocumentsPage(corpus_or_404(id), sort, int_arg("after", most=MAX_ID))
    wait_if_long(page)
    return respond("corpora/documents.html", page)


@blueprint.get("/corpora/<corpus:id>/documents.ndjson")
def lines(id: int) -> Response:
    page = DocumentsPage(corpus_or_404(id), "position", int_arg("after", most=MAX_ID))
    wait_if_long(page)
    response = send(ndjson(page.dictionaries()), NDJSON)
    add_headers(response)
    link_to_next(response, page.next())
    return response


def wait_if_long(page: "DocumentsPage") -> None:
    if min(page.corpus.documents, page.most) > SERIALIZE_FROM:
        wait_for_turn()


@dataclass(frozen=True)
class DocumentsPage(Page):
    """The documents of a corpus after the one at a position: files have more of them than pages."""

    corpus: Corpus
    sort: str
    after: int | None

    @property
    def most(self) -> int:
        return listing.ROWS if wanted_format() == "html" else MOST

    @cached_property
    def found(self) -> Sequence[Document]:
        found = listing.documents(self.corpus.id, self.sort, self.after, self.most + 1)
        remember_documents(self.corpus.id, found)
        return found

    @cached_property
    def documents(self) -> Sequence[Document]:
        lengths = accumulate(
            sum(len(text or "") for text in (each.url, each.name, each.title, each.tag))
            for each in self.found
        )
        within = sum(1 for _ in takewhile(lambda length: length <= MOST_SIGNS, lengths))
        return self.found[: max(1, min(within, self.most))]

    def next(self, format: str | None = None) -> str | None:
        if len(self.found) == len(self.documents):
            return None
        query = {**self.query, "format": format, "after": self.documents[-1].position}
        return url_for(request.endpoint or "", **query)

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

    @property
    def has_pages(self) -> bool:
        return any(each.url for each in self.documents)

    def date_of(self, document: Document) -> str | None:
        date = document.published or (document.counted_at and document.counted_at.date())
        return date.isoformat() if date else None

    def dictionaries(self) -> Iterator[dict[str, Any]]:
        return map(document_to_dict, self.documents)

    def to_dict(self) -> Mapping[str, Any]:
        return {
            "id": self.corpus.id,
            "name": self.corpus.name,
            "documents": self.dictionaries(),
            "next": self.next(format="json"),
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield COLUMNS
        yield from (tuple(each.values()) for each in self.dictionaries())


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
