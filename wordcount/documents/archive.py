"""Read a zip, whose directory and sizes may all be lies, within limits."""

import contextlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile, ZipInfo

from wordcount.errors import BrokenFile, EncryptedFile, TooLarge
from wordcount.messages import N_

MAX_ENTRIES = 10_000  # a book of a thousand chapters and images has fewer
MAX_UNPACKED = 200_000_000  # bytes, of all entries that are read
ENTRY = 500  # bytes that an entry counts for, which take 5 microseconds to read
MAX_PART = 20_000_000  # bytes of an entry that is read as a whole
BLOCK_BYTES = 64 * 1024

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")  # of an entry, or none; APPNOTE.TXT, section 4.3
DIRECTORY_ENTRY = b"PK\x01\x02"  # section 4.3.12
IS_ENCRYPTED = 0x1  # section 4.4.4, bit 0
IS_UTF8 = 0x800  # bit 11
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may need any amount of memory
NAME_ENCODINGS = ("utf-8", "cp949")  # of programs that do not say, before "cp437"

TOO_LARGE = N_("That file unpacks to far more than can be counted.")
MANY_ENTRIES = N_("That file consists of more than %(most)s parts.")
UNUSUAL_METHOD = N_(
    "That zip uses an unusual compression. Create it again with the default options."
)


@dataclass
class Budget:
    """The bytes that may still be unpacked, of one archive or several."""

    left: int

    def spend(self, size: int) -> None:
        """Raises TooLarge."""
        self.left -= size
        if self.left < 0:
            raise TooLarge(TOO_LARGE)


class Archive:
    """The files in a zip by their names, whose case and leading slashes make no difference.

    Every method raises PageError for what cannot be read.
    """

    def __init__(self, body: bytes, budget: Budget | None = None) -> None:
        number = body.count(DIRECTORY_ENTRY)
        if number > MAX_ENTRIES:  # before an object of each is made
            raise TooLarge(MANY_ENTRIES, most=f"{MAX_ENTRIES:,}")
        self._budget = budget or Budget(MAX_UNPACKED)
        if budget:
            budget.spend(number * ENTRY)
        with _translate_errors():
            self._zip = ZipFile(io.BytesIO(body))
        entries = [entry for entry in self._zip.infolist() if not entry.filename.endswith("/")]
        self._entries = {_normalize(name_of(entry)): entry for entry in reversed(entries)}
        self.names = [name_of(entry) for entry in entries]

    def __contains__(self, name: str) -> bool:
        return _normalize(name) in self._entries

    def read(self, name: str, most: int = MAX_PART) -> bytes:
        """Return an entry of at most `most` bytes. Raises TooLarge, BrokenFile, EncryptedFile."""
        blocks, size = [], 0
        for block in self.stream(name):
            size += len(block)
            if size > most:
                raise TooLarge(TOO_LARGE)
            blocks.append(block)
        return b"".join(blocks)

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield an entry in blocks. Raises the same errors, TooLarge beyond its budget."""
        entry = self._entries.get(_normalize(name))
        if entry is None:
            raise BrokenFile
        if entry.flag_bits & IS_ENCRYPTED:
            raise EncryptedFile
        if entry.compress_type not in METHODS:
            raise BrokenFile(UNUSUAL_METHOD)
        with _translate_errors(), self._zip.open(entry) as file:
            while block := file.read(BLOCK_BYTES):
                self._budget.spend(len(block))
                yield block


def name_of(entry: ZipInfo) -> str:
    """Return the name of an entry, decoded: programs that do not say use UTF-8 or a local encoding.

    APPNOTE.TXT, appendix D.
    """
    if not entry.flag_bits & IS_UTF8 and not entry.filename.isascii():
        for encoding in NAME_ENCODINGS:
            with contextlib.suppress(UnicodeError):
                return entry.filename.encode("cp437").decode(encoding)
    return entry.filename


def _normalize(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


@contextlib.contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as exc:
        raise BrokenFile from exc
    except (ValueError, OverflowError, LookupError) as exc:  # of fields that make no sense
        raise BrokenFile from exc
