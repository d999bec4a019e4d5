"""The addresses of corpora: /corpora/3, and /corpora/3-<22 characters> of a private one.

Views only see ids: a corpus is checked before its view is called.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from typing import Any

from flask import Flask, abort, g, request
from flask_babel import lazy_gettext
from werkzeug.routing import BaseConverter

from corpora import Corpus, Document
from models import MAX_ID
from web import addresses
from web.addresses import ADDRESS, ResultConverter, matches, parse
from web.tokens import TOKEN_BYTES

NO_CORPUS = lazy_gettext("There is no corpus with that number.")


class CorpusConverter(ResultConverter):
    """Converts `<corpus:id>` in a rule: an id, and the secret if the corpus is private."""

    def to_url(self, value: Any) -> str:
        return write(value)


def register(app: Flask) -> None:
    """Check the corpora that requests name. Call this before registering blueprints."""
    converter: type[BaseConverter] = CorpusConverter
    app.url_map.converters["corpus"] = converter
    app.before_request(check_named_corpus)
    app.add_template_filter(write, "named_corpus")


def check_named_corpus() -> None:
    """Abort with 404 unless the corpus is public, or is named with its secret."""
    if request.url_rule and request.url_rule.rule.startswith("/corpora/<corpus:"):
        values = request.view_args or {}
        values["id"] = check_corpus(values["id"])


def check_corpus(name: str) -> int:
    """Return the id of a corpus from its name, such as "3-<secret>". Aborts with 404."""
    id, secret = parse(name) if ADDRESS.fullmatch(name) else (MAX_ID + 1, None)
    found = Corpus.select(Corpus.secret_hash).where(Corpus.id == id, Corpus.status != "deleted")
    corpus = found.get_or_none() if id <= MAX_ID else None
    if corpus is None or not matches(secret, corpus.secret_hash):
        abort(404, NO_CORPUS)
    if secret:
        remember(id, secret)
    return id


def remember(id: int, secret: str) -> None:
    """Include the secret of a private corpus in its addresses in this answer."""
    g.setdefault("corpus_secrets", {})[id] = secret
    g.setdefault("secrets", {})  # the answer is private: see addresses.keep_private


def derive(secret: str, what: str) -> str:
    """Derive another secret from this one."""
    digest = hmac.digest(secret.encode(), what.encode(), "sha256")
    return urlsafe_b64encode(digest[:TOKEN_BYTES]).decode().rstrip("=")


def corpus_secret(token: str, id: int) -> str:
    """Derive the secret of a private corpus from the token of its owner."""
    return derive(token, f"corpus {id}")


def document_secret(secret: str, position: int) -> str:
    """Derive the secret of a document's result from the secret of its private corpus."""
    return derive(secret, f"document {position}")


def remember_own(corpora: Iterable[Corpus], token: str) -> None:
    """Include the secrets of the visitor's private corpora in their addresses in this answer."""
    for each in corpora:
        if each.secret_hash:
            remember(each.id, corpus_secret(token, each.id))


def remember_documents(corpus: int, documents: Iterable[Document]) -> None:
    """Include the secrets of a private corpus's results in their addresses in this answer."""
    if secret := g.get("corpus_secrets", {}).get(corpus):
        for each in documents:
            if each.result_id:
                addresses.remember(each.result_id, document_secret(secret, each.position))


def write(id: Any) -> str:
    """Return an id as addresses have it: with its secret, if this request has named that."""
    secret = g.get("corpus_secrets", {}).get(id)
    return f"{id}-{secret}" if secret else str(id)
