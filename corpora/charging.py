"""Charge the client of a corpus for its summed words."""

import settings
from capacity.accounts import corpus_account
from capacity.quotas import Quota
from corpora.models import Corpus

BATCHES = 2  # that are stored while one is replaced by the next


def charge(corpus: int, before: int | None, size: int) -> bool:
    """Charge the client of `corpus`, whose words grow from `before` to `size` bytes.

    Return whether its quota allows that. The words of earlier releases have no size.
    """
    found = Corpus.get_or_none(Corpus.id == corpus)
    if found is None:
        return False
    client = found.client
    grown = 0 if before is None else BATCHES * (size - before)
    if grown <= 0 or client is None:
        return True
    limit = settings.current().MEGABYTES_PER_DAY
    return Quota.charge(corpus_account(bytes(client)), grown, limit)
