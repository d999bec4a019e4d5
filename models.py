"""Result: one count of one page or text, its fields and its queries."""

import datetime as dt
import functools
import json
from typing import Any

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField, JSONField

from db import database
from wordcount import Count
from wordcount.errors import PageError

MAX_ID = 2**31 - 1  # of PostgreSQL's serial
PAGE_LENGTH = 50  # results in one page of a list
SETTLED = ("done", "failed")  # a status that does not change any more

# The words stay readable in the database, and a third of the size in most scripts.
write_json = functools.partial(json.dumps, ensure_ascii=False)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Result(pw.Model):
    """What was counted at one address at one time: the rows of an address are its history.

    `status` goes from pending to running to done or failed, and never back. The counts map each
    word to how often it occurs, the most frequent first: `json` keeps that order, `jsonb` would
    not. A pasted text has no `url`. Rows from before the status was kept are done, at an unknown
    time.
    """

    id = pw.AutoField()
    url = pw.TextField(null=True)
    result_all = JSONField(null=True, dumps=write_json)
    result_no_stop_words = JSONField(null=True, dumps=write_json)
    # The database's own default serves code from before this column, which stored counts only.
    status = pw.TextField(default="pending", constraints=[pw.SQL("DEFAULT 'done'")])
    error_code = pw.TextField(null=True)
    error_message = pw.TextField(null=True)
    created_at = DateTimeTZField(null=True, default=now)
    title = pw.TextField(null=True)
    language = pw.TextField(null=True)
    total = pw.IntegerField(null=True)
    distinct = pw.IntegerField(null=True)
    text = pw.TextField(null=True)

    class Meta:
        database = database
        table_name = "results"

    def __repr__(self) -> str:
        return f"<id {self.id}>"

    @classmethod
    def recent(
        cls, before: int | None = None, limit: int = PAGE_LENGTH
    ) -> "pw.ModelSelect[Result]":
        """Results without their words, newest first; only those older than the id `before`."""
        query = (
            cls.select(
                cls.id,
                cls.url,
                cls.status,
                cls.error_code,
                cls.error_message,
                cls.created_at,
                cls.title,
                cls.language,
                cls.total,
                cls.distinct,
            )
            .order_by(cls.id.desc())
            .limit(limit)
        )
        return query if before is None else query.where(cls.id < before)

    @classmethod
    def settled(cls, id: int) -> "pw.ModelSelect[Result]":
        """The result of that id if it is done or failed, so that nothing about it will change."""
        return cls.select().where(cls.id == id, cls.status.in_(SETTLED))

    @classmethod
    def start(cls, id: int) -> "Result | None":
        """Take a pending result up, so that nobody else does; None where there is none."""
        started = (
            cls.update(status="running")
            .where(cls.id == id, cls.status == "pending")
            .returning(cls)
            .execute()
        )
        return next(iter(started), None)

    def finish(self, count: Count, url: str | None) -> None:
        """Store what was counted at `url`, the address that answered."""
        self._settle(
            status="done",
            url=url,
            title=count.title,
            language=count.language,
            total=count.total,
            distinct=count.distinct,
            text=count.text,
            result_all=count.result_all,
            result_no_stop_words=count.result_no_stop_words,
        )

    def fail(self, error: PageError) -> None:
        """Store why it could not be counted."""
        self._settle(status="failed", error_code=error.code, error_message=str(error))

    def _settle(self, **values: Any) -> None:
        cls = type(self)
        cls.update(**values).where(cls.id == self.id, cls.status == "running").execute()

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED

    @property
    def error(self) -> dict[str, str] | None:
        if self.error_code is None:
            return None
        return {"code": self.error_code, "message": self.error_message or ""}

    def summary(self) -> dict[str, Any]:
        """The result without its words, as JSON gives it in a list."""
        return {
            "id": self.id,
            "url": self.url,
            "status": self.status,
            "created_at": rfc3339(self.created_at),
            "title": self.title,
            "language": self.language,
            "total": self.total,
            "distinct": self.distinct,
            "error": self.error,
        }

    def to_dict(self) -> dict[str, Any]:
        """The whole result as JSON gives it, its words the most frequent first."""
        summary = self.summary()
        error = summary.pop("error")
        return {
            **summary,
            "result_all": self.result_all,
            "result_no_stop_words": self.result_no_stop_words,
            "error": error,
        }


def rfc3339(moment: dt.datetime | None) -> str | None:
    """`moment` in UTC and to the second, as RFC 3339 writes it: 2026-11-22T09:30:00Z."""
    return None if moment is None else in_utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_utc(moment: dt.datetime) -> dt.datetime:
    """`moment`, which the database gives in the time zone of its session, in UTC."""
    return moment.astimezone(dt.UTC)
