"""The history of a page: its counts, its course, what changed between two of them."""

import csv
import datetime as dt
import io

import pytest

from views import pages
from web.history_chart import point_links

PAGE = "https://example.com/page"
RULES = {"text_rule": None, "rule": None, "segmenter": None}
FIRST_DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def counted_on(make_result):
    """Store a count of the page, made on the given day."""

    def counted_on(day, words, text="…", **values):
        created_at = FIRST_DAY + dt.timedelta(days=day)
        values = {"url": PAGE, "title": "A page", **values}
        return make_result(result_all=words, text=text, created_at=created_at, **values)

    return counted_on


def counts(client, query=""):
    return client.get(f"/pages.json?url={PAGE}{query}").json["counts"]


def test_a_page_has_every_count_of_its_address_newest_first(client, counted_on):
    counted_on(0, {"cat": 2}, "cat cat")
    counted_on(1, {"cat": 2, "dog": 1}, "cat cat dog")
    counted_on(2, {"cow": 1}, url="https://example.com/other")

    assert counts(client) == [
        {
            "id": 2, "created_at": "2026-01-02T00:00:00Z",
            "total": 3, "distinct": 2, "unchanged": False, "previous": 1,
            **RULES, "comparable": True,
        },
        {
            "id": 1, "created_at": "2026-01-01T00:00:00Z",
            "total": 2, "distinct": 1, "unchanged": None, "previous": None,
            **RULES, "comparable": None,
        },
    ]  # fmt: skip


def test_an_unchanged_page_says_so(client, counted_on):
    counted_on(0, {"cat": 1}, "cat")
    counted_on(1, {"cat": 1}, "cat")

    assert counts(client)[0]["unchanged"] is True
    assert "unchanged" in client.get(f"/pages?url={PAGE}").text


def test_equal_words_in_another_order_are_a_change(client, counted_on):
    counted_on(0, {"cat": 1, "dog": 1}, "cat dog")
    counted_on(1, {"cat": 1, "dog": 1}, "dog cat")

    assert counts(client)[0]["unchanged"] is False


def test_what_failed_is_no_part_of_the_history(client, counted_on):
    counted_on(0, {"cat": 1})
    counted_on(1, None, text=None, status="failed", error_code="timeout")

    assert [count["id"] for count in counts(client)] == [1]


@pytest.mark.parametrize(
    "written", [PAGE, "example.com/page", f"{PAGE}%23part", " Example.com/page"]
)
def test_a_page_is_found_however_its_address_is_written(written, client, counted_on):
    counted_on(0, {"cat": 1})

    assert client.get(f"/pages.json?url={written}").json["url"] == PAGE


@pytest.mark.parametrize(("query", "status"), [("", 400), ("?url=https://example.com/no", 404)])
def test_a_page_without_counts_has_no_history(query, status, client):
    assert client.get(f"/pages{query}").status_code == status


def test_a_word_has_its_course(client, counted_on):
    counted_on(0, {"cat": 2, "dog": 2})
    counted_on(1, {"dog": 4})

    assert [count["count"] for count in counts(client, "&word=Cat")] == [0, 2]


def test_a_grouped_number_has_its_course(client, counted_on):
    counted_on(0, {"12 500": 2, "12": 7})

    assert [count["count"] for count in counts(client, "&word=12 500")] == [2]


@pytest.mark.parametrize(("most", "found"), [(1_000_000, [3, 2, 1]), (5_000, [3, 2, None])])
def test_a_word_is_looked_up_in_counts_of_so_many_bytes(
    most, found, client, counted_on, monkeypatch
):
    monkeypatch.setattr("results.history.COUNTED_AT_READ", most)
    for day in range(3):
        counted_on(day, {"cat": day + 1}, text="cat " * 500)

    page = client.get(f"/pages.json?url={PAGE}&word=cat").json

    assert [count["count"] for count in page["counts"]] == found
    assert page["partial"] is (None in found)
    assert ("in the latest counts only" in client.get(f"/pages?url={PAGE}&word=cat").text) is (
        None in found
    )


def test_a_word_is_looked_up_in_many_words_in_turn(client, counted_on, monkeypatch):
    turns = []
    monkeypatch.setattr(pages, "wait_for_turn", lambda: turns.append(1))
    monkeypatch.setattr(pages, "SERIALIZE_WORDS_FROM", 3)
    for day in range(2):
        counted_on(day, {"cat": 1, "dog": 1}, distinct=2)

    counts(client)
    assert not turns
    counts(client, "&word=cat")
    assert turns


def test_the_latest_count_is_always_looked_up(client, counted_on, monkeypatch):
    monkeypatch.setattr("results.history.COUNTED_AT_READ", 0)
    counted_on(0, {"cat": 1})
    counted_on(1, {"cat": 2})

    assert [count["count"] for count in counts(client, "&word=cat")] == [2, None]


def test_history_comes_as_a_table(client, counted_on):
    counted_on(0, {"cat": 2}, "cat cat")

    table = list(csv.reader(io.StringIO(client.get(f"/pages.csv?url={PAGE}").text)))

    assert table == [
        [*"id created_at total distinct unchanged previous".split(), *RULES, "comparable"],
        ["1", "2026-01-01T00:00:00Z", "2", "1", "", "", "", "", "", ""],
    ]


