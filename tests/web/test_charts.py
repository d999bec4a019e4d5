"""The axes of charts have round numbers and dates."""

import datetime as dt

import pytest

from web.charts import curve, date_ticks, number_ticks

NEW_YEAR = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp()


@pytest.mark.parametrize(
    ("top", "labels"),
    [
        (4, ["0", "1", "2", "3", "4"]),
        (1, ["0", "0.5", "1"]),
        (0.3, ["0", "0.1", "0.2", "0.3"]),
        (3350, ["0", "1,000", "2,000", "3,000"]),
        (2_000_000, ["0", "500,000", "1,000,000", "1,500,000", "2,000,000"]),
        (1e-7, ["0", "5e-08", "1e-07"]),
    ],
)
def test_numbers_on_an_axis_are_round(top, labels):
    assert [label for _, label in number_ticks(top)] == labels


@pytest.mark.parametrize(
    ("seconds", "labels"),
    [
        (0, ["1 Jan 2026, 00:00 UTC"]),
        (4 * 3600, [f"1 Jan 2026, 0{hour}:00 UTC" for hour in (0, 2, 4)]),
        (3 * 86400, [f"{day} Jan 2026 UTC" for day in range(1, 5)]),
        (86400, ["1 Jan 2026 UTC", "2 Jan 2026 UTC"]),
    ],
)
def test_dates_on_an_axis_differ_and_name_their_zone(seconds, labels):
    assert [label for _, label in date_ticks(NEW_YEAR, NEW_YEAR + seconds)] == labels


def test_ticks_are_at_their_values():
    line = curve([(0, 0), (10, 4)], number_ticks(10))

    assert line.x_ticks == [(0, "0"), (500, "5"), (1000, "10")]
    assert line.y_ticks[0] == (240, "0")
    assert line.y_ticks[-1] == (0, "4")


def test_one_value_draws_no_line():
    assert curve([(0, 1)], []) is None
