"""Watching pages: each visitor's subscriptions, which are a secret of theirs."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from typing import Any

from flask import Blueprint, Response, abort, redirect, url_for
from flask_babel import lazy_gettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from models import rfc3339
from watches import INTERVALS, Progress, Subscription, progress
from watches.alerts import Alert
from watches.subscriptions import known_address
from web import formats, watcher
from web.error_page import respond_error
from web.fields import read_fields
from web.languages import translated
from web.query import InvalidField, choice_arg, not_one_of
from web.refusal import refuse
from web.respond import Page, respond
from web.spellings import spellings
from web.submission import check_fields
from web.tokens import hash_token, new_token
from web.watching import MAX_REQUEST, back_to, start, stop
from wordcount.errors import InvalidURL, PageError

NO_ADDRESS = lazy_gettext("Send the address of a page, such as https://example.com/page.")
CHOICES = (*INTERVALS, "pause", "never")
COLUMNS = tuple(field.name for field in fields_of(Progress))

blueprint = Blueprint("watches", __name__)


@blueprint.post("/watches")
def change() -> BaseResponse:
    fields = read_fields("url", "every", "token", most=MAX_REQUEST)
    every = check_choice(fields.pop("every", None))
    then = choice_arg("then", ("history", "watches"), "history")
    token = watcher.token_of(fields.pop("token", None))
    try:
        if not fields.get("url"):
            raise InvalidURL(str(NO_ADDRESS))
        url = check_fields(fields).url or ""  # read_fields accepts no text
        page = change_subscription(known_address(url, spellings(url)), every, token)
    except (PageError, HTTPException) as error:
        return refuse_watch({**fields, "every": every}, error, token)
    if formats.wanted_format() != "html":
        return watcher.keep_private(respond("watches.html", page))
    return redirect_back(page, then, watcher.is_of_others(token))


def refuse_watch(typed: dict[str, object], error: Exception, token: str | None) -> BaseResponse:
    """Show the visitor's watches, the form and the error; programs get the error alone."""
    if formats.wanted_format() == "html" and typed["every"] in INTERVALS:
        refused = InvalidField("url", translated(str(error)), 422)
        return refuse_form(
            token, error if isinstance(error, HTTPException) else refused, "url", typed
        )
    if isinstance(error, PageError):
        return respond_error(422, error.code, str(error), "Unprocessable Content")
    raise error


def refuse_form(
    token: str | None, error: HTTPException, field: str, typed: dict[str, object]
) -> BaseResponse:
    """Show the visitor's watches with the error beside its field."""
    page = WatchesPage.of(token)
    return watcher.keep_private(refuse("watches.html", page, error, field, typed))


@formats.get(blueprint, "/watches")
def index() -> Response:
    token = watcher.token_arg()
    Subscription.renew(hash_token(token))
    page = WatchesPage.of(token)
    return watcher.keep_private(respond("watches.html", page))


@dataclass(frozen=True)
class SubscribedPage(Page):
    """What a program is answered that has changed its subscription."""

    url: str
    every: str
    token: str | None
    ends_at: dt.datetime | None = None

    def to_dict(self) -> Mapping[str, Any]:
        return {**vars(self), "ends_at": rfc3339(self.ends_at)}

    def rows(self) -> Iterator[Sequence[Any]]:
        values = self.to_dict()
        yield from (tuple(values), tuple(values.values()))


def check_choice(every: object) -> str:
    """Abort with 400 unless it is one of CHOICES."""
    if every not in CHOICES:
        abort(400, not_one_of("every", CHOICES))
    return str(every)


def change_subscription(url: str, every: str, token: str | None) -> SubscribedPage:
    """Begin, change, pause or end the visitor's subscription."""
    if every in INTERVALS:
        token = token or new_token()
        return SubscribedPage(url, every, token, start(url, every, token))
    stop(url, every, token)
    return SubscribedPage(url, every, token)


def redirect_back(page: SubscribedPage, then: str, has_secret_link: bool) -> BaseResponse:
    """Redirect a form to the page that it is on, and keep the visitor's token."""
    if has_secret_link:
        return redirect(url_for("watches.index", token=page.token), 303)
    address = back_to(page.url) if then == "history" else url_for("watches.index")
    response = redirect(address, 303)
    watcher.remember(response, page.token or "")
    return response


@dataclass(frozen=True)
class WatchRow:
    """A subscription, how far its watch is, and its alerts."""

    subscription: Subscription
    progress: Progress
    alerts: Sequence[Alert]

    @property
    def url(self) -> str:
        return str(self.subscription.watch.url)

    @property
    def next_at(self) -> dt.datetime | None:
        """None while it is paused."""
        next_at: dt.datetime = self.subscription.watch.next_at
        return None if self.subscription.is_paused else next_at

    def to_dict(self) -> dict[str, Any]:
        moments = {
            name: rfc3339(value) if isinstance(value, dt.datetime) else value
            for name, value in vars(self.progress).items()
        }
        return {
            "url": self.url,
            "every": self.subscription.every,
            "paused": self.subscription.is_paused,
            "next_at": rfc3339(self.next_at),
            "ends_at": rfc3339(self.subscription.ends_at),
            **moments,
            "alerts": [alert_to_dict(alert) for alert in self.alerts],
        }


def alert_to_dict(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "word": alert.word,
        "when": alert.when,
        "number": alert.number,
        "feed": url_for("alerts.feed", key=alert.key),
    }


@dataclass(frozen=True)
class WatchesPage(Page):
    """The subscriptions of the visitor with that token, perhaps another one than this."""

    token: str | None
    watches: Sequence[WatchRow]
    is_secret_link: bool

    @classmethod
    def of(cls, token: str | None) -> "WatchesPage":
        own = list(Subscription.owned(hash_token(token)))
        alerts: defaultdict[int, list[Alert]] = defaultdict(list)
        for alert in Alert.owned(hash_token(token)):
            alerts[alert.subscription_id].append(alert)
        known = progress([each.watch.url for each in own])
        rows = [
            WatchRow(each, known.get(each.watch.url, Progress()), alerts[each.id]) for each in own
        ]
        return cls(token, rows, watcher.is_of_others(token))

    def to_dict(self) -> Mapping[str, Any]:
        return {"watches": [each.to_dict() for each in self.watches]}

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "url", "every", "paused", "next_at", "ends_at", *COLUMNS, "alerts"
        for each in self.watches:
            *values, alerts = each.to_dict().values()
            yield *values, len(alerts)
