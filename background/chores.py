"""The chores of a worker: its work besides claimed results, each chore in its own thread."""

import functools
import logging
import threading
from collections.abc import Callable

import db
from background.corpora import move_documents
from background.corpus_reading import read_next
from background.maintenance import maintain
from background.page import FAULTS_OF_THIS_MACHINE
from background.recounting import recount_next
from capacity import storage
from corpora.changing import delete_step
from corpora.reports import count_next as count_terms
from corpora.totals import sum_up_next, sum_up_next_small
from reference import rebuilding
from wordcount.contained import CountingPool, PoolClosed
from wordcount.fetching.fetcher import Fetcher

READERS = 4  # of sitemaps and feeds; see sources.MOST_OF_NETWORK

logger = logging.getLogger(__name__)


class Chore(threading.Thread):
    """Calls `step` until `stop` is called: again at once if it returns True, or `seconds` later.

    It continues after errors, which are logged unless they are faults of this machine.
    """

    def __init__(self, name: str, step: Callable[[], bool | None], seconds: float) -> None:
        super().__init__(name=name, daemon=True)
        self._step = step
        self._seconds = seconds
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Begin no further step. The process may exit during the current one."""
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.is_set():
            has_more = False
            try:
                has_more = bool(self._step())
            except (PoolClosed, *FAULTS_OF_THIS_MACHINE):
                pass
            except Exception:
                logger.exception("The chore %r failed", self.name)
            finally:
                db.release()
            if not has_more:
                self._stopping.wait(self._seconds)


def with_room(step: Callable[[], bool | None]) -> Callable[[], bool | None]:
    """Return a step that does nothing while the database is nearly full."""
    return lambda: None if storage.is_nearly_full() else step()


def chores(pool: CountingPool, fetcher: Fetcher) -> list[Chore]:
    """Return the chores of a worker.

    The interval of maintenance decides how soon results of dead workers are requeued: within
    jobs.LEASE and 5 seconds.
    """
    read_lists = with_room(functools.partial(read_next, pool, fetcher))
    return [
        Chore("maintenance", maintain, 5),
        Chore("recounts", with_room(functools.partial(recount_next, pool)), 2),
        Chore("reference", with_room(rebuilding.rebuild_due), 60),
        Chore("corpora", move_documents, 0.5),
        Chore("corpus-deletion", delete_step, 5),
        Chore("totals", sum_up_next, 2),
        Chore("small-totals", sum_up_next_small, 2),
        Chore("corpus-terms", with_room(count_terms), 5),
        *(Chore(f"corpus-lists-{number}", read_lists, 2) for number in range(READERS)),
    ]
