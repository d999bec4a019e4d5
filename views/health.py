"""Whether this server can answer requests, for load balancers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response

from capacity import storage
from jobs import worker_packs
from models import Result
from web import formats
from web.respond import Page, respond
from wordcount.packs import installed_packs

blueprint = Blueprint("health", __name__)


@formats.get(blueprint, "/health")
def show() -> Response:
    """Answer with 200 if the database has its tables. Otherwise, an error handler returns 503."""
    Result.select(Result.id).limit(1).execute()
    return respond("health.html", HealthPage("full" if storage.is_nearly_full() else "ok"))


@dataclass(frozen=True)
class HealthPage(Page):
    storage: str  # "ok", or "full": results can be read, but submissions are refused

    @property
    def packs(self) -> list[str]:
        return installed_packs()

    @property
    def packs_of_workers(self) -> list[tuple[str, ...]]:
        """The different sets of packs that workers have: one, unless they differ."""
        return sorted({tuple(each.packs.split()) for each in worker_packs.of_workers()})

    @property
    def packs_differ(self) -> bool:
        return any([*each] != self.packs for each in self.packs_of_workers)

    def to_dict(self) -> Mapping[str, Any]:
        packs = {
            "web": self.packs,
            "workers": self.packs_of_workers,
            "differ": self.packs_differ,
        }
        return {"status": "ok", "storage": self.storage, "packs": packs}

    def rows(self) -> Iterable[Sequence[Any]]:
        return [("status", "storage"), ("ok", self.storage)]
