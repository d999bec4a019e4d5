"""Admit a submission: if there is storage, a place in the queue, and room in its client's quota."""

import datetime as dt
from math import ceil
from typing import NoReturn

from flask import current_app
from flask_babel import gettext
from werkzeug.exceptions import Conflict, HTTPException, ServiceUnavailable, TooManyRequests

import jobs
from capacity import shares, storage
from capacity.shares import Key, Parts
from capacity.sizes import ROW, byte_length
from jobs import uploads
from models import Result
from web.addresses import remember
from web.allowances import Prepaid, QueueRoom
from web.client import client_digest
from web.durations import format_duration
from web.submission import Submission
from web.tokens import hash_token, new_token

queue_room, prepaid = QueueRoom(), Prepaid()


class InsufficientStorage(HTTPException):
    """RFC 4918, section 11.5. Nobody knows when there is room, so there is no Retry-After."""

    code = 507


def admit(submission: Submission) -> Result:
    """Submit to the queue. Raises TooManyRequests, ServiceUnavailable or InsufficientStorage.

    An address that is open already needs no place: its result is returned.
    """
    client = client_digest(dt.datetime.now(dt.UTC).date())
    file = submission.file
    size = len(file.body) if file else byte_length(submission.text or "")
    try:
        check_storage()
        if submission.url is None:
            check_text(client, size)
        else:
            check_page(client, jobs.host_of(submission.url))
        charge(client, size)
    except HTTPException:
        if submission.url and (open_result := jobs.open_at(submission.url)):
            jobs.share(in_language(open_result, submission.language), client)
            return open_result
        raise
    if submission.url:
        result = jobs.submit(submission.url, client=client, language=submission.language)
        return in_language(result, submission.language)
    secret, language = new_token(), submission.language
    if file:
        result = uploads.submit(file, client, hash_token(secret), language)
    else:
        result = jobs.submit(None, submission.text, client, hash_token(secret), language)
    remember(result.id, secret)
    return result


def in_language(result: Result, language: str | None) -> Result:
    """The open result if it is counted in this language; None means the page's own language.

    Raises Conflict: an address that was open already may be counted in another language.
    """
    if result.language != language:
        raise Conflict(
            gettext("That page is being counted in another language. Send it again in a moment.")
        )
    return result


def check_storage() -> None:
    if storage.is_nearly_full():
        raise InsufficientStorage(
            gettext("There is no room for more results. Those that exist can still be read.")
        )


def check_text(client: bytes, size: int) -> None:
    """Raise ServiceUnavailable if a text of so many bytes has no place in the queue."""
    size = max(size, shares.LEAST_TEXT)
    if full := take(size, shares.text_parts(client), shares.TEXT_BYTES):
        owner = client if full[1] else None
        refuse(
            gettext("Too many texts are waiting to be counted."),
            shares.seconds_to_text_place(owner, size),
        )


def check_page(client: bytes, host: str) -> None:
    """Raise ServiceUnavailable or TooManyRequests if one more page has no place in the queue."""
    full = take(1, shares.page_parts(client, host), current_app.config["QUEUE_LIMIT"])
    if full is None:
        return
    used, wait = queue_room.used(full), shares.seconds_to_place(full[1])
    network = shares.network_of(client)
    if full[1] is None:
        refuse(gettext("Too many pages are waiting to be counted."), wait)
    if full[1] == host:
        what = gettext("%(number)s pages of that site are waiting to be counted.", number=used)
        refuse(what, wait)
    if full[1] == client:
        what = gettext("%(number)s of your pages are waiting to be counted.", number=used)
    elif full[1] == network:
        what = gettext("%(number)s pages from your network are waiting to be counted.", number=used)
    elif full[1] == (host, client):
        what = gettext(
            "%(number)s of your pages of that site are waiting to be counted.", number=used
        )
    else:
        what = gettext(
            "%(number)s pages of that site from your network are waiting to be counted.",
            number=used,
        )
    refuse(what, wait, TooManyRequests)


def take(amount: int, parts: Parts, limit: int) -> Key | None:
    return queue_room.take(amount, parts, limit, current_app.config["WEB_CONCURRENCY"])


def refuse(
    what: str, wait: int, error: type[TooManyRequests | ServiceUnavailable] = ServiceUnavailable
) -> NoReturn:
    advice = gettext("Try again in %(duration)s.", duration=format_duration(wait))
    raise error(f"{what} {advice}", retry_after=wait)


def charge(client: bytes, size: int) -> None:
    """Charge the client for a row and its text. Raises TooManyRequests.

    The worker charges it for the words, and for the text of a page.
    """
    megabytes = current_app.config["MEGABYTES_PER_DAY"]
    if megabytes and not prepaid.charge(client, ROW + size, megabytes):
        raise quota_exceeded()


def quota_exceeded() -> TooManyRequests:
    """The error until midnight in UTC, when the day of a quota ends."""
    now = dt.datetime.now(dt.UTC)
    midnight = dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time(), dt.UTC)
    wait = ceil((midnight - now).total_seconds())
    return TooManyRequests(
        gettext(
            "That would exceed your limit of %(number)s MB a day. Try again in %(duration)s.",
            number=current_app.config["MEGABYTES_PER_DAY"],
            duration=format_duration(wait),
        ),
        retry_after=wait,
    )
