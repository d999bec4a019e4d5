from types import SimpleNamespace

import pytest

from http_server.fair_queue import FairQueue


@pytest.fixture
def queue():
    return FairQueue()


def add(queue, *names):
    for name in names:
        queue.append(SimpleNamespace(client=name[0], name=name))


def take(queue, number):
    return [queue.popleft().name for _ in range(number)]


def test_a_client_with_one_request_waits_for_one_of_each_other(queue):
    add(queue, "a1", "a2", "a3", "a4", "b1", "c1", "b2")

    assert take(queue, 7) == ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]


def test_who_comes_later_is_not_put_behind_what_waits_of_others(queue):
    add(queue, *(f"a{number}" for number in range(100)))
    take(queue, 50)

    add(queue, "b1", "b2")

    assert take(queue, 4) == ["a50", "b1", "a51", "b2"]


def test_requests_of_one_client_keep_their_order(queue):
    names = [f"a{number}" for number in range(20)]

    add(queue, *names)

    assert take(queue, 20) == names


def test_nothing_is_remembered_of_clients_that_do_not_wait(queue):
    for number in range(1000):
        add(queue, chr(0x4E00 + number))
        take(queue, 1)

    assert len(queue) == len(queue.last_turns) == 0
