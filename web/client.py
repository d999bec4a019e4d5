"""Identify the client of a request for its limits, without storing any address."""

import hmac
from datetime import date

from flask import current_app, request

from http_server.client import Client, client_of
from models import NETWORK_BYTES

DIGEST_SIZE = 16  # bytes, the first NETWORK_BYTES of which identify the network


def current_client() -> Client:
    """Return the client of the request, behind TRUSTED_PROXIES by X-Forwarded-For."""
    connection = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    forwarded = request.headers.get("X-Forwarded-For", "")
    address = connection.get("REMOTE_ADDR") or ""
    return client_of(address, forwarded, current_app.config["TRUSTED_PROXIES"])


def client_digest(day: date) -> bytes:
    """Return DIGEST_SIZE bytes that identify the client on that day, but not its address.

    Its network and the client are each an HMAC-SHA256 with SECRET_KEY: without the key, nobody can
    find the address by trying all of them.
    """
    key = current_app.config["SECRET_KEY"].encode()
    client = current_client()
    messages = (f"{kind} {day.isoformat()} {getattr(client, kind)}" for kind in Client._fields)
    return b"".join(hmac.digest(key, each.encode(), "sha256")[:NETWORK_BYTES] for each in messages)


def owner_digest(day: date) -> bytes:
    """Return the digest of a client that makes corpora, which changes each month only.

    A corpus lasts for days: those that a client made on several days have one quota together.
    """
    return client_digest(day.replace(day=1))
