"""Charge the client of a corpus for its creation, its documents and its summed words."""

from collections.abc import Sequence

import settings
from capacity.digests import digest_of_corpora, digest_of_creations
from capacity.quotas import MEGABYTE, Quota
from corpora.making import LeftOut, size_of
from corpora.models import Corpus
from wordcount.errors import QuotaExceeded

BATCHES = 2  # that are stored while one is replaced by the next


def charge_creation(owner: bytes, most: int) -> bool:
    """Count one more corpus that a client creates today; return False if it has created `most`.

    A deleted corpus counts, too.
    """
    # The quota of this digest is `most` megabytes, of which a corpus takes one.
    return Quota.charge(digest_of_creations(owner), MEGABYTE, most)


def created_today(owner: bytes) -> int:
    """Return how many corpora a client has created today."""
    size = Quota.select(Quota.size).where(Quota.client == digest_of_creations(owner)).scalar()
    return (size or 0) // MEGABYTE


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
    client = found.client and digest_of_corpora(bytes(found.client))
    return Quota.charge(client, size, settings.current().MEGABYTES_PER_DAY)


def exceeds_a_day(growth: int) -> bool:
    """Whether words that need `growth` more bytes exceed a quota of which nothing is used."""
    return BATCHES * growth > settings.current().MEGABYTES_PER_DAY * MEGABYTE


def has_quota() -> bool:
    """Whether clients have a quota at all."""
    return settings.current().MEGABYTES_PER_DAY > 0
