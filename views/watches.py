"""Watching pages: each visitor's subscriptions, which are a secret of theirs."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from jobs import host_of
from models import rfc3339
from watches import (
    INTERVALS,
    NoPlace,
    ShareUsed,
    Subscription,
    pause,
    subscribe,
    unsubscribe,
)
from web import formats, watcher
from web.fields import read_fields
from web.limits import check_limits
from web.respond import Page, respond, respond_error
from web.submission import check_fields
from web.tokens import hash_token, new_token
from wordcount.errors import PageError

CHOICES = (*INTERVALS, "pause", "never")
MAX_REQUEST = 16_000  # bytes

NOT_WATCHED = "You do not watch that page. The token of the answer with which you began is needed."

blueprint = Blueprint("watches", __name__)


@blueprint.post("/watches")
def change() -> BaseResponse:
    fields = read_fields("url", "every", "token", most=MAX_REQUEST)
    every = fields.pop("every", None)
    if every not in CHOICES:
        abort(400, f"every must be one of {', '.join(CHOICES)}.")
    given = fields.pop("token", None)
    token = watcher.token_of(given)
    try:
        url = check_fields(fields).url
    except PageError as error:
        return respond_error(422, error.code, str(error), "Unprocessable Content")
    assert url  # read_fields accepts no text
    if every in INTERVALS:
        token = token or new_token()
        ends_at: dt.datetime | None = start(url, str(every), token)
    else:
        stop(url, str(every), token)
        ends_at = None
    if formats.wanted_format() != "html":
        page = SubscribedPage(url, str(every), token, ends_at)
        return watcher.keep_private(respond("watches.html", page))
    if given:  # from the page of a secret link
        return redirect(url_for("watches.index", token=token), 303)
    response = redirect(url_for("pages.show", url=url), 303)
    watcher.remember(response, token or "")
    return response


def stop(url: str, every: str, token: str | None) -> None:
    """Pause or end the visitor's subscription. Aborts with 404 where there is none."""
    change = pause if every == "pause" else unsubscribe
    if not change(url, hash_token(token)):
        abort(404, NOT_WATCHED)


def start(url: str, every: str, token: str) -> dt.datetime:
    """Subscribe the visitor, and return when that ends."""
    check_limits()
    digests = watcher.client_digests(dt.datetime.now(dt.UTC).date())
    try:
        subscription = subscribe(url, host_of(url), every, hash_token(token), digests)
    except ShareUsed as error:
        raise TooManyRequests(str(error)) from error
    except NoPlace as error:
        raise ServiceUnavailable(str(error)) from error
    ends_at: dt.datetime = subscription.ends_at
    return ends_at


@formats.get(blueprint, "/watches")
def index() -> Response:
    token = watcher.token_arg()
    Subscription.renew(hash_token(token))
    found = list(Subscription.owned(hash_token(token)))
    page = WatchesPage(token, found, is_secret_link="token" in request.args)
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


@dataclass(frozen=True)
class WatchesPage(Page):
    """The subscriptions of the visitor with that token."""

    token: str | None
    subscriptions: Sequence[Subscription]
    is_secret_link: bool

    def to_dict(self) -> Mapping[str, Any]:
        return {"watches": [to_dict(each) for each in self.subscriptions]}

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "url", "every", "paused", "next_at", "ends_at"
        for each in self.subscriptions:
            yield tuple(to_dict(each).values())


def to_dict(subscription: Subscription) -> dict[str, Any]:
    return {
        "url": subscription.watch.url,
        "every": subscription.every,
        "paused": subscription.is_paused,
        "next_at": None if subscription.is_paused else rfc3339(subscription.watch.next_at),
        "ends_at": rfc3339(subscription.ends_at),
    }
