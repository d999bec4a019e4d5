"""What a request looks for in the text of a result: the argument `word`."""

from flask import abort

from models import Result
from web.query import text_arg
from wordcount.analysis.queries import Query, TooManyTerms, parse_query
from wordcount.words.keys import key
from wordcount.words.tokens import Reading


def query_arg(result: Result, reading: Reading) -> Query:
    """The words and phrases of the query. Aborts with 400."""
    try:
        return parse_query(text_arg("word"), language_of(result), reading)
    except TooManyTerms as error:
        abort(400, str(error))


def key_of(text: str, result: Result) -> str:
    """The key of a word, as it is counted in `result`."""
    return key(text.strip(), language_of(result).partition("-")[0].lower())


def language_of(result: Result) -> str:
    return result.language or "und"
