"""What the query of an address asks for. What makes no sense is a 400, with a sentence."""

from collections.abc import Collection

from flask import abort, request

from wordcount import clean_text

MAX_LENGTH = 500  # characters of what somebody types to look for


def wanted_number(name: str, most: int | None = None) -> int | None:
    """The number in the query under `name`, None where there is none. Aborts with 400."""
    text = request.args.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18 and int(text) > 0):
        abort(400, f"{name} must be a whole number above 0.")
    return int(text) if most is None else min(int(text), most)


def wanted_option(name: str, options: Collection[str], default: str) -> str:
    """The one of `options` in the query under `name`. Aborts with 400."""
    option = request.args.get(name, default)
    if option not in options:
        abort(400, f"{name} must be one of {', '.join(options)}.")
    return option


def wanted_text(name: str) -> str:
    """What is in the query under `name`, without white space around it. Aborts with 400."""
    text = clean_text(request.args.get(name, "")).strip()
    if len(text) > MAX_LENGTH:
        abort(400, f"{name} must have at most {MAX_LENGTH} characters.")
    return text
