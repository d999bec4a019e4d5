"""The folders of the embedded PostgreSQL: its data and its socket.

The data folder is created as a whole or not at all, and never deleted once it holds data.
"""

import os
import re
import secrets
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp

from embedded_postgres.processes import (
    MAJOR,
    SERVICE_USER,
    SHARED_HOME,
    Account,
    is_private,
    is_root,
    owner_of,
    processes_in,
    programs_for_initdb,
)

SUPERUSER = "postgres"  # the role and the database that initdb creates
PASSWORD_FILE = "wordcount.password"  # on Windows only, which has no private sockets
# A socket's path has at most 103 bytes on macOS; commas and quotes mean something to libpq.
PLAIN_PATH = re.compile(r"/[A-Za-z0-9/._+-]{,88}")

PORT = 5432  # part of the socket's name; on Unix, nothing listens on the network
SOCKET = f".s.PGSQL.{PORT}"
SHORT = Path("/tmp")
SHORT_PREFIX = "wordcount-socket-"

OWN_FOLDER = "Run wordcount as the owner or from your own copy, or change the owner with chown"

CREATE_LIMIT = 300  # seconds for initdb

# The same order on every machine, whatever LANG is and whether it is installed.
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")

# What an interrupted initdb leaves in a data folder, and a server that was started on that.
KNOWN_NAMES = set(
    "PG_VERSION base global log current_logfiles .handle_pids.json pg_commit_ts pg_dynshmem "
    "pg_hba.conf pg_ident.conf pg_logical pg_multixact pg_notify pg_replslot pg_serial "
    "pg_snapshots pg_stat pg_stat_tmp pg_subtrans pg_tblspc pg_twophase pg_wal pg_xact "
    "postgresql.auto.conf postgresql.conf postmaster.opts postmaster.pid "
    f"{SOCKET} {SOCKET}.lock".split()
)
# User tables and databases have numbers from here on.
# https://www.postgresql.org/docs/18/system-catalog-initial-data.html#SYSTEM-CATALOG-OID-ASSIGNMENT
FILE_NUMBER = re.compile(r"\d+")  # of a table or an index
FIRST_USER_OID = 16384


def data_folder(folder: Path) -> Path:
    """Return the real path of `folder`; for root, it may be one in SHARED_HOME instead.

    Root's PostgreSQL runs as another user, which must be able to reach the data, and root creates
    nothing in another user's folder. Raises RuntimeError if another user has data there.
    """
    folder = folder.resolve()
    if not is_root():
        return folder
    above = next(each for each in folder.parents if each.exists())
    if not above.is_dir():
        raise RuntimeError(f"{above} is not a folder")
    is_foreign = above.stat().st_uid != 0
    if folder.exists():
        owner = owner_of(folder)
        if is_foreign or owner not in ("root", SERVICE_USER):
            raise RuntimeError(f"you are root, and this folder belongs to {owner}. {OWN_FOLDER}")
    if is_foreign or is_private(above):
        digest = sha256(os.fsencode(folder)).hexdigest()
        folder = SHARED_HOME / digest[:12] / folder.name
    return folder


def log_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.log")


def check_owner(folder: Path, account: Account) -> None:
    """Raise RuntimeError if the data belongs to another user."""
    if folder.exists() and not account.owns(folder):
        owner = owner_of(folder)
        if not (is_root() and owner == "root" and is_empty(folder)):
            raise RuntimeError(
                f"the folder belongs to {owner}, and PostgreSQL would run as {account.name}. "
                + OWN_FOLDER
            )


def socket_folder(folder: Path, account: Account) -> Path:
    """Return a private folder for the socket: that of the data, or one in /tmp if its path is long.

    In /tmp, other users can neither rename nor replace our files, nor guess a random name.
    """
    if PLAIN_PATH.fullmatch(str(folder)):
        return folder
    short = Path(mkdtemp(prefix=SHORT_PREFIX, dir=SHORT))
    account.hand_over(short)
    return short


def remove_short(sockets: Path, account: Account) -> None:
    """Remove a socket folder in /tmp, and what a killed server left there."""
    if sockets.parent != SHORT or not sockets.name.startswith(SHORT_PREFIX):
        return
    with suppress(OSError):
        if sockets.lstat().st_uid in (account.uid, os.geteuid()):
            remove_socket(sockets)
            sockets.rmdir()


def remove_socket(sockets: Path) -> None:
    for name in (SOCKET, f"{SOCKET}.lock"):
        (sockets / name).unlink(missing_ok=True)


