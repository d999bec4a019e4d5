"""Decompression: complete, never beyond the limit, and with bounded work."""

import gzip
import random
import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest

from wordcount import errors
from wordcount.fetching.decompress import BLOCK_BYTES, MAX_PAGE_BYTES, MAX_STREAMS, decompress, zstd

TEXT = b" ".join(b"word%d" % number for number in random.Random(1).choices(range(999), k=5_000))


def quick_brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=1))


def raw_deflate(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


def gzip_twice(body: bytes) -> bytes:
    return gzip.compress(gzip.compress(body))


COMPRESSORS = [
    pytest.param("gzip", gzip.compress, id="gzip"),
    pytest.param("X-GZIP", gzip.compress, id="x-gzip"),
    pytest.param("deflate", zlib.compress, id="deflate"),
    pytest.param("deflate", raw_deflate, id="deflate without header"),
    pytest.param("br", quick_brotli, id="brotli"),
    pytest.param("zstd", zstd.compress, id="zstd"),
    pytest.param("gzip, gzip", gzip_twice, id="gzip twice"),
]
Compressor = Callable[[bytes], bytes]


def run(compressed: bytes, encodings: str, size: int = BLOCK_BYTES) -> bytes:
    """Decompress `compressed`, which arrives in blocks of `size` bytes."""
    starts = range(0, len(compressed), size)
    blocks = (compressed[start : start + size] for start in starts)
    return b"".join(decompress(blocks, encodings))


@pytest.mark.parametrize("size", [1, 3, 1_000, BLOCK_BYTES])
@pytest.mark.parametrize(("encodings", "compress"), COMPRESSORS)
def test_decompress_restores_the_original(encodings: str, compress: Compressor, size: int) -> None:
    assert run(compress(TEXT), encodings, size) == TEXT


@pytest.mark.parametrize(("encodings", "compress"), COMPRESSORS)
def test_a_truncated_stream_is_broken(encodings: str, compress: Compressor) -> None:
    compressed = compress(TEXT)

    for end in (1, 5, len(compressed) // 2, len(compressed) - 1):
        with pytest.raises(errors.BrokenReply):
            run(compressed[:end], encodings)


@pytest.mark.parametrize("encodings", ["gzip", "deflate", "br", "zstd", "gzip, br"])
def test_no_bytes_are_an_empty_page(encodings: str) -> None:
    assert run(b"", encodings) == b""


@pytest.mark.parametrize(("encodings", "compress"), COMPRESSORS)
def test_decompress_stops_at_the_limit(encodings: str, compress: Compressor) -> None:
    assert len(run(compress(bytes(MAX_PAGE_BYTES)), encodings)) == MAX_PAGE_BYTES
    with pytest.raises(errors.TooLarge):
        run(compress(bytes(MAX_PAGE_BYTES + 1)), encodings)


def test_a_bomb_is_decompressed_only_slightly_beyond_the_limit() -> None:
    consumed = 0

    def blocks() -> Iterator[bytes]:
        nonlocal consumed
        bomb = zlib.compressobj(wbits=31)
        while True:
            if block := bomb.compress(bytes(1_000_000)):
                consumed += 1
                yield block

    with pytest.raises(errors.TooLarge):
        b"".join(decompress(blocks(), "gzip"))

    assert consumed < 100


def test_the_limit_applies_between_two_layers() -> None:
    # The inner stream consists of empty blocks, so its own output never reaches the limit.
    empty_blocks = b"\x00\x00\x00\xff\xff" * (MAX_PAGE_BYTES // 4)

    with pytest.raises(errors.TooLarge):
        run(gzip.compress(b"\x78\x9c" + empty_blocks), "deflate, gzip")


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [("gzip", gzip.compress), ("zstd", zstd.compress)],
    ids=["gzip", "zstd"],
)
def test_consecutive_streams_are_one_page(encoding: str, compress: Compressor) -> None:
    assert run(compress(b"one ") + compress(b"") + compress(b"two"), encoding) == b"one two"


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [("gzip", gzip.compress), ("zstd", zstd.compress)],
    ids=["gzip", "zstd"],
)
def test_endless_empty_streams_are_broken(encoding: str, compress: Compressor) -> None:
    with pytest.raises(errors.BrokenReply):
        run(compress(b"") * (MAX_STREAMS + 1), encoding)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_data_after_the_end_is_ignored(encoding: str) -> None:
    compressors: dict[str, Compressor] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "zstd": zstd.compress,
    }

    assert run(compressors[encoding](b"page") + b"\r\nand more", encoding) == b"page"


@pytest.mark.parametrize("encodings", ["compress", "gzip, gzip, gzip", "dcb", "gzip;q=1", "aws"])
def test_an_unsupported_encoding_is_broken(encodings: str) -> None:
    with pytest.raises(errors.BrokenReply, match="not supported"):
        run(b"page", encodings)


@pytest.mark.parametrize("encodings", ["", "identity", "Identity, ,", " , "])
def test_a_page_without_encoding_is_unchanged(encodings: str) -> None:
    assert run(b"page", encodings) == b"page"


def test_a_zstd_frame_with_too_large_a_window_is_broken() -> None:
    window = {zstd.CompressionParameter.window_log: 25}
    compressor = zstd.ZstdCompressor(options=window)

    with pytest.raises(errors.BrokenReply):
        run(compressor.compress(TEXT) + compressor.flush(), "zstd")
