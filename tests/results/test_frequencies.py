"""What the Alembic version did not store is supplied, once, and nothing else is touched."""

import pytest

from db import database
from models import Result
from results import frequencies
from results.fingerprints import Filler

WORDS = {"dog": 1, "the": 7, "cat": 1}
KEPT = {"dog": 1, "cat": 1}


@pytest.fixture
def make_old(make_result):
    """Store a result as the Alembic version did."""

    def make(**values):
        return make_result(
            **{
                "result_all": WORDS,
                "result_no_stop_words": KEPT,
                "total": None,
                "distinct": None,
                "created_at": None,
                "language": None,
                **values,
            }
        )

    return make


@pytest.fixture
def filler(app):
    return Filler(frequencies.COMPLETE_NEXT, frequencies.BATCH)


def finish(filler):
    while filler.after is not None:
        filler.step()


@pytest.mark.parametrize(
    "address", ["/results/1.json", "/results/1", "/results/1/words", "/results/1/vocabulary"]
)
def test_reading_a_result_supplies_what_it_lacks(address, client, make_old):
    make_old()

    assert client.get(address).status_code == 200

    result = Result.get_by_id(1)
    assert (result.total, result.distinct) == (9, 3)
    assert list(result.result_all) == ["the", "cat", "dog"]
    assert list(result.result_no_stop_words) == ["cat", "dog"]


def test_maintenance_completes_all_results_batch_by_batch(filler, make_old):
    for _ in range(frequencies.BATCH + 1):
        make_old()

    filler.step()
    assert Result.select().where(Result.total.is_null()).count() == 1
    finish(filler)

    assert Result.select().where(Result.total == 9).count() == frequencies.BATCH + 1


def test_maintenance_resumes_after_a_restart(filler, make_old):
    for _ in range(frequencies.BATCH + 1):
        make_old()
    filler.step()

    finish(Filler(frequencies.COMPLETE_NEXT, frequencies.BATCH))

    assert Result.select().where(Result.total.is_null()).count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"result_all": None, "result_no_stop_words": None},
        {"status": "failed"},
        {"status": "pending"},
        {"total": 10},
    ],
    ids=["no words", "failed", "pending", "complete"],
)
def test_other_results_are_left_alone(values, filler, make_old):
    make_old(**values)
    before = Result.select().dicts().get()

    finish(filler)

    assert Result.select().dicts().get() == before


def test_a_result_without_stop_words_stored_has_none_afterwards(filler, make_old):
    make_old(result_no_stop_words=None)

    finish(filler)

    assert Result.get_by_id(1).result_no_stop_words is None


@pytest.mark.parametrize("column", frequencies.PAGES)
def test_no_words_are_unpacked_of_a_result_with_very_many(column, make_result):
    make_result(result_all=WORDS, result_no_stop_words=KEPT, main_all=WORDS, distinct=3)
    values = {"id": 1, "first": 1, "last": 3}
    explain = f"EXPLAIN (ANALYZE, FORMAT JSON) {frequencies.PAGES[column]}"

    def unpacked(most):
        [[[plan]]] = database.execute_sql(explain, {**values, "most": most}).fetchall()
        nodes = [plan["Plan"]]
        for node in nodes:
            nodes += node.get("Plans", [])
        [scan] = [node for node in nodes if node["Node Type"] == "Function Scan"]
        return scan["Actual Rows"]

    assert unpacked(most=3) > 0
    assert unpacked(most=2) == 0


@pytest.mark.parametrize(("kept", "expected"), [(KEPT, True), (WORDS, False), (None, True)])
def test_whether_the_alembic_version_removed_stop_words(kept, expected, client, make_old):
    make_old(result_no_stop_words=kept)
    client.get("/results/1")  # puts the words in order

    assert frequencies.has_other_words(Result.get_by_id(1)) is expected
