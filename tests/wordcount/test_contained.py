import io
import os
import signal
import subprocess
import sys
import threading
import zlib
from dataclasses import replace

import psutil
import pytest
from documents import lines, make_epub, make_pdf, make_zip
from patience import PATIENCE
from raw_http import wait_until

from settings import ROOT
from wordcount import count_page, count_text
from wordcount.contained import CountingPool, Limits, PoolClosed, StartFailed, process
from wordcount.contained.pipes import has_data
from wordcount.errors import (
    BrokenFile,
    CountingCrashed,
    NoText,
    NotText,
    SeveralFiles,
    TooLarge,
)

pytestmark = pytest.mark.slow

PAGE = "<html lang=tr><title>Işık “\u2028” 😀</title><p>Kedi ve köpek, kedi.".encode()

# A child that executes the command in the text it receives, and counts any other text.
SCRIPTED = """
import os, signal, time
from wordcount.contained import __main__ as child, child as limits

original_count = child.count

def count(request, body):
    command, _, argument = body.decode().partition(" ")
    if command == "die":
        os.kill(os.getpid(), getattr(signal, argument))
    elif command in ("die-once", "crash-once"):
        if not os.path.exists(argument):
            open(argument, "w").close()
            os.kill(os.getpid(), signal.SIGKILL if command == "die-once" else signal.SIGSEGV)
    elif command == "spin":
        while True:
            pass
    elif command == "sleep":
        time.sleep(1000)
    elif command == "fill":
        keep = [bytes(1_000_000) for _ in range(10_000)]
    elif command == "hold":
        keep = [b"x" * 1_000_000 for _ in range(100)]
        time.sleep(1000)
    elif command == "work":
        until = time.process_time() + float(argument)
        while time.process_time() < until:
            pass
    elif command == "keep":
        keep = [b"x" * 1_000_000 for _ in range(int(argument))]
    elif command == "raise":
        raise ValueError(argument)
    elif command == "print":
        print(argument, flush=True)
        os.write(1, argument.encode())
    return original_count(request, body)

child.count = count
child.main()
"""


@pytest.fixture
def scripted():
    """A pool of one child that executes commands, with low limits."""
    limits = Limits(memory=80_000_000, cpu_seconds=1, wall_seconds=8)
    with CountingPool(limits=limits, command=[sys.executable, "-c", SCRIPTED]) as pool:
        yield pool


@pytest.fixture
def watched(monkeypatch):
    """The same pool on a platform without resource limits."""
    monkeypatch.setattr("wordcount.contained.process.resource", None)
    limits = Limits(memory=80_000_000, cpu_seconds=1)
    program = SCRIPTED.replace("child.main()", "limits.resource = None; child.main()")
    with CountingPool(limits=limits, command=[sys.executable, "-c", program]) as pool:
        yield pool


@pytest.fixture
def shared():
    """A pool of one such child for any page, and a quick one."""
    quick = Limits(memory=80_000_000, cpu_seconds=0.2, crashes=1)
    command = [sys.executable, "-c", SCRIPTED]
    with CountingPool(command=command, quick=quick, quick_pause=PATIENCE) as pool:
        yield pool


def starts_without(marker):
    """The same program, which does not start while there is a file `marker`."""
    return f"import os, time\nwhile os.path.exists({str(marker)!r}): time.sleep(0.01)\n{SCRIPTED}"


def is_counted_beside(pool, text, client=("a", "a")):
    """Count a text; return whether that was done while the child for any page was busy."""
    counted = []

    def count():
        counted.append(pool.run(lambda process: process.count_text(text), client))

    thread = threading.Thread(target=count)
    with pool.lease():
        thread.start()
        while thread.is_alive() and not pool._free._queue:
            thread.join(0.01)
        is_beside = bool(counted)
    thread.join(PATIENCE)
    assert counted
    return is_beside


@pytest.mark.parametrize("text", ["die SIGABRT", "die SIGSEGV", "spin", "fill"])
def test_a_page_waits_for_no_child_that_another_page_has_ended(text, tmp_path):
    marker = tmp_path / "children-do-not-start"
    program = starts_without(marker)
    limits = Limits(memory=80_000_000, cpu_seconds=1, crashes=1)
    command = [sys.executable, "-c", program]
    with CountingPool(limits=limits, command=command, quick=replace(limits)) as pool:
        pool.count_text("one")
        assert is_counted_beside(pool, "one two")
        marker.touch()
        with pytest.raises((TooLarge, CountingCrashed)):
            pool.count_text(text)
        counted = []
        thread = threading.Thread(target=lambda: counted.append(pool.count_text("one two")))
        thread.start()
        thread.join(20)
        is_counted = bool(counted)
        marker.unlink()
        thread.join(20)

    assert is_counted


