"""Wait for a result if its client prefers that (RFC 7240)."""

import time

from flask import current_app

from db import release
from models import Result
from web.formats import wanted_format
from web.limits import may_wait, place_to_wait
from web.submission import preferred_wait

POLL_EVERY = 0.03  # seconds


def wait_for(result: Result, allowed: bool) -> tuple[Result, dict[str, str]]:
    """Return the result, finished if that was in time, and the headers about the wait.

    Forms wait for a moment, too, so that most results are shown at once.
    """
    preferred = preferred_wait() if allowed else 0
    is_form = allowed and wanted_format() == "html"
    seconds = preferred or (current_app.config["FORM_WAIT"] if is_form else 0)
    with place_to_wait(seconds > 0) as has_place:
        if has_place:
            result = wait_until_finished(result, seconds)
    return result, {"Preference-Applied": f"wait={preferred}"} if has_place and preferred else {}


def wait_until_finished(result: Result, seconds: float) -> Result:
    """Return the result once it is finished, `seconds` have passed, or the server is stopping.

    No connection is held while waiting.
    """
    deadline = time.monotonic() + seconds
    while not result.is_finished and time.monotonic() < deadline and may_wait():
        release()
        time.sleep(POLL_EVERY)
        result = Result.finished(result.id).get_or_none() or result
    return result
