"""Log one line for each request: method, path, status, duration, CPU time, whether it took turns.

No line contains the secret of a private text.
"""

import logging
import random
import re
import time
from urllib.parse import quote

from flask import Flask, Response, g, request

from web.addresses import without_secret

# The X-Request-ID that a router in front of us may set, as Heroku's does. Anything else is ignored.
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")

logger = logging.getLogger("request")
server_logger = logging.getLogger("waitress")


def register(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(write)
    for each in (app.logger, server_logger):
        each.addFilter(hide_secrets)


def begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else f"{random.getrandbits(128):032x}"
    g.request_began, g.request_cpu = time.perf_counter(), time.thread_time()


def write(response: Response) -> Response:
    """Log the answer, and send the id of the request, by which visitors can refer to it."""
    response.headers["X-Request-ID"] = g.request_id
    fields = {
        "id": g.request_id,
        "method": request.method,
        "path": quote(without_secret(request.path), safe="/*"),
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - g.request_began) * 1000),
        "cpu_milliseconds": round((time.thread_time() - g.request_cpu) * 1000),
        "turn": "turn" in g,  # see limits.py
    }
    logger.info("answered", extra={"fields": fields})
    return response


def hide_secrets(record: logging.LogRecord) -> bool:
    """Remove secrets from the path that Flask or the server logs with an exception."""
    record.msg, record.args = without_secret(record.getMessage()), ()
    return True
