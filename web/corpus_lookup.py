"""Look up the corpus that an address names, or abort with 404."""

from flask import abort

from corpora.models import Corpus
from models import MAX_ID

NO_CORPUS = "There is no corpus with that number."


def corpus_or_404(id: int) -> Corpus:
    """The corpus with that id, unless it is private."""
    query = Corpus.select().where(Corpus.id == id, Corpus.secret_hash.is_null())
    found: Corpus | None = query.get_or_none() if id <= MAX_ID else None
    return found or abort(404, NO_CORPUS)


def address_of(id: int) -> str:
    return f"/corpora/{id}"
