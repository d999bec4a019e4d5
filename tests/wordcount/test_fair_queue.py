import queue
import threading
from types import SimpleNamespace

import pytest
from patience import PATIENCE

from wordcount import fair_queue
from wordcount.fair_queue import FairPool, FairQueue


def key_of(name):
    """The key of "a1", "a2", ...: the client "a" of a network of its own; "Na1" is of network N."""
    return (name[0], name[:2]) if name[0].isupper() else (name[0], name[0])


def add(waiting, *names):
    for name in names:
        waiting.add(name, key_of(name))


def take(waiting, number):
    return [waiting.pop() for _ in range(number)]


@pytest.mark.parametrize(
    ("names", "served"),
    [
        pytest.param("a1 a2 a3 a4 b1 c1 b2", "a1 b1 c1 a2 b2 a3 a4", id="clients"),
        pytest.param("Na1 Nb1 Nc1 Nd1 b1 b2", "Na1 b1 Nb1 b2 Nc1 Nd1", id="networks"),
        pytest.param("Na1 Na2 Na3 Nb1", "Na1 Nb1 Na2 Na3", id="clients of a network"),
        pytest.param("a1 a2 a3", "a1 a2 a3", id="one client"),
    ],
)
def test_clients_and_networks_take_turns(names, served):
    waiting = FairQueue()
    add(waiting, *names.split())

    assert take(waiting, len(waiting)) == served.split()


def test_who_comes_later_is_not_behind_what_waits_of_others():
    waiting = FairQueue()
    add(waiting, *(f"a{number}" for number in range(100)))
    take(waiting, 50)

    add(waiting, "b1", "b2")

    assert take(waiting, 4) == ["b1", "a50", "b2", "a51"]


def test_who_has_just_used_much_is_behind_others():
    waiting = FairQueue()
    add(waiting, "a1")
    take(waiting, 1)
    waiting.charge(key_of("a1"), 10)

    add(waiting, "a2", *(f"b{number}" for number in range(5)))

    assert take(waiting, 6) == ["b0", "b1", "b2", "b3", "b4", "a2"]


def test_who_has_used_much_is_next_when_others_have_used_as_much():
    waiting = FairQueue()
    add(waiting, "a1", "a2")
    take(waiting, 1)
    waiting.charge(key_of("a1"), 10)
    add(waiting, *(f"b{number}" for number in range(5)))

    served = []
    for _ in range(4):
        served.append(waiting.pop())
        waiting.charge(key_of(served[-1]), 6)

    assert served == ["b0", "b1", "a2", "b2"]


def test_little_is_remembered():
    waiting = FairQueue(networks=10, clients=10)

    for number in range(100):
        waiting.charge((number, number), 1)
        waiting.charge(("one", number), 1)

    assert len(waiting._networks) <= 10
    assert all(len(network.used) <= 10 for network in waiting._networks.values())


@pytest.fixture
def clock(monkeypatch):
    """The time of the pools."""
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(fair_queue, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def wait():
    """Let a thread wait for each name, one after another; what becomes of them is in `outcomes`."""
    threads, outcomes = [], []

    def wait(pool, *names):
        for name in names:

            def borrow(name=name):
                try:
                    pool.put(pool.get(key_of(name), 20))
                    outcomes.append(name)
                except queue.Full:
                    outcomes.append(f"-{name}")

            threads.append(threading.Thread(target=borrow))
            threads[-1].start()
            while len(pool._queue) + len(outcomes) < len(threads):
                pass

    wait.outcomes = outcomes
    yield wait
    for thread in threads:
        thread.join(PATIENCE)


def finish(pool, item, wait, number):
    pool.put(item)
    while len(wait.outcomes) < number:
        pass
    return wait.outcomes


def test_threads_take_turns(wait, clock):
    pool = FairPool(["item"])
    item = pool.get(key_of("a0"))
    wait(pool, "a1", "a2", "b1", "b2")

    assert finish(pool, item, wait, 4) == ["b1", "a1", "b2", "a2"]


def test_the_seconds_for_which_an_item_was_borrowed_are_charged(wait, clock):
    pool = FairPool(["item"])
    item = pool.get(key_of("a0"))
    wait(pool, "a1", "b1", "b2", "b3")
    clock.now = 10

    assert finish(pool, item, wait, 4) == ["b1", "b2", "b3", "a1"]


def test_if_too_many_wait_the_one_who_has_used_most_is_refused(wait, clock):
    pool = FairPool(["item"], max_waiting=2)
    item = pool.get(key_of("a0"))
    wait(pool, "a1", "a2", "b1", "a3")

    assert finish(pool, item, wait, 4) == ["-a2", "-a3", "b1", "a1"]


def test_items_that_nobody_waits_for_are_kept():
    pool = FairPool()
    pool.put(1)
    pool.put(2)

    assert [pool.get(key_of("a1")), pool.get(key_of("b1"))] == [1, 2]


def test_whoever_stops_waiting_leaves_the_queue():
    pool = FairPool()
    with pytest.raises(queue.Empty):
        pool.get(key_of("a1"), timeout=0)

    pool.put(1)

    assert pool.get(key_of("b1")) == 1
