"""Prometheus metrics: requests, their durations, the queue, and the outcomes of recent results.

They count the requests of all web processes on this machine. The rest is read from the database.
"""

import logging
import os
import time
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from capacity import storage
from capacity.quotas import MEGABYTE
from jobs import outcomes

# Of RFC 9110 and RFC 5789. Clients can send any other word, and each would become a label.
METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"}

# Bytes of this process's files of counters and histograms, enough for all possible labels.
# prometheus_client maps them into memory: if the disk were full, a write would kill the process
# (SIGBUS).
RESERVED = {"counter": 1024 * 1024, "histogram": 512 * 1024}

RECENT = 1000  # results whose outcomes are counted, however many there are

REQUESTS = Counter("wordcount_requests", "Answered requests.", ["method", "endpoint", "status"])
DURATIONS = Histogram("wordcount_request_seconds", "Durations of requests.", ["endpoint"])

has_room = True  # set by reserve()

logger = logging.getLogger(__name__)
blueprint = Blueprint("metrics", __name__)


def register(app: Flask) -> None:
    """If METRICS is 1, observe the requests of `app` and serve its metrics."""
    app.register_blueprint(blueprint)
    app.after_request(observe)


def observe(response: Response) -> Response:
    """Count an answer under the name of its view, because the number of addresses is unlimited."""
    if not (current_app.config["METRICS"] and has_room):
        return response
    endpoint = request.endpoint or "none"
    method = request.method if request.method in METHODS else "other"
    REQUESTS.labels(method, endpoint, response.status_code).inc()
    DURATIONS.labels(endpoint).observe(time.perf_counter() - g.request_began)
    return response


def reserve(folder: Path) -> None:
    """Create the files of this process. If the disk has no room, its requests are not counted."""
    global has_room
    try:
        for kind, size in RESERVED.items():
            (folder / f"{kind}_{os.getpid()}.db").write_bytes(bytes(size))
        has_room = True
    except OSError as error:
        has_room = False
        logger.warning("Requests are not counted, as %s has no room: %s", folder, error.strerror)


@blueprint.get("/metrics")
def show() -> Response:
    if not current_app.config["METRICS"]:
        abort(404)
    return Response(
        generate_latest(requests_of_all()) + generate_latest(queue()),
        content_type=CONTENT_TYPE_LATEST,
    )


def requests_of_all() -> CollectorRegistry:
    """Return the requests of all gunicorn processes, or without gunicorn of this process."""
    registry = CollectorRegistry()
    try:
        MultiProcessCollector(registry)
    except ValueError:  # no shared folder is set
        return REGISTRY
    return registry


def queue() -> CollectorRegistry:
    """Return the length and age of the queue, and the outcomes of the latest results."""
    registry = CollectorRegistry()
    length, age = outcomes.backlog()
    Gauge("wordcount_pending", "Pending results.", registry=registry).set(length)
    Gauge(
        "wordcount_oldest_pending_seconds", "Age of the oldest pending result.", registry=registry
    ).set(age)
    Gauge("wordcount_database_bytes", "Size of the database on disk.", registry=registry).set(
        storage.database_size()
    )
    Gauge("wordcount_storage_limit_bytes", "STORAGE_LIMIT; 0 is none.", registry=registry).set(
        current_app.config["STORAGE_LIMIT"] * MEGABYTE
    )
    gauge = Gauge(
        "wordcount_recent_outcomes",
        f"Outcomes of the latest {RECENT} results: done, or the code of an error.",
        ["outcome"],
        registry=registry,
    )
    for outcome, number in outcomes.latest(RECENT):
        gauge.labels(outcome).set(number)
    return registry
