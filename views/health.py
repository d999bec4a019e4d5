"""Whether this server can answer requests, for a load balancer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response

from models import Result
from web import formats
from web.respond import Page, respond

blueprint = Blueprint("health", __name__)


@formats.get(blueprint, "/health")
def show() -> Response:
    """200 when the database answers and has its tables; else an error handler returns 503."""
    Result.select(Result.id).limit(1).execute()
    return respond("health.html", HealthPage())


@dataclass(frozen=True)
class HealthPage(Page):
    def to_dict(self) -> Mapping[str, Any]:
        return {"status": "ok"}

    def rows(self) -> Iterable[Sequence[Any]]:
        return [("status",), ("ok",)]
