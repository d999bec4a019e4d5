"""Print how far a run is: a bar on a terminal, lines elsewhere."""

import time
from collections.abc import Iterable
from gettext import gettext as _
from gettext import ngettext
from typing import TextIO

from .run import Status

BAR_WIDTH = 24  # characters
LINE_INTERVAL = 30.0  # seconds between two lines, where there is no terminal


def show_progress(statuses: Iterable[Status], out: TextIO) -> Status:
    """Print each status, and messages as they arrive. Return the last status."""
    is_terminal = out.isatty()
    shown = 0
    printed_at = time.monotonic()
    last = Status(0, 0)
    for last in statuses:
        for message in last.messages[shown:]:
            print(("\r\x1b[K" if is_terminal else "") + clean(message), file=out)
        shown = len(last.messages)
        if is_terminal:
            print(f"\r\x1b[K{_draw_bar(last.fraction)} {describe(last)}", end="", file=out)
        elif time.monotonic() - printed_at >= LINE_INTERVAL:
            print(describe(last), file=out)
            printed_at = time.monotonic()
        out.flush()
    print(("\r\x1b[K" if is_terminal else "") + describe(last), file=out)
    return last


def describe(status: Status) -> str:
    """Return one line: WARCs, pages, errors, megabytes a second and the time left."""
    seconds = max(time.monotonic() - status.started_at, 0.001)
    parts = [
        _("%(done)s of %(archives)s WARCs")
        % {"done": f"{status.done:,}", "archives": f"{status.archives:,}"},
        ngettext("%(num)s page", "%(num)s pages", status.pages) % {"num": f"{status.pages:,}"},
        ngettext("%(num)s error", "%(num)s errors", status.errors) % {"num": f"{status.errors:,}"},
        f"{status.bytes_read / 1e6 / seconds:,.1f} MB/s",
    ]
    if status.done == status.archives:
        parts.append(_("done in %(time)s") % {"time": _format_time(seconds)})
    elif status.fraction > 0:
        left = _format_time(seconds * (1 / status.fraction - 1))
        parts.append(_("%(time)s left") % {"time": left})
    return ", ".join(parts)


def clean(text: str) -> str:
    """Replace what a terminal would execute. Addresses of WARCs come from lists of strangers."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _draw_bar(fraction: float) -> str:
    filled = int(fraction * BAR_WIDTH)
    return f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {fraction:4.0%}"


def _format_time(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
