"""What a request looks for in the text of a result: the argument `word`."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import abort

from models import Result
from web.dictionary import forms_of, has_forms
from web.languages import translated
from web.lookup import text_tag
from web.query import choice_arg, text_arg
from web.view_options import ViewOptions, view_options
from wordcount.analysis.queries import Query, TooManyTerms, parse_query
from wordcount.words.keys import key
from wordcount.words.tokens import Reading

FORMS = ("written", "dictionary")


def query_arg(result: Result, reading: Reading) -> Query:
    """The words and phrases of the query, or all forms of its one word. Aborts with 400."""
    wanted = ViewOptions(forms=choice_arg("forms", FORMS, "written"))
    try:
        asked = parse_query(text_arg("word"), text_tag(result), reading)
    except TooManyTerms as error:
        abort(400, translated(str(error)))
    match asked.terms:
        case [(word,)] if "*" not in word and has_forms([result], wanted):
            forms = forms_of(result, word, list(dict.fromkeys(reading.keys)))
            return Query(asked.text, [(form,) for form in forms], forms) if forms else asked
    return asked


def count_forms(asked: Query, reading: Reading) -> Mapping[str, int]:
    """How often each form occurs in the text, the most frequent first."""
    counts = Counter(reading.keys)
    return {
        form: counts[form] for form in sorted(asked.forms, key=lambda form: (-counts[form], form))
    }


def address_of(asked: Query, result: Result) -> dict[str, Any]:
    """What addresses carry that look for the same in the same part of a result."""
    options = view_options()
    part = {"part": options.part} if options.has_parts else {}
    word = {"word": asked.text} if asked.text else {}
    forms = {"forms": "dictionary"} if asked.forms else {}
    return {"id": result.id, **word, **forms, **part}


def key_of(text: str, result: Result) -> str:
    """The key of a word, as it is counted in `result`."""
    return key(text.strip(), language_of(result).partition("-")[0].lower())


def language_of(result: Result) -> str:
    return result.language or "und"
