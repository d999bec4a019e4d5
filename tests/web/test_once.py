import pytest
from flask import g

from web.once import once_in_request


@pytest.fixture
def count():
    """A function that counts its calls, and is called once in a request."""
    calls = []

    @once_in_request
    def count():
        calls.append(1)
        return len(calls)

    return count


def test_a_value_is_found_once_in_a_request(app, count):
    with app.test_request_context():
        assert (count(), count(), g.count) == (1, 1, 1)


def test_another_request_finds_its_own(app, count):
    for expected in (1, 2):
        with app.test_request_context():
            assert count() == expected


def test_outside_of_a_request_nothing_is_kept(count):
    assert (count(), count()) == (1, 2)
