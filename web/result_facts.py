"""The facts on the page of a result besides its words: language, rules, lexical diversity."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext
from werkzeug.utils import cached_property

from jobs.recounts import Recount
from models import Result
from reference import ReferenceLanguage
from results.frequencies import has_other_words
from web.language_names import language_name
from web.respond import Page
from web.rules import is_outdated
from web.texts import length_of, mattr_of
from web.unusual import reference_of, unusual
from web.word_table import WordRow
from wordcount.analysis.keyness import Keyness
from wordcount.analysis.readability import figures
from wordcount.language.stopwords import stop_words

HOW_KNOWN = {
    "declared": lazy_gettext("as declared by the page"),
    "detected": lazy_gettext("as detected from the text"),
    "given": lazy_gettext("as set when it was submitted"),
}


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
        how = HOW_KNOWN.get(self.result.language_source or "")
        return str(how) if how else None

    @cached_property
    def has_stop_words(self) -> bool:
        if stop_words(self.result.language or "und"):
            return True
        result = self.result
        # Only the Alembic version, which knew no rules, removed them without storing the language.
        return result.language is None and result.rule is None and has_other_words(result)

    @cached_property
    def mattr(self) -> float | None:
        return mattr_of(self.result)

    @cached_property
    def figures(self) -> Mapping[str, int | float | None] | None:
        """Return figures about the length of the text, or None if it is unknown."""
        length = length_of(self.result)
        language = self.result.language or "und"
        return None if length is None else figures(self.result.total or 0, length, language)

    @property
    def words(self) -> Sequence[WordRow]:
        """Return the rows of the table."""
        raise NotImplementedError

    @property
    def reference(self) -> ReferenceLanguage | None:
        """Return the reference frequencies with which the words are compared."""
        return reference_of(self.result.language)

    @cached_property
    def compared(self) -> Mapping[str, Keyness]:
        """The keyness of the words in the table. The reference has no dictionary forms."""
        written = [(row.rank, row.word, row.count) for row in self.words if not row.forms]
        return unusual(self.result, written)

    @property
    def characters_first(self) -> bool:
        return next(iter(self.figures or ()), None) == "characters"
