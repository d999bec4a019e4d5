"""Accounts, charged in place of a client for counts of watched pages and of corpora.

An account is a digest like that of a client (see web/client.py): its first NETWORK_BYTES are those
of a network, and it changes every day.
"""

import datetime as dt
import hashlib

from capacity.quotas import MEGABYTE, Quota
from models import NETWORK_BYTES


def watch_account(host: str) -> bytes:
    """Return the account of all watched pages of a host. All hosts belong to one network."""
    return _account("watches", "", host)


def corpus_account(owner: bytes) -> bytes:
    """Return the account of the corpora of a client, beside those of others of its network.

    It is not the client itself, so that corpora take turns with what the client submits.
    """
    return _account("corpora", _network(owner), owner.hex())


def charge_corpus(owner: bytes, most: int) -> bool:
    """Count one more corpus that a client makes today; return False if it has made `most`.

    A deleted corpus counts, too.
    """
    # The quota of this account is `most` megabytes, of which a corpus takes one.
    return Quota.charge(_makers_account(owner), MEGABYTE, most)


def corpora_made(owner: bytes) -> int:
    """Return how many corpora a client has made today."""
    size = Quota.select(Quota.size).where(Quota.client == _makers_account(owner)).scalar()
    return (size or 0) // MEGABYTE


def _makers_account(owner: bytes) -> bytes:
    return _account("made corpora", _network(owner), owner.hex())


def _network(owner: bytes) -> str:
    return owner[:NETWORK_BYTES].hex()


def _account(kind: str, network: str, client: str) -> bytes:
    today = f"{kind} {dt.datetime.now(dt.UTC).date().isoformat()}"
    names = (f"{today} {network}", f"{today} {client}")
    return b"".join(hashlib.sha256(name.encode()).digest()[:NETWORK_BYTES] for name in names)
