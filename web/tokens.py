"""Unguessable tokens: of private texts, of visitors and of alerts."""

import re
import secrets
from hashlib import sha256
from hmac import compare_digest

TOKEN = "[A-Za-z0-9_-]{22}"  # a pattern
IS_TOKEN = re.compile(TOKEN)
TOKEN_BYTES = 16


def new_token() -> str:
    """Return 128 random bits as 22 characters that an address can contain."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str | None) -> bytes:
    """Return the hash that is stored. A token cannot be guessed, so it needs no salt."""
    return sha256((token or "").encode()).digest()


def is_token(token: str | None, hash: bytes | memoryview) -> bool:
    """Whether `hash` is that of the token, compared in constant time."""
    return compare_digest(hash_token(token), bytes(hash))
