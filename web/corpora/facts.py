"""The facts about a corpus and its progress that every answer about it contains."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from werkzeug.utils import cached_property

from corpora import Corpus, Document, listing, reports
from corpora.models import CorpusAlert
from corpora.unsummed import Unsummed, unsummed
from models import rfc3339
from web.corpora.addresses import remember_documents
from web.corpora.lookup import is_own
from web.respond import Page

RUNNING = ("waiting", "counting")


def summary(corpus: Corpus) -> dict[str, Any]:
    """Return the corpus as it appears in JSON lists."""
    error = {"code": corpus.error_code, "message": corpus.error_message}
    return {
        "id": corpus.id,
        "address": url_for("corpora.show", id=corpus.id),
        "name": corpus.name,
        "source": corpus.source,
        "source_url": corpus.source_url,
        "status": corpus.status,
        "total": corpus.documents,
        "done": corpus.done,
        "failed": corpus.failed,
        "created_at": rfc3339(corpus.created_at),
        "finished_at": rfc3339(corpus.finished_at),
        "error": error if corpus.error_code else None,
    }


@dataclass(frozen=True)
class CorpusFacts(Page):
    """A corpus: its progress, what failed, and what was left out of its list."""

    corpus: Corpus
    token: str | None = None  # of a corpus that was just made

    @property
    def is_running(self) -> bool:
        return self.corpus.status in RUNNING

    @property
    def is_own(self) -> bool:
        return is_own(self.corpus)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        return listing.numbers(self.corpus.id)

    @property
    def finished(self) -> int:
        """The number of finished documents, including those that are being recounted."""
        return int(self.corpus.done + self.corpus.failed)

    @property
    def failures(self) -> int:
        return self.numbers.get("failed", 0) + self.numbers.get("gone", 0)

    @property
    def can_be_watched(self) -> bool:
        return self.corpus.source in ("sitemap", "feed") and self.corpus.status != "failed"

    @cached_property
    def alerts(self) -> Sequence[CorpusAlert]:
        return list(reports.alerts_of(self.corpus.id)) if self.can_be_watched else []

    @cached_property
    def unsummed(self) -> Unsummed:
        return unsummed(self.corpus.id)

    @property
    def is_paused(self) -> bool:
        until = self.corpus.paused_until
        return bool(until and until > dt.datetime.now(dt.UTC))

    @cached_property
    def failed(self) -> Sequence[Document]:
        found = listing.failed(self.corpus.id)
        remember_documents(self.corpus.id, found)
        return found

    @property
    def left_out(self) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = json.loads(self.corpus.left_out or "[]")
        return found

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **summary(self.corpus),
            "duplicates": self.numbers["duplicates"],
            "too_long": self.numbers["too_long"],
            "unsummed": self.unsummed.documents,
            "unsummed_until": rfc3339(self.unsummed.until),
            "every": self.corpus.every,
            "next_at": rfc3339(self.corpus.next_at),
            "checked_at": rfc3339(self.corpus.followed_at),
            "terms": self.corpus.terms,
            "alerts": [
                {"id": each.id, "term": each.term, "when": each.when, "number": each.number}
                for each in self.alerts
            ],
            "paused_until": rfc3339(self.corpus.paused_until),
            "left_out": self.left_out,
            **({"token": self.token} if self.token else {}),
        }

    def rows(self) -> Sequence[Sequence[Any]]:
        values = {**self.to_dict(), "left_out": len(self.left_out), "alerts": len(self.alerts)}
        return [tuple(values), tuple(values.values())]
