"""Receive chunked bodies with waitress, but refuse what it tolerates."""

import re

from waitress.receiver import ChunkedReceiver
from waitress.rfc7230 import CHUNK_EXT, TOKEN
from waitress.utilities import BadRequest

# More than 16 digits overflow the 64 bits of other parsers.
CHUNK_LINE = re.compile((r"[0-9A-Fa-f]{1,16}" + CHUNK_EXT + r"\r\n").encode())
TRAILER_LINE = re.compile((r"(?:" + TOKEN + r":[\t\x20-\x7e\x80-\xff]*)?\r\n").encode())


class StrictChunkedReceiver(ChunkedReceiver):
    """Refuses lines that other parsers may read differently, which could hide a second request.

    waitress accepts a bare LF after a chunk's size, blank lines before it, and any trailer.
    """

    line = b""  # an incomplete line: a chunk's size, or part of the trailer

    def received(self, data: bytes) -> int:
        """Pass one line, or one piece of a chunk, to waitress at a time."""
        consumed = 0
        while consumed < len(data) and not self.completed and not self.error:
            if self.chunk_remainder:
                end = consumed + self.chunk_remainder
            else:
                end = data.find(b"\n", consumed) + 1 or len(data)
            part = data[consumed:end]
            if not self.chunk_remainder and not self.validate_chunk_end:
                self.check_line(part)
            consumed += int(super().received(part))
        return consumed

    def check_line(self, part: bytes) -> None:
        self.line += part
        if not self.line.endswith(b"\n"):
            return
        if self.all_chunks_received:
            is_valid = TRAILER_LINE.fullmatch(self.line)
        else:
            is_valid = CHUNK_LINE.fullmatch(self.line)
        if not is_valid:
            self.error = BadRequest("")
        self.line = b""
