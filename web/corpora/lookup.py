"""Look up the corpus that an address names, or abort with 404."""

from flask import abort, g, url_for
from flask_babel import lazy_gettext

from corpora import Corpus
from web import watcher
from web.corpora.addresses import NO_CORPUS
from web.tokens import hash_token, is_token

NOT_YOURS = lazy_gettext("Only the browser or program that created this corpus can change it.")


def corpus_or_404(id: int) -> Corpus:
    """Return the corpus with that id. A private one must have been named with its secret."""
    found: Corpus | None = Corpus.get_or_none(Corpus.id == id, Corpus.status != "deleted")
    if found is None or (found.secret_hash and id not in g.get("corpus_secrets", {})):
        abort(404, NO_CORPUS)
    return found


def own_corpus_or_403(id: int, token: str | None) -> Corpus:
    """Return the corpus with that id, or abort with 403 unless the token is that of its owner."""
    corpus = corpus_or_404(id)
    if not token or corpus.token_hash is None or not is_token(token, corpus.token_hash):
        abort(403, NOT_YOURS)
    return corpus


def is_own(corpus: Corpus, token: object = None) -> bool:
    """Whether the visitor owns the corpus, by `token` or by the token in the cookie."""
    token = watcher.token_of(token)
    return bool(token and corpus.token_hash and bytes(corpus.token_hash) == hash_token(token))


def address_of(id: int) -> str:
    return url_for("corpora.show", id=id)
