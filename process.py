"""What every program sets up first: its log, and how it gives memory back.

The log is standard error: a line for what happens, none for a library's inner life. A line is
readable in development and JSON in production. Its facts come as
`logger.info("counted", extra={"facts": {"result": 7}})`.
"""

import contextlib
import ctypes
import datetime as dt
import json
import logging

import peewee as pw

# https://man7.org/linux/man-pages/man3/mallopt.3.html
M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8
BLOCK = 256 * 1024  # bytes; glibc would raise it to 32 MB, and keep what is below it for itself


class Readable(logging.Formatter):
    """`counted result=7 outcome=done`; what is worse than news begins with its level."""

    def format(self, record: logging.LogRecord) -> str:
        level = "" if record.levelno <= logging.INFO else f"{record.levelname}: "
        facts = getattr(record, "facts", {})
        line = " ".join(f"{name}={value}" for name, value in facts.items())
        return f"{level}{super().format(record)} {line}".rstrip()


class AsJSON(logging.Formatter):
    """One JSON object a line: time, level, logger, event, its facts, a traceback if any."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return json.dumps(event)


def set_up(log_as_json: bool) -> None:
    """Set up the log and the memory of this process: the first thing that a program does."""
    configure_log(log_as_json)
    return_large_blocks()


def configure_log(as_json: bool) -> None:
    logging.basicConfig(level=logging.INFO, handlers=[create_handler(as_json)], force=True)
    for name in ("peewee_migrate", "werkzeug"):
        logging.getLogger(name).setLevel(logging.WARNING)


def create_handler(as_json: bool) -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setFormatter(AsJSON() if as_json else Readable())
    # Here and not at a logger: its filters do not see what comes from loggers below it.
    handler.addFilter(shorten_absence)
    return handler


def shorten_absence(record: logging.LogRecord) -> bool:
    """A database that is away is one line for each time it was asked, not a traceback."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, pw.OperationalError | pw.InterfaceError):
        record.msg = f"{record.getMessage()}: {' '.join(str(error).split())}"
        record.args = ()
        record.exc_info = None
    return True


def return_large_blocks() -> None:
    """Tell the C library so, where it is glibc: threads that held 10 MB each would keep them.

    Nor has each thread an arena of its own, which would keep what it once took in smaller pieces.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, BLOCK)
        library.mallopt(M_ARENA_MAX, 1)
