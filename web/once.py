"""Find a value once in a request, however often its page asks for it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from flask import g

Found = TypeVar("Found")


def once_in_request(find: Callable[[], Found]) -> Callable[[], Found]:
    """Decorate a function whose value does not change within a request.

    The value is kept in `g` under the function's name. Outside of an application context, nothing
    is kept.
    """
    name = find.__name__

    @wraps(find)
    def found() -> Found:
        try:
            # The attributes of a proxy take three times as long.
            kept = vars(g._get_current_object())
        except RuntimeError:
            return find()
        if name not in kept:
            kept[name] = find()
        value: Found = kept[name]
        return value

    return found
