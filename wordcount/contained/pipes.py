"""Messages between a process and its child. Each part is preceded by its length in 8 bytes."""

import io
import select
import shutil
import struct
from typing import IO


def send(pipe: IO[bytes], *parts: bytes) -> None:
    """Send parts of a message, and flush the pipe."""
    for part in parts:
        pipe.write(struct.pack(">Q", len(part)))
        pipe.write(part)
    pipe.flush()


def send_file(pipe: IO[bytes], file: IO[bytes]) -> None:
    """Send a file, from its beginning, as one part of a message."""
    pipe.write(struct.pack(">Q", file.seek(0, io.SEEK_END)))
    file.seek(0)
    shutil.copyfileobj(file, pipe)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """Receive the next part of a message. Raises EOFError if the other process has ended."""
    [size] = struct.unpack(">Q", _read_exactly(pipe, 8))
    return _read_exactly(pipe, size)


def has_data(pipe: IO[bytes]) -> bool:
    """Whether a child has written what was not read yet; False where that cannot be known."""
    if not hasattr(select, "poll"):  # Windows
        return False
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    return bool(poll.poll(0))


def _read_exactly(pipe: IO[bytes], size: int) -> bytes:
    part = pipe.read(size)
    if len(part) < size:
        raise EOFError
    return part
