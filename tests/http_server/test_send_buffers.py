import os
from contextlib import suppress

import pytest
from raw_http import GET, read_answer, wait_until
from waitress.buffers import TempfileBasedBuffer

from http_server.files import FILES

PART = 250_000  # bytes
PARTS = 80


@pytest.fixture
def files(monkeypatch):
    """The temporary files that connections have made."""
    made, newfile = [], TempfileBasedBuffer.newfile

    def record(self):
        made.append(newfile(self))
        return made[-1]

    monkeypatch.setattr(TempfileBasedBuffer, "newfile", record)
    return made


def size(files):
    total = 0
    for file in files:
        with suppress(OSError, ValueError):  # the server closes it meanwhile
            total += os.stat(file.fileno()).st_size
    return total


def long(environ, start_response):
    start_response("200 OK", [("Content-Length", str(PART * PARTS))])
    return (b"a" * PART for _ in range(PARTS))


def test_the_file_of_an_answer_does_not_keep_what_was_sent(serve, connect, files):
    client = connect(serve(long), GET)
    reply, most = client.makefile("rb"), 0

    for _ in range(PARTS):
        assert reply.read(PART)
        most = max(most, size(files))

    assert files
    assert most < PART * PARTS / 4


def test_an_answer_has_no_more_files_than_are_reckoned(serve, connect, files):
    counts = []

    def app(environ, start_response):
        start_response("200 OK", [("Content-Length", str(PART * PARTS))])
        for _ in range(PARTS):
            counts.append(sum(not file.closed for file in files))
            yield b"a" * PART

    assert read_answer(connect(serve(app), GET, receive_buffer=4096))[0] == 200

    others = 2  # the connection's socket, and what the application reads
    assert max(counts) + others <= FILES


def test_an_answer_that_was_read_leaves_no_file(serve, connect, files):
    own = serve(long)

    for _ in range(3):
        assert read_answer(connect(own, GET))[0] == 200

    assert files
    wait_until(lambda: all(file.closed for file in files))
    assert len(own.channels()) == 3


def test_an_answer_that_cannot_be_stored_closes_its_connection(serve, connect, monkeypatch, caplog):
    def fail(self):
        raise OSError("no space left on device")

    own = serve(long)
    monkeypatch.setattr(TempfileBasedBuffer, "newfile", fail)
    reply = connect(own, GET).makefile("rb")

    assert len(reply.read()) < PART * PARTS
    wait_until(lambda: not own.channels())
    assert "Cannot store the answer to /" in caplog.text
