"""Recounts of results from their stored texts, by the rules of this release.

A result keeps its id, its date and its text, and can be read meanwhile. `Result.rule` says whether
it is outdated, so a request can be repeated, and an interrupted recount is resumed.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField

from capacity.shares import Key, Parts, first_full, network_of
from db import database
from jobs.worker_packs import segmenter_of_workers
from models import Result
from wordcount.contained import SerializedCount
from wordcount.line_ranges import LineRanges
from wordcount.words import RULE

ASKED_FOR, ALL = 0, 1  # priorities; the smallest number is claimed first
LEASE = dt.timedelta(minutes=10)  # longer than all attempts at one text take
MAX_ATTEMPTS = 3  # after which a text is assumed to kill its workers
BATCH = 1_000  # ids that `request_all` checks in one transaction

# A result that was deleted or has lost its text meanwhile is left alone.
REPLACE = """
    UPDATE results
    SET rule = %(rule)s, segmenter = %(segmenter)s, language = %(language)s,
        language_source = %(language_source)s, mattr = %(mattr)s, length = %(length)s,
        total = %(total)s, main_total = %(main_total)s, main_distinct = %(main_distinct)s,
        main_all = %(main_all)s, main_no_stop_words = %(main_no_stop_words)s,
        "distinct" = %(distinct)s, result_all = %(result_all)s,
        result_no_stop_words = %(result_no_stop_words)s
    WHERE id = %(id)s AND status = 'done' AND text IS NOT NULL
