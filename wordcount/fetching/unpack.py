"""Unpack a page that was sent compressed: no further than its limit, and to its very end.

urllib3 does this too, but takes a page that breaks off for one that ends, and works for seconds
on a few megabytes of empty frames.
"""

import re
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it ships no types

from wordcount.errors import BrokenReply, TooLarge

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SIZE_LIMIT = 10_000_000  # bytes of an unpacked page; the longest novels have 3 million
CHUNK = 65_536  # bytes unpacked at a time: so far can a bomb go beyond the limit
LAYERS_LIMIT = 2  # encodings on top of each other: a server's and a careless proxy's
STREAMS_LIMIT = 1_000  # gzip members or zstd frames after each other; each costs some copying
WINDOW_LIMIT = 23  # log2 of the bytes that zstd may look back: 8 MB (RFC 9659, section 3)


class _Stream(Protocol):
    """One compressed stream; `unpack` is fed until it has `ended`, and gives b"" when hungry."""

    @property
    def ended(self) -> bool: ...
    @property
    def rest(self) -> bytes: ...
    def unpack(self, data: bytes) -> bytes: ...


def unpacked(blocks: Iterator[bytes], encodings: str) -> Iterator[bytes]:
    """Yield the unpacked bytes of `blocks`, which are packed as a Content-Encoding header says.

    Raises BrokenReply, and TooLarge as soon as a layer has more than SIZE_LIMIT bytes.
    """
    names = [name.strip() for name in encodings.lower().split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > LAYERS_LIMIT or not STREAMS.keys() >= set(names):
        raise BrokenReply("That page is packed in a way that cannot be unpacked here.")
    for name in reversed(names):
        blocks = limited(_unpacked_once(blocks, *STREAMS[name]))
    return limited(blocks)


def limited(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield `blocks`; raise TooLarge where they have more than SIZE_LIMIT bytes."""
    size = 0
    for block in blocks:
        size += len(block)
        if size > SIZE_LIMIT:
            raise too_large()
        yield block


def too_large() -> TooLarge:
    return TooLarge(f"That page is larger than {SIZE_LIMIT // 1_000_000} MB. Choose a smaller one.")


def _unpacked_once(
    blocks: Iterator[bytes], start: Callable[[bytes], _Stream], another: re.Pattern[bytes]
) -> Iterator[bytes]:
    """Undo one encoding. What follows the end, and is not `another` stream, is ignored."""
    data = _at_least(4, b"", blocks)
    if not data:
        return  # nothing at all is an empty page, however it is said to be packed
    for _ in range(STREAMS_LIMIT):
        stream = start(data)
        while not stream.ended:
            try:
                piece = stream.unpack(data)
            except (zlib.error, brotli.error, zstd.ZstdError) as exc:
                raise BrokenReply from exc
            data = b""
            if piece:
                yield piece
            elif not stream.ended:
                data = next(blocks, b"")
                if not data:
                    raise BrokenReply("That page broke off before its end. Try again later.")
        data = _at_least(4, stream.rest, blocks)
        if not another.match(data):
            return
    raise BrokenReply


def _at_least(size: int, data: bytes, blocks: Iterator[bytes]) -> bytes:
    """Return `data` with as many of the next `blocks` as make `size` bytes, if there are."""
    while len(data) < size and (more := next(blocks, b"")):
        data += more
    return data


class _Zlib:
    def __init__(self, format: int) -> None:
        self._stream = zlib.decompressobj(format)

    @property
    def ended(self) -> bool:
        return self._stream.eof

    @property
    def rest(self) -> bytes:
        return self._stream.unused_data

    def unpack(self, data: bytes) -> bytes:
        return self._stream.decompress(self._stream.unconsumed_tail + data, CHUNK)


class _Brotli:
    rest = b""  # it takes whatever follows its end for an error

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def ended(self) -> bool:
        return bool(self._stream.is_finished())

    def unpack(self, data: bytes) -> bytes:
        return bytes(self._stream.process(data, output_buffer_limit=CHUNK))


class _Zstd:
    def __init__(self) -> None:
        options = {int(zstd.DecompressionParameter.window_log_max): WINDOW_LIMIT}
        self._stream = zstd.ZstdDecompressor(options=options)

    @property
    def ended(self) -> bool:
        return self._stream.eof

    @property
    def rest(self) -> bytes:
        return self._stream.unused_data

    def unpack(self, data: bytes) -> bytes:
        return self._stream.decompress(data, CHUNK)


def _start_gzip(data: bytes) -> _Stream:
    return _Zlib(16 + zlib.MAX_WBITS)


def _start_deflate(data: bytes) -> _Stream:
    """ "deflate" means zlib (RFC 9110, section 8.4.1.2); some servers send it without its head."""
    has_head = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    return _Zlib(zlib.MAX_WBITS if has_head else -zlib.MAX_WBITS)


def _start_brotli(data: bytes) -> _Stream:
    return _Brotli()


def _start_zstd(data: bytes) -> _Stream:
    return _Zstd()


NO_OTHER = re.compile(rb"(?!)")
GZIP_MEMBER = re.compile(rb"\x1f\x8b")  # RFC 1952, section 2.3.1
ZSTD_FRAME = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")  # RFC 8878, section 3.1

# Each encoding: what starts a stream of it, and how another that follows is known.
STREAMS: dict[str, tuple[Callable[[bytes], _Stream], re.Pattern[bytes]]] = {
    "gzip": (_start_gzip, GZIP_MEMBER),
    "x-gzip": (_start_gzip, GZIP_MEMBER),
    "deflate": (_start_deflate, NO_OTHER),
    "br": (_start_brotli, NO_OTHER),
    "zstd": (_start_zstd, ZSTD_FRAME),
}
