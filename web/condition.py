"""Check the condition of an alert: a word, and what about it to report."""

from typing import Any

from flask import abort
from flask_babel import gettext

from watches.alerts import MAX_NUMBER, WHEN
from web.fields import string_field
from web.formats import wanted_format
from web.query import MAX_LENGTH, InvalidField, not_one_of
from wordcount.words.tokens import typed_keys


def condition_of(fields: dict[str, object]) -> dict[str, Any]:
    """Return the word, `when` and `number` of an alert. Aborts with 400; raises InvalidField."""
    when = fields.get("when")
    if when not in WHEN:
        abort(400, not_one_of("when", WHEN))
    return {"word": word_of(fields), "when": when, "number": number_of(fields, str(when))}


def word_of(fields: dict[str, object]) -> str:
    word = string_field(fields, "word")
    if len(word) > MAX_LENGTH or len(typed_keys(word, "und")) != 1:
        if wanted_format() != "html":
            raise InvalidField(
                "word",
                gettext("%(name)s must be one word. Create an alert for each word.", name="word"),
            )
        raise InvalidField(
            "word", gettext("An alert watches one word. Create an alert for each word.")
        )
    return word


def number_of(fields: dict[str, object], when: str) -> int | None:
    """Return the number for the condition "crosses", or None for others. Raises InvalidField."""
    if when != "crosses":
        return None
    number = str(fields.get("number", ""))
    if not (number.isascii() and number.isdigit() and len(number) < 8 and int(number) > 0):
        raise InvalidField(
            "number",
            gettext(
                "The number must be a whole number above 0: the count that the word reaches "
                "or falls below."
            ),
        )
    return min(int(number), MAX_NUMBER)