"""


class Recount(pw.Model):
    """A requested recount. Its row is deleted once the result is recounted, or cannot be."""

    result_id = pw.IntegerField(primary_key=True)
    rule = pw.IntegerField()  # workers of earlier releases leave later rules alone
    priority = pw.IntegerField()
    requested_at = DateTimeTZField(default=pw.fn.now)
    attempts = pw.IntegerField(default=0)
    claimed_at = DateTimeTZField(null=True)
    client = pw.BlobField(null=True)  # a digest of the client that requested it
    turn = pw.IntegerField(null=True)  # of its network; the smallest number is claimed first

    class Meta:
        database = database
        table_name = "recounts"
        indexes = ((("priority", "requested_at"), False),)

    @classmethod
    def first_full(cls, client: bytes, limit: int) -> Key | None:
        """Return whose share of `limit` waiting recounts is used up: see capacity/shares.py."""
        used: Counter[Key] = Counter()
        query = cls.select(cls.client, pw.fn.count(cls.result_id))
        rows: Any = query.where(cls.priority == ASKED_FOR).group_by(cls.client).tuples()
        for each, number in rows:
            digest = bytes(each or b"")
            for owner in (None, digest, network_of(digest)):
                used["recounts", owner] += number
        network = network_of(client)
        parts: Parts = {("recounts", None): 1, ("recounts", client): 9, ("recounts", network): 4}
        return first_full(parts, limit, used)

    @classmethod
    def are_waiting(cls, ids: Collection[int]) -> bool:
        """Whether a recount of any of these results is waiting."""
        return bool(ids) and cls.select().where(cls.result_id.in_(tuple(ids))).exists()


@dataclass(frozen=True)
class Stored:
    """What a recount reads. `language` is None if it was detected, and is detected again."""

    id: int
    text: str
    language: str | None
    language_source: str | None
    main_lines: LineRanges | None = None


def is_outdated() -> pw.Expression:
    """Return the condition of results that a recount would update."""
    by_earlier_rule = Result.rule.is_null() | (Result.rule < RULE)
    primary = pw.fn.split_part(pw.fn.coalesce(Result.language, ""), "-", 1)
    expected = pw.Case(None, [(primary == "ja", segmenter_of_workers() or "")], "")
    segmenter = pw.fn.coalesce(Result.segmenter, "")
    by_other_segmenter = (Result.rule == RULE) & (segmenter != expected)
    has_text = (Result.status == "done") & Result.text.is_null(False)
    return has_text & (by_earlier_rule | by_other_segmenter)


def outdated(ids: Collection[int]) -> list[int]:
    """Return those of `ids` that a recount would update."""
    query = Result.select(Result.id).where(Result.id.in_(tuple(ids)), is_outdated())
    return [result.id for result in query.order_by(Result.id)]


def request(ids: Collection[int], priority: int = ASKED_FOR, client: bytes | None = None) -> None:
    """Request recounts. One that is waiting keeps its place, unless `priority` is higher.

    Networks take turns: the n-th waiting recount of each is claimed after the (n-1)th of all.
    """
    first = next_turn(client) if client else None
    rows = [
        {"result_id": id, "rule": RULE, "priority": priority, "client": client}
        | {"turn": None if first is None else first + place}
        for place, id in enumerate(ids)
    ]
    earlier: dict[pw.Field, Any] = {
        Recount.rule: RULE,
        Recount.priority: pw.fn.least(Recount.priority, pw.EXCLUDED.priority),
        Recount.client: pw.fn.coalesce(Recount.client, pw.EXCLUDED.client),
        Recount.turn: pw.fn.coalesce(Recount.turn, pw.EXCLUDED.turn),
    }
    if rows:
        query = Recount.insert_many(rows)
        query.on_conflict(conflict_target=[Recount.result_id], update=earlier).execute()


def next_turn(client: bytes) -> int:
    """Return the turn after the last one of the network, but not before those that wait."""
    network = network_of(client)
    is_own = pw.fn.substr(Recount.client, 1, len(network)) == network
    last = pw.fn.max(pw.Case(None, [(is_own, Recount.turn)]))
    query = Recount.select(last, pw.fn.min(Recount.turn)).where(Recount.priority == ASKED_FOR)
    rows: Any = query.tuples()
    [(own, first)] = rows
    return max((own or 0) + 1, first or 1)


def request_all(after: int = 0) -> tuple[int, int] | None:
    """Request recounts of the outdated results among the next BATCH ids after `after`.

    Return the last id checked and the number of requests, or None if no id follows.
    """
    following = Result.select(Result.id).where(Result.id > after).order_by(Result.id).limit(BATCH)
    ids = [result.id for result in following]
    if not ids:
        return None
    found = outdated(ids)
    request(found, ALL)
    return ids[-1], len(found)


def claim() -> Recount | None:
    """Claim the next recount, by priority, turn and age.

    One whose lease has ended is claimed again.
    """
    # Only what visitors requested has turns. Of the others, there may be millions.
    by_turn = pw.fn.coalesce(Recount.turn, 0), Recount.requested_at
    return _claim(ASKED_FOR, by_turn) or _claim(ALL, [Recount.requested_at])


def _claim(priority: int, order: Iterable[pw.Node]) -> Recount | None:
    is_free = Recount.claimed_at.is_null() | (Recount.claimed_at < pw.fn.now() - LEASE)
    following = (
        Recount.select(Recount.result_id)
        .where(Recount.priority == priority, is_free, Recount.rule <= RULE)
        .order_by(*order)
        .limit(1)
        .for_update(skip_locked=True)
    )
    claimed = (
        Recount.update(attempts=Recount.attempts + 1, claimed_at=pw.fn.now())
        .where(Recount.result_id.in_(following))
        .returning(Recount)
        .execute()
    )
    return next(iter(claimed), None)


def unclaim(recount: Recount) -> None:
    """Requeue a claimed recount, as if it had not been claimed."""
    Recount.update(attempts=Recount.attempts - 1, claimed_at=None).where(
        Recount.result_id == recount.result_id
    ).execute()


def read_stored(recount: Recount) -> Stored | None:
    """Return what to count, or None if the result is up to date or was deleted."""
    names = ("id", "text", "language", "language_source", "main_lines")
    columns = [getattr(Result, name) for name in names]
    query = Result.select(*columns).where(Result.id == recount.result_id, is_outdated())
    result = query.get_or_none()
    if result is None:
        return None
    is_detected = result.language is None or result.language_source in ("detected", "unknown")
    language = None if is_detected else result.language
    text, source = result.text or "", result.language_source
    return Stored(result.id, text, language, source, result.main_lines)


def replace(stored: Stored, count: SerializedCount) -> None:
    """Replace the counts of a result, all at once, and delete its request."""
    values = {**vars(count), "id": stored.id}
    if stored.language:
        values["language_source"] = stored.language_source
    with database.atomic():
        database.execute_sql(REPLACE, values)
        drop(stored.id)


def drop(id: int) -> None:
    """Delete the request for a result."""
    Recount.delete().where(Recount.result_id == id).execute()
