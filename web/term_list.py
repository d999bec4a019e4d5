"""The list of terms in a query."""

from collections.abc import Callable, Sequence

from flask import request

from web.languages import translated
from web.query import InvalidField, too_long
from wordcount.analysis.queries import Query, TooManyTerms
from wordcount.analysis.term_list import MAX_LIST, NamedTerm, parse_term_list


def terms_text() -> str:
    """Return the argument `terms`. Raises InvalidField."""
    text = request.args.get("terms", "").strip()
    if len(text) > MAX_LIST:
        raise InvalidField("terms", too_long("terms", MAX_LIST))
    return text


def parse_terms(text: str, parse: Callable[[str], Query]) -> Sequence[NamedTerm]:
    """Return the terms of a list. Raises InvalidField."""
    try:
        return parse_term_list(text, parse)
    except TooManyTerms as error:
        raise InvalidField("terms", translated(str(error))) from error
