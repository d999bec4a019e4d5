"""What the page of a result says beside its words: its language, its rules, its variety."""

from collections.abc import Mapping

from werkzeug.utils import cached_property

from frequencies import has_other_words
from models import Result
from recounts import Recount
from web.lookup import length_of, mattr_of
from web.respond import Page
from web.rules import is_outdated
from wordcount.analysis.readability import figures
from wordcount.language.names import language_name
from wordcount.language.stopwords import stop_words

HOW_KNOWN = {"declared": "as the page says", "detected": "as its text shows"}


class ResultFacts(Page):
    """A page about the result `result`."""

    result: Result

    @property
    def is_outdated(self) -> bool:
        return is_outdated(self.result)

    @property
    def is_recounting(self) -> bool:
        return self.is_outdated and Recount.are_waiting([self.result.id])

    @property
    def language_name(self) -> str | None:
        return language_name(self.result.language or "")

    @property
    def how_known(self) -> str | None:
        return HOW_KNOWN.get(self.result.language_source or "")

    @cached_property
    def has_stop_words(self) -> bool:
        if stop_words(self.result.language or "und"):
            return True
        return self.result.language is None and has_other_words(self.result)

    @cached_property
    def mattr(self) -> float | None:
        return mattr_of(self.result)

    @cached_property
    def figures(self) -> Mapping[str, int | float | None] | None:
        """The length of the text and what it means; None where it is not known."""
        length = length_of(self.result)
        language = self.result.language or "und"
        return None if length is None else figures(self.result.total or 0, length, language)

    @property
    def characters_first(self) -> bool:
        return next(iter(self.figures or ()), None) == "characters"
