"""The log and the memory allocator, which every program sets up first.

The log goes to standard error: one line per event, as text in development and as JSON in
production; debug output of libraries is silenced. An event passes its fields in `extra`:
`logger.info("counted", extra={"fields": {"result": 7}})`.
"""

import contextlib
import ctypes
import datetime as dt
import functools
import gc
import json
import logging
import tempfile
from pathlib import Path

import peewee as pw

# https://man7.org/linux/man-pages/man3/mallopt.3.html
M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8
# Objects. With Python's default of 700, the garbage collector takes a third of tokenizing.
GC_THRESHOLDS = (50_000, 20, 100)
BLOCK = 256 * 1024  # bytes; glibc would raise this to 32 MB, and keep smaller freed blocks


class TextFormatter(logging.Formatter):
    """`counted result=7 outcome=done`; warnings and errors are prefixed with their level."""

    def format(self, record: logging.LogRecord) -> str:
        level = "" if record.levelno <= logging.INFO else f"{record.levelname}: "
        fields = getattr(record, "fields", {})
        line = " ".join(f"{name}={value}" for name, value in fields.items())
        return f"{level}{super().format(record)} {line}".rstrip()


class JSONFormatter(logging.Formatter):
    """One JSON object per line: time, level, logger, event, its fields, and any traceback."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return json.dumps(event)


def set_up(log_as_json: bool) -> None:
    """Set up the log and the allocator of this process."""
    configure_log(log_as_json)
    return_freed_memory()
    gc.set_threshold(*GC_THRESHOLDS)


def configure_log(as_json: bool) -> None:
    logging.basicConfig(level=logging.INFO, handlers=[create_handler(as_json)], force=True)
    for name in ("peewee_migrate", "waitress"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a warning for each that waits


def create_handler(as_json: bool) -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setFormatter(JSONFormatter() if as_json else TextFormatter())
    # A logger's filters do not apply to records of its child loggers, those of a handler do.
    handler.addFilter(condense_database_errors)
    return handler


def condense_database_errors(record: logging.LogRecord) -> bool:
    """Log an unreachable database as one line instead of a traceback."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, pw.OperationalError | pw.InterfaceError):
        record.msg = f"{record.getMessage()}: {' '.join(str(error).split())}"
        record.args = ()
        record.exc_info = None
    return True


@functools.cache
def shared_folder() -> Path:
    """Return the temporary folder that the processes of `web` share, also after a reload."""
    return Path(tempfile.mkdtemp(prefix="wordcount-"))


def return_freed_memory() -> None:
    """Make glibc return freed blocks to the system, and use one arena for all threads.

    By default, it keeps blocks of up to 32 MB in an arena of each thread. Other C libraries have
    no such setting.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, BLOCK)
        library.mallopt(M_ARENA_MAX, 1)
