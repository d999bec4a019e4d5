"""Charts as SVG: what the templates of charts/ need to draw them, and saving one as a file."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10

from babel.dates import format_datetime
from flask import Response, render_template
from flask_babel import get_locale, gettext

from web.languages import SOURCE
from web.respond import Page

WIDTH, HEIGHT = 1000, 240  # of a chart's inside, in its own units
TICKS = 4  # on an axis, at most one more
DAY = 24 * 60 * 60  # seconds

Ticks = Sequence[tuple[float, str]]  # values of an axis with their labels


@dataclass(frozen=True)
class Curve:
    """A line of `points` (x, y) in the chart's units, and the ticks of its axes (place, label)."""

    points: list[tuple[float, float]]
    x_ticks: Ticks
    y_ticks: Ticks

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.points)


def curve(
    values: Sequence[tuple[float, float]], x_ticks: Ticks, top: float | None = None
) -> Curve | None:
    """A curve through `values` (x, y), from 0 up to `top`, by default the highest of them.

    None where there are fewer than two.
    """
    if len(values) < 2:
        return None
    begin, end = values[0][0], values[-1][0]
    top = top or max(y for _, y in values) or 1

    def across(x: float) -> float:
        return round((x - begin) / (end - begin or 1) * WIDTH, 1)

    def up(y: float) -> float:
        return round(HEIGHT - y / top * HEIGHT, 1)

    return Curve(
        [(across(x), up(y)) for x, y in values],
        [(across(x), label) for x, label in x_ticks],
        [(up(y), label) for y, label in number_ticks(top)],
    )


def number_ticks(top: float) -> Ticks:
    """Round numbers from 0 to `top`: multiples of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(top / TICKS))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor * TICKS >= top)
    return [
        (number * step, f"{number * step:,.10g}") for number in range(int(top / step + 1e-9) + 1)
    ]


def date_ticks(begin: float, end: float) -> Ticks:
    """Dates, or times of day (UTC) of a day or less; from timestamps."""
    style = "y-MM-dd" if end - begin >= DAY else str(gettext("dd MMM HH:mm"))
    moments = [begin + (end - begin) * part / (TICKS - 1) for part in range(TICKS)]
    locale = get_locale() or SOURCE
    dates = [dt.datetime.fromtimestamp(moment, dt.UTC) for moment in moments]
    labels = [format_datetime(date, style, locale=locale) for date in dates]
    return [
        (moment, label)
        for moment, label, earlier in zip(moments, labels, ["", *labels], strict=False)
        if label != earlier
    ]


def ticks(positions: Iterable[int], total: int) -> str:
    """A path with a stroke for each position of `total`; strokes in one place are one."""
    places = sorted({round((position - 0.5) / total * WIDTH) for position in positions})
    return "".join(f"M{place} 0v60" for place in places)


def respond_chart(template: str, name: str, page: Page) -> Response:
    """Answer with a chart of the page as a file of its own, which a browser shows and can save."""
    drawn = render_template(template, alone=True, page=page)
    response = Response(drawn, mimetype="image/svg+xml")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.svg"'
    return response
