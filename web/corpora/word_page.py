"""A page about what a request looks for in a corpus."""

from dataclasses import dataclass
from typing import Any

from werkzeug.utils import cached_property

from corpora.finding import Places, find_terms, merge_places
from web.corpora.page import CorpusPage
from web.corpora.query import address_of
from wordcount.analysis.queries import Query


@dataclass(frozen=True)
class CorpusWordPage(CorpusPage):
    """A page about what `asked` looks for in the corpus."""

    asked: Query

    @property
    def word(self) -> str:
        return self.asked.text

    @property
    def partial(self) -> bool:
        return super().partial or self.asked.has_more_forms

    @cached_property
    def places(self) -> Places:
        return merge_places([*find_terms(self.sums, self.asked.terms).values()])

    @property
    def address(self) -> dict[str, Any]:
        return address_of(self.corpus.id, self.asked)
