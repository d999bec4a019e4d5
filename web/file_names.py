"""The names of the files that tables are saved as: the view, the results with a title, the word."""

from collections.abc import Sequence
from urllib.parse import quote

from flask import request

from models import Result

MAX_PART = 60  # characters of a title or a word in a name


def file_name(results: Sequence[Result], word: str) -> str:
    """Such as "wordcount-7-Cats-contexts-mouse.csv"."""
    ids = [str(result.id) for result in results]
    title = next((result.title for result in results if result.title), "") or ""
    parts = ["wordcount", *ids, slug(title), request.blueprint or "", slug(word)]
    return "-".join(filter(None, parts)) + ".csv"


def saved_as(name: str) -> str:
    """The Content-Disposition that has a browser save an answer under that name (RFC 6266)."""
    if name.isascii():
        return f'attachment; filename="{name}"'
    ascii_name = "-".join(part for part in name.split("-") if part.isascii())
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name)}"


def slug(text: str) -> str:
    """The letters and digits of a text; anything between them is one hyphen."""
    words = "".join(sign if sign.isalnum() else " " for sign in text[:MAX_PART]).split()
    return "-".join(words)
