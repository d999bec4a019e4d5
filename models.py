"""Result: one count of one page or text, its fields and its queries."""

import datetime as dt
import json
from collections.abc import Collection, Iterable
from typing import Any

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField, JSONField

from db import database

MAX_ID = 2**31 - 1  # of PostgreSQL's serial
# Characters of each that a query returns. New rows have no more; older ones may.
MAX_LENGTHS = {"url": 2_000, "title": 1_000, "language": 100, "error_message": 1_000}
PAGE_LENGTH = 50  # results in one page of a list
FINGERPRINTED_AT_READ = 50_000  # bytes of a text; fifty of them take 10 milliseconds
# What a count depends on besides its page. Counts are comparable if all three are equal.
RULES = ("text_rule", "rule", "segmenter")
# The columns that lists read.
LISTED = (
    *("id", "url", "status", "created_at", "title", "language", "total", "distinct"),
    *(
        "main_total",
        "main_distinct",
        "main_rule",
        "main_fingerprint",
        *RULES,
        "error_code",
        "error_message",
    ),
)
NETWORK_BYTES = 8  # of a client's digest, which are the same for all clients of its network
OF_CORPORA = 2  # the priority of what is counted for corpora, after everything else
OPEN = ("pending", "running")
FINISHED = ("done", "failed")  # only a recount changes such a result


def write_json(words: dict[str, int] | str) -> str:
    """Return words as JSON, unless they are JSON already. Escapes would triple its size."""
    return words if isinstance(words, str) else json.dumps(words, ensure_ascii=False)


