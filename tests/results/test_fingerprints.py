from hashlib import md5

import pytest

from models import FINGERPRINTED_AT_READ, Result
from results.fingerprints import Filler

LARGE = "x" * (FINGERPRINTED_AT_READ + 1)


def fill(**limits):
    """Fill all, and return the number of steps."""
    filler, steps = Filler(**limits), 0
    while filler.after is not None:
        filler.step()
        steps += 1
    return steps


@pytest.mark.parametrize("text", [LARGE, LARGE + "é"])
def test_fingerprints_of_large_texts_are_filled(text, make_result):
    make_result(text=text)

    fill()

    expected = md5(text.encode(), usedforsecurity=False).hexdigest()
    assert Result.get().fingerprint == expected


def test_fingerprints_of_small_texts_and_failures_are_not(make_result):
    make_result(text="small")
    make_result(text=LARGE, status="failed")
    make_result(text=None)

    fill()

    assert Result.select().where(Result.fingerprint.is_null(False)).count() == 0


def test_many_are_filled_in_steps(make_result):
    for _ in range(11):
        make_result(text=LARGE)

    steps = fill(at_once=3)

    assert Result.select().where(Result.fingerprint.is_null()).count() == 0
    assert steps >= 4


def test_a_count_is_stored_with_its_fingerprint(client, work):
    client.post("/results", json={"text": "a cat"})

    work()

    assert Result.get().fingerprint == md5(b"a cat", usedforsecurity=False).hexdigest()


@pytest.mark.parametrize(("text", "unchanged"), [("a cat", True), (LARGE, None)])
def test_a_history_compares_small_texts_only_until_they_are_filled(
    text, unchanged, client, make_result
):
    for _ in range(2):
        make_result(url="https://example.com/", text=text)
    address = "/pages.json?url=https://example.com/"
    first = client.get(address).json["counts"][0]["unchanged"]

    fill()

    assert first is unchanged
    assert client.get(address).json["counts"][0]["unchanged"] is True
