"""Arguments of the query string. A malformed one is answered with 400 and a sentence."""

from collections.abc import Collection, Iterable
from typing import NoReturn

from flask import Request, abort, request
from flask_babel import gettext
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.utils import cached_property

from web.formats import wanted_format
from wordcount import clean_text

MAX_LENGTH = 500  # characters of a text
MAX_DIGITS = 18  # of a number that a bigint of PostgreSQL can store
LARGEST = 10**MAX_DIGITS - 1


class InvalidField(HTTPException):
    """The text in a `field` of a form is refused; see web/refusal.py."""

    def __init__(self, field: str, description: str, code: int = 400) -> None:
        super().__init__(description)
        self.field, self.code = field, code


class CleanRequest(Request):
    """A request whose arguments PostgreSQL can store: they contain no U+0000."""

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        sent = super().args.items(multi=True)
        return ImmutableMultiDict((name, clean_text(value)) for name, value in sent)

    def on_json_loading_failed(self, e: ValueError | None) -> NoReturn:
        raise BadRequest(gettext("The body of the request is not valid JSON.")) from e


def int_arg(name: str, most: int | None = None) -> int | None:
    """Return the number `name`, at most `most`, or None if it is missing. Aborts with 400.

    A number of more than MAX_DIGITS becomes LARGEST, so `page` is the last page.
    """
    text = request.args.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and text.strip("0")):
        abort(400, gettext("%(name)s must be a whole number above 0.", name=name))
    digits = text.lstrip("0")
    number = int(digits) if len(digits) <= MAX_DIGITS else LARGEST
    return number if most is None else min(number, most)


def range_arg(name: str, allowed: range, default: int) -> int:
    """Return the number `name`, one of `allowed`. Aborts with 400."""
    number = int_arg(name) or default
    if number not in allowed:
        abort(400, out_of_range(name, allowed))
    return number


def choice_arg(name: str, options: Collection[str], default: str) -> str:
    """Return the choice `name`, one of `options`. Aborts with 400."""
    option = request.args.get(name, default)
    if option not in options:
        abort(400, not_one_of(name, options))
    return option


def text_arg(name: str) -> str:
    """Return the text `name` without surrounding white space. Aborts with 400."""
    text = request.args.get(name, "").strip()
    if len(text) > MAX_LENGTH:
        abort(400, too_long(name, MAX_LENGTH))
    return text


def field_arg(name: str) -> str:
    """Return the same for a text that people type into a form. Raises InvalidField."""
    text = request.args.get(name, "").strip()
    if len(text) > MAX_LENGTH:
        raise InvalidField(name, too_long(name, MAX_LENGTH))
    return text


def out_of_range(name: str, allowed: range) -> str:
    message = gettext(
        "%(name)s must be from %(least)s to %(most)s.",
        name=name,
        least=allowed[0],
        most=allowed[-1],
    )
    return str(message)


def not_one_of(name: str, options: Iterable[str]) -> str:
    return str(
        gettext("%(name)s must be one of %(options)s.", name=name, options=", ".join(options))
    )


def too_long(name: str, most: int) -> str:
    """Return the error beside a field, or for programs about an argument."""
    if wanted_format() == "html":
        return str(gettext("This is too long: it can have at most %(most)s characters.", most=most))
    message = gettext("%(name)s must have at most %(most)s characters.", name=name, most=most)
    return str(message)
