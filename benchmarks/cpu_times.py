"""The CPU time of processes, that of their children and of their ended children included."""

import contextlib
from pathlib import Path

import psutil

from benchmarks.database import Database


def own_seconds(pid: int) -> float:
    """The seconds of a core that this process has used, without its children."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def cpu_seconds(pid: int) -> float:
    """The seconds of a core that a process and all its descendants have used.

    The time of a child that has ended is in its parent's `children_user` and `children_system`
    (`cutime` and `cstime` of proc(5)). That is how the backends of closed connections count.
    """
    total = 0.0
    root = psutil.Process(pid)
    for process in [root, *root.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def children_seconds(pid: int) -> float:
    """The seconds of a core that the descendants of this process have used."""
    return cpu_seconds(pid) - own_seconds(pid)


def postmaster(database: Database) -> int:
    """The process id of the PostgreSQL server, the parent of all its backends."""
    return int((Path(database.folder) / "postmaster.pid").read_text().split()[0])
