"""Where the count of a pending or running result is, for the person who waits for it."""

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
        """Why it was not counted at the last attempt: the first sentence of the error.

        What comes after it is advice for a person whose page is not tried again.
        """
        error = self.result.error
        message = translated(error["message"]) if error else ""
        return message.partition(". ")[0].removesuffix(".") + "." if message else None

    @property
    def next_try(self) -> int | None:
        """The number of the attempt that is next, from 2 to TRIES; None if it is another one."""
        number = (self.result.attempts or 0) + 1
        return number if not self.is_running and self.reason and 2 <= number <= TRIES else None

    @property
    def seconds(self) -> int:
        """Until the next attempt."""
        queued_at = self.result.queued_at
        now = dt.datetime.now(dt.UTC)
        return max(0, ceil((queued_at - now).total_seconds())) if queued_at else 0
