"""stub"""

from flask import abort, url_for

from corpora.models import Corpus


def corpus_or_404(id: int) -> Corpus:
    found: Corpus | None = Corpus.get_or_none(Corpus.id == id)
    return found or abort(404, "There is no corpus with that number.")


def address_of(id: int) -> str:
    return f"/corpora/{id}"
