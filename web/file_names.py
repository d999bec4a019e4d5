"""Names for saved tables, made of the results, their title, the view and the word."""

from collections.abc import Sequence
from urllib.parse import quote

from flask import request

from corpora import Corpus
from models import Result

MAX_PART = 60  # characters of a title or a word in a name


def file_name(results: Sequence[Result], word: str, corpus: Corpus | None = None) -> str:
    """Return a name such as "wordcount-7-Cats-contexts-mouse.csv"."""
    ids = ["corpus", str(corpus.id)] if corpus else [str(result.id) for result in results]
    title = next((result.title for result in results if result.title), "") or ""
    view = (request.blueprint or "").removeprefix("corpus_")
    parts = ["wordcount", *ids, slug(title), view, slug(word)]
    return "-".join(filter(None, parts)) + ".csv"


def saved_as(name: str) -> str:
    """Return the Content-Disposition to save an answer under that name (RFC 6266)."""
    if name.isascii():
        return f'attachment; filename="{name}"'
    ascii_name = "-".join(part for part in name.split("-") if part.isascii())
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"


def slug(text: str) -> str:
    """Return the letters and digits of a text, with one hyphen for anything between them."""
    words = "".join(sign if sign.isalnum() else " " for sign in text[:MAX_PART]).split()
    return "-".join(words)
