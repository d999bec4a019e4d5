"""Charge the client of a corpus for its documents and its summed words."""

import settings
from capacity.quotas import ROW, Quota, corpus_digest
from corpora.models import Corpus
from wordcount.errors import QuotaExceeded

BATCHES = 2  # that are stored while one is replaced by the next


def charge(corpus: int, before: int | None, size: int) -> bool:
    """Charge the client of `corpus`, whose words grow from `before` to `size` bytes.

    Return whether its quota allows that. The words of earlier releases have no size.
    """
    grown = 0 if before is None else BATCHES * (size - before)
    return grown <= 0 or charge_bytes(corpus, grown)


def charge_documents(corpus: int, number: int) -> None:
    """Charge the client of `corpus` for so many new documents. Raises QuotaExceeded."""
    if number and not charge_bytes(corpus, ROW * number):
        raise QuotaExceeded


def charge_bytes(corpus: int, size: int) -> bool:
    client = Corpus.select(Corpus.client).where(Corpus.id == corpus).scalar()
    if client is None:
        return True
    limit = settings.current().MEGABYTES_PER_DAY
    return Quota.charge(corpus_digest(bytes(client)), size, limit)
