"""What a child process may use for one page."""

from dataclasses import dataclass
from math import inf

from wordcount.errors import TooLarge
from wordcount.messages import N_


@dataclass(frozen=True)
class Limits:
    """The limits of one child."""

    size: float = inf  # bytes of a page; a larger one is not sent to the child
    memory: int = 250_000_000  # bytes of data (RLIMIT_DATA), which excludes code and mapped files
    cpu_seconds: float = 10  # per page
    wall_seconds: float = 60  # per page; on a busy machine, CPU time advances slowly
    pages: int = 1000  # counted before the child is replaced
    crashes: int = 2  # of one page: it is retried once, in a new child


# Of a child for short pages: a page that exceeds these is counted again by another child.
# 300 KB of different words take 0.07 seconds of CPU time.
QUICK = Limits(size=300_000, memory=70_000_000, cpu_seconds=0.3, crashes=1)


class OverLimits(TooLarge):
    """Counting a page has exceeded the limits of its child."""

    message = N_("Counting that page would take more memory or time than one page is allowed.")


class OverSize(OverLimits):
    """The page is larger than its child accepts, so it was not sent."""
