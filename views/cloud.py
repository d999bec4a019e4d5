"""The words of a result as a cloud: real text, the larger the more frequent."""

from math import sqrt

from flask import Blueprint, Response

from web.lookup import about, counts_or_404, has_more_words
from web.respond import respond
from web.word_choice import choose, wanted_choice
from wordcount.language.stopwords import stop_words

WORDS = 120
SIZES = 8  # from 1; style.css has a class for each

blueprint = Blueprint("cloud", __name__)


@blueprint.get("/results/<int:id>/cloud")
@blueprint.get("/results/<int:id>/cloud.<any(json, csv):form>")
def show(id: int, form: str | None = None) -> Response:
    result = counts_or_404(id)
    choice = wanted_choice(result)
    most_frequent = sorted(choose(result, choice))[:WORDS]
    most = max((count for _, _, count in most_frequent), default=1)
    words = sorted((word, count, size_of(count, most)) for _, word, count in most_frequent)
    return respond(
        "cloud.html",
        json={
            **about(result),
            "words": [{"word": word, "count": count, "size": size} for word, count, size in words],
        },
        table=[("word", "count", "size"), *words],
        result=result,
        words=words,
        choice=choice,
        has_stop_words=bool(stop_words(result.language or "und")),
        partial=has_more_words(result),
    )


def size_of(count: int, most: int) -> int:
    """A size whose area grows with the count, from 1 to SIZES."""
    return 1 + round((SIZES - 1) * sqrt(count / most))
