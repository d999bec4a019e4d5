"""Move the documents of corpora into the queue and out of it, in a thread of each worker."""

import logging
import threading
from math import ceil

import db
import jobs
import notify
import storage
from background.page import FAULTS_OF_THIS_MACHINE
from corpora import queue, settling
from db import database
from quotas import corpus_digest

POLL = 1.0  # seconds until the next step if there was nothing to do
BUSY = 0.2  # seconds if there was
PAUSE = 5.0  # seconds after the database could not be reached

logger = logging.getLogger(__name__)


class CorpusKeeper(threading.Thread):
    """Opens and settles documents until `stop` is called. One worker at a time does."""

    def __init__(self) -> None:
        super().__init__(name="corpora", daemon=True)
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                pause = BUSY if step() else POLL
            except Exception as error:
                if not isinstance(error, FAULTS_OF_THIS_MACHINE):
                    logger.exception("Moving documents of corpora broke")
                pause = PAUSE
            finally:
                db.release()
            self._stopping.wait(pause)


def step() -> bool:
    """Settle what is finished, and open what is next; return whether there was anything to do."""
    with database.atomic():
        if not queue.try_lock():
            return False
        settled = settling.settle()
        opened = 0 if storage.is_nearly_full() else open_next()
    if opened:
        notify.wake_workers()
    return bool(settled or opened)


def open_next() -> int:
    """Open as many documents as may be open, of all corpora alike; return their number."""
    corpora, room = queue.counting()
    opened = 0
    for position, corpus in enumerate(corpora):
        share = ceil((room - opened) / (len(corpora) - position))
        limit = min(share, room - opened, queue.OPEN_OF_CORPUS - corpus.open)
        if limit > 0:
            opened += open_some(corpus, limit)
    return opened


def open_some(corpus: queue.CountingCorpus, limit: int) -> int:
    """Open at most `limit` documents of a corpus; return their number."""
    documents = queue.next_waiting(corpus.id, limit)
    client = corpus_digest(bytes(corpus.client or b""))
    results = dict(queue.counted_recently(documents))
    for document in documents:
        if document.id not in results:
            result = jobs.store(document.url, None, jobs.CORPUS, client)
            results[document.id] = result.id
    queue.open_documents(results)
    return len(results)
