"""Durations in words."""

from math import ceil

from flask_babel import ngettext


def format_duration(seconds: int) -> str:
    """Return a duration in words, rounded up: "1 second", "90 seconds", "5 minutes", "7 hours"."""
    if seconds > 2 * 3600:
        hours = ceil(seconds / 3600)
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    if seconds > 2 * 60:
        minutes = ceil(seconds / 60)
        return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    return str(ngettext("%(num)s second", "%(num)s seconds", seconds))