class Result(pw.Model):
    """The count of one address at one time. The rows of an address are its history.

    `status` goes from pending to running, and then to done or failed, or back to pending for a
    retry. The counts map words to frequencies, most frequent first: `json` keeps that order,
    `jsonb` would not. A pasted text has no `url`. Rows from before the column `status` are done, at
    an unknown time.
    """

    id = pw.AutoField()
    url = pw.TextField(null=True)
    result_all = JSONField(null=True, dumps=write_json)
    result_no_stop_words = JSONField(null=True, dumps=write_json)
    # The default of the database is for code from before this column, which stored counts only.
    status = pw.TextField(default="pending", constraints=[pw.SQL("DEFAULT 'done'")])
    error_code = pw.TextField(null=True)
    error_message = pw.TextField(null=True)
    created_at = DateTimeTZField(null=True, default=pw.fn.now)
    title = pw.TextField(null=True)
    language = pw.TextField(null=True)
    total = pw.IntegerField(null=True)
    distinct = pw.IntegerField(null=True)
    text = pw.TextField(null=True)
    attempts = pw.IntegerField(default=0, constraints=[pw.SQL("DEFAULT 0")])
    queued_at = DateTimeTZField(null=True, default=pw.fn.now)  # when it may be claimed
    taken_at = DateTimeTZField(null=True)  # the last heartbeat of its worker
    language_source = pw.TextField(null=True)  # as in wordcount.Count
    host = pw.TextField(null=True)  # of `url`, with its port; null for a text, and from old code
    priority = pw.IntegerField(null=True)  # as in jobs/; null from old code
    client = pw.BlobField(null=True)  # a digest, of a pending or running result
    finished_at = DateTimeTZField(null=True)  # null from old code
    fingerprint = pw.TextField(null=True)  # MD5 of the text; from old code null until it is filled
    # TEXT_RULE and RULE: how the page became text, and the text words. Null from before them.
    text_rule = pw.IntegerField(null=True)
    rule = pw.IntegerField(null=True)
    segmenter = pw.TextField(null=True)  # null: ICU
    secret_hash = pw.BlobField(null=True)  # of a private text; see privacy.py
    is_shared = pw.BooleanField(null=True)  # several clients submitted it: none may delete it
    mattr = pw.DoubleField(null=True)  # of the beginning of the text; see wordcount.contained
    # The main text, as in wordcount.Count: null if there is none, and from old code. `main_rule` is
    # MAIN_RULE if one was looked for.
    main_rule = pw.IntegerField(null=True)
    main_lines = JSONField(null=True, dumps=write_json)
    main_fingerprint = pw.TextField(null=True)  # MD5 of its text
    main_total = pw.IntegerField(null=True)
    main_distinct = pw.IntegerField(null=True)
    main_all = JSONField(null=True, dumps=write_json)
    main_no_stop_words = JSONField(null=True, dumps=write_json)
    length = JSONField(null=True)  # as wordcount.length returns it, and `long_words` for LIX

    has_more_words = False  # than were loaded
    has_more_text = False  # than was loaded
    # What `total`, `distinct` and `text` describe. If it is "main", those of the whole page are in
    # `page_total` and `page_text`.
    part = "page"
    page_total: int | None = None
    page_text: str | None = None

    class Meta:
        database = database
        table_name = "results"

    def __repr__(self) -> str:
        return f"<id {self.id}>"

    @classmethod
    def recent(
        cls, before: int | None = None, limit: int = PAGE_LENGTH
    ) -> "pw.ModelSelect[Result]":
        """Return pages without their words, newest first, from before the id `before`.

        Pasted texts are in no list, and the pages of corpora are not in this one.
        """
        is_listed = pw.fn.coalesce(cls.priority, pw.SQL("0")) < pw.SQL(str(OF_CORPORA))
        return cls.pages(before, limit).where(is_listed)

    @classmethod
    def pages(cls, before: int | None = None, limit: int = PAGE_LENGTH) -> "pw.ModelSelect[Result]":
        """Return the same, including the pages of corpora."""
        pages = cls.select(*cls.in_lists()).where(cls.url.is_null(False))
        query = pages.order_by(cls.id.desc()).limit(limit)
        return query if before is None else query.where(cls.id < before)

    @classmethod
    def without_words(cls) -> list[pw.Node]:
        """Return all columns but the text, its MD5, the words, the client and the secret."""
        heavy = {"text", "result_all", "result_no_stop_words"}
        heavy |= {"main_lines", "main_all", "main_no_stop_words"}
        heavy |= {"fingerprint", "client", "secret_hash"}
        return cut(field for field in cls._meta.sorted_fields if field.name not in heavy)

    @classmethod
    def in_lists(cls) -> list[pw.Node]:
        """Return the columns of `summary`."""
        return cut(getattr(cls, name) for name in LISTED)

    @classmethod
    def with_id(cls, id: int) -> "pw.ModelSelect[Result]":
        """Return the result with that id, without its text and its words."""
        return cls.select(*cls.without_words()).where(cls.id == id)

    @classmethod
    def finished(cls, id: int) -> "pw.ModelSelect[Result]":
        """Return the same, if it is done or failed."""
        return cls.with_id(id).where(cls.status.in_(FINISHED))

    @classmethod
    def with_text(cls, id: int, characters: int) -> "pw.ModelSelect[Result]":
        """Return the result with that id, without its words but with `characters` of its text.

        It has the lines of its main text, too.
        """
        text = pw.fn.left(cls.text, characters).alias("text")
        return cls.select(*cls.in_lists(), text, cls.main_lines).where(cls.id == id)

    @classmethod
    def of_page(cls, urls: Collection[str], before: int | None = None) -> "pw.ModelSelect[Result]":
        """Return the done results of an address in any of its spellings, newest first.

        They have the `fingerprint` of their text, unless it is large and not filled yet. At most
        PAGE_LENGTH + 1 are returned.
        """
        small = pw.fn.octet_length(cls.text) <= FINGERPRINTED_AT_READ
        of_small = pw.Case(None, [(small, pw.fn.md5(cls.text))])
        fingerprint = pw.fn.coalesce(cls.fingerprint, of_small).alias("fingerprint")
        query = cls.pages(before, limit=PAGE_LENGTH + 1)
        return query.select_extend(fingerprint).where(*cls.done_at(urls))

    @classmethod
    def size(cls) -> pw.Function:
        """Return the bytes of the text, or of its stored words if they are more.

        The JSON of the words has at most about twice as many.
        """
        stored = pw.fn.pg_column_size(cls.result_all)
        return pw.fn.greatest(pw.fn.octet_length(cls.text), stored, pw.SQL("0"))

    @classmethod
    def done_at(cls, urls: Collection[str]) -> tuple[pw.Expression, ...]:
        """Return conditions that use the index of addresses.

        The addresses are compared, too, because somebody can make two with the same MD5.
        """
        digests = [pw.fn.md5(url) for url in urls]
        return pw.fn.md5(cls.url).in_(digests), cls.url.in_(urls), cls.status == "done"

    @classmethod
    def latest_done(cls, limit: int) -> "pw.ModelSelect[Result]":
        """Return the latest done results, newest first."""
        return cls.recent(limit=limit).where(cls.status == "done")

    @property
    def is_finished(self) -> bool:
        return self.status in FINISHED

    @property
    def rules(self) -> dict[str, int | str | None]:
        return {name: getattr(self, name) for name in RULES}

    @property
    def error(self) -> dict[str, str] | None:
        if self.error_code is None:
            return None
        return {"code": self.error_code, "message": self.error_message or ""}

    def summary(self) -> dict[str, Any]:
        """Return the result without its words, as it appears in JSON lists."""
        return {
            "id": self.id,
            "url": self.url,
            "status": self.status,
            "created_at": rfc3339(self.created_at),
            "title": self.title,
            "language": self.language,
            "total": self.total,
            "distinct": self.distinct,
            "main_total": self.main_total,
            "main_distinct": self.main_distinct,
            **self.rules,
            "error": self.error,
        }


def cut(fields: Iterable[pw.Field]) -> list[pw.Node]:
    """Return the columns, cut to their MAX_LENGTHS by the database."""
    return [
        pw.fn.left(field, pw.SQL(str(MAX_LENGTHS[field.name]))).alias(field.column_name)
        if field.name in MAX_LENGTHS
        else field
        for field in fields
    ]


def rfc3339(moment: dt.datetime | None) -> str | None:
    """Format `moment` by RFC 3339, in UTC and to the second: 2026-11-22T09:30:00Z."""
    return None if moment is None else in_utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_utc(moment: dt.datetime) -> dt.datetime:
    """Convert `moment` to UTC: the database returns it in the time zone of its session."""
    return moment.astimezone(dt.UTC)
