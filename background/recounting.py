"""Recount results from their stored texts, one at a time, in the counting processes."""

import logging
import threading

import db
import recounts
from background.page import FAULTS_OF_THIS_MACHINE
from corpora import settling
from db import database
from recounts import Recount
from wordcount.contained import CountingPool, PoolClosed, StartFailed
from wordcount.errors import PageError

POLL = 2  # seconds between two looks for a request
PAUSE = 5  # seconds after the database could not be reached or no child started

logger = logging.getLogger(__name__)


class Recounter(threading.Thread):
    """Recounts what is requested until `stop` is called.

    It is one of many threads that wait for a child, so submissions wait for one recount at most.
    """

    def __init__(self, pool: CountingPool) -> None:
        super().__init__(name="recounter", daemon=True)
        self._pool = pool
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Start no further recount. One that is running is stored, or stays requested."""
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                pause = 0 if recount_next(self._pool) else POLL
            except PoolClosed:
                return
            except Exception as error:
                if not isinstance(error, FAULTS_OF_THIS_MACHINE):
                    logger.exception("Recounting broke")
                pause = PAUSE
            finally:
                db.release()
            self._stopping.wait(pause)


def recount_next(pool: CountingPool) -> bool:
    """Recount the next requested result, if there is one, and return whether there was.

    A text that cannot be counted any more, or that has killed its workers, keeps its old count.
    """
    recount = recounts.claim()
    if recount is None:
        return False
    if recount.attempts > recounts.MAX_ATTEMPTS:
        logger.error("Result %s is not recounted: it broke its workers", recount.result_id)
        recounts.drop(recount.result_id)
        return True
    try:
        _recount(recount, pool)
    except PageError as error:
        logger.warning("Result %s is not recounted: %s", recount.result_id, error)
        recounts.drop(recount.result_id)
    except (PoolClosed, StartFailed, OSError):
        recounts.unclaim(recount)
        raise
    return True


def _recount(recount: Recount, pool: CountingPool) -> None:
    db.release()  # hold no connection while waiting for a child
    with pool.lease() as process:
        stored = recounts.read_stored(recount)
        db.release()
        if stored is None:
            recounts.drop(recount.result_id)
            return
        count = process.count_text(stored.text, stored.language, stored.main_lines)
        with database.atomic():
            recounts.replace(stored, count)
            settling.recounted(stored.id)
