"""What pages about the words of a corpus share: the corpus, its sums, and the options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, request
from flask_babel import lazy_gettext
from werkzeug.utils import cached_property

from corpora.models import Corpus
from corpora.unsummed import Unsummed, unsummed
from corpora.words import Sums, read_sums
from models import Result
from web.corpora.lookup import address_of, corpus_or_404
from web.limits import wait_for_turn
from web.respond import Page
from web.view_options import ViewOptions, set_part, view_options
from wordcount.forms.dictionary import has_dictionary

SERIALIZE_WORDS_FROM = 10_000  # different words; sorting or filtering more takes 0.1 seconds

NO_SUMS = lazy_gettext("No document of that corpus has been counted yet. Try again in a moment.")
NONE_COUNTED = lazy_gettext("No document of that corpus could be counted.")
NO_MAIN_TEXT = lazy_gettext("No document of that corpus has a main text.")


@dataclass(frozen=True)
class CorpusPage(Page):
    """A page about the words of `corpus`, by `options`."""

    corpus: Corpus
    sums: Sums
    options: ViewOptions

    @property
    def language(self) -> str:
        return self.sums.language or "und"

    @property
    def total(self) -> int:
        return self.sums.total(keep_stop_words=self.options.keep_stop_words)

    @property
    def distinct(self) -> int:
        return self.sums.distinct(keep_stop_words=self.options.keep_stop_words)

    @property
    def has_stop_words(self) -> bool:
        return self.sums.figures.kept < self.sums.figures.total

    @property
    def has_forms(self) -> bool:
        return self.options.forms == "dictionary" and has_dictionary(self.language)

    @property
    def query(self) -> dict[str, Any]:
        return {"id": self.corpus.id, **self.options.query}

    @property
    def identity(self) -> Mapping[str, Any]:
        """Return the keys that identify the corpus and its part in JSON answers about its words."""
        figures = self.sums.figures
        return {
            "id": self.corpus.id,
            "address": address_of(self.corpus.id),
            "name": self.corpus.name,
            "language": self.language,
            "part": self.sums.part,
            "documents": figures.documents,
            "unsummed": self.unsummed.documents,
            "total": figures.total,
            "distinct": figures.distinct,
        }

    @cached_property
    def unsummed(self) -> Unsummed:
        return unsummed(self.corpus.id)

    @property
    def partial(self) -> bool:
        """Whether words are missing that will be added up, or that were not read."""
        return self.unsummed.documents > 0

    @property
    def is_changing(self) -> bool:
        """Whether documents are being counted or added up."""
        is_adding = self.unsummed.documents > 0 and not self.unsummed.until
        return is_adding or self.corpus.finished_at is None

    @property
    def words_as_result(self) -> Result:
        """Return a result with the language and total of the corpus, where one is needed."""
        return Result(language=self.sums.language, total=self.sums.figures.total)


def switches_of(page: CorpusPage, *, forms: bool) -> Sequence[str]:
    stop_words = ["stop_words"] if page.has_stop_words else []
    return [*stop_words, *(["forms"] if forms and has_dictionary(page.language) else [])]


def corpus_and_sums(id: int) -> tuple[Corpus, Sums, ViewOptions]:
    """Return the corpus with that id, the sums of the requested part, and the other options.

    Aborts with 404 if there are none.
    """
    corpus = corpus_or_404(id)
    return corpus, choose_part(sums_or_404(corpus)), view_options()


def sums_or_404(corpus: Corpus) -> Sums:
    has_failed = corpus.status == "failed" or corpus.failed == corpus.documents > 0
    return read_sums(corpus.id) or abort(404, NONE_COUNTED if has_failed else NO_SUMS)


def choose_part(sums: Sums) -> Sums:
    """Choose the part to show: main texts if requested, or if most documents have one."""
    part = view_options().part
    is_usual = sums.main.documents * 2 > sums.page.documents
    if part == "main" and not sums.main.documents and request.args.get("part"):
        abort(404, NO_MAIN_TEXT)
    if part == "main" and not is_usual and not request.args.get("part"):
        part = "page"
    shown = part if sums.main.documents else "page"
    set_part(shown, sums.main.documents > 0)
    return replace(sums, part=shown)


def wait_if_many(sums: Sums) -> None:
    if sums.figures.distinct > SERIALIZE_WORDS_FROM:
        wait_for_turn()
