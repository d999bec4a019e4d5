"""Digests that are charged in place of a client's: for watched pages, and for corpora.

Like that of a client (see web/client.py), each begins with the NETWORK_BYTES of its network, and
changes every day.
"""

import datetime as dt
import hashlib

from models import NETWORK_BYTES


def digest_of_watches(host: str) -> bytes:
    """Return the digest for all watched pages of a host. All hosts belong to one network."""
    return _digest("watches", "", host)


def digest_of_corpora(owner: bytes) -> bytes:
    """Return the digest for the corpora of a client. They belong to one network if clients do.

    It differs from that of the client, so that corpora take turns with what the client submits.
    """
    return _digest("corpora", _network(owner), owner.hex())


def digest_of_creations(owner: bytes) -> bytes:
    """Return the digest for the number of corpora that a client creates."""
    return _digest("made corpora", _network(owner), owner.hex())


def _network(owner: bytes) -> str:
    return owner[:NETWORK_BYTES].hex()


def _digest(kind: str, network: str, client: str) -> bytes:
    today = f"{kind} {dt.datetime.now(dt.UTC).date().isoformat()}"
    names = (f"{today} {network}", f"{today} {client}")
    return b"".join(hashlib.sha256(name.encode()).digest()[:NETWORK_BYTES] for name in names)
