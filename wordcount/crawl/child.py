"""The child process: read WARCs, count their pages, and write the counts to standard output.

A request is a JSON object. A reply is any number of batches in Arrow's IPC format, each preceded by
the number of the page that follows it, and an empty batch at the end. A page that exceeds the
limits ends the process: `process.py` finds its number in the shared state.
"""

import contextlib
import gc
import json
import mmap
import os
import struct
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from wordcount.contained.child import allow_cpu_time, limit_memory, open_pipes
from wordcount.contained.pipes import receive, send
from wordcount.count import count_page
from wordcount.errors import PageError

from .archive import ArchivedPage, pages_of
from .source import Archive, ArchiveUnreadable
from .tables import BatchBuilder

READING_CPU_SECONDS = 3600  # between two pages, where a record may be passed over


@dataclass(frozen=True)
class Request:
    """A WARC to be counted from page number `start` on, without the pages in `omitted`."""

    address: str
    keep_stop_words: bool = True
    start: int = 0
    omitted: tuple[int, ...] = ()

    def serialize(self) -> bytes:
        return json.dumps(asdict(self)).encode()


class State:
    """What parent and child share: the number of the page being counted, and the bytes read."""

    LAYOUT = struct.Struct("=qq")
    BETWEEN = -1  # the number of the page, while none is counted

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), self.LAYOUT.size)

    def write(self, page: int, position: int) -> None:
        self.LAYOUT.pack_into(self._memory, 0, page, position)

    def read(self) -> tuple[int, int]:
        page, position = self.LAYOUT.unpack_from(self._memory)
        return page, position


def main() -> None:
    """Count WARCs until standard input ends.

    The arguments are bytes of memory, CPU seconds of a page, the file of the state, and the folder
    that relative paths of WARCs start from.
    """
    memory, cpu_seconds = int(sys.argv[1]), float(sys.argv[2])
    requests, replies = open_pipes()
    try:
        state = State(Path(sys.argv[3]))
    except FileNotFoundError:  # the parent has ended
        return
    count_page(b"<p>warm", "text/html")  # loads what counting needs
    os.chdir(sys.argv[4])
    gc.freeze()
    limit_memory(memory)
    with contextlib.suppress(EOFError, BrokenPipeError):  # the parent has ended
        send(replies, b"ready")
        while True:
            fields = json.loads(receive(requests))
            count_archive(Request(**fields), state, replies, cpu_seconds)


def count_archive(request: Request, state: State, replies: IO[bytes], cpu_seconds: float) -> None:
    builder = BatchBuilder(request.keep_stop_words)
    number = -1
    try:
        with Archive(request.address) as archive:
            for number, page in enumerate(pages_of(archive)):
                if number < request.start or number in request.omitted:
                    continue
                if page.error:
                    builder.add_error(page, page.error)
                else:
                    allow_cpu_time(cpu_seconds)
                    state.write(number, archive.position)
                    _count_page(page, builder)
                    state.write(State.BETWEEN, archive.position)
                    allow_cpu_time(READING_CPU_SECONDS)
                if builder.is_full:
                    send(replies, b"%d" % (number + 1), builder.build().serialize())
    except ArchiveUnreadable as error:
        return send(replies, b"unreadable", error.reason.encode())
    send(replies, b"%d" % (number + 1), builder.build().serialize())
    return send(replies, b"end", b"")


def _count_page(page: ArchivedPage, builder: BatchBuilder) -> None:
    try:
        count = count_page(
            page.body, page.content_type, find_main=False, use_packs=False, sort_words=False
        )
    except PageError as error:
        return builder.add_error(page, error.code)
    except Exception:  # a MemoryError, or a fault of ours: the parent counts the page alone
        os._exit(1)
    return builder.add(page, count)


if __name__ == "__main__":
    main()
