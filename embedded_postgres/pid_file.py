"""postmaster.pid, the file in which a PostgreSQL server says how to reach it."""

from dataclasses import dataclass
from pathlib import Path

LINES = 8  # once the server has written all of them (src/include/utils/pidfile.h of PostgreSQL)


@dataclass(frozen=True)
class PidFile:
    """What the file in a data folder says. It may be incomplete, or a leftover of another server.

    A number is kept as it is written, and what is missing is empty.
    """

    pid: bytes = b""
    data_folder: bytes = b""
    port: bytes = b""
    socket_folder: bytes = b""
    status: bytes = b""

    @classmethod
    def read(cls, folder: Path) -> "PidFile":
        try:
            text = path_of(folder).read_bytes()
        except OSError:
            return cls()
        lines = [*text.split(b"\n"), *[b""] * LINES]
        return cls(lines[0], lines[1], lines[3], lines[4], lines[7].strip())

    def is_of(self, pid: int) -> bool:
        """Whether the server with this process ID wrote the file."""
        return self.pid == b"%d" % pid

    @property
    def is_ready(self) -> bool:
        """Whether the server accepts connections."""
        return self.status == b"ready"


def path_of(folder: Path) -> Path:
    return folder / "postmaster.pid"
