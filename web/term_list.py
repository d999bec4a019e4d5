"""The list of terms in a query, as it was typed."""

from collections.abc import Callable, Sequence

from flask import abort, request

from web.languages import translated
from web.query import too_long
from wordcount.analysis.queries import Query, TooManyTerms
from wordcount.analysis.term_list import MAX_LIST, NamedTerm, parse_term_list


def terms_text() -> str:
    """The argument `terms`. Aborts with 400."""
    text = request.args.get("terms", "").strip()
    if len(text) > MAX_LIST:
        abort(400, too_long("terms", MAX_LIST))
    return text


def parse_terms(text: str, parse: Callable[[str], Query]) -> Sequence[NamedTerm]:
    """The terms of a list. Aborts with 400."""
    try:
        return parse_term_list(text, parse)
    except TooManyTerms as error:
        abort(400, translated(str(error)))
