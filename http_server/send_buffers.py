"""Buffer answers until they are sent, and free the memory and files of what was sent."""

import contextlib

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel

MAX_SENT = 1_000_000  # bytes that a buffer keeps after they were sent


class SendBuffers(HTTPChannel):
    """A connection that buffers little more than it still has to send.

    waitress appends to one buffer, up to `outbuf_high_watermark` bytes, and keeps the last one.
    """

    outbufs: list[OverflowableBuffer]
    current_outbuf_count: int  # bytes that the last buffer has received
    will_close: bool

    def write_soon(self, data: bytes) -> int:
        """Append a part of an answer.

        If it cannot be stored, because the temporary folder is full, close the connection.
        """
        with self.outbuf_lock:
            if self.current_outbuf_count > MAX_SENT:
                self.current_outbuf_count = self.adj.outbuf_high_watermark  # begins a new buffer
            try:
                return int(super().write_soon(data))
            except OSError:
                self.discard_unsent()
                self.will_close = True
                self.logger.exception("Cannot store the answer to %s", self.requests[0].path)
                raise

    def _flush_some(self, do_close: bool = True) -> bool:
        """Send, and then free the buffer of a long answer."""
        with self.outbuf_lock:
            has_sent = bool(super()._flush_some(do_close))
            if not self.total_outbufs_len and self.current_outbuf_count > self.adj.outbuf_overflow:
                self.discard_unsent()
        return has_sent

    def discard_unsent(self) -> None:
        for outbuf in self.outbufs:
            with contextlib.suppress(OSError):  # of bytes that are not in its file yet
                outbuf.close()
        self.outbufs = [OverflowableBuffer(self.adj.outbuf_overflow)]
        self.total_outbufs_len = self.current_outbuf_count = 0
