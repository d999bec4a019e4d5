"""Why other programs count a different number of words in a result."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from models import Result
from web import formats
from web.etags import not_modified
from web.lookup import identity
from web.respond import AnalysisPage, respond
from web.texts import TOKENIZED_AT_MOST, chunks_or_404, text_tag
from web.view_options import view_options
from wordcount.analysis.counters import OtherCount, count_of_page, other_counts
from wordcount.words.tokens import Chunks, read_chunks

NO_CAUSE = [("", "", "", "")]  # of a counter with the same number

blueprint = Blueprint("counters", __name__)


@formats.get(blueprint, "/results/<result:id>/counters")
def show(id: int) -> Response:
    return not_modified(id) or respond("counters.html", CountersPage(*chunks_or_404(id)))


@dataclass(frozen=True)
class CountersPage(AnalysisPage):
    """The number of words in the text that was read, and the numbers of other counters."""

    result: Result
    chunks: Chunks

    @cached_property
    def keys(self) -> Sequence[str]:
        return self.chunks.keys

    @property
    def total(self) -> int:
        return len(self.keys)

    @cached_property
    def counters(self) -> Sequence[OtherCount]:
        others = other_counts(self.chunks)
        if self.result.page_text is None:
            return others
        page = read_chunks(self.result.page_text, text_tag(self.result), TOKENIZED_AT_MOST)
        return [count_of_page(self.keys, page.keys), *others]

    @property
    def query(self) -> dict[str, Any]:
        return {"id": self.result.id, **view_options().query}

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **identity(self.result),
            "words": self.total,
            "counters": [asdict(counter) for counter in self.counters],
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "counter", "words", "difference", "word", "count", "here", "there"
        for counter in self.counters:
            head = (counter.counter, counter.words, counter.difference)
            causes: list[Sequence[Any]] = [
                (each.word, each.count, each.here, each.there) for each in counter.causes
            ]
            yield from ((*head, *cause) for cause in causes or NO_CAUSE)
