"""Charge the client of a corpus for its documents and its summed words."""

from collections.abc import Sequence

import settings
from capacity.accounts import corpus_account
from capacity.quotas import Quota
from corpora.making import LeftOut, size_of
from corpora.models import Corpus
from wordcount.errors import QuotaExceeded

BATCHES = 2  # that are stored while one is replaced by the next


def charge(corpus: int, growth: int) -> bool:
    """Charge the client of `corpus` for words that need `growth` more bytes.

    Return whether its quota allows that. A corpus that is gone has none.
    """
    return growth <= 0 or charge_bytes(corpus, BATCHES * growth)


def charge_documents(corpus: int, number: int, left_out: Sequence[LeftOut] = ()) -> None:
    """Charge the client of `corpus` for `number` new documents, and entries that are no documents.

    Raises QuotaExceeded.
    """
    if not charge_bytes(corpus, size_of(number, left_out)):
        raise QuotaExceeded


def charge_bytes(corpus: int, size: int) -> bool:
    found = Corpus.get_or_none(Corpus.id == corpus)
    if found is None:
        return False
    client = found.client and corpus_account(bytes(found.client))
    return Quota.charge(client, size, settings.current().MEGABYTES_PER_DAY)


def has_quota() -> bool:
    """Whether clients have a quota at all."""
    return settings.current().MEGABYTES_PER_DAY > 0
