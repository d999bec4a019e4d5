"""The frequencies of terms in a corpus over time: by month, or in the order of its documents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Blueprint, Response
from werkzeug.utils import cached_property

from corpora.periods import Periods, periods_by
from corpora.term_counts import parse
from corpora.trends import Trend, trends
from corpora.words import most_frequent
from web import formats
from web.charts import TICKS, Curve, curve, respond_chart
from web.corpora.page import CorpusPage, corpus_and_sums
from web.limits import wait_for_turn
from web.query import choice_arg
from web.respond import respond
from web.term_list import parse_terms, terms_text
from wordcount.analysis.term_list import NamedTerm

BY = ("month", "order")
CURVES = 8  # in the chart, the first terms; the table has all
SUGGESTED = 4  # words if there is no list: the most frequent ones that are not stop words

blueprint = Blueprint("corpus_trends", __name__)


@formats.get(blueprint, "/corpora/<corpus:id>/trends")
def show(id: int) -> Response:
    return respond("corpora/trends.html", page_of(id))


@blueprint.get("/corpora/<corpus:id>/trends.svg")
def chart(id: int) -> Response:
    """The chart as a file."""
    return respond_chart("charts/trends.svg", f"trends-{id}", page_of(id))


def page_of(id: int) -> "CorpusTrendsPage":
    by, text = choice_arg("by", BY, BY[0]), terms_text()
    found = corpus_and_sums(id)
    if not text:
        frequent = most_frequent(found[1], SUGGESTED, keep_stop_words=False)
        text = "\n".join(row.word for row in frequent)
    terms = parse_terms(text, partial(parse, found[1]))
    return CorpusTrendsPage(*found, text, terms, by)


@dataclass(frozen=True)
class Series:
    """A term, its trend, and its frequency per thousand words in each period."""

    term: NamedTerm
    trend: Trend
    per_thousand: Sequence[float]
    curve: Curve | None

    @property
    def name(self) -> str:
        return self.term.name


@dataclass(frozen=True)
class CorpusTrendsPage(CorpusPage):
    """The `terms` of the list `text`, by "month" or "order"."""

    text: str
    terms: Sequence[NamedTerm]
    by: str

    @cached_property
    def periods(self) -> Periods:
        return periods_by(self.sums, self.by)

    @cached_property
    def series(self) -> Sequence[Series]:
        wait_for_turn()
        found = trends(self.sums, self.terms, self.by)
        totals = [period.total or 1 for period in self.periods.periods]
        rates = [
            [count * 1000 / total for count, total in zip(each.counts, totals, strict=True)]
            for each in found
        ]
        top = max((rate for row in rates[:CURVES] for rate in row), default=0.0)
        curves = [curve([*enumerate(row)], self.ticks, top) for row in rates]
        return [*map(Series, self.terms, found, rates, curves)]

    @property
    def ticks(self) -> Sequence[tuple[float, str]]:
        periods = self.periods.periods
        places = {part * (len(periods) - 1) // (TICKS - 1) for part in range(TICKS)}
        return [(place, periods[place].name) for place in sorted(places)] if periods else []

    @property
    def curves(self) -> Sequence[Series]:
        return [each for each in self.series[:CURVES] if each.curve]

    @property
    def query(self) -> dict[str, Any]:
        by = {} if self.by == BY[0] else {"by": self.by}
        return {**super().query, "terms": self.text, **by}

    @property
    def partial(self) -> bool:
        return super().partial or self.is_sample

    @property
    def is_sample(self) -> bool:
        return any(each.trend.is_part for each in self.series)

    def to_dict(self) -> Mapping[str, Any]:
        return {
            **self.identity,
            "by": self.by,
            "periods": [vars(period) for period in self.periods.periods],
            "terms": [
                {
                    "term": each.name,
                    "count": each.trend.total,
                    "documents": each.trend.documents,
                    "dp": None if each.trend.dp is None else round(each.trend.dp, 4),
                    "documents_with_words": each.trend.documents_with_words,
                    "documents_read": each.trend.documents_read,
                    "counts": each.trend.counts,
                }
                for each in self.series
            ],
            "partial": self.partial,
        }

    def rows(self) -> Iterator[Sequence[Any]]:
        yield "term", "period", "documents", "total", "count", "per_thousand"
        for each in self.series:
            rates = each.per_thousand
            periods = zip(self.periods.periods, each.trend.counts, rates, strict=True)
            for period, count, rate in periods:
                yield each.name, *vars(period).values(), count, round(rate, 4)
