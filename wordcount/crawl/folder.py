"""The folder of a crawl: one Parquet file with the counted pages of each WARC, and the sums.

    counted/NAME-HASH.parquet   the pages of a WARC, with the columns of `tables.COUNTED`
    words.parquet               `tables.WORDS` of all WARCs
    pages.parquet               `tables.PAGES` of all WARCs
    settings.json               how the pages were counted

A file is complete or absent: it is written under another name, and renamed.
"""

import contextlib
import hashlib
import json
import os
import string
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from wordcount import __version__
from wordcount.messages import N_
from wordcount.page import TEXT_RULE
from wordcount.words import RULE

from .source import is_file
from .tables import COUNTED

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # checked before each use

SAFE_IN_NAMES = frozenset(string.ascii_letters + string.digits + "._-")
MAX_NAME = 100  # characters of a WARC's name that are kept; file systems allow 255
SIZE = b"wordcount.size"  # metadata: the bytes of the WARC, where they were known


RULES = {"version": __version__, "text_rule": TEXT_RULE, "rule": RULE}


class FolderError(Exception):
    """The folder cannot be used. The message says why, and what to do."""


class Folder:
    """A folder for the results of a crawl. It is created if it does not exist."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counted = path / "counted"
        self.words = path / "words.parquet"
        self.pages = path / "pages.parquet"

    @contextlib.contextmanager
    def open_for_counting(self, keep_stop_words: bool) -> Iterator[None]:
        """Prepare the folder, and keep other runs out of it. Raises FolderError."""
        self.counted.mkdir(parents=True, exist_ok=True)
        with open(self.path / "lock", "w") as lock:
            if fcntl:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    message = N_("Another run is writing to %(folder)s.")
                    raise FolderError(message % {"folder": self.path}) from None
            self._check_settings(RULES | {"stop_words": keep_stop_words})
            for partial in self.counted.glob("*.partial"):  # of a run that was killed
                partial.unlink()
            yield

    def _check_settings(self, settings: dict[str, object]) -> None:
        path = self.path / "settings.json"
        if not path.exists():
            path.write_text(json.dumps(settings) + "\n")
        elif json.loads(path.read_text()) != settings:
            message = N_(
                "%(folder)s has pages that were counted by other rules of wordcount or with other "
                "stop words. Choose another folder."
            )
            raise FolderError(message % {"folder": self.path})

    def file_of(self, address: str) -> Path:
        """Return the path of the counted pages of a WARC."""
        if is_file(address):
            address = str(Path(address).resolve())
        name = address.replace("\\", "/").rpartition("/")[2][:MAX_NAME]
        name = "".join(letter if letter in SAFE_IN_NAMES else "_" for letter in name)
        digest = hashlib.sha256(address.encode()).hexdigest()[:16]
        return self.counted / f"{name}-{digest}.parquet"

    def has(self, address: str) -> bool:
        """Return whether a WARC has been counted, and has the same size as then."""
        path = self.file_of(address)
        if not path.exists():
            return False
        size = (pq.read_schema(path).metadata or {}).get(SIZE)
        return size == _find_size(address)

    def write(self, address: str, batches: Iterable[pa.RecordBatch]) -> None:
        """Write the counted pages of a WARC. The file appears when it is complete."""
        schema = COUNTED
        if size := _find_size(address):
            schema = schema.with_metadata({SIZE: size})
        with write_whole(self.file_of(address)) as partial, open_writer(partial, schema) as writer:
            for batch in batches:
                writer.write_batch(batch.replace_schema_metadata(schema.metadata))


@contextlib.contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Yield a path to write to, in the same folder, and rename it to `path` at the end."""
    handle, name = tempfile.mkstemp(prefix=f"{path.name}-", suffix=".partial", dir=path.parent)
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def open_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    # Most words of a batch occur in one page of it: a dictionary takes time, and saves no space.
    repeated = ["language", "error", "site"]
    return pq.ParquetWriter(
        path, schema, compression="zstd", use_dictionary=repeated, write_statistics=False
    )


def _find_size(address: str) -> bytes | None:
    """Return the size of a file, to notice that it was replaced; None for other addresses."""
    try:
        return b"%d" % os.stat(address).st_size if is_file(address) else None
    except OSError:
        return None  # reading it will fail, with a message
