"""Jobs: results on their way from a submission to a count."""

from jobs.lifecycle import (
    LEASE,
    MAX_ATTEMPTS,
    RETRY_DELAYS,
    Job,
    claim,
    fail,
    finish,
    heartbeat,
    postpone,
    requeue,
    requeue_abandoned,
    retry_later,
    seconds_to_next,
    stop,
)
from jobs.submissions import ASKED_FOR, CORPUS, WATCHED, host_of, open_at, share, store, submit

__all__ = [
    "ASKED_FOR",
    "CORPUS",
    "LEASE",
    "MAX_ATTEMPTS",
    "RETRY_DELAYS",
    "WATCHED",
    "Job",
    "claim",
    "fail",
    "finish",
    "heartbeat",
    "host_of",
    "open_at",
    "postpone",
    "requeue",
    "requeue_abandoned",
    "retry_later",
    "seconds_to_next",
    "share",
    "stop",
    "store",
    "submit",
]
