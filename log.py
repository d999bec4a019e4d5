"""What is written to standard error: a line for what happens, none for a library's inner life.

A line is readable in development and JSON in production. Its facts come as
`logger.info("counted", extra={"facts": {"result": 7}})`.
"""

import datetime as dt
import json
import logging

import peewee as pw


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


def configure(as_json: bool) -> None:
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
