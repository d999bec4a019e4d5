"""The words of a corpus, with their frequency, documents and dispersion."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from corpora.words import CorpusRow
from reference import ReferenceLanguage
from web import formats
from web.corpora.page import CorpusPage, corpus_and_sums, switches_of, wait_if_many
from web.corpora.words import LISTED, SORTS, Found, add_documents, find_words
from web.formats import wanted_format
from web.paging import ROWS, Paging
from web.query import int_arg
from web.respond import respond
from web.unusual import reference_of, unusual, why_not_unusual
from web.word_choice import Choice, choice_args
from wordcount.analysis.keyness import Keyness
from wordcount.forms.rows import details
from wordcount.language.names import language_name

MAX_PAGE = 10_000  # of the table: more than the words of any corpus fill

blueprint = Blueprint("corpus_words", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/words")
def show(id: int) -> Response:
    found, choice = corpus_and_sums(id), choice_args(SORTS)
    return respond(
        "corpora/words.html", CorpusWordsPage(*found, choice, int_arg("page", most=MAX_PAGE) or 1)
    )


@dataclass(frozen=True)
class CorpusWordsPage(CorpusPage):
    """The chosen words of a corpus: as HTML those of the page `wanted`, as JSON and CSV all."""

    choice: Choice
    wanted: int

    @cached_property
    def found(self) -> Found:
        """The words of the page `wanted`, or of the last page."""
        found = find_words(self, self.choice, ROWS, (self.wanted - 1) * ROWS)
        if found.rows or self.wanted == 1:
            return found
        number = find_words(self, self.choice, ROWS).number
        return find_words(self, self.choice, ROWS, Paging.of(number, self.wanted).first - 1)

    @cached_property
    def every(self) -> Found:
        wait_if_many(self.sums)
        return find_words(self, self.choice, LISTED)

    @cached_property
    def words(self) -> Sequence[CorpusRow]:
        return add_documents(self, self.found)

    @property
    def paging(self) -> Paging:
        return Paging.of(self.found.number, self.wanted)

    @property
    def most(self) -> int:
        """The count of the longest bar, on any page."""
        return max((row.count for row in find_words(self, Choice(self.options), 1).rows), default=1)

    def forms(self, word: str) -> Mapping[str, int]:
        return self.found.every.of(word) if self.found.every else {}

    @property
    def query(self) -> dict[str, Any]:
        return {"id": self.corpus.id, **self.choice.query}

    @property
    def switches(self) -> Sequence[str]:
        return switches_of(self, forms=True)

    @property
    def language_name(self) -> str | None:
        return language_name(self.language)

    @property
    def reference(self) -> ReferenceLanguage | None:
        """The reference frequencies with which the words are compared."""
        return reference_of(self.sums.language)

    @cached_property
    def compared(self) -> Mapping[str, Keyness]:
        """The keyness of the words in the table. The reference has no dictionary forms."""
        return {} if self.has_forms else self.compare(self.words)

    @property
    def why_not_unusual(self) -> str | None:
        """Why the words are sorted by frequency, if the most unusual ones were to come first."""
        if self.choice.sort != "unusual":
            return None
        return why_not_unusual(self.sums.language, has_forms=self.has_forms)

    def compare(self, rows: Sequence[CorpusRow]) -> Mapping[str, Keyness]:
        return unusual(self.words_as_result, ((row.rank, row.word, row.count) for row in rows))

    @property
    def partial(self) -> bool:
        return super().partial or self.is_cut or self.is_list_cut

    @property
    def is_cut(self) -> bool:
        """Whether only the most frequent words were chosen from."""
        found = self.found if wanted_format() == "html" else self.every
        chooses = self.has_forms or not self.choice.is_usual
        return chooses and self.distinct > found.examined

    @property
    def is_list_cut(self) -> bool:
        """Whether JSON and CSV leave out words that pages have."""
        if wanted_format() == "html":
            return False
        return self.sums.figures.cut or self.every.number > LISTED

    def to_dict(self) -> Mapping[str, Any]:
        return {**self.identity, "words": self.dictionaries(), "partial": self.partial}

    def dictionaries(self) -> Iterator[dict[str, Any]]:
        total, every = self.sums.figures.total or 1, self.every
        compared = {} if every.every else self.compare(every.rows)
        for row in every.rows:
            found = {
                "word": row.word,
                "rank": row.rank,
                "count": row.count,
                "per_thousand": round(row.count * 1000 / total, 4),
            }
            if every.every:
                found |= every.every.to_dict(row.word)
            else:
                found["documents"], found["dp"] = row.documents, round(row.dp, 4)
            keyness = compared.get(row.word)
            found["log_ratio"] = keyness and round(keyness.log_ratio, 2)
            found["log_likelihood"] = keyness and round(keyness.g2, 2)
            yield found

    def rows(self) -> Iterator[Sequence[Any]]:
        spread = ("forms",) if self.has_forms else ("documents", "dp")
        yield "word", "rank", "count", "per_thousand", *spread, "log_ratio", "log_likelihood"
        for row in self.dictionaries():
            if self.has_forms:
                row["forms"] = details(row["forms"])
            yield [*row.values()]
