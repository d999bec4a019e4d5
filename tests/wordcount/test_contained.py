import io
import os
import signal
import subprocess
import sys
import threading

import psutil
import pytest

from settings import ROOT
from wordcount import count_page, count_text
from wordcount.contained import CountingPool, Limits, PoolClosed
from wordcount.errors import CountingCrashed, NotText, TooLarge

pytestmark = pytest.mark.slow

PAGE = "<html lang=tr><title>Işık “\u2028” 😀</title><p>Kedi ve köpek, kedi.".encode()

# A child that does as it is told by the text it is sent, and counts every other text.
OBEDIENT = """
import os, signal, time
from wordcount.contained import __main__ as child

honest = child.count

def count(request, body):
    order, _, argument = body.decode().partition(" ")
    if order == "die":
        os.kill(os.getpid(), getattr(signal, argument))
    elif order == "die-once":
        if not os.path.exists(argument):
            open(argument, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
    elif order == "spin":
        while True:
            pass
    elif order == "sleep":
        time.sleep(1000)
    elif order == "fill":
        keep = [bytes(1_000_000) for _ in range(10_000)]
    elif order == "hold":
        keep = [b"x" * 1_000_000 for _ in range(100)]
        time.sleep(1000)
    elif order == "raise":
        raise ValueError(argument)
    elif order == "print":
        print(argument, flush=True)
        os.write(1, argument.encode())
    return honest(request, body)

child.count = count
child.main()
"""


@pytest.fixture
def obedient():
    """A pool of one child that obeys; limits are small."""
    limits = Limits(memory=80_000_000, cpu_seconds=1, wall_seconds=3)
    with CountingPool(limits=limits, command=[sys.executable, "-c", OBEDIENT]) as pool:
        yield pool


@pytest.fixture
def watched(monkeypatch):
    """The same on a platform that has no limits of its own."""
    monkeypatch.setattr("wordcount.contained.process.resource", None)
    limits = Limits(memory=80_000_000, cpu_seconds=1)
    program = OBEDIENT.replace("child.main()", "child.resource = None; child.main()")
    with CountingPool(limits=limits, command=[sys.executable, "-c", program]) as pool:
        yield pool


def child_of(pool):
    return pool._processes[0]._child


def test_a_page_is_counted_as_in_this_process(pool):
    counted = pool.count_page(io.BytesIO(PAGE), "text/html")

    count = count_page(PAGE, "text/html")
    assert (counted.title, counted.language, counted.language_source) == (
        count.title,
        count.language,
        count.language_source,
    )
    assert (counted.text, counted.total, counted.distinct) == (
        count.text,
        count.total,
        count.distinct,
    )
    assert counted.result_all == '{"kedi": 2, "köpek": 1, "ve": 1}'


def test_a_text_is_not_sent_back_where_it_is_stored_as_it_is(pool):
    text = 'Das Maß \u2028 und das Meer: \\ "das" 😀'

    counted = pool.count_text(text)

    assert counted.text is None
    assert counted.total == count_text(text).total


def test_a_text_that_cannot_be_stored_as_it_is_is_sent_back(pool):
    assert pool.count_text("one\0two").text == "one\ufffdtwo"


def test_what_is_wrong_with_a_page_is_raised_here(pool):
    with pytest.raises(NotText) as caught:
        pool.count_page(io.BytesIO(b"%PDF"), "application/pdf")

    assert str(caught.value) == NotText.message


@pytest.mark.parametrize("order", ["spin", "sleep", "fill"], ids=["CPU", "wall", "memory"])
def test_a_page_beyond_a_limit_is_too_large(order, obedient):
    with pytest.raises(TooLarge, match="more memory or time"):
        obedient.count_text(order)

    assert obedient.count_text("one two").total == 2


@pytest.mark.parametrize("order", ["spin", "hold"], ids=["CPU", "memory"])
def test_where_the_platform_has_no_limits_the_parent_watches(order, watched):
    with pytest.raises(TooLarge, match="more memory or time"):
        watched.count_text(order)

    assert watched.count_text("one two").total == 2


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGBUS", "SIGABRT"])
def test_a_page_that_crashes_two_children_says_so(name, obedient):
    with pytest.raises(CountingCrashed):
        obedient.count_text(f"die {name}")

    assert obedient.count_text("one two").total == 2


def test_a_page_whose_child_was_killed_is_counted_by_another(obedient, tmp_path):
    assert obedient.count_text(f"die-once {tmp_path / 'died'}").total > 2


def test_a_child_that_was_killed_between_two_pages_costs_none(obedient):
    obedient.count_text("one")
    child_of(obedient).kill()

    assert obedient.count_text("one two").total == 2


def test_what_breaks_in_a_child_is_raised_with_its_traceback(obedient):
    with pytest.raises(RuntimeError, match="ValueError: of all things"):
        obedient.count_text("raise of all things")

    assert obedient.count_text("one two").total == 2


def test_what_a_library_prints_is_no_reply(obedient, capfd):
    assert obedient.count_text("print hello").total == 2


def test_the_limit_on_cpu_time_is_for_each_page_not_for_all(obedient):
    numbers = " ".join(map(str, range(60_000)))
    used = 0.0
    while used < 3:
        obedient.count_text(numbers)
        used = psutil.Process(child_of(obedient).pid).cpu_times().user

    assert child_of(obedient).poll() is None


def test_a_child_is_replaced_after_a_number_of_pages():
    with CountingPool(limits=Limits(pages=2)) as pool:
        pids = []
        for _ in range(5):
            pool.count_text("one")
            pids.append(child_of(pool).pid)

    assert [pids.index(pid) for pid in pids] == [0, 0, 2, 2, 4]


def test_a_child_gives_way_to_what_answers_visitors(pool):
    pool.count_text("one")

    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert psutil.Process(child_of(pool).pid).nice() > own


def test_as_many_pages_are_counted_at_once_as_there_are_children():
    with CountingPool(2) as pool:
        waiting = threading.Thread(target=pool.count_text, args=["one"])
        with pool.lease(), pool.lease():
            waiting.start()
            waiting.join(0.1)
            waited = waiting.is_alive()
        waiting.join(20)

    assert waited
    assert not waiting.is_alive()


def test_threads_that_wait_for_a_closed_pool_are_told(obedient):
    raised = []

    def count():
        try:
            obedient.count_text("sleep")
        except PoolClosed as error:
            raised.append(error)

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    while child_of(obedient) is None or obedient._processes[0]._began is None:
        pass

    obedient.close()
    for thread in threads:
        thread.join(10)

    assert len(raised) == 3


def test_a_program_that_does_not_start_is_an_error():
    with (
        CountingPool(command=[sys.executable, "-c", "raise SystemExit"]) as pool,
        pytest.raises(RuntimeError, match="No counting process starts"),
    ):
        pool.count_text("one")


def test_a_child_ignores_the_signals_that_stop_its_parent(obedient):
    obedient.count_text("one")
    child = child_of(obedient)

    for number in (signal.SIGTERM, signal.SIGINT):
        os.kill(child.pid, number)

    assert obedient.count_text("one two").total == 2
    assert child_of(obedient) is child


def test_a_child_ends_with_its_parent():
    program = """
from wordcount.contained import CountingPool
pool = CountingPool()
pool.count_text("one")
print(pool._processes[0]._child.pid, flush=True)
input()
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    child = psutil.Process(int(parent.stdout.readline()))

    parent.kill()
    parent.communicate()

    child.wait(20)
    assert not child.is_running()
