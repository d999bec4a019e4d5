"""The texts of the documents of a corpus as a zip, written part by part."""

import io
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from corpora.groups import OF_CORPUS
from corpora.texts import DocumentText, read_texts
from corpora.words import BatchGone, Sums
from db import read_sql

AT_ONCE = 20  # documents
LEVEL = 1  # of compression: higher ones take three times as long for a tenth of the size
MAX_NAME = 60  # characters of a title in the name of a file
DATE = (1980, 1, 1, 0, 0, 0)  # the earliest of zip, so that an archive depends on its texts only

FOLLOWING = (
    f"SELECT position {OF_CORPUS} AND position > %(after)s ORDER BY position LIMIT {AT_ONCE}"
)
EXISTS = "SELECT FROM corpora WHERE id = %(corpus)s AND status <> 'deleted'"


class Unsent(io.RawIOBase):
    """A write-only buffer that is emptied when it is taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # bytes
        self._parts.append(bytes(part))
        return len(part)

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken


def texts_zip(sums: Sums) -> Iterator[bytes]:
    """Yield the parts of a zip with a file for each document that is in the sums.

    Raises BatchGone if the corpus is deleted meanwhile.
    """
    unsent = Unsent()
    with ZipFile(unsent, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        after = 0
        while rows := read_sql(FOLLOWING, {"corpus": sums.corpus_id, "after": after}):
            positions = [position for (position,) in rows]
            after = positions[-1]
            for document in read_texts(sums.corpus_id, positions, sums.part, whole=True):
                info = ZipInfo(file_name(document), DATE)
                info.compress_type = ZIP_DEFLATED
                archive.writestr(info, document.text)
                yield unsent.take()
        if not read_sql(EXISTS, {"corpus": sums.corpus_id}):
            raise BatchGone
    yield unsent.take()


def file_name(document: DocumentText) -> str:
    """Return a name such as "0007-Black-cats.txt", which cannot contain a path."""
    signs = "".join(sign if sign.isalnum() else " " for sign in document.title[:MAX_NAME])
    return "-".join([f"{document.position:05}", *signs.split()]) + ".txt"
