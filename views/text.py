"""The text of a result as pages to read, with the words that the visitor looks for marked."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from models import Result
from web import formats
from web.charts import WIDTH, ticks
from web.etags import not_modified
from web.lookup import identity
from web.query import int_arg
from web.respond import respond
from web.text_pages import (
    Line,
    MainText,
    Span,
    counts_of_pages,
    mark_lines,
    merge_spans,
    page_of,
    page_starts,
)
from web.texts import tokenized_or_404
from web.word_query import WordPage, key_of, query_arg
from wordcount.analysis.queries import Hit, Query, are_cut, find
from wordcount.words.characters import to_nfc
from wordcount.words.counting import clean_text
from wordcount.words.tokens import TokenizedText

MOST_REGIONS = 60  # pages that the map of the text links to

blueprint = Blueprint("text", __name__)


@formats.get(blueprint, "/results/<result:id>/text")
def show(id: int) -> Response:
    at, number = int_arg("at"), int_arg("page")
    if known := not_modified(id):
        return known
    result, tokenized = tokenized_or_404(id)
    return respond(
        "text.html", TextPage(result, tokenized, query_arg(result, tokenized), at, number)
    )


@dataclass(frozen=True)
class TextPage(WordPage):
    """One page of a text: the page `wanted`, or the page of the word at the position `at`, from 1.

    As JSON and CSV, it has the whole text that was read.
    """

    result: Result
    tokenized: TokenizedText
    asked: Query
    at: int | None
    wanted: int | None

    @cached_property
    def text(self) -> str:
        """The text with its own line ends; if its main text is shown, that of the whole page.

        In `tokenized`, wrapped lines are joined, and there is only the main text.
        """
        if self.main:
            return normalize(self.result.page_text)
        text = normalize(self.result.text)
        return text if len(text) == len(self.tokenized.text) else self.tokenized.text

    @property
    def text_of_part(self) -> str:
        """The text in JSON and CSV: only the main text, if that is shown."""
        return self.tokenized.text if self.main else self.text

    @cached_property
    def main(self) -> MainText | None:
        if self.result.part != "main":
            return None
        return MainText(normalize(self.result.page_text), self.result.main_lines)

    @cached_property
    def hits(self) -> Sequence[Hit]:
        return find(self.tokenized, self.asked)

    @property
    def is_cut(self) -> bool:
        """Whether only the beginning of the text was read."""
        return self.result.has_more_text or are_cut(self.hits, self.tokenized)

    @property
    def partial(self) -> bool:
        return super().partial or self.is_cut

    @cached_property
    def starts(self) -> Sequence[int]:
        return page_starts(self.text)

    @property
    def pages(self) -> int:
        return len(self.starts)

    @cached_property
    def hit(self) -> int | None:
        """The index of the first hit from `at` on, or None if a page was requested."""
        if not self.hits or self.wanted is not None:
            return None
        return min(bisect_left(self.hits, ((self.at or 1) - 1, 0)), len(self.hits) - 1)

    @cached_property
    def number(self) -> int:
        if self.wanted is not None:
            return min(self.wanted, self.pages)
        if self.hit is not None:
            return page_of(self.places[self.hit], self.starts)
        starts = self.tokenized.starts
        if self.at is None or not starts:
            return 1
        return page_of(self.in_page(starts[min(self.at, len(starts)) - 1]), self.starts)

    @cached_property
    def spans(self) -> Sequence[Span]:
        """The start and end of each hit in `text`."""
        starts, ends = self.tokenized.starts, self.tokenized.ends
        spans = [(starts[first], ends[first + length - 1]) for first, length in self.hits]
        if self.main is None:
            return spans
        return [(self.in_page(start), self.in_page(end - 1) + 1) for start, end in spans]

    @cached_property
    def places(self) -> Sequence[int]:
        return [start for start, _ in self.spans]

    def in_page(self, place: int) -> int:
        return self.main.place_in_page(place) if self.main else place

    @property
    def lines(self) -> Iterator[Line]:
        start, end = [*self.starts, len(self.text)][self.number - 1 : self.number + 1]
        spans = merge_spans(span for span in self.spans if span[0] < end and span[1] > start)
        target = None if self.hit is None else self.places[self.hit]
        first = self.text.count("\n", 0, start)
        for number, parts in enumerate(mark_lines(self.text, start, end, spans, target), first):
            yield Line(parts, self.main is not None and not self.main.has_line(number))

    @cached_property
    def ticks(self) -> str:
        return ticks([place + 1 for place in self.places], max(1, len(self.text)))

    @cached_property
    def regions(self) -> Sequence[tuple[int, float, float, int]]:
        """Each page: its number, its place and width on the map, and the number of its hits."""
        counts = counts_of_pages(self.places, self.starts)
        size = WIDTH / max(1, len(self.text))
        ends = [*self.starts[1:], len(self.text)]
        return [
            (number, round(start * size, 1), round((end - start) * size, 1), count)
            for number, (start, end, count) in enumerate(
                zip(self.starts, ends, counts, strict=True), start=1
            )
        ]

    @property
    def has_links(self) -> bool:
        return 1 < self.pages <= MOST_REGIONS

    @property
    def query(self) -> dict[str, Any]:
        return self.address

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **identity(self.result),
            "word": key_of(self.word, self.result),
            "count": len(self.hits),
            "positions": [hit.position for hit in self.hits],
            "text": self.text_of_part,
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "line", "text"
        yield from enumerate(self.text_of_part.split("\n"), start=1)


def normalize(text: str | None) -> str:
    return to_nfc(clean_text(text or ""))
