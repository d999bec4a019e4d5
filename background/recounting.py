"""Recount results from their stored texts, one at a time, in the counting processes."""

import logging

import db
from corpora import settling
from db import database
from jobs import recounts
from jobs.recounts import Recount
from wordcount.contained import CountingPool, CountingProcess, PoolClosed, StartFailed
from wordcount.errors import PageError

logger = logging.getLogger(__name__)


def recount_next(pool: CountingPool) -> bool:
    """Recount the next requested result; return whether there was one.

    It waits for a child as submissions do, so they wait for at most one recount. A text that can no
    longer be counted, or that has killed its workers, keeps its old count.
    """
    recount = recounts.claim()
    if recount is None:
        return False
    if recount.attempts > recounts.MAX_ATTEMPTS:
        logger.error("Result %s is not recounted: it killed its workers", recount.result_id)
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

    def count(process: CountingProcess) -> None:
        stored = recounts.read_stored(recount)
        db.release()
        if stored is None:
            recounts.drop(recount.result_id)
            return
        count = process.count_text(stored.text, stored.language, stored.main_lines)
        with database.atomic():
            recounts.replace(stored, count)
            settling.recounted(stored.id)

    pool.run(count)
