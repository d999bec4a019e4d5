"""The queue, and what is done in the background.

The queue is in the same database, so a result and its task are stored together or not at all.
"""

import logging

from huey.consumer import Consumer
from huey.contrib.sql_huey import SqlHuey

import settings
from db import database
from models import Result
from wordcount import Count, count_page, count_text
from wordcount.errors import InternalError, PageError
from wordcount.fetch import fetch

WORKERS = 4  # threads: a page spends its time on the network, so one process counts several
SHUTDOWN_TIMEOUT = 15  # seconds a worker that is told to stop has for the page in its hands

logger = logging.getLogger(__name__)

# Its tables come by migration; what a task returns is in `results`, so huey keeps no results.
huey = SqlHuey("wordcount", database=database, create_tables=False, results=False)


def submit(url: str | None = None, text: str | None = None) -> Result:
    """Store a pending result for the address `url` or the pasted `text`, and queue its task."""
    with database.atomic():
        result = Result.create(url=url, text=text)
        count_result(result.id)
    return result


@huey.task()
def count_result(id: int) -> None:
    """Count one pending result. Its outcome, also a failure, is kept in its row."""
    result = Result.start(id)
    if result is None:
        return
    try:
        count, url = count_source(result)
    except PageError as error:
        result.fail(error)
    except Exception:
        # The last line of defence: whatever broke, nobody waits for this result for ever.
        logger.exception("Counting result %s broke", id)
        result.fail(InternalError())
    else:
        result.finish(count, url)


def count_source(result: Result) -> tuple[Count, str | None]:
    """Count what was submitted, and give the address that answered (None for a text).

    Raises PageError.
    """
    if result.url is None:
        return count_text(result.text or ""), None
    fetched = fetch(result.url, settings.current().FETCH_ALLOW)
    return count_page(fetched.body, fetched.content_type), fetched.address


def create_consumer() -> Consumer:
    """What takes tasks from the queue: `run()` it in a process, or `start()` it beside others."""
    return huey.create_consumer(
        workers=WORKERS,
        periodic=False,
        initial_delay=0.05,
        max_delay=0.5,
        shutdown_timeout=SHUTDOWN_TIMEOUT,
        graceful_signal="TERM",
    )
