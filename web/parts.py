"""The part of a result that a request shows: its main text, or the whole page."""

from collections.abc import Sequence

import peewee as pw
from flask import abort
from flask_babel import lazy_gettext

from models import Result
from web.view_options import is_for_people, set_part, view_options

# Maps the columns of the whole page to those of its main text.
MAIN_COLUMNS = {
    Result.result_all: Result.main_all,
    Result.result_no_stop_words: Result.main_no_stop_words,
}

NO_MAIN_TEXT = lazy_gettext(
    "That result has no main text: its page may be a list, or it was counted before wordcount "
    "looked for main texts."
)


def choose_part(*results: Result) -> str:
    """Return the part to show of one result, or of two that are compared.

    Two results are compared by their main texts if both have one. If a result has no main text,
    people see the whole page, and a program that requests the main text gets 404.
    """
    part = view_options().part
    if part == "main" and not have_main(results):
        if len(results) == 1 and not is_for_people():
            abort(404, NO_MAIN_TEXT)
        part = "page"
    differs = any(each.total != each.main_total for each in results)
    set_part(part, have_main(results) and differs)
    return part


def have_main(results: Sequence[Result]) -> bool:
    """Whether all of `results` have a main text, found by the same rules."""
    has_main = all(result.main_total is not None for result in results)
    return has_main and len({result.main_rule for result in results}) == 1


def show_part(result: Result, part: str) -> Result:
    """Set the totals of `result` to those of the part."""
    if part == "main":
        result.part, result.page_total = part, result.total
        result.total, result.distinct = result.main_total, result.main_distinct
    return result


def columns_of(part: str, columns: Sequence[pw.Field]) -> list[pw.Field]:
    return [MAIN_COLUMNS[column] if part == "main" else column for column in columns]
