"""Admit a corpus: if there is storage, and its client has not made too many today."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import current_app
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from corpora import Corpus, making
from corpora.changing import ENDED
from corpora.charging import charge_creation, created_today
from db import database
from jobs import uploads
from web.admission import charge, check_storage, quota_exceeded
from web.client import client_digest, owner_digest
from web.corpora.addresses import corpus_secret, document_secret, remember
from web.corpora.submission import CorpusRequest
from web.limits import check_limits
from web.tokens import hash_token

TOO_MANY = lazy_gettext("Too many corpora are being counted. Try again in an hour.")
TOO_MANY_OF_YOU = lazy_gettext("Too many of your corpora are being counted. Try again in an hour.")
TOO_MANY_WAIT = lazy_gettext(
    "Several of your sitemaps or feeds are waiting to be read. Try again in a minute."
)
RETRY_AFTER = 3600  # seconds
READ_AFTER = 60  # seconds


def admit_corpus(wanted: CorpusRequest, token: str) -> Corpus:
    """Store the corpus, which the visitor with this token owns.

    Raises TooManyRequests, ServiceUnavailable or InsufficientStorage.
    """
    check_storage()
    today = dt.datetime.now(dt.UTC).date()
    client = owner_digest(today)
    with making.one_at_a_time(client):
        check_room(client, wanted.source)
        if current_app.config["MEGABYTES_PER_DAY"]:
            charge_number(client)
        charge(client_digest(today), wanted.size)
        return store(wanted, token, client)


def store(wanted: CorpusRequest, token: str, client: bytes) -> Corpus:
    owner: dict[str, Any] = {"client": client, "token_hash": hash_token(token)}
    if wanted.files:
        return store_files(wanted, token, owner)
    return making.create(
        wanted.name,
        wanted.source,
        wanted.documents,
        wanted.left_out,
        source_url=wanted.source_url,
        **owner,
    )


def store_files(wanted: CorpusRequest, token: str, owner: dict[str, Any]) -> Corpus:
    """Store a private corpus of files."""
    with database.atomic():
        corpus = making.create(wanted.name, wanted.source, **owner)
        secret = corpus_secret(token, corpus.id)
        documents = [
            replace(each, secret_hash=hash_token(document_secret(secret, position)))
            for position, each in enumerate(wanted.documents, start=1)
        ]
        Corpus.update(secret_hash=hash_token(secret)).where(Corpus.id == corpus.id).execute()
        making.start(corpus.id, documents, wanted.left_out)
        uploads.add_to_corpus(corpus.id, wanted.files)
    remember(corpus.id, secret)
    found: Corpus = Corpus.get_by_id(corpus.id)
    return found


def readmit(corpus: Corpus, restart: Callable[[int, bytes], None]) -> None:
    """Resume a stopped or failed corpus. Raises the same errors as `admit_corpus`."""
    check_limits()
    check_storage()
    client = owner_digest(dt.datetime.now(dt.UTC).date())
    with making.one_at_a_time(client):
        if corpus.status in ENDED:
            check_room(client, "urls" if corpus.documents else corpus.source)
        restart(corpus.id, client)


def check_room(client: bytes, source: str) -> None:
    """Raise TooManyRequests or ServiceUnavailable if too many corpora are not finished yet."""
    if source in ("sitemap", "feed"):
        own, of_network = making.waiting(client)
        if own >= making.WAITING_OF_CLIENT or of_network >= making.WAITING_OF_NETWORK:
            raise TooManyRequests(TOO_MANY_WAIT, retry_after=READ_AFTER)
    if full := making.is_full(client):
        if full[1]:
            raise TooManyRequests(TOO_MANY_OF_YOU, retry_after=RETRY_AFTER)
        raise ServiceUnavailable(TOO_MANY, retry_after=RETRY_AFTER)


def charge_number(client: bytes) -> None:
    """Raise TooManyRequests if the client or its network has made too many corpora today."""
    if not charge_creation(client, making.PER_DAY):
        wait = quota_exceeded().retry_after
        raise TooManyRequests(too_many_today(created_today(client)), retry_after=wait)


def too_many_today(number: int) -> str:
    return str(
        gettext(
            "You have created %(number)s corpora today. Create the next one tomorrow.",
            number=number,
        )
    )
