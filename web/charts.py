"""Charts as SVG: what the templates of charts/ need to draw them, and saving one as a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import Response, render_template

from web.respond import Page

WIDTH, HEIGHT = 1000, 240  # of a chart's inside, in its own units


@dataclass(frozen=True)
class Curve:
    """A line of `points`, each (x, y) in the chart's units, and what its axes reach."""

    points: list[tuple[float, float]]
    top: float
    first: str
    last: str

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.points)


def curve(values: Sequence[tuple[float, float]], first: str, last: str) -> Curve | None:
    """A curve through `values` (x, y), from 0 up; None where there are fewer than two."""
    if len(values) < 2:
        return None
    begin, end = values[0][0], values[-1][0]
    top = max(y for _, y in values) or 1
    points = [
        (
            round((x - begin) / (end - begin or 1) * WIDTH, 1),
            round(HEIGHT - y / top * HEIGHT, 1),
        )
        for x, y in values
    ]
    return Curve(points, top, first, last)


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
