"""Start, pause and stop watching a page, as its visitor asks."""

import datetime as dt

from flask import abort, g, url_for
from flask_babel import lazy_gettext
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from jobs import host_of
from models import Result
from watches import INTERVALS, Subscription
from watches.places import NoPlace, ShareUsed
from watches.subscriptions import pause, subscribe, unsubscribe
from web import watcher
from web.admission import admit
from web.languages import translated
from web.limits import check_limits
from web.spellings import spellings
from web.submission import Submission
from web.tokens import hash_token

MAX_REQUEST = 16_000  # bytes
NOT_WATCHED = lazy_gettext(
    "You are not watching that page. Send the token that you received when you started watching it."
)


def back_to(url: str) -> str:
    """Return the address of a page's history, or of the visitor's watches if it has none yet."""
    has_history = Result.of_page([url]).limit(1).exists()
    if not has_history:
        return url_for("watches.index")
    # A watch begins with a count: the page says where that was made earlier.
    begins = "earlier" if g.get("counts_earlier") else None
    return url_for("pages.show", url=url, begins=begins)


def stop(url: str, every: str, token: str | None) -> None:
    """Pause or end the visitor's subscription. Aborts with 404 if there is none."""
    change = pause if every == "pause" else unsubscribe
    if not change(own_spellings(url), hash_token(token)):
        abort(404, NOT_WATCHED)


def own_spellings(url: str) -> list[str]:
    """Return the spellings of a watched address; its scheme may not be known yet."""
    return [*spellings(url), url.partition("://")[2] or url]


def start(url: str, every: str, token: str) -> dt.datetime:
    """Subscribe the visitor, and return the end of the subscription. A new watch is counted now."""
    check_limits()
    known = Subscription.of_page([url], hash_token(token))
    if known is None or known.is_paused:
        g.counts_earlier = not count_now(url)
    digests = watcher.client_digests(now().date())
    try:
        subscription = subscribe(url, host_of(url), every, hash_token(token), digests)
    except ShareUsed as error:
        raise TooManyRequests(translated(str(error))) from error
    except NoPlace as error:
        raise ServiceUnavailable(translated(str(error))) from error
    ends_at: dt.datetime = subscription.ends_at
    return ends_at


def count_now(url: str) -> bool:
    """Submit an address, unless it was counted within the shortest interval.

    Return whether it was submitted. Raises TooManyRequests, ServiceUnavailable or
    InsufficientStorage.
    """
    newest = Result.of_page([url]).limit(1).first()
    is_fresh = newest and newest.created_at and newest.created_at > now() - min(INTERVALS.values())
    if not is_fresh:
        admit(Submission(url=url))
    return not is_fresh


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
