"""Whether this server can answer requests, for a load balancer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response

import storage
from models import Result
from web import formats
from web.respond import Page, respond

blueprint = Blueprint("health", __name__)


@formats.get(blueprint, "/health")
def show() -> Response:
    """200 when the database answers and has its tables; else an error handler returns 503."""
    Result.select(Result.id).limit(1).execute()
    return respond("health.html", HealthPage("full" if storage.is_nearly_full() else "ok"))


@dataclass(frozen=True)
class HealthPage(Page):
    storage: str  # "ok", or "full": results can be read, but nothing more is accepted

    def to_dict(self) -> Mapping[str, Any]:
        return {"status": "ok", "storage": self.storage}

    def rows(self) -> Iterable[Sequence[Any]]:
        return [("status", "storage"), ("ok", self.storage)]
