"""The texts of the documents of a corpus as a zip, written part by part."""

import io
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from corpora.downloads import read_in_turn
from corpora.words import BatchGone, Sums
from wordcount.line_ranges import select_from_pieces

AT_ONCE = 20  # documents
BLOCK = 256 * 1024  # bytes of the zip that are in memory
PIECE = 2_000_000  # characters of a text that are read at once
LEVEL = 1  # of compression: higher ones take three times as long for a tenth of the size
MAX_NAME = 60  # characters of a title in the name of a file
DATE = (1980, 1, 1, 0, 0, 0)  # the earliest of zip, so that an archive depends on its texts only

FOLLOWING = f"""
    SELECT position, results.id, left(coalesce(title, name, url, ''), {MAX_NAME})
    FROM (
        SELECT position, corpus_documents.result_id, name
        FROM summed_documents JOIN corpus_documents USING (corpus_id, position)
        WHERE corpus_id = %(corpus)s AND position > %(after)s
        ORDER BY position LIMIT {AT_ONCE}
    ) AS following
    LEFT JOIN results ON results.id = following.result_id AND text IS NOT NULL
    ORDER BY position
"""
MAIN_LINES = "SELECT coalesce(main_lines, '[]') FROM results WHERE id = %(id)s"
# PostgreSQL unpacks all of a text for any part of it.
READ_PIECE = "SELECT substr(text, %(start)s, %(most)s) FROM results WHERE id = %(id)s"
EXISTS = "SELECT FROM corpora WHERE id = %(corpus)s AND status <> 'deleted'"


class Unsent(io.RawIOBase):
    """A write-only buffer on disk that is emptied when it is taken: its reader may be slow."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(BLOCK)  # noqa: SIM115  # close() closes it

    def writable(self) -> bool:
        return True

    def write(self, part: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # bytes
        return self._file.write(part)

    def take(self) -> Iterator[bytes]:
        self._file.seek(0)
        while block := self._file.read(BLOCK):
            yield block
        self._file.seek(0)
        self._file.truncate()

    def close(self) -> None:
        self._file.close()
        super().close()


def texts_zip(sums: Sums) -> Iterator[bytes]:
    """Yield the parts of a zip with a file for each document that is in the sums.

    No text is in memory between the parts. Raises BatchGone if the corpus is deleted meanwhile.
    """
    with Unsent() as unsent:
        after = 0
        with ZipFile(unsent, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
            while rows := read_in_turn(FOLLOWING, {"corpus": sums.corpus_id, "after": after}):
                after = rows[-1][0]
                for position, id, title in rows:
                    if id is not None:  # it was not deleted
                        write_text(archive, file_name(position, title), read_part(id, sums.part))
                        yield from unsent.take()
            if not read_in_turn(EXISTS, {"corpus": sums.corpus_id}):
                raise BatchGone
        yield from unsent.take()


def write_text(archive: ZipFile, name: str, pieces: Iterable[str]) -> None:
    info = ZipInfo(name, DATE)
    info.compress_type = ZIP_DEFLATED
    with archive.open(info, "w") as file:
        for piece in pieces:
            file.write(piece.encode())


def read_part(id: int, part: str) -> Iterator[str]:
    """Yield the text or main text of a result in pieces. Raises BatchGone if it was deleted."""
    if part == "page":
        return read_pieces(id)
    rows = read_in_turn(MAIN_LINES, {"id": id})
    return select_from_pieces(read_pieces(id), rows[0][0] if rows else [])


def read_pieces(id: int) -> Iterator[str]:
    start, piece = 1, ""
    while start == 1 or len(piece) == PIECE:
        rows = read_in_turn(READ_PIECE, {"id": id, "start": start, "most": PIECE})
        if not rows:
            raise BatchGone
        piece = rows[0][0] or ""
        yield piece
        start += PIECE


def file_name(position: int, title: str) -> str:
    """Return a name such as "0007-Black-cats.txt", which cannot contain a path."""
    signs = "".join(sign if sign.isalnum() else " " for sign in title)
    return "-".join([f"{position:05}", *signs.split()]) + ".txt"
