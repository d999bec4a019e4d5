"""Create a corpus, and add its documents."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import peewee as pw

from capacity.shares import Key, Parts, first_full, network_of
from capacity.sizes import ROW, byte_length
from corpora.models import Corpus
from db import database
from models import NETWORK_BYTES

MAX_NAME = 200  # characters
MAX_LEFT_OUT = 1_000  # unusable entries of a list that are stored
MAX_QUOTED = 200  # characters of an address that cannot be used
PER_DAY = 50  # corpora that one client creates in a day
MAX_UNFINISHED = 500  # corpora of all clients
WAITING_OF_CLIENT = 3  # sitemaps and feeds that wait to be read
WAITING_OF_NETWORK = 10
LOCK = 0x6D616B65  # the first key of our advisory locks, "make"; the second is a network

# One statement adds ten thousand documents in half a second.
ADD = """
    INSERT INTO corpus_documents
        (corpus_id, position, url, host, name, tag, published, modified_at, secret_hash, status)
    SELECT %(corpus)s, position, url, host, name, tag, published, modified_at, secret_hash,
        'waiting'
    FROM unnest(
        %(url)s::text[], %(host)s::text[], %(name)s::text[], %(tag)s::text[],
        %(published)s::date[], %(modified_at)s::timestamptz[], %(secret_hash)s::bytea[]
    ) WITH ORDINALITY
        AS given (url, host, name, tag, published, modified_at, secret_hash, position)
"""


@dataclass(frozen=True)
class NewDocument:
    """An address or a file, with what its list says about it."""

    url: str | None = None
    host: str | None = None
    name: str | None = None
    tag: str | None = None
    published: dt.date | None = None
    modified_at: dt.datetime | None = None
    secret_hash: bytes | None = None


@dataclass(frozen=True)
class LeftOut:
    """A line of a list that cannot be used."""

    line: int
    address: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        return {**vars(self), "address": self.address[:MAX_QUOTED]}


def create(
    name: str,
    source: str,
    documents: Sequence[NewDocument] = (),
    left_out: Sequence[LeftOut] = (),
    **owner: Any,
) -> Corpus:
    """Store a corpus with its documents; without documents, it waits for its source to be read."""
    with database.atomic():
        corpus: Corpus = Corpus.create(name=name[:MAX_NAME], source=source, **owner)
        if documents:
            start(corpus.id, documents, left_out)
    found: Corpus = Corpus.get_by_id(corpus.id)
    return found


def start(id: int, documents: Sequence[NewDocument], left_out: Sequence[LeftOut] = ()) -> bool:
    """Add documents to a waiting corpus and count them; return whether it was waiting."""
    with database.atomic():
        started = Corpus.update(
            status="counting", documents=len(documents), left_out=write_left_out(left_out)
        )
        if not started.where(Corpus.id == id, Corpus.status == "waiting").execute():
            return False
        add_documents(id, documents)
    return True


def write_left_out(entries: Sequence[LeftOut]) -> str | None:
    """The first MAX_LEFT_OUT entries as JSON; None if there are none."""
    listed = [each.to_dict() for each in entries[:MAX_LEFT_OUT]]
    return json.dumps(listed, ensure_ascii=False) if listed else None


def size_of(documents: int, left_out: Sequence[LeftOut]) -> int:
    """Return an upper bound of the bytes that documents and left-out entries take."""
    return ROW * documents + byte_length(write_left_out(left_out) or "")


def add_documents(id: int, documents: Sequence[NewDocument]) -> None:
    names = ("url", "host", "name", "tag", "published", "modified_at", "secret_hash")
    columns = {name: [getattr(each, name) for each in documents] for name in names}
    database.execute_sql(ADD, {"corpus": id, **columns})


@contextmanager
def one_at_a_time(client: bytes) -> Iterator[None]:
    """Run a block in a transaction, one at a time for each network: its numbers are exact."""
    with database.atomic():
        key = int.from_bytes(network_of(client)[:4], signed=True)
        database.execute_sql("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, key])
        yield


def waiting(client: bytes) -> tuple[int, int]:
    """Return the number of unread sitemaps and feeds of this client, and of its network."""
    network = pw.fn.substr(Corpus.client, 1, NETWORK_BYTES) == client[:NETWORK_BYTES]
    own = pw.fn.count(pw.Case(None, [(Corpus.client == client, 1)]))
    query = Corpus.select(own, pw.fn.count(Corpus.id)).where(network, Corpus.status == "waiting")
    row: Any = query.tuples().first()
    return row[0], row[1]


def unfinished() -> Counter[Key]:
    """Return the number of unfinished corpora of each client, of each network, and of all.

    Paused corpora do not count, so that they exclude nobody.
    """
    is_paused = pw.fn.coalesce(Corpus.paused_until > pw.fn.now(), False)
    query = Corpus.select(Corpus.client, is_paused, pw.fn.count(Corpus.id))
    query = query.where(Corpus.status.in_(("waiting", "counting"))).group_by(pw.SQL("1, 2"))
    used: Counter[Key] = Counter()
    rows: Any = query.tuples()
    for client, paused, corpora in rows:
        digest = bytes(client or b"")
        for owner in {digest, network_of(digest)}:
            used["corpora", owner] += corpora
        used["corpora", None] += 0 if paused else corpora
    return used


def is_full(client: bytes) -> Key | None:
    """Return what has no room for another corpus: the client, its network or all; else None."""
    parts: Parts = {
        ("corpora", client): 9,
        ("corpora", network_of(client)): 4,
        ("corpora", None): 1,
    }
    return first_full(parts, MAX_UNFINISHED, unfinished())
