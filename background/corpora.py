"""Open the documents of corpora, and settle those that are finished."""

from math import ceil

import jobs
import settings
from capacity import storage
from capacity.digests import digest_of_corpora
from capacity.quotas import Quota
from capacity.sizes import ROW
from corpora import queue, settling
from db import database
from jobs import notify, uploads


def move_documents() -> bool:
    """Settle finished documents and open the next ones; return whether more are finished."""
    with database.atomic():
        if not queue.try_lock():
            return False
        settled = settling.settle()
        opened = 0 if storage.is_nearly_full() else open_next()
    if opened:
        notify.wake_workers()
    return settled >= settling.BATCH


def open_next() -> int:
    """Open as many documents as allowed, equally for all corpora, and return their number."""
    corpora, room = queue.counting()
    opened = 0
    for position, corpus in enumerate(corpora):
        share = ceil((room - opened) / (len(corpora) - position))
        limit = min(share, room - opened, queue.OPEN_OF_CORPUS - corpus.open)
        if limit > 0:
            opened += open_some(corpus, limit)
    return opened


def open_some(corpus: queue.CountingCorpus, limit: int) -> int:
    """Open at most `limit` documents of a corpus; return their number.

    The corpus pauses if its client's quota has no room for their rows. A page that is being counted
    in another language waits until that count ends.
    """
    documents = queue.next_waiting(corpus.id, limit)
    client = digest_of_corpora(bytes(corpus.client or b""))
    megabytes = settings.current().MEGABYTES_PER_DAY
    results = dict(queue.counted_recently(documents))
    missing = [document for document in documents if document.id not in results]
    if missing and not Quota.charge(client, ROW * len(missing), megabytes):
        settling.pause([corpus.id])
        missing = []
    for document in missing:
        if document.url is None:
            results[document.id] = uploads.open_document(document.id, client)
            continue
        result = jobs.store(document.url, None, jobs.CORPUS, client)
        if result.language is None:
            results[document.id] = result.id
    queue.open_documents(results)
    return len(results)
