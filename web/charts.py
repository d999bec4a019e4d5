"""Charts as SVG: the values that the templates of charts/ draw, and charts as files."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import floor, log10

from babel.dates import format_datetime
from flask import Response, render_template
from flask_babel import get_locale, gettext

from web.catalogs import SOURCE
from web.respond import Page
from web.xml_response import respond_xml

WIDTH, HEIGHT = 1000, 240  # of the area inside the axes, in the chart's units
TICKS = 4  # on an axis; there may be one more
TIMES = 3  # ticks with a time of day, whose labels are long
DAY = 24 * 60 * 60  # seconds

Ticks = Sequence[tuple[float, str]]  # values of an axis with their labels


@dataclass(frozen=True)
class Curve:
    """A line of `points` (x, y) in the chart's units, and the ticks of its axes (place, label)."""

    points: list[tuple[float, float]]
    x_ticks: Ticks
    y_ticks: Ticks
    moments: Sequence[str] = ()  # of the ticks of x if it is time, by ISO 8601
    is_short: bool = False  # whether the curve spans less than a day

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.points)


def curve(
    values: Sequence[tuple[float, float]],
    x_ticks: Ticks,
    top: float | None = None,
    least: int = 2,
) -> Curve | None:
    """Return a curve through `values` (x, y), or None if there are fewer than `least`.

    Its y axis goes from 0 to `top`, by default the highest value. A single value is in the middle.
    """
    if len(values) < least:
        return None
    begin, end = values[0][0], values[-1][0]
    top = top or max(y for _, y in values) or 1

    def across(x: float) -> float:
        part = (x - begin) / (end - begin) if end > begin else 0.5
        return round(part * WIDTH, 1)

    def up(y: float) -> float:
        return round(HEIGHT - y / top * HEIGHT, 1)

    return Curve(
        [(across(x), up(y)) for x, y in values],
        [(across(x), label) for x, label in x_ticks],
        [(up(y), label) for y, label in number_ticks(top)],
    )


def number_ticks(top: float) -> Ticks:
    """Return round numbers from 0 to `top`: multiples of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** floor(log10(top / TICKS))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor * TICKS >= top)
    return [
        (number * step, f"{number * step:,.10g}") for number in range(int(top / step + 1e-9) + 1)
    ]


def curve_over_time(values: Sequence[tuple[float, float]]) -> Curve | None:
    """Return a curve through `values` (timestamp, y), of which there is at least one."""
    begin, end = values[0][0], values[-1][0]
    found = date_ticks(begin, end)
    moments = [dt.datetime.fromtimestamp(round(at), dt.UTC).isoformat() for at, _ in found]
    drawn = curve(values, found, least=1)
    return drawn and replace(drawn, moments=moments, is_short=end - begin < DAY)


def date_ticks(begin: float, end: float) -> Ticks:
    """Return dates in UTC between two timestamps, or times if they are less than a day apart."""
    is_short = end - begin < DAY
    number = TIMES if is_short else TICKS
    moments = [begin + (end - begin) * part / (number - 1) for part in range(number)]
    dates = [dt.datetime.fromtimestamp(moment, dt.UTC) for moment in moments]
    labels = [utc_label(date, with_time=is_short) for date in dates]
    return [
        (moment, label)
        for moment, label, earlier in zip(moments, labels, ["", *labels], strict=False)
        if label != earlier
    ]


def utc_label(moment: dt.datetime, *, with_time: bool = True) -> str:
    """Write a moment as the locale does, followed by "UTC"."""
    style = str(gettext("d MMM y, HH:mm") if with_time else gettext("d MMM y"))
    return f"{format_datetime(moment, style, locale=get_locale() or SOURCE)} UTC"


def ticks(positions: Iterable[int], total: int) -> str:
    """Return a path with a stroke for each of `positions`, from 1 to `total`; none is repeated."""
    places = sorted({round((position - 0.5) / total * WIDTH) for position in positions})
    return "".join(f"M{place} 0v60" for place in places)


def respond_chart(template: str, name: str, page: Page) -> Response:
    """Answer with a chart of the page as a file, which browsers show and can save."""
    drawn = render_template(template, alone=True, page=page)
    response = respond_xml(drawn, "image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.svg"'
    return response
