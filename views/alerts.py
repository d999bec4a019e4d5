"""Alerts on words of watched pages: begin and end them, and read their feeds (Atom, RFC 4287)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import TooManyRequests
from werkzeug.http import quote_etag
from werkzeug.wrappers import Response as BaseResponse

from db import read
from models import Result
from results.history import frequency_over_time, in_language_of_page
from views.feed import id_of
from views.watches import alert_to_dict, refuse_form
from watches import Subscription
from watches.alerts import MAX_ALERTS, Alert, Event, events
from web import formats, watcher
from web.condition import condition_of
from web.fields import read_fields
from web.limits import check_limits
from web.query import InvalidField
from web.respond import Page, respond
from web.rules import Comparability
from web.texts import text_tag
from web.tokens import hash_token
from web.watching import MAX_REQUEST, NOT_WATCHED, own_spellings
from web.xml_response import respond_xml
from wordcount.words.tokens import typed_keys

COUNTS = 200  # the latest counts of a page, in which the condition is looked for
NO_ALERT = lazy_gettext("There is no such alert. An alert ends with its watch.")

blueprint = Blueprint("alerts", __name__)


@blueprint.post("/alerts")
def create() -> BaseResponse:
    fields = read_fields("url", "word", "when", "number", "token", most=MAX_REQUEST)
    token = watcher.token_of(fields.get("token"))
    urls = own_spellings(str(fields.get("url", "")))
    subscription = Subscription.of_page(urls, hash_token(token))
    try:
        alert = add_alert(subscription, fields)
    except (InvalidField, TooManyRequests) as error:
        if formats.wanted_format() != "html" or subscription is None:
            raise
        field = error.field if isinstance(error, InvalidField) else "word"
        typed = {**fields, "url": subscription.watch.url}
        return refuse_form(token, error, field, typed)
    return respond_changed(AlertPage(alert_to_dict(alert)), token, 201)


def add_alert(subscription: Subscription | None, fields: dict[str, object]) -> Alert:
    """Add the alert of these fields. Raises InvalidField, NotFound and TooManyRequests."""
    condition = condition_of(fields)
    check_limits()
    if subscription is None:
        abort(404, NOT_WATCHED)
    check_in_language(condition["word"], newest_of(subscription.watch.url))
    return Alert.add(subscription, **condition) or abort(
        429, gettext("A watch has at most %(most)s alerts. Delete one of them.", most=MAX_ALERTS)
    )


@blueprint.post("/alerts/<int:id>/delete")
def delete(id: int) -> BaseResponse:
    fields = read_fields("token", most=MAX_REQUEST) if request.content_length else {}
    token = watcher.token_of(fields.get("token"))
    alert = Alert.owned(hash_token(token)).where(Alert.id == id).first() or abort(404, NO_ALERT)
    alert.delete_instance()
    return respond_changed(AlertPage(alert_to_dict(alert)), token, 200)


def respond_changed(page: "AlertPage", token: str | None, status: int) -> BaseResponse:
    """Redirect a form to the list that it is on; answer a program with the alert."""
    if formats.wanted_format() == "html":
        linked = token if watcher.is_of_others(token) else None
        return redirect(url_for("watches.index", token=linked), 303)
    return watcher.keep_private(respond("watches.html", page, status))


@blueprint.get("/alerts/<string(length=22):key>.atom")
def feed(key: str) -> Response:
    alert = Alert.with_key(key) or abort(404, NO_ALERT)
    alert.subscription.renew_this()
    url = alert.subscription.watch.url
    newest = newest_of(url)
    tag = md5(repr((key, newest and (newest.id, newest.rules))).encode(), usedforsecurity=False)
    if request.if_none_match.contains_weak(tag.hexdigest()):
        return Response(status=304, headers={"ETag": quote_etag(tag.hexdigest(), weak=True)})
    drawn = render_template(
        "alert.xml", page=AlertFeed(alert, url, events_of(alert, newest)), id_of=id_of
    )
    response = respond_xml(drawn, "application/atom+xml")
    response.set_etag(tag.hexdigest(), weak=True)
    return watcher.keep_private(response)


def newest_of(url: str) -> Result | None:
    query = Result.of_page([url]).where(in_language_of_page())
    newest: Result | None = query.limit(1).first()
    return newest


def check_in_language(word: str, newest: Result | None) -> None:
    """Raise InvalidField where the language of the page makes several words of one: *l'eau*."""
    keys = typed_keys(word, text_tag(newest)) if newest else []
    if len(keys) > 1:
        raise InvalidField(
            "word",
            gettext(
                "On that page, %(word)s is counted as %(number)s words. "
                "Create an alert for one of them.",
                word=word,
                number=len(keys),
            ),
        )


def events_of(alert: Alert, newest: Result | None) -> Sequence[Event]:
    """The events since the alert began, the newest first."""
    if newest is None:
        return ()
    keys = typed_keys(alert.word, text_tag(newest))
    arguments = [str(newest.url)], " ".join(keys[:1]), COUNTS
    main = read(frequency_over_time(*arguments, is_main=True, in_own_language=True))
    main_counts = {each.id: each.count or 0 for each in main}
    counts = read(frequency_over_time(*arguments, in_own_language=True))
    for each in counts:
        each.main_count = main_counts.get(each.id)
    return list(events(alert, counts))


@dataclass(frozen=True)
class AlertPage(Page):
    alert: Mapping[str, Any]

    def to_dict(self) -> Mapping[str, Any]:
        return self.alert

    def rows(self) -> Sequence[Sequence[Any]]:
        return [tuple(self.alert), tuple(self.alert.values())]


@dataclass(frozen=True)
class AlertFeed:
    alert: Alert
    url: str
    events: Sequence[Event]

    def note(self, event: Event) -> str | None:
        """A sentence where the two counts were made by different rules."""
        return Comparability([event.result, event.previous]).note
