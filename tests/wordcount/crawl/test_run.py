import os
import signal
import socket
import subprocess
import sys

import psutil
import pyarrow.parquet as pq
import pytest
from patience import PATIENCE
from warcs import response

from settings import ROOT
from wordcount.crawl.folder import Folder
from wordcount.crawl.run import Run

pytestmark = pytest.mark.slow

WARCS = 6
PAGES = 40  # of each WARC


@pytest.fixture
def warcs(make_warc):
    return [
        make_warc(
            *(
                response(f"<p>word{page} in {warc}".encode() * 500, f"http://{warc}.example/{page}")
                for page in range(PAGES)
            ),
            name=f"{warc}.warc.gz",
        )
        for warc in range(WARCS)
    ]


@pytest.fixture
def silent():
    """The address of a WARC that never arrives, so that a run does not end by itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x.warc.gz"


def command(*arguments):
    return [sys.executable, "-m", "wordcount.crawl", *map(str, arguments)]


def crawl(*arguments):
    return subprocess.run(command(*arguments), cwd=ROOT, capture_output=True, encoding="utf-8")


def tables(folder):
    """What was merged, in an order of its own."""
    words = pq.read_table(folder / "words.parquet").sort_by(
        [("language", "ascending"), ("word", "ascending")]
    )
    return words, pq.read_table(folder / "pages.parquet").sort_by("url")


def test_a_run_counts_every_warc_and_reports_its_progress(tmp_path, warcs):
    folder = Folder(tmp_path / "result")
    with folder.open_for_counting(keep_stop_words=True):
        statuses = list(Run(warcs, folder, jobs=2).watch(0.05))

    last = statuses[-1]
    assert (last.done, last.pages, last.errors) == (WARCS, WARCS * PAGES, 0)
    assert (last.fraction, last.messages, last.has_failed) == (1.0, [], False)
    assert all(folder.has(warc) for warc in warcs)


def test_a_run_goes_on_after_a_warc_that_fails(tmp_path, warcs, make_warc):
    folder = Folder(tmp_path / "result")
    broken = make_warc(response(b"<p>one"), response(b"<p>two")[:-9], name="broken.warc")
    with folder.open_for_counting(keep_stop_words=True):
        *_, last = Run(["none.warc", broken, warcs[0]], folder, jobs=1).watch(0.05)

    assert last.messages == [
        "none.warc: No such file or directory",
        f"{broken}: It is malformed or ends early. The pages before that are counted.",
    ]
    assert (last.pages, last.errors, last.has_failed) == (PAGES + 3, 2, True)
    assert folder.has(warcs[0])
    assert not folder.has("none.warc")


def test_a_run_that_was_killed_continues_and_counts_nothing_twice(tmp_path, warcs, silent):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert crawl(*warcs, "--to", whole, "--merge").returncode == 0

    run = subprocess.Popen(
        command(*warcs, silent, "--to", killed, "--jobs", "1"), cwd=ROOT, stderr=subprocess.DEVNULL
    )
    while not list(killed.glob("counted/*.parquet")):
        assert run.poll() is None
    children = psutil.Process(run.pid).children(recursive=True)
    run.kill()
    run.wait()
    psutil.wait_procs(children, 20)
    done = len(list(killed.glob("counted/*.parquet")))
    again = crawl(*warcs, "--to", killed, "--merge")

    assert 0 < done <= WARCS
    assert f"Already counted: {done} of {WARCS} WARCs." in again.stderr
    assert not any(child.is_running() for child in children)
    for table, expected in zip(tables(killed), tables(whole), strict=True):
        assert table.equals(expected)


def test_an_interrupted_run_says_how_to_continue(tmp_path, warcs, silent):
    run = subprocess.Popen(
        command(*warcs, silent, "--to", tmp_path / "result", "--jobs", "1"),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    while not list(tmp_path.glob("result/counted/*.parquet")):
        assert run.poll() is None

    os.kill(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=PATIENCE)

    assert run.returncode == 130
    assert errors.endswith("wordcount.crawl: Stopped. Run the same command again to continue.\n")