def prepare(folder: Path, account: Account) -> None:
    """Ensure that `folder` is a complete data folder. Raises RuntimeError or OSError.

    Creates it if it is missing or empty, or was left incomplete before it held any data.
    """
    remove_abandoned(folder, account)
    if is_empty(folder):
        create(folder, account)
        return
    made_by = read_version(folder)
    if made_by not in ("", str(MAJOR)):
        raise RuntimeError(
            f"its data was made by PostgreSQL {made_by}, and this is PostgreSQL {MAJOR}. "
            "Move the folder away to start with an empty database"
        )
    if is_complete(folder):
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)  # PostgreSQL refuses the permissions that a copy may have
        return
    if not is_without_data(folder):
        raise RuntimeError(
            "the folder is not a complete PostgreSQL data folder, and it is not empty. Move it "
            "away to start with an empty database; nothing in it was changed"
        )
    aside = mkdtemp(prefix=prefix_of(folder), dir=folder.parent)
    folder.rename(aside)
    shutil.rmtree(aside)
    create(folder, account)


def create(folder: Path, account: Account) -> None:
    """Run initdb beside `folder`, then rename, so that an interrupted initdb leaves no `folder`."""
    new = Path(mkdtemp(prefix=prefix_of(folder), dir=folder.parent))
    try:
        account.hand_over(new)
        password = secrets.token_urlsafe(24) if os.name == "nt" else None
        run_initdb(new, account, password)
        if password:
            (new / PASSWORD_FILE).write_text(password)
        if folder.exists():
            folder.rmdir()
        new.rename(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    with suppress(OSError):  # Windows and some file systems have no fsync for folders
        parent = os.open(folder.parent, os.O_RDONLY)
        try:
            os.fsync(parent)
        finally:
            os.close(parent)


def run_initdb(new: Path, account: Account, password: str | None) -> None:
    # Anyone who can reach the socket may connect, which is why its folder is private.
    authentication = ["--auth-local=trust", "--auth-host=reject"]
    password_file = new.with_name(f"{new.name}.password")
    if password:
        password_file.write_text(password)
        authentication = ["--auth=scram-sha-256", f"--pwfile={password_file}"]
    with programs_for_initdb() as programs, TemporaryFile() as output:
        options = ["-U", SUPERUSER, "--no-instructions", *LOCALE, *authentication]
        process = account.spawn(
            programs / "initdb", "-D", new, *options, folder=new, output=output.fileno()
        )
        try:
            status = process.wait(CREATE_LIMIT)
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            password_file.unlink(missing_ok=True)
        if status != 0:
            output.seek(0)
            lines = output.read().decode(errors="replace").splitlines()
            errors = [line for line in lines if "error:" in line or "FATAL:" in line] or lines[-1:]
            raise RuntimeError(f"initdb failed: {' '.join(errors) or f'status {status}'}")


def remove_abandoned(folder: Path, account: Account) -> None:
    """Remove what interrupted attempts left beside `folder`, unless their initdb still runs."""
    for path in folder.parent.iterdir():
        if (
            path.name.startswith(prefix_of(folder))
            and path.is_dir()
            and not path.is_symlink()
            and path.stat().st_uid in (account.uid, os.geteuid())
            and next(processes_in(path, account), None) is None
            and is_without_data(path)
        ):
            shutil.rmtree(path, ignore_errors=True)


def prefix_of(folder: Path) -> str:
    return f"{folder.name}.new-"


def read_version(folder: Path) -> str:
    with suppress(OSError):
        return (folder / "PG_VERSION").read_text(errors="replace").strip()[:20]
    return ""


def is_empty(folder: Path) -> bool:
    return not folder.exists() or not any(folder.iterdir())


def is_complete(folder: Path) -> bool:
    """Whether initdb finished: the last thing it creates is the database with OID 5."""
    return bool(read_version(folder)) and all(
        (folder / name).exists() for name in ("global/pg_control", "base/5")
    )


def is_without_data(folder: Path) -> bool:
    """Whether `folder` has only what an interrupted initdb leaves: known names, no user tables."""
    if not {path.name for path in folder.iterdir()} <= KNOWN_NAMES:
        return False
    numbers = (FILE_NUMBER.match(path.name) for path in folder.glob("base/**/*"))
    tablespaces = folder.glob("pg_tblspc/*")
    return not any(tablespaces) and all(int(n[0]) < FIRST_USER_OID for n in numbers if n)
