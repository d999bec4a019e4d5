"""The progress of a pending or running result, for the person who waits for it."""

import datetime as dt
from dataclasses import dataclass
from math import ceil

from jobs import RETRY_DELAYS
from models import Result
from web.languages import translated

TRIES = len(RETRY_DELAYS) + 1


@dataclass(frozen=True)
class Progress:
    result: Result

    @property
    def is_running(self) -> bool:
        return self.result.status == "running"

    @property
    def reason(self) -> str | None:
        """Why the last attempt failed: the first sentence of the error.

        The others are advice for when there is no further attempt.
        """
        error = self.result.error
        message = translated(error["message"]) if error else ""
        return message.partition(". ")[0].removesuffix(".") + "." if message else None

    @property
    def next_try(self) -> int | None:
        """The number of the next attempt if it is a retry, from 2 to TRIES; otherwise None."""
        number = (self.result.attempts or 0) + 1
        return number if not self.is_running and self.reason and 2 <= number <= TRIES else None

    @property
    def seconds(self) -> int:
        """The seconds until the next attempt."""
        queued_at = self.result.queued_at
        now = dt.datetime.now(dt.UTC)
        return max(0, ceil((queued_at - now).total_seconds())) if queued_at else 0
