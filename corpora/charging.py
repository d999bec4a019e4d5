"""Charge the client of a corpus for its summed words."""

import settings
from capacity.accounts import corpus_account
from capacity.quotas import Quota
from corpora.models import Corpus

BATCHES = 2  # that are stored while one is replaced by the next


def charge(corpus: int, growth: int) -> bool:
    """Charge the client of `corpus` for words that grow by so many bytes.

    Return whether its quota allows that. A corpus that is gone has none.
    """
    if growth <= 0:
        return True
    found = Corpus.get_or_none(Corpus.id == corpus)
    if found is None:
        return False
    client = found.client and corpus_account(bytes(found.client))
    return Quota.charge(client, BATCHES * growth, settings.current().MEGABYTES_PER_DAY)


def has_quota() -> bool:
    """Whether clients have a quota at all."""
    return settings.current().MEGABYTES_PER_DAY > 0
