import queue
import threading

import pytest

from wordcount.contained.fair_queue import FairQueue


@pytest.fixture
def serve():
    """Let a thread wait for each key, and return the keys in the order they are served."""

    def serve(keys, items, work=0):
        fair, served, threads = FairQueue(), [], []

        def wait(key):
            fair.get(key, work if key.isupper() else 0)
            served.append(key)
            fair.put("again")

        for key in keys:
            threads.append(threading.Thread(target=wait, args=[key]))
            threads[-1].start()
            while len(fair._waiting) < len(threads):
                pass
        for item in items:
            fair.put(item)
        for thread in threads:
            thread.join(10)
        return "".join(served)

    return serve


@pytest.mark.parametrize(
    ("keys", "served"),
    [
        ("", ""),
        ("aaa", "aaa"),
        ("aaab", "abaa"),
        ("aaabb", "ababa"),
        ("aabbc", "abcab"),
        ("abcabc", "abcabc"),
    ],
)
def test_keys_take_turns(keys, served, serve):
    assert serve(keys, ["item"]) == served


@pytest.mark.parametrize(
    ("keys", "served"),
    [("AAAb", "bAAA"), ("AbAb", "bbAA"), ("Abcbcbcbc", "bcbcAbcbc")],
)
def test_little_work_does_not_wait_for_much_nor_much_for_ever(keys, served, serve):
    assert serve(keys, ["item"], work=3_000) == served


def test_an_item_that_nobody_waits_for_is_kept():
    fair = FairQueue()
    fair.put(1)
    fair.put(2)

    assert [fair.get("a"), fair.get("b")] == [1, 2]


def test_whoever_stops_waiting_leaves_the_queue():
    fair = FairQueue()
    with pytest.raises(queue.Empty):
        fair.get("a", timeout=0)

    fair.put(1)

    assert fair.get("b") == 1
