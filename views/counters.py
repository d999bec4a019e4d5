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
from web.texts import text_tag, tokenized_or_404
from web.view_options import view_options
from wordcount.analysis.counters import OtherCount, count_of_page, other_counts
from wordcount.words.tokens import TokenizedText, keys_of

NO_CAUSE = [("", "", "", "")]  # of a counter with the same number

blueprint = Blueprint("counters", __name__)


@formats.get(blueprint, "/results/<result:id>/counters")
def show(id: int) -> Response:
    return not_modified(id) or respond("counters.html", CountersPage(*tokenized_or_404(id)))


@dataclass(frozen=True)
class CountersPage(AnalysisPage):
    """The number of words in the text that was read, and the numbers of other counters."""

    result: Result
    tokenized: TokenizedText

    @property
    def total(self) -> int:
        return len(self.tokenized.tokens)

    @cached_property
    def counters(self) -> Sequence[OtherCount]:
        others = other_counts(self.tokenized)
        if self.result.page_text is None:
            return others
        page = keys_of(self.result.page_text, text_tag(self.result))
        return [count_of_page(self.tokenized.keys, page), *others]

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
