"""Unpacking: to the very end, never beyond the limit, and with bounded work."""

import gzip
import random
import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest

from wordcount import errors
from wordcount.fetching.unpack import CHUNK, SIZE_LIMIT, STREAMS_LIMIT, unpacked, zstd

TEXT = b" ".join(b"word%d" % number for number in random.Random(1).choices(range(999), k=5_000))


def quick_brotli(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=1))


def raw_deflate(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


def gzip_twice(body: bytes) -> bytes:
    return gzip.compress(gzip.compress(body))


PACKERS = [
    pytest.param("gzip", gzip.compress, id="gzip"),
    pytest.param("X-GZIP", gzip.compress, id="x-gzip"),
    pytest.param("deflate", zlib.compress, id="deflate"),
    pytest.param("deflate", raw_deflate, id="deflate without its head"),
    pytest.param("br", quick_brotli, id="brotli"),
    pytest.param("zstd", zstd.compress, id="zstd"),
    pytest.param("gzip, gzip", gzip_twice, id="gzip twice"),
]
Packer = Callable[[bytes], bytes]


def unpack(packed: bytes, encodings: str, size: int = CHUNK) -> bytes:
    """Unpack `packed`, which comes in blocks of `size` bytes."""
    blocks = (packed[start : start + size] for start in range(0, len(packed), size))
    return b"".join(unpacked(blocks, encodings))


@pytest.mark.parametrize("size", [1, 3, 1_000, CHUNK])
@pytest.mark.parametrize(("encodings", "pack"), PACKERS)
def test_unpacking_gives_what_was_packed(encodings: str, pack: Packer, size: int) -> None:
    assert unpack(pack(TEXT), encodings, size) == TEXT


@pytest.mark.parametrize(("encodings", "pack"), PACKERS)
def test_a_stream_that_breaks_off_is_broken(encodings: str, pack: Packer) -> None:
    packed = pack(TEXT)

    for end in (1, 5, len(packed) // 2, len(packed) - 1):
        with pytest.raises(errors.BrokenReply):
            unpack(packed[:end], encodings)


@pytest.mark.parametrize("encodings", ["gzip", "deflate", "br", "zstd", "gzip, br"])
def test_nothing_at_all_is_an_empty_page(encodings: str) -> None:
    assert unpack(b"", encodings) == b""


@pytest.mark.parametrize(("encodings", "pack"), PACKERS)
def test_unpacking_stops_at_the_limit(encodings: str, pack: Packer) -> None:
    assert len(unpack(pack(bytes(SIZE_LIMIT)), encodings)) == SIZE_LIMIT
    with pytest.raises(errors.TooLarge):
        unpack(pack(bytes(SIZE_LIMIT + 1)), encodings)


def test_a_bomb_is_unpacked_no_further_than_a_few_chunks_beyond_the_limit() -> None:
    handed_out = 0

    def blocks() -> Iterator[bytes]:
        nonlocal handed_out
        bomb = zlib.compressobj(wbits=31)
        while True:
            if block := bomb.compress(bytes(1_000_000)):
                handed_out += 1
                yield block

    with pytest.raises(errors.TooLarge):
        b"".join(unpacked(blocks(), "gzip"))

    assert handed_out < 100


def test_the_limit_holds_for_what_lies_between_two_layers() -> None:
    # The inner stream is empty blocks only: it never yields a byte that could be counted.
    empty_blocks = b"\x00\x00\x00\xff\xff" * (SIZE_LIMIT // 4)

    with pytest.raises(errors.TooLarge):
        unpack(gzip.compress(b"\x78\x9c" + empty_blocks), "deflate, gzip")


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("zstd", zstd.compress)], ids=["gzip", "zstd"]
)
def test_streams_after_each_other_are_one_page(encoding: str, pack: Packer) -> None:
    assert unpack(pack(b"one ") + pack(b"") + pack(b"two"), encoding) == b"one two"


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("zstd", zstd.compress)], ids=["gzip", "zstd"]
)
def test_endless_empty_streams_are_broken(encoding: str, pack: Packer) -> None:
    with pytest.raises(errors.BrokenReply):
        unpack(pack(b"") * (STREAMS_LIMIT + 1), encoding)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_what_follows_the_end_is_ignored(encoding: str) -> None:
    pack: dict[str, Packer] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "zstd": zstd.compress,
    }

    assert unpack(pack[encoding](b"page") + b"\r\nand more", encoding) == b"page"


@pytest.mark.parametrize("encodings", ["compress", "gzip, gzip, gzip", "dcb", "gzip;q=1", "aws"])
def test_an_encoding_that_was_not_asked_for_is_broken(encodings: str) -> None:
    with pytest.raises(errors.BrokenReply, match="packed"):
        unpack(b"page", encodings)


@pytest.mark.parametrize("encodings", ["", "identity", "Identity, ,", " , "])
def test_no_encoding_leaves_a_page_as_it_is(encodings: str) -> None:
    assert unpack(b"page", encodings) == b"page"


def test_a_zstd_frame_that_looks_back_too_far_is_broken() -> None:
    window = {zstd.CompressionParameter.window_log: 25}
    packer = zstd.ZstdCompressor(options=window)

    with pytest.raises(errors.BrokenReply):
        unpack(packer.compress(TEXT) + packer.flush(), "zstd")
