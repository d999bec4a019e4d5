import contextlib
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg2
import pytest

import postgres_processes
from settings import ROOT

# Starts a server, prints its address, and waits for the end of its input.
PROGRAM = """
import sys
from pathlib import Path
from embedded_postgres import as_url, start_embedded
from settings import StartError
try:
    print(as_url(start_embedded(Path(sys.argv[1]))), flush=True)
except StartError as error:
    sys.exit(str(error))
sys.stdin.read()
"""

# Prints the process of the server that serves it, and keeps that busy: so it does not look around.
BUSY = """
import sys
import psycopg2
cursor = psycopg2.connect(sys.argv[1]).cursor()
cursor.execute("SELECT pg_backend_pid()")
print(cursor.fetchone()[0], flush=True)
cursor.execute("SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 9) b")
"""

CONNECT = "import sys, psycopg2; psycopg2.connect(sys.argv[1])"

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
as_user = pytest.mark.skipif(os.geteuid() == 0, reason="no permission stops root")

LONG = "a-folder-with-a-long-name-" * 5


@pytest.fixture
def home(open_folder):
    home = Path(mkdtemp(dir=open_folder))
    home.chmod(0o755)
    return home


@pytest.fixture
def folder(home):
    return home / "postgres"


@pytest.fixture
def start():
    """Start the embedded server from a process of its own; return the process and the address."""
    processes, folders = [], set()

    def start(folder, **options):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, folder],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        processes.append(process)
        folders.add(folder)
        return process, process.stdout.readline().strip()

    yield start
    for process in processes:
        process.kill()
        process.communicate()
    for folder in folders:
        if server := postmaster(folder):
            server.kill()


def postmaster(folder):
    return postgres_processes.find_postmaster(folder, postgres_processes.current_account())


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
    server = postmaster(folder)
    tree = [server, *server.children(recursive=True), process]
    for each in tree:
        with contextlib.suppress(psutil.NoSuchProcess):  # its own parent's end has ended it
            each.send_signal(signal.SIGKILL)
    process.wait(20)
    psutil.wait_procs([each for each in tree if each is not process], timeout=20)


def socket_folder(url):
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def test_what_was_committed_survives_being_killed(folder, start):
    process, url = start(folder)
    ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")

    kill(process, folder)
    _, url = start(folder)

    assert ask(url, "SELECT answer FROM kept") == [(42,)]


def test_the_server_stops_with_the_last_program_also_after_one_was_killed(folder, start):
    first, _ = start(folder)
    second, url = start(folder)
    first.kill()
    first.wait(20)
    assert ask(url, "SELECT 1") == [(1,)]

    second.communicate("", timeout=30)

    assert postmaster(folder) is None
    assert not (folder / "postmaster.pid").exists()


def test_the_server_serves_on_while_another_program_uses_it(folder, start):
    first, _ = start(folder)
    _, url = start(folder)

    first.communicate("", timeout=30)

    assert ask(url, "SELECT 1") == [(1,)]


def test_orphans_of_a_killed_server_are_killed_before_the_next_one_starts(folder, start):
    process, url = start(folder)
    ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    busy = subprocess.Popen(
        [sys.executable, "-c", BUSY, url], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    orphan = psutil.Process(int(busy.stdout.readline()))
    while ask(url, f"SELECT state FROM pg_stat_activity WHERE pid = {orphan.pid}") != [("active",)]:
        pass
    server = postmaster(folder)

    for each in (process, server):
        each.kill()
        each.wait(20)
    assert orphan.is_running()
    _, url = start(folder)
    busy.communicate(timeout=20)

    assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE
    assert ask(url, "SELECT answer FROM kept") == [(42,)]


@pytest.mark.parametrize("content", ["", "99999999\n", "not a number\n"], ids=repr)
def test_a_half_written_pid_file_does_not_keep_the_server_from_starting(content, folder, start):
    process, _ = start(folder)
    process.communicate("", timeout=30)
    (folder / "postmaster.pid").write_text(content)

    _, url = start(folder)

    assert ask(url, "SELECT 1") == [(1,)]


def test_two_programs_that_start_at_once_share_one_server(folder, start):
    waiting = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, folder],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]

    urls = {process.stdout.readline().strip() for process in waiting}
    for process in waiting:
        process.communicate("", timeout=60)

    assert len(urls) == 1
    assert all(urls)
    assert [path.name for path in folder.parent.glob("postgres.new-*")] == []


@pytest.mark.parametrize(
    "name",
    [
        LONG,
        "with space",
        "a b'\"$x%&",
        "$(touch ran)",
        "`touch ran`; touch ran",
        "a,b",
        "line\nbreak",
        "-dash",
        "語",
    ],
)
def test_the_name_of_the_folder_does_not_matter(name, home, start):
    folder = home / name / "postgres"

    process, url = start(folder)

    assert ask(url, "SELECT 1") == [(1,)]
    assert len(os.fsencode(socket_folder(url))) < 90
    process.communicate("", timeout=30)
    assert postmaster(folder) is None
    assert [*home.rglob("ran"), *ROOT.glob("ran")] == []


@pytest.mark.parametrize("name", ["short", LONG], ids=["short", "long"])
def test_the_socket_is_private(name, home, start):
    process, url = start(home / name / "postgres")
    folder = socket_folder(url)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / ".s.PGSQL.5432").stat().st_mode) == 0o700
    assert ask(url, "SHOW listen_addresses") == [("",)]
    process.communicate("", timeout=30)
    assert not (folder / ".s.PGSQL.5432").exists()


@as_root
@pytest.mark.parametrize("name", ["short", LONG], ids=["short", "long"])
def test_another_user_cannot_connect(name, home, start):
    _, url = start(home / name / "postgres")

    # The parent process finds the modules: another user may not.
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        with contextlib.suppress(BaseException):
            psycopg2.connect(url)
            os._exit(0)
        os._exit(77)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 77


@as_root
def test_a_socket_folder_that_another_user_made_is_refused(home, start):
    folder = home / LONG / "postgres"
    process, url = start(folder)
    process.communicate("", timeout=30)
    taken = socket_folder(url)
    assert not taken.exists()
    taken.mkdir(mode=0o777)
    os.chown(taken, 65534, 65534)

    try:
        process, url = start(folder)
        _, errors = process.communicate("", timeout=30)
    finally:
        taken.rmdir()

    assert url == ""
    assert f"{taken}, which it needs for its socket, was made by nobody" in errors
