"""The argument `word`: what a request looks for in a corpus."""

from typing import Any

from corpora.term_counts import parse
from corpora.words import Sums, most_frequent
from models import Result
from web.dictionary import forms_of
from web.languages import translated
from web.query import InvalidField, choice_arg, field_arg
from web.view_options import view_options
from web.word_query import FORMS, with_forms
from wordcount.analysis.queries import Query, TooManyTerms
from wordcount.forms.dictionary import has_dictionary

GROUPED = 20_000  # the most frequent words, which are looked up in a dictionary


def query_arg(sums: Sums) -> Query:
    """Return the words and phrases in the query, or all forms of its word. Raises InvalidField."""
    try:
        asked = parse(sums, field_arg("word"))
    except TooManyTerms as error:
        raise InvalidField("word", translated(str(error))) from error
    has_forms = choice_arg("forms", FORMS, "written") == "dictionary"
    match asked.terms:
        case [(word,)] if "*" not in word and has_forms and has_dictionary(sums.language or "und"):
            written = [row.word for row in most_frequent(sums, GROUPED, keep_stop_words=True)]
            forms, has_more = forms_of(Result(language=sums.language), word, written)
            is_cut = len(written) < sums.distinct(keep_stop_words=True)
            return with_forms(asked, forms, has_more or is_cut)
    return asked


def address_of(id: int, asked: Query) -> dict[str, Any]:
    """Return the arguments of an address that looks for the same in the same part of a corpus."""
    options = view_options()
    part = {"part": options.part} if options.has_parts else {}
    forms = {"forms": "dictionary"} if asked.forms else {}
    return {"id": id, **({"word": asked.text} if asked.text else {}), **forms, **part}
