import os
import signal
import sys

import pytest
from warcs import response

from wordcount.contained import Limits, PoolClosed, StartFailed
from wordcount.crawl.archive import ArchiveUnreadable
from wordcount.crawl.process import ArchiveCounter

pytestmark = pytest.mark.slow

LIMITS = Limits(memory=120_000_000, cpu_seconds=1)
MEMORY_PAGE = b"<p><b>" * 600_000
# Both kinds of children execute the command in the title of a page.
SCRIPTED = """
import os, signal, time
import {module} as child
from wordcount import count

original = count.count_page

def count_page(body, *arguments, **options):
    command, _, argument = body.decode().partition(" ")
    if command == "die":
        os.kill(os.getpid(), getattr(signal, argument))
    elif command == "spin":
        while True:
            pass
    elif command == "sleep":
        time.sleep(1000)
    elif command == "raise":
        raise ValueError(argument)
    elif command == "print":
        os.write(1, argument.encode())
    return original(body, *arguments, **options)

count.count_page = child.count_page = count_page
child.main()
"""


def scripted(module):
    return [sys.executable, "-c", SCRIPTED.format(module=module)]


def scripted_counter(limits=LIMITS):
    command, alone = scripted("wordcount.crawl.child"), scripted("wordcount.contained.__main__")
    return ArchiveCounter(limits, command, alone)


@pytest.fixture
def counter():
    with scripted_counter() as counter:
        yield counter


def count(counter, warc, **options):
    """The rows of a WARC by their addresses."""
    rows = [row for batch in counter.count(warc, **options) for row in batch.to_pylist()]
    assert len({row["url"] for row in rows}) == len(rows), "A page was counted twice."
    return {row["url"]: row for row in rows}


def records(*bodies):
    return [response(body, f"http://{n}.example/") for n, body in enumerate(bodies)]


def test_a_relative_path_starts_at_the_folder_of_the_caller(make_warc, monkeypatch):
    warc = make_warc(*records(b"<p>one"), name="near.warc.gz")
    monkeypatch.chdir(os.path.dirname(warc))

    with ArchiveCounter() as counter:
        assert count(counter, "near.warc.gz")["http://0.example/"]["total"] == 1


def test_a_page_has_its_words_and_what_is_known_about_it(counter, make_warc):
    body = b"<html lang=en><title>Cats</title><p>The cat and the other cat."
    warc = make_warc(response(body, "http://www.cats.example/a"))

    [row] = count(counter, warc).values()

    words = {entry["word"]: entry["occurrences"] for entry in row.pop("words")}
    assert words == {"cat": 2, "the": 2, "and": 1, "other": 1}
    assert (row["site"], row["title"], row["language"]) == ("cats.example", "Cats", "en")
    assert (row["total"], row["distinct"], row["error"]) == (6, 4, None)
    assert len(row["digest"]) == 32


def test_stop_words_are_left_out_of_the_words_only(counter, make_warc):
    warc = make_warc(response(b"<html lang=en><p>The cat and the other cat."))

    [row] = count(counter, warc, keep_stop_words=False).values()

    assert [entry["word"] for entry in row["words"]] == ["cat"]
    assert (row["total"], row["distinct"]) == (6, 4)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param(MEMORY_PAGE, "too_large", id="memory"),
        pytest.param(b"spin", "too_large", id="CPU time"),
        pytest.param(b"die SIGSEGV", "counting_crashed", id="SIGSEGV"),
        pytest.param(b"die SIGKILL", "counting_crashed", id="SIGKILL"),
        pytest.param(b"raise something", "internal_error", id="a fault of ours"),
        pytest.param(b"\x00\x01\x02", "not_text", id="no text"),
    ],
)
def test_a_hostile_page_is_an_error_and_the_others_are_counted(counter, make_warc, body, code):
    pages = [response(b"<p>good", f"http://{n}.example/") for n in range(6)]
    kind = "text/plain" if code == "not_text" else "text/html"
    pages[3] = response(body, "http://bad.example/", kind)

    rows = count(counter, make_warc(*pages))

    bad = rows.pop("http://bad.example/")
    assert (bad["error"], bad["words"], bad["total"]) == (code, [], None)
    assert [row["total"] for row in rows.values()] == [1] * 5


def test_a_page_that_takes_too_long_is_an_error(make_warc):
    with scripted_counter(Limits(wall_seconds=6)) as counter:  # also for the start of a child
        rows = count(counter, make_warc(*records(b"sleep", b"one")))

    assert [rows[f"http://{n}.example/"]["error"] for n in range(2)] == ["too_large", None]


def test_several_hostile_pages_are_errors_of_their_own(counter, make_warc):
    rows = count(counter, make_warc(*records(b"die SIGBUS", b"one", b"spin", b"two", b"spin")))

    errors = [rows[f"http://{n}.example/"]["error"] for n in range(5)]
    assert errors == ["counting_crashed", None, "too_large", None, "too_large"]


def test_a_child_killed_from_outside_costs_nothing(counter, make_warc):
    warc = make_warc(*records(*[b"one two three"] * 50))
    batches = counter.count(warc)
    counter._ensure_child()
    os.kill(counter._child.pid, signal.SIGKILL)

    rows = [row for batch in batches for row in batch.to_pylist()]

    assert [row["total"] for row in rows] == [3] * 50


def test_a_child_that_dies_between_pages_is_replaced_three_times(make_warc):
    program = "from wordcount.crawl import child; child.pages_of = None; child.main()"
    with (
        ArchiveCounter(command=[sys.executable, "-c", program]) as counter,
        pytest.raises(ArchiveUnreadable, match="crashed three times"),
    ):
        count(counter, make_warc(response(b"one")))


def test_a_counter_that_another_thread_stops_raises_pool_closed(counter, make_warc):
    batches = counter.count(make_warc(*records(*[b"word " * 1_000_000] * 3)))
    next(batches)

    counter.stop()

    with pytest.raises(PoolClosed):
        list(batches)


def test_a_counter_counts_one_warc_after_another_in_the_same_child(counter, make_warc):
    first = count(counter, make_warc(response(b"one"), name="a.warc"))
    child = counter._child

    second = count(counter, make_warc(response(b"one two"), name="b.warc"))

    assert [row["total"] for rows in (first, second) for row in rows.values()] == [1, 2]
    assert counter._child is child


def test_output_of_a_library_is_not_a_reply(counter, make_warc, capfd):
    rows = count(counter, make_warc(response(b"print hello")))

    assert [row["total"] for row in rows.values()] == [2]
    assert "hello" in capfd.readouterr().err


def test_a_warc_that_cannot_be_read_raises_an_error_and_the_next_is_counted(counter, make_warc):
    with pytest.raises(ArchiveUnreadable, match="none.warc: No such file"):
        count(counter, "none.warc")

    assert len(count(counter, make_warc(response(b"one")))) == 1


def test_a_counter_that_is_left_in_the_middle_can_be_used_again(counter, make_warc):
    warc = make_warc(*records(*[b"word " * 1_000_000] * 3))
    batches = counter.count(warc)
    next(batches)
    batches.close()

    assert len(count(counter, warc)) == 3


def test_a_command_that_does_not_start_raises_an_error(make_warc):
    with (
        ArchiveCounter(command=[sys.executable, "-c", "raise SystemExit"]) as counter,
        pytest.raises(StartFailed, match="could not be started"),
    ):
        count(counter, make_warc(response(b"one")))
