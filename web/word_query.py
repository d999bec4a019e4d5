"""The argument `word`: what a request looks for in the text of a result."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from models import Result
from web.dictionary import forms_of, forms_switch, has_forms
from web.languages import translated
from web.query import InvalidField, choice_arg, field_arg
from web.respond import AnalysisPage
from web.texts import text_tag
from web.view_options import ViewOptions, view_options
from wordcount.analysis.queries import Query, TooManyTerms, parse_query
from wordcount.words.keys import key
from wordcount.words.tokens import TokenizedText

FORMS = ("written", "dictionary")


def query_arg(result: Result, tokenized: TokenizedText) -> Query:
    """Return the words and phrases in the query, or all forms of its word. Raises InvalidField."""
    wanted = ViewOptions(forms=choice_arg("forms", FORMS, "written"))
    try:
        asked = parse_query(field_arg("word"), text_tag(result), tokenized)
    except TooManyTerms as error:
        raise InvalidField("word", translated(str(error))) from error
    match asked.terms:
        case [(word,)] if "*" not in word and has_forms([result], wanted):
            counts = Counter(tokenized.keys)
            return with_forms(asked, *forms_of(result, word, [w for w, _ in counts.most_common()]))
    return asked


def with_forms(asked: Query, forms: Sequence[str], has_more: bool) -> Query:
    """Return the query for all `forms` of the word that was asked for."""
    terms = [(form,) for form in forms] or asked.terms
    return Query(asked.text, terms, forms, has_more)


def count_forms(asked: Query, tokenized: TokenizedText) -> Mapping[str, int]:
    """Count each form in the text, most frequent first."""
    counts = Counter(tokenized.keys)
    return {
        form: counts[form] for form in sorted(asked.forms, key=lambda form: (-counts[form], form))
    }


def address_of(asked: Query, result: Result) -> dict[str, Any]:
    """Return the arguments of an address that looks for the same, with the same options."""
    options = {**view_options().query}
    options.pop("forms", None)  # `asked` has its own
    word = {"word": asked.text} if asked.text else {}
    forms = {"forms": "dictionary"} if asked.forms else {}
    return {"id": result.id, **word, **forms, **options}


def word_forms_switch(asked: Query, result: Result) -> list[str]:
    """Return ["forms"] if a page about `asked` has that switch; see web/view_options.py."""
    match asked.terms:
        case [(word,)] if "*" not in word:
            return forms_switch(result)
    return forms_switch(result) if asked.forms else []


def key_of(text: str, result: Result) -> str:
    """Return the key under which a word is counted in `result`."""
    return key(text.strip(), language_of(result).partition("-")[0].lower())


def language_of(result: Result) -> str:
    return result.language or "und"


class WordPage(AnalysisPage):
    """A page about what `asked` looks for in `result`."""

    tokenized: TokenizedText
    asked: Query

    @property
    def words_read(self) -> int:
        return len(self.tokenized.keys)

    @property
    def word(self) -> str:
        return self.asked.text

    @property
    def address(self) -> dict[str, Any]:
        return address_of(self.asked, self.result)

    @property
    def switches(self) -> Sequence[str]:
        return word_forms_switch(self.asked, self.result)

    @property
    def partial(self) -> bool:
        return super().partial or self.asked.has_more_forms

    @property
    def shown_forms(self) -> str:
        return "dictionary" if self.asked.forms else "written"
