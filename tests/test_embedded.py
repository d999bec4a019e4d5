import contextlib
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

import psutil
import psycopg2
import pytest

import embedded
from settings import ROOT

# Starts a server, says where it is, and waits to be told to stop.
PROGRAM = """
import sys
from pathlib import Path
from embedded import start_embedded
print(start_embedded(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""

# Says which process of the server serves it, and keeps that busy: so it does not look around.
BUSY = """
import sys
import psycopg2
cursor = psycopg2.connect(sys.argv[1]).cursor()
cursor.execute("SELECT pg_backend_pid()")
print(cursor.fetchone()[0], flush=True)
cursor.execute("SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 9) b")
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand its data over")


@pytest.fixture
def folder(open_folder):
    folder = Path(mkdtemp(dir=open_folder))
    folder.chmod(0o755)
    return folder / "postgres"


@pytest.fixture
def start():
    """Start the embedded server from a process of its own; give the process and the address."""
    processes = []

    def start(folder):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, folder],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process, process.stdout.readline().strip()

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def ask(url, statement):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else None
    connection.close()
    return rows


def kill(process, folder):
    """Kill a program and its server as the kernel does when memory is short."""
    server = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
    tree = [server, *server.children(recursive=True), process]
    for each in tree:
        with contextlib.suppress(psutil.NoSuchProcess):  # its own parent's end has ended it
            each.send_signal(signal.SIGKILL)
    psutil.wait_procs([each for each in tree if each is not process], timeout=20)
    process.wait(20)


def test_what_was_committed_survives_being_killed(folder, start):
    process, url = start(folder)
    ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")

    kill(process, folder)
    _, url = start(folder)

    assert ask(url, "SELECT answer FROM kept") == [(42,)]


def test_the_server_stops_with_the_last_program_also_after_one_was_killed(folder, start):
    process, _ = start(folder)
    kill(process, folder)

    process, _ = start(folder)
    process.communicate("", timeout=30)

    assert not (folder / "postmaster.pid").exists()
    assert json.loads((folder / ".handle_pids.json").read_text()) == []


def test_what_a_killed_server_left_at_work_does_not_meet_the_next_one(folder, start):
    process, url = start(folder)
    ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    busy = subprocess.Popen(
        [sys.executable, "-c", BUSY, url], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    orphan = psutil.Process(int(busy.stdout.readline()))
    while ask(url, f"SELECT state FROM pg_stat_activity WHERE pid = {orphan.pid}") != [("active",)]:
        pass
    server = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))

    for each in (server, process):
        each.kill()
        each.wait(20)
    assert embedded.is_postgres_in(orphan, folder)
    _, url = start(folder)
    busy.communicate(timeout=20)

    assert not embedded.is_postgres_in(orphan, folder)
    assert ask(url, "SELECT answer FROM kept") == [(42,)]


def test_a_file_left_half_written_does_not_keep_the_server_from_starting(folder, start):
    process, _ = start(folder)
    process.communicate("", timeout=30)
    (folder / "postmaster.pid").write_text("99999999\n")

    _, url = start(folder)

    assert ask(url, "SELECT 1") == [(1,)]


def test_a_recovery_that_outlasts_pg_ctl_is_waited_for(monkeypatch, tmp_path):
    class SlowServer:
        starts = 0

        def start(self):
            self.starts += 1
            if self.starts < 3:
                raise subprocess.TimeoutExpired("pg_ctl", 10)

        def get_uri(self):
            return "postgresql:///postgres"

    monkeypatch.setattr(embedded, "LOOK_EVERY", 0)
    monkeypatch.setattr(embedded, "is_alive", lambda folder: True)

    assert embedded.start_and_wait(SlowServer(), tmp_path) == "postgresql:///postgres"


@as_root
def test_root_opens_no_private_folder(monkeypatch, tmp_path, open_folder, start, caplog):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr(embedded, "SHARED_HOME", open_folder / "shared")

    url = embedded.start_embedded(private / "instance" / "postgres")

    assert ask(url, "SELECT 1") == [(1,)]
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert "Run as root" in caplog.text
