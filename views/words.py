"""The words of a result as its visitor wants them: filtered, sorted, with stop words or not."""

from collections.abc import Iterator
from math import ceil
from typing import Any

from flask import Blueprint, Response

from models import Result
from web.arguments import wanted_number
from web.lookup import about, counts_or_404, has_more_words
from web.respond import respond
from web.word_choice import SORTS, Ranked, choose, wanted_choice
from web.word_table import WORDS_PER_PAGE, WordRow
from wordcount.language.stopwords import stop_words

blueprint = Blueprint("words", __name__)


@blueprint.get("/results/<int:id>/words")
@blueprint.get("/results/<int:id>/words.<any(json, csv):form>")
def show(id: int, form: str | None = None) -> Response:
    result = counts_or_404(id)
    choice = wanted_choice(result)
    chosen = choose(result, choice)
    total, _ = result.lengths()
    pages = max(1, ceil(len(chosen) / WORDS_PER_PAGE))
    page = min(wanted_number("page") or 1, pages)
    first = (page - 1) * WORDS_PER_PAGE
    return respond(
        "words.html",
        json={**about(result), "words": (as_json(result, row, total) for row in chosen)},
        table=csv_rows(result, chosen, total),
        result=result,
        words=word_rows(chosen, total, first),
        found=len(chosen),
        page=page,
        pages=pages,
        choice=choice,
        sorts=SORTS,
        has_stop_words=bool(stop_words(result.language or "und")),
        partial=has_more_words(result),
    )


def word_rows(chosen: list[Ranked], total: int, first: int) -> list[WordRow]:
    """A page of the chosen words; its bars have the scale of all pages."""
    most = max((count for _, _, count in chosen), default=1)
    return [
        WordRow(rank, word, count, share=count / total, bar=count / most)
        for rank, word, count in chosen[first : first + WORDS_PER_PAGE]
    ]


def as_json(result: Result, row: Ranked, total: int) -> dict[str, Any]:
    rank, word, count = row
    return {
        "word": word,
        "rank": rank,
        "count": count,
        "per_thousand": round(count * 1000 / total, 4),
        "stop_word": word not in (result.result_no_stop_words or {}),
    }


def csv_rows(result: Result, chosen: list[Ranked], total: int) -> Iterator[tuple[Any, ...]]:
    yield "word", "rank", "count", "per_thousand", "stop_word"
    for row in chosen:
        yield tuple(as_json(result, row, total).values())
