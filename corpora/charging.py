"""Charge the client of a corpus for its documents and its summed words."""

import settings
from capacity.accounts import corpus_account
from capacity.quotas import MEGABYTE, Quota
from capacity.sizes import ROW
from corpora.models import Corpus
from wordcount.errors import QuotaExceeded

BATCHES = 2  # that are stored while one is replaced by the next


def charge(corpus: int, growth: int) -> bool:
    """Charge the client of `corpus` for words that need `growth` more bytes.

    Return whether its quota allows that. A corpus that is gone has none.
    """
    return growth <= 0 or charge_bytes(corpus, BATCHES * growth)


def charge_documents(corpus: int, number: int) -> None:
    """Charge the client of `corpus` for `number` new documents. Raises QuotaExceeded."""
    if not charge_bytes(corpus, ROW * number):
        raise QuotaExceeded


def charge_bytes(corpus: int, size: int) -> bool:
    found = Corpus.get_or_none(Corpus.id == corpus)
    if found is None:
        return False
    client = found.client and corpus_account(bytes(found.client))
    return Quota.charge(client, size, settings.current().MEGABYTES_PER_DAY)


def exceeds_a_day(growth: int) -> bool:
    """Whether words that need `growth` more bytes exceed a quota of which nothing is used."""
    return BATCHES * growth > settings.current().MEGABYTES_PER_DAY * MEGABYTE


def has_quota() -> bool:
    """Whether clients have a quota at all."""
    return settings.current().MEGABYTES_PER_DAY > 0