def test_a_child_that_a_page_has_ended_is_started_again_at_once(scripted):
    with pytest.raises(TooLarge):
        scripted.count_text("die SIGABRT")

    assert get_child(scripted).poll() is None


def inflates_to(block, times):
    """The Latin-1 of a zlib stream of `block`, so many times, without its checksum."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return (b"\x78\x9c" + packed * times).decode("latin-1")


def get_child(pool):
    return pool._processes[0]._child


def spare_of(pool):
    """The child that replaces the quick one, or None."""
    return pool._processes[-1]._spare._child


def has_spare(pool):
    spare = spare_of(pool)
    return spare is not None and has_data(spare.stdout)


def test_the_pool_counts_a_page_like_count_page(pool):
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


def test_a_child_whose_reply_was_large_is_replaced(pool, monkeypatch):
    pool.count_text("one")
    child = get_child(pool)
    pool.count_text("one two")
    assert get_child(pool) is child

    monkeypatch.setattr(process, "END_AFTER", 10)
    assert pool.count_text("one two").total == 2

    assert get_child(pool) is not child
    assert child.poll() == 0


def test_an_unchanged_text_is_not_sent_back(pool):
    text = 'Das Maß \u2028 und das Meer: \\ "das" 😀'

    counted = pool.count_text(text)

    assert counted.text is None
    assert counted.total == count_text(text).total


def test_a_cleaned_text_is_sent_back(pool):
    assert pool.count_text("one\0two").text == "one\ufffdtwo"


def test_an_error_of_a_page_is_raised_in_this_process(pool):
    with pytest.raises(NotText) as caught:
        pool.count_page(io.BytesIO(b"GIF89a"), "image/gif")

    assert str(caught.value) == NotText.message


@pytest.mark.parametrize(
    "command",
    ["spin", "sleep", "fill", "die SIGABRT"],
    ids=["CPU", "wall", "memory", "memory of a library"],
)
def test_a_page_that_exceeds_a_limit_is_too_large(command, scripted):
    with pytest.raises(TooLarge, match="more memory or time"):
        scripted.count_text(command)

    assert scripted.count_text("one two").total == 2


@pytest.mark.parametrize("command", ["spin", "hold"], ids=["CPU", "memory"])
def test_the_parent_enforces_limits_that_the_platform_does_not(command, watched):
    with pytest.raises(TooLarge, match="more memory or time"):
        watched.count_text(command)

    assert watched.count_text("one two").total == 2


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGBUS", "SIGILL"])
def test_a_page_that_crashes_two_children_raises_counting_crashed(name, scripted):
    with pytest.raises(CountingCrashed):
        scripted.count_text(f"die {name}")

    assert scripted.count_text("one two").total == 2


def test_a_page_whose_child_was_killed_is_retried(scripted, tmp_path):
    assert scripted.count_text(f"die-once {tmp_path / 'died'}").total > 2


def test_a_child_killed_between_two_pages_is_replaced(scripted):
    scripted.count_text("one")
    get_child(scripted).kill()

    assert scripted.count_text("one two").total == 2


def test_an_unexpected_error_is_raised_with_its_traceback(scripted):
    with pytest.raises(RuntimeError, match="ValueError: of all things"):
        scripted.count_text("raise of all things")

    assert scripted.count_text("one two").total == 2


def test_output_of_a_library_is_not_a_reply(scripted, capfd):
    assert scripted.count_text("print hello").total == 2


def test_the_limit_on_cpu_time_applies_to_each_page(scripted):
    numbers = " ".join(map(str, range(60_000)))
    used = 0.0
    while used < 3:
        scripted.count_text(numbers)
        used = psutil.Process(get_child(scripted).pid).cpu_times().user

    assert get_child(scripted).poll() is None


def test_a_child_is_replaced_after_a_number_of_pages():
    with CountingPool(limits=Limits(pages=2)) as pool:
        pids = []
        for _ in range(5):
            pool.count_text("one")
            pids.append(get_child(pool).pid)

    assert [pids.index(pid) for pid in pids] == [0, 0, 2, 2, 4]


def test_a_child_has_a_lower_priority_than_its_parent(pool):
    pool.count_text("one")

    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert psutil.Process(get_child(pool).pid).nice() > own


def test_the_pool_counts_one_page_per_child_at_once():
    with CountingPool(2) as pool:
        waiting = threading.Thread(target=pool.count_text, args=["one"])
        with pool.lease(), pool.lease():
            waiting.start()
            waiting.join(0.1)
            waited = waiting.is_alive()
        waiting.join(PATIENCE)

    assert waited
    assert not waiting.is_alive()


def test_threads_that_wait_for_a_closed_pool_raise_pool_closed(scripted):
    raised = []

    def count():
        try:
            scripted.count_text("sleep")
        except PoolClosed as error:
            raised.append(error)

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    while get_child(scripted) is None or scripted._processes[0]._busy_since is None:
        pass

    scripted.close()
    for thread in threads:
        thread.join(PATIENCE)

    assert len(raised) == 3


def test_a_command_that_does_not_start_raises_an_error():
    with (
        CountingPool(command=[sys.executable, "-c", "raise SystemExit"]) as pool,
        pytest.raises(StartFailed, match="could not be started"),
    ):
        pool.count_text("one")


def test_a_child_ignores_the_signals_that_stop_its_parent(scripted):
    scripted.count_text("one")
    child = get_child(scripted)

    for number in (signal.SIGTERM, signal.SIGINT):
        os.kill(child.pid, number)

    assert scripted.count_text("one two").total == 2
    assert get_child(scripted) is child


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

    child.wait(PATIENCE)
    assert not child.is_running()


@pytest.mark.parametrize(
    ("body", "name", "total"),
    [
        pytest.param(make_pdf(lines("two words")), "a.pdf", 2, id="pdf"),
        pytest.param(b"<p>one", "a.html", 1, id="html"),
        pytest.param(b"<p>two", "a.txt", 2, id="text"),
    ],
)
def test_files_are_counted(body, name, total):
    with CountingPool() as pool:
        assert pool.count_file(io.BytesIO(body), name).total == total


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param(b"%PDF-1.7", BrokenFile, id="broken"),
        pytest.param(make_pdf("0 0 1 1 re f"), NoText, id="no text"),
        pytest.param(make_zip({"a": "1", "b": "2"}), SeveralFiles, id="several files"),
    ],
)
def test_files_that_cannot_be_read_raise_their_errors(body, error):
    with CountingPool() as pool, pytest.raises(error):
        pool.count_file(io.BytesIO(body), "file")


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(
            make_pdf(
                zlib.compress(b"0 0 m\n" * 50_000_000).decode("latin-1"), filter="FlateDecode"
            ),
            id="pdf",
        ),
        pytest.param(
            make_pdf(inflates_to(b" " * 1_000_000, 1_200), filter="FlateDecode"),
            id="pdf of a gigabyte",
        ),
        pytest.param(make_epub(["<p>" + "a " * 9_000_000]), id="epub"),
    ],
)
def test_a_file_that_unpacks_to_too_much_fails_alone(bomb):
    limits = Limits(memory=150_000_000, cpu_seconds=5)

    with CountingPool(limits=limits) as pool:
        with pytest.raises(TooLarge):
            pool.count_file(io.BytesIO(bomb), "file")
        assert pool.count_file(io.BytesIO(b"two words"), "a.txt").total == 2


def test_a_short_page_is_counted_beside_a_long_one(shared):
    assert is_counted_beside(shared, "one two")


@pytest.mark.parametrize(
    "text",
    ["work 0.4", "keep 100", "crash-once {}"],
    ids=["CPU", "memory", "crash"],
)
def test_a_page_that_is_too_much_for_the_quick_child_is_counted_by_another(text, shared, tmp_path):
    assert not is_counted_beside(shared, text.format(tmp_path / "died"))

    assert is_counted_beside(shared, "one two", ("b", "b"))


def test_the_quick_child_counts_no_large_page():
    quick = Limits(size=7, crashes=1)
    with CountingPool(quick=quick, quick_pause=PATIENCE) as pool:
        pool.count_text("one")

        assert not is_counted_beside(pool, "one, two")
        assert is_counted_beside(pool, "one two")


def test_a_network_whose_page_was_too_much_leaves_the_quick_child_to_others(shared):
    is_counted_beside(shared, "work 0.4")

    assert not is_counted_beside(shared, "one two", ("a", "another"))
    assert is_counted_beside(shared, "one two", ("b", "b"))


def test_a_spare_child_replaces_the_quick_one_at_once(tmp_path):
    marker = tmp_path / "children-do-not-start"
    program = starts_without(marker)
    quick = Limits(memory=80_000_000, cpu_seconds=0.2, crashes=1)
    with CountingPool(command=[sys.executable, "-c", program], quick=quick) as pool:
        pool.count_text("one")
        assert is_counted_beside(pool, "one two")
        wait_until(lambda: has_spare(pool))
        marker.touch()
        assert not is_counted_beside(pool, "work 0.4")
        assert is_counted_beside(pool, "one two", ("b", "b"))
        marker.unlink()
        wait_until(lambda: has_spare(pool))
        spare = psutil.Process(spare_of(pool).pid)
        spare.kill()
        wait_until(lambda: has_spare(pool) and spare_of(pool).pid != spare.pid)
        another = psutil.Process(spare_of(pool).pid)

    assert not another.is_running()