def test_a_long_history_comes_in_pages(client, counted_on):
    for day in range(51):
        counted_on(day, {"cat": 1})

    first = client.get(f"/pages.json?url={PAGE}").json
    second = client.get(first["next"]).json

    assert (len(first["counts"]), first["counts"][-1]["previous"]) == (50, 1)
    assert [count["id"] for count in second["counts"]] == [1]
    assert second["next"] is None


@pytest.mark.parametrize(("word", "top"), [("", "4"), ("&word=cat", "400")])
def test_the_course_can_be_saved(word, top, client, counted_on):
    counted_on(0, {"cat": 1, "dog": 1})
    counted_on(1, {"dog": 4})

    chart = client.get(f"/pages.svg?url={PAGE}{word}")

    assert chart.mimetype == "image/svg+xml"
    assert f">{top}</text>" in chart.text
    assert "2026-01-01" in chart.text


def test_one_count_has_a_chart_of_one_point(client, counted_on):
    counted_on(0, {"cat": 1, "dog": 4})

    chart = client.get(f"/pages.svg?url={PAGE}&word=cat").text

    assert '<circle cx="500.0" cy="0.0"' in chart
    assert ">200</text>" in chart
    assert chart.count("2026-01-01") == 1
    assert 'class="area"' not in chart


def test_the_chart_of_a_word_that_never_occurs_is_flat(client, counted_on):
    counted_on(0, {"cat": 1})
    counted_on(1, {"cat": 2})

    chart = client.get(f"/pages.svg?url={PAGE}&word=zzz").text

    assert 'd="M0 240L1000 240"' in chart


def test_a_word_of_a_page_that_was_counted_once_occurs_there(client, counted_on):
    counted_on(0, {"cat": 5})

    page = client.get(f"/pages?url={PAGE}&word=cat").text

    assert "<td>5</td>" in page
    assert "occurs in none of these counts" not in page
    assert "<path" not in page


def test_a_page_can_be_counted_again(client, counted_on):
    counted_on(0, {"cat": 1})

    for address in ("/results/1", f"/pages?url={PAGE}"):
        page = client.get(address).text

        assert f'<input type="hidden" name="url" value="{PAGE}">' in page
        assert "Count again" in page


def test_changes_are_words_that_came_went_rose_and_fell(client, counted_on):
    counted_on(0, {"rises": 1, "falls": 3, "goes": 1})
    counted_on(1, {"rises": 4, "falls": 2, "comes": 1})

    changed = client.get("/changes.json?from=1&to=2").json

    assert (changed["from"]["id"], changed["to"]["id"]) == (1, 2)
    assert changed["came"] == [{"word": "comes", "before": 0, "after": 1, "difference": 1}]
    assert [each["word"] for each in changed["went"]] == ["goes"]
    assert [each["word"] for each in changed["rose"]] == ["rises"]
    assert [each["word"] for each in changed["fell"]] == ["falls"]


def test_changes_come_as_a_table(client, counted_on):
    counted_on(0, {"cat": 1})
    counted_on(1, {"cat": 2})

    table = list(csv.reader(io.StringIO(client.get("/changes.csv?from=1&to=2").text)))

    assert table == [
        ["change", "word", "before", "after", "difference"],
        ["rose", "cat", "1", "2", "1"],
    ]


def test_without_changes_the_page_says_so(client, counted_on):
    counted_on(0, {"cat": 1})

    assert "No word was added or removed" in client.get("/changes?from=1&to=1").text


@pytest.mark.parametrize(
    ("query", "status"), [("from=1", 400), ("", 400), ("from=1&to=9", 404), ("from=1&to=x", 400)]
)
def test_changes_of_what_is_not_there_are_refused(query, status, client, counted_on):
    counted_on(0, {"cat": 1})

    assert client.get(f"/changes?{query}").status_code == status


def test_a_word_that_never_occurs_draws_no_line(client, counted_on):
    counted_on(0, {"cat": 1})
    counted_on(1, {"cat": 2})

    page = client.get(f"/pages?url={PAGE}&word=zzz").text

    assert "occurs in none of these counts" in page
    assert "<path" not in page


def test_two_points_lead_to_what_changed(client, counted_on):
    counted_on(0, {"cat": 1})
    counted_on(1, {"cat": 2})

    first = client.get(f"/pages?url={PAGE}").text
    second = client.get(f"/pages?url={PAGE}&from=2").text

    assert "from=2" in first
    assert 'href="/changes?from=1&amp;to=2"' in second


def test_one_count_is_not_offered_for_a_comparison(client, counted_on):
    counted_on(1, {"cat": 1})

    page = client.get(f"/pages?url={PAGE}").text

    assert "Counted" in page
    assert 'type="radio"' not in page


def test_two_counts_of_one_minute_are_told_apart_by_seconds(client, make_result):
    for second in (1, 40):
        moment = dt.datetime(2026, 1, 1, 9, 30, second, tzinfo=dt.UTC)
        make_result(url=PAGE, created_at=moment)

    page = client.get(f"/pages?url={PAGE}").text

    assert "09:30:01 UTC" in page
    assert "09:30:40 UTC" in page


def test_the_links_of_a_chart_are_made_once_for_all_its_points(client, counted_on, monkeypatch):
    calls = []
    monkeypatch.setattr(
        pages, "point_links", lambda *args: calls.append(args) or point_links(*args)
    )
    for day in range(5):
        counted_on(day, {"cat": day + 1})

    page = client.get(f"/pages?url={PAGE}")

    assert (page.status_code, len(calls)) == (200, 1)
