"""The chart of a history, and its points as links: two of them show what changed in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from models import Result, in_utc
from web.charts import Curve, curve_over_time, utc_label


@dataclass(frozen=True)
class PointLink:
    """`is_chosen` if it was clicked first; a second click undoes that."""

    address: str
    label: str
    is_chosen: bool


def dated(points: Sequence[Any]) -> list[Any]:
    """Return the counts that a chart can show, oldest first."""
    return [result for result in reversed(points) if result.created_at and result.total]


def curve_of(points: Sequence[Any], word: str) -> Curve | None:
    """Return the number of words over time, or the frequency of `word` per thousand words.

    Return None if the chart can show no count.
    """
    shown = dated(points)
    if not shown:
        return None
    values = [
        (
            result.created_at.timestamp(),
            (result.count or 0) * 1000 / result.total if word else result.total,
        )
        for result in shown
    ]
    return curve_over_time(values)


def point_links(
    results: Sequence[Result], start: int | None, query: Mapping[str, Any]
) -> list[PointLink]:
    """Return a link for each count; the one with the id `start`, if any, was clicked first."""
    ids = {result.id for result in results}
    return [link_of(result, start if start in ids else None, query) for result in results]


def link_of(result: Result, start: int | None, query: Mapping[str, Any]) -> PointLink:
    if start is None:
        address = url_for("pages.show", **{**query, "from": result.id})
    elif start == result.id:
        address = url_for("pages.show", **query)
    else:
        earlier, later = sorted([start, result.id])
        between: dict[str, Any] = {"from": earlier, "to": later}
        address = url_for("changes.show", **between)
    label = f"{utc_label(in_utc(result.created_at))}: {result.total:,}"
    return PointLink(address, label, result.id == start)
