"""Decompress a page up to the size limit, and detect truncated streams.

urllib3 decompresses too, but accepts truncated pages as complete, and spends seconds on a few
megabytes of empty frames.
"""

import re
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it ships no types

from wordcount.errors import BrokenReply, TooLarge
from wordcount.messages import N_

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAX_PAGE_BYTES = 10_000_000  # after decompression; the longest novels have 3 million
BLOCK_BYTES = 65_536  # decompressed at a time, so a bomb can exceed the limit by this much
MAX_ENCODINGS = 2  # applied one after another, by a server and a careless proxy
MAX_STREAMS = 1_000  # gzip members or zstd frames of one page; each costs some copying
MAX_WINDOW_LOG = 23  # log2 of the zstd window in bytes: 8 MB (RFC 9659, section 3)


class _Stream(Protocol):
    """One compressed stream, with the names of zlib. `decompress` returns b"" if it needs input."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes) -> bytes: ...


def decompress(blocks: Iterator[bytes], encodings: str) -> Iterator[bytes]:
    """Decompress `blocks`. `encodings` is the value of the Content-Encoding header.

    Raises BrokenReply for malformed or truncated streams and for unsupported encodings. Raises
    TooLarge as soon as any layer exceeds MAX_PAGE_BYTES.
    """
    names = _names(encodings)
    if len(names) > MAX_ENCODINGS or not STREAMS.keys() >= set(names):
        raise BrokenReply(N_("That page uses a compression that is not supported."))
    for name in reversed(names):
        blocks = limit_size(_decompress_layer(blocks, *STREAMS[name]))
    return limit_size(blocks)


def has_large_window(encodings: str) -> bool:
    """Return whether a decoder for `encodings` keeps megabytes: 16 of Brotli, 8 of zstd."""
    return not {"br", "zstd"}.isdisjoint(_names(encodings))


def _names(encodings: str) -> list[str]:
    names = (name.strip() for name in encodings.lower().split(","))
    return [name for name in names if name not in ("", "identity")]


def limit_size(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield `blocks`. Raises TooLarge when their total size exceeds MAX_PAGE_BYTES."""
    size = 0
    for block in blocks:
        size += len(block)
        if size > MAX_PAGE_BYTES:
            raise page_too_large()
        yield block


def page_too_large() -> TooLarge:
    return TooLarge(
        N_("That page is larger than %(number)s MB. Choose a smaller one."),
        number=MAX_PAGE_BYTES // 1_000_000,
    )


def _decompress_layer(
    blocks: Iterator[bytes], start: Callable[[bytes], _Stream], next_stream: re.Pattern[bytes]
) -> Iterator[bytes]:
    """Undo one encoding. Data after its end is ignored unless it matches `next_stream`."""
    data = _read_at_least(4, b"", blocks)
    if not data:
        return  # no bytes are an empty page, whatever the encoding
    for _ in range(MAX_STREAMS):
        stream = start(data)
        while not stream.eof:
            try:
                block = stream.decompress(data)
            except (zlib.error, brotli.error, zstd.ZstdError) as exc:
                raise BrokenReply from exc
            data = b""
            if block:
                yield block
            elif not stream.eof:
                data = next(blocks, b"")
                if not data:
                    raise BrokenReply(N_("That page is incomplete. Try again later."))
        data = _read_at_least(4, stream.unused_data, blocks)
        if not next_stream.match(data):
            return
    raise BrokenReply


def _read_at_least(size: int, data: bytes, blocks: Iterator[bytes]) -> bytes:
    """Return `data`, extended with the next `blocks` to at least `size` bytes if possible."""
    while len(data) < size and (more := next(blocks, b"")):
        data += more
    return data


class _Zlib:
    def __init__(self, format: int) -> None:
        self._stream = zlib.decompressobj(format)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes) -> bytes:
        return self._stream.decompress(self._stream.unconsumed_tail + data, BLOCK_BYTES)


class _Brotli:
    unused_data = b""  # brotli raises an error for data after the end

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._stream.is_finished())

    def decompress(self, data: bytes) -> bytes:
        return bytes(self._stream.process(data, output_buffer_limit=BLOCK_BYTES))


class _Zstd:
    def __init__(self) -> None:
        options = {int(zstd.DecompressionParameter.window_log_max): MAX_WINDOW_LOG}
        self._stream = zstd.ZstdDecompressor(options=options)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes) -> bytes:
        return self._stream.decompress(data, BLOCK_BYTES)


def _start_gzip(data: bytes) -> _Stream:
    return _Zlib(16 + zlib.MAX_WBITS)


def _start_deflate(data: bytes) -> _Stream:
    # "deflate" means the zlib format (RFC 9110, section 8.4.1.2). Some servers omit its header.
    has_header = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    return _Zlib(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)


def _start_brotli(data: bytes) -> _Stream:
    return _Brotli()


def _start_zstd(data: bytes) -> _Stream:
    return _Zstd()


NO_NEXT_STREAM = re.compile(rb"(?!)")
GZIP_MEMBER = re.compile(rb"\x1f\x8b")  # RFC 1952, section 2.3.1
ZSTD_FRAME = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")  # RFC 8878, section 3.1

# For each encoding, the function that starts a stream, and the pattern of a following stream.
STREAMS: dict[str, tuple[Callable[[bytes], _Stream], re.Pattern[bytes]]] = {
    "gzip": (_start_gzip, GZIP_MEMBER),
    "x-gzip": (_start_gzip, GZIP_MEMBER),
    "deflate": (_start_deflate, NO_NEXT_STREAM),
    "br": (_start_brotli, NO_NEXT_STREAM),
    "zstd": (_start_zstd, ZSTD_FRAME),
}
