"""Count a large page in a process of its own, whose memory and time are bounded.

What counting takes belongs to the system again when that process ends, and no other thread of
the worker is kept waiting. Run as a program it is that process.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wordcount import Count, count_page, count_text
from wordcount.errors import PageError, TooLarge

with contextlib.suppress(ImportError):  # it is there wherever worker.py is deployed
    import resource

MEMORY = 250_000_000  # bytes of data; beside it the worker has to do with the rest of 512 MB
SECONDS = 60  # of a core

# How a process ends that went beyond its limits, also where a library in C took no notice.
BEYOND_LIMITS = {-signal.SIGABRT, -signal.SIGSEGV}
if hasattr(signal, "SIGXCPU"):
    BEYOND_LIMITS |= {-signal.SIGXCPU, -signal.SIGBUS}

ERRORS = {error.code: error for error in PageError.__subclasses__()}


class Ended(Exception):
    """Somebody else ended the counting: it says nothing about the page."""


@dataclass(frozen=True)
class WrittenCount:
    """A Count whose words are JSON text already, as they are stored."""

    title: str | None
    language: str
    text: str
    total: int
    distinct: int
    result_all: str
    result_no_stop_words: str
    language_source: str


def count(body: bytes, content_type: str | None) -> WrittenCount:
    """Count the words of a page. Raises what count_page does, TooLarge beyond the limits, Ended."""
    return _count_apart("page", content_type, body)


def count_pasted(text: str) -> WrittenCount:
    """Count the words of a text. Raises TooLarge beyond the limits, Ended."""
    return _count_apart("text", None, text.encode())


def _count_apart(kind: str, content_type: str | None, body: bytes) -> WrittenCount:
    # Through files: pipes would take the memory for a second copy of either.
    with tempfile.TemporaryFile() as task, tempfile.TemporaryFile() as written:
        task.write(json.dumps([kind, content_type, MEMORY, SECONDS]).encode() + b"\n")
        task.write(body)
        task.seek(0)
        ended = subprocess.run(
            [sys.executable, str(Path(__file__))],
            stdin=task,
            stdout=written,
            stderr=subprocess.PIPE,
            check=False,
        )
        if ended.returncode in BEYOND_LIMITS:
            raise too_much()
        if ended.returncode < 0:
            raise Ended(f"by signal {-ended.returncode}")
        if ended.returncode > 0:
            raise RuntimeError(ended.stderr.decode(errors="replace"))
        written.seek(0)
        return _read(written)


def _read(written: IO[bytes]) -> WrittenCount:
    head = json.loads(written.readline())
    if "error" in head:
        raise ERRORS[head["error"]](head["message"])
    text = json.loads(written.readline())
    result_all, result_no_stop_words = (written.readline().decode() for _ in range(2))
    return WrittenCount(
        **head, text=text, result_all=result_all, result_no_stop_words=result_no_stop_words
    )


def too_much() -> TooLarge:
    return TooLarge("That page takes more memory or time to count than there is for one.")


def main() -> None:
    """Read a task and its page from standard input, and write its count, a line for each part."""
    # Who stops a worker, or all processes of a machine, lets the worker decide about this one.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with, args=[os.getppid()], daemon=True).start()
    try:
        write(count_task())
    except PageError as error:
        print(json.dumps({"error": error.code, "message": str(error)}))
    except MemoryError:
        print(json.dumps({"error": TooLarge.code, "message": str(too_much())}))


def end_with(parent: int) -> None:
    """End this process when the worker that began it has ended."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def count_task() -> Count:
    kind, content_type, memory, seconds = json.loads(sys.stdin.buffer.readline())
    if "resource" in globals():
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    body = sys.stdin.buffer.read()
    return count_text(body.decode()) if kind == "text" else count_page(body, content_type)


def write(count: Count) -> None:
    head = {
        "title": count.title,
        "language": count.language,
        "total": count.total,
        "distinct": count.distinct,
        "language_source": count.language_source,
    }
    # All is ready before the first line is written: what runs out of memory writes only that.
    lines = [
        json.dumps(part, ensure_ascii=False).encode()
        for part in (head, count.text, count.result_all, count.result_no_stop_words)
    ]
    for line in lines:
        sys.stdout.buffer.write(line + b"\n")


if __name__ == "__main__":
    main()
