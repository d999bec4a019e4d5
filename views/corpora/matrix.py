"""Take a corpus out: its document-term matrix, its words and its texts, in parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext
from werkzeug.utils import cached_property

from corpora import Document, listing
from corpora.term_counts import count_terms, parse
from web import formats
from web.corpora.addresses import remember_documents
from web.corpora.page import CorpusPage, corpus_and_sums, switches_of, wait_if_many
from web.corpora.parts import TYPES, MatrixPart, Part, TextsPart, WordsPart, place_arg
from web.corpora.words import LISTED
from web.etags import add_headers
from web.file_names import saved_as
from web.formats import wanted_format
from web.limits import wait_for_turn
from web.query import int_arg
from web.respond import excel_mark, link_to_next, respond, send
from web.term_list import parse_terms, terms_text
from wordcount.analysis.term_list import NamedTerm

SHOWN = 100  # documents of a table
MAX_COLUMNS = 50_000  # of the most frequent words, where so many are asked for; else all
MAX_POSITION = 2**31 - 1

blueprint = Blueprint("corpus_matrix", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/matrix")
def show(id: int) -> Response:
    text, format = terms_text(), wanted_format()
    if format != "html" and not text:
        page = page_in_turn(id)
        return page.send("matrix", page.matrix("after"), format)
    page = CorpusMatrixPage(*corpus_and_sums(id))
    wait_if_many(page.sums)
    if text:
        terms = parse_terms(text, partial(parse, page.sums))
        page = TermMatrixPage(page.corpus, page.sums, page.options, text, terms)
    return respond("corpora/matrix.html", page)


@blueprint.get("/corpora/<corpus:id>/matrix.ndjson")
def matrix_lines(id: int) -> Response:
    if terms_text():
        abort(400, gettext("A matrix of terms comes as CSV or JSON, not as NDJSON."))
    page = page_in_turn(id)
    return page.send("matrix", page.matrix("after"), "ndjson")


@blueprint.get("/corpora/<corpus:id>/words.ndjson")
def word_lines(id: int) -> Response:
    """All words, with their documents and their dispersion."""
    page = page_in_turn(id)
    return page.send("words", page.words("after"), "ndjson")


@blueprint.get("/corpora/<corpus:id>/texts.zip")
def texts(id: int) -> Response:
    """The plain text of each document, or its main text with `?part=main`."""
    page = page_in_turn(id)
    return page.send("texts", page.texts("after"), "zip")


def page_in_turn(id: int) -> "CorpusMatrixPage":
    """Wait first, because the words of the corpus may be replaced while a request waits."""
    wait_for_turn()
    return CorpusMatrixPage(*corpus_and_sums(id))


@dataclass(frozen=True)
class CorpusMatrixPage(CorpusPage):
    """The downloads of a corpus, in parts. A request's argument `name` says where one begins."""

    text: str = ""

    @property
    def switches(self) -> Sequence[str]:
        return switches_of(self, forms=False)

    @property
    def listed(self) -> int:
        """The number of words that JSON and CSV have at most."""
        return LISTED

    @property
    def columns(self) -> int | None:
        """How many words the matrix shall have; None means all."""
        return int_arg("words", most=MAX_COLUMNS)

    @property
    def query(self) -> dict[str, Any]:
        return {**super().query, "words": self.columns}

    def matrix(self, name: str) -> MatrixPart:
        columns = min(self.distinct, self.columns or self.distinct)
        keep_stop_words = self.options.keep_stop_words
        return MatrixPart(self.sums, place_arg(name, self.sums), columns, keep_stop_words)

    def words(self, name: str) -> WordsPart:
        keep_stop_words = self.options.keep_stop_words
        return WordsPart(self.sums, place_arg(name, self.sums), self.distinct, keep_stop_words)

    def texts(self, name: str) -> TextsPart:
        return TextsPart(self.sums, int_arg(name, most=MAX_POSITION) or 0)

    def send(self, name: str, part: Part, format: str) -> Response:
        """Answer with a part as a file, whose name says which part it is unless it is the whole."""
        next, mark = None, excel_mark() if format == "csv" else []
        if part.after is not None:
            ending = {"format": format} if format in ("csv", "json") else {}
            excel = 1 if mark else None
            query = {**self.query, **ending, "excel": excel, "after": part.after}
            next = url_for(request.endpoint or "", **query)
        written = part.write(format, self.identity, next)
        response = send(chain[str | bytes](mark, written), TYPES[format])
        numbers = [] if part.is_whole else [part.first, part.last]
        names = "-".join(map(str, ["wordcount-corpus", self.corpus.id, name, *numbers]))
        response.headers["Content-Disposition"] = saved_as(f"{names}.{format}")
        add_headers(response)
        link_to_next(response, next)
        if self.partial:
            response.headers["Wordcount-Partial"] = "true"
        return response


@dataclass(frozen=True)
class TermMatrixPage(CorpusMatrixPage):
    """The same, and a matrix of the documents by the `terms` of the list `text`."""

    terms: Sequence[NamedTerm] = ()

    @property
    def switches(self) -> Sequence[str]:
        return ()

    @property
    def query(self) -> dict[str, Any]:
        return {**super().query, "terms": self.text}

    @cached_property
    def table(self) -> Sequence[tuple[int, Sequence[int]]]:
        """The documents that have any of the terms, with the counts of each."""
        wait_for_turn()
        counted = [each.counts for each in count_terms(self.sums, self.terms)]
        positions = sorted({position for counts in counted for position in counts})
        return [
            (position, [counts.get(position, 0) for counts in counted]) for position in positions
        ]

    @cached_property
    def shown(self) -> Sequence[tuple[Document, Sequence[int]]]:
        """The first of them, for people."""
        rows = dict(self.table[:SHOWN])
        documents = listing.documents_at(self.corpus.id, [*rows])
        remember_documents(self.corpus.id, documents)
        return [(each, rows[each.position]) for each in documents]

    def to_dict(self) -> Mapping[str, Any]:
        names = [term.name for term in self.terms]
        rows = [{"document": position, "counts": counts} for position, counts in self.table]
        return {**self.identity, "terms": names, "rows": rows}

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "document", *(term.name for term in self.terms)
        yield from ((position, *counts) for position, counts in self.table)
