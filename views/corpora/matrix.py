"""Take a corpus out: its document-term matrix, its words and its texts, streamed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from corpora import Document, listing
from corpora.archive import texts_zip
from corpora.matrix import Cell, cells, columns
from corpora.term_counts import count_terms, parse
from corpora.words import every_word
from web import formats
from web.corpora.addresses import remember_documents
from web.corpora.page import CorpusPage, corpus_and_sums
from web.corpora.words import LISTED
from web.formats import CSV, JSON, wanted_format
from web.limits import wait_for_turn
from web.query import int_arg
from web.respond import csv_parts, respond, to_json
from web.streaming import NDJSON, in_parts, ndjson, stream
from web.term_list import parse_terms, terms_text
from wordcount.analysis.term_list import NamedTerm

SHOWN = 100  # documents of a table
MAX_COLUMNS = 50_000  # of the most frequent words, where so many are asked for; else all
CELL = ("document", "word", "count")

blueprint = Blueprint("corpus_matrix", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/matrix")
def show(id: int) -> Response:
    page = CorpusMatrixPage(*corpus_and_sums(id))
    if text := terms_text():
        terms = parse_terms(text, partial(parse, page.sums))
        return respond(
            "corpora/matrix.html", TermMatrixPage(page.corpus, page.sums, page.options, text, terms)
        )
    match wanted_format():
        case "csv":
            rows = (cell for part in page.cells() for cell in part)
            return page.stream(csv_of(CELL, rows), f"{CSV}; charset=utf-8", "matrix.csv")
        case "json":
            return page.stream(json_of(page.identity, page.cells()), JSON, "matrix.json")
    return respond("corpora/matrix.html", page)


@blueprint.get("/corpora/<corpus:id>/matrix.ndjson")
def matrix_lines(id: int) -> Response:
    page = CorpusMatrixPage(*corpus_and_sums(id))
    rows = (
        {"document": document, "word": word, "count": count}
        for part in page.cells()
        for document, word, count in part
    )
    return page.stream(ndjson(rows, 5_000), NDJSON, "matrix.ndjson")


@blueprint.get("/corpora/<corpus:id>/words.ndjson")
def word_lines(id: int) -> Response:
    """All words, with their documents and their dispersion."""
    page = CorpusMatrixPage(*corpus_and_sums(id))
    found = every_word(page.sums, keep_stop_words=page.options.keep_stop_words)
    rows = (
        {
            "rank": row.rank,
            "word": row.word,
            "count": row.count,
            "documents": row.documents,
            "dp": row.dp,
        }
        for row in found
    )
    return page.stream(ndjson(rows), NDJSON, "words.ndjson")


@blueprint.get("/corpora/<corpus:id>/texts.zip")
def texts(id: int) -> Response:
    """The plain text of each document, or its main text with `?part=main`."""
    page = CorpusMatrixPage(*corpus_and_sums(id))
    return page.stream(texts_zip(page.sums), "application/zip", "texts.zip")


def csv_of(head: Sequence[str], rows: Iterator[Sequence[Any]]) -> Iterator[str]:
    yield from csv_parts([head])
    for part in in_parts(rows, 5_000):
        yield from csv_parts(part)


def json_of(identity: Mapping[str, Any], parts: Iterator[list[Cell]]) -> Iterator[str]:
    """An object with the cells as triples, in parts."""
    yield to_json(identity)[:-1] + ',"columns":' + to_json(CELL) + ',"cells":['
    before = ""
    for part in parts:
        if part:
            yield before + to_json(part)[1:-1]
            before = ","
    yield "]}\n"


@dataclass(frozen=True)
class CorpusMatrixPage(CorpusPage):
    """What can be taken out of a corpus."""

    text: str = ""

    @property
    def listed(self) -> int:
        """The number of words that JSON and CSV have at most."""
        return LISTED

    def cells(self) -> Iterator[list[Cell]]:
        keep, number = self.options.keep_stop_words, int_arg("words", most=MAX_COLUMNS)
        words = columns(self.sums, number, keep_stop_words=keep) if number else None
        return cells(self.sums, keep_stop_words=keep, words=words)

    def stream(self, parts: Iterable[str | bytes], content_type: str, name: str) -> Response:
        name = f"wordcount-corpus-{self.corpus.id}-{name}"
        return stream(parts, content_type, name, partial=self.partial)


@dataclass(frozen=True)
class TermMatrixPage(CorpusMatrixPage):
    """The same, and a matrix of the documents by the `terms` of the list `text`."""

    terms: Sequence[NamedTerm] = ()

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
