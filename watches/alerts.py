"""Alert: a condition on a word of a watched page, which a feed reports whenever it is met."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import peewee as pw
from playhouse.postgres_ext import DateTimeTZField

from db import database
from watches.models import Subscription

MAX_ALERTS = 20  # of a subscription
MAX_NUMBER = 1_000_000  # of occurrences
KEY_BYTES = 16
WHEN = ("appears", "gone", "crosses")

MOVE = """
    UPDATE alerts SET subscription_id = kept.id
    FROM subscriptions AS dropped JOIN subscriptions AS kept USING (token_hash)
    WHERE alerts.subscription_id = dropped.id AND dropped.watch_id = %s AND kept.watch_id = %s
"""


class Alert(pw.Model):
    """Reports when a word appears, is gone, or its count reaches `number` or falls below it.

    It ends with its subscription. Its feed has an unguessable address, which allows reading only.
    """

    id = pw.AutoField()
    subscription = pw.ForeignKeyField(Subscription, on_delete="CASCADE")
    key = pw.TextField(unique=True)
    word = pw.TextField()  # as typed
    when = pw.TextField()  # one of WHEN
    number = pw.IntegerField(null=True)  # of "crosses"
    created_at = DateTimeTZField(default=pw.fn.now)

    subscription_id: int

    class Meta:
        database = database
        table_name = "alerts"

    @classmethod
    def add(cls, subscription: Subscription, **values: Any) -> "Alert | None":
        """Store an alert, unless there is an equal one. Return None if there are MAX_ALERTS."""
        own = cls.select().where(cls.subscription == subscription)
        same = own.where(*(getattr(cls, name) == value for name, value in values.items()))
        with database.atomic():
            # A visitor may send several requests at the same time.
            Subscription.select().where(Subscription.id == subscription).for_update().execute()
            found: Alert | None = same.first()
            if found or own.count() >= MAX_ALERTS:
                return found
            key = secrets.token_urlsafe(KEY_BYTES)
            alert: Alert = cls.create(subscription=subscription, key=key, **values)
        return alert

    @classmethod
    def owned(cls, token_hash: bytes) -> "pw.ModelSelect[Alert]":
        """Return the alerts of a visitor, oldest first."""
        query = cls.select().join(Subscription).where(Subscription.token_hash == token_hash)
        return query.order_by(cls.id)

    @classmethod
    def with_key(cls, key: str) -> "Alert | None":
        found: Alert | None = cls.get_or_none(cls.key == key)
        return found

    @classmethod
    def move(cls, dropped: int, kept: int) -> None:
        """Move each visitor's alerts from the subscription to one watch to that to another."""
        database.execute_sql(MOVE, [dropped, kept])

    def is_met(self, before: int, after: int) -> bool:
        """Whether the condition is met by a count of the word, after an earlier count of it."""
        return is_met(self.when, self.number, before, after)


def is_met(when: str, number: int | None, before: int, after: int) -> bool:
    """Whether a count meets the condition `when`, one of WHEN, after an earlier count."""
    match when:
        case "appears":
            return before == 0 < after
        case "gone":
            return after == 0 < before
        case _:
            return (before < (number or 0)) != (after < (number or 0))


@dataclass(frozen=True)
class Event:
    """A count in which the condition of an alert was met, and the count before it.

    They are Results with the `count` of the word in the page, and the `main_count` in the main text
    or None. Main texts are compared where both have one, found by the same rules.
    """

    result: Any
    previous: Any

    @property
    def is_main(self) -> bool:
        pair = (self.previous, self.result)
        has_main = all(each.main_count is not None for each in pair)
        return has_main and self.previous.main_rule == self.result.main_rule

    @property
    def before(self) -> int:
        return self._count(self.previous)

    @property
    def after(self) -> int:
        return self._count(self.result)

    def _count(self, result: Any) -> int:
        return int((result.main_count if self.is_main else result.count) or 0)


def events(alert: Alert, counts: Sequence[Any]) -> Iterator[Event]:
    """Return the events of an alert since it began; `counts` and events are newest first."""
    for result, previous in pairwise(counts):
        event = Event(result, previous)
        is_new = result.created_at is not None and result.created_at > alert.created_at
        if is_new and alert.is_met(event.before, event.after):
            yield event
