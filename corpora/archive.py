"""The texts of the documents of a corpus as a zip, written part by part."""

import io
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from corpora.downloads import read_in_turn
from corpora.words import BatchGone, Sums
from wordcount.line_ranges import select_from_pieces

AT_ONCE = 20  # documents
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
    unsent, after = Unsent(), 0
    with ZipFile(unsent, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        while rows := read_in_turn(FOLLOWING, {"corpus": sums.corpus_id, "after": after}):
            after = rows[-1][0]
            for position, id, title in rows:
                if id is None:  # it was deleted
                    continue
                info = ZipInfo(file_name(position, title), DATE)
                info.compress_type = ZIP_DEFLATED
                with archive.open(info, "w") as file:
                    for piece in read_part(id, sums.part):
                        file.write(piece.encode())
                        yield unsent.take()
        if not read_in_turn(EXISTS, {"corpus": sums.corpus_id}):
            raise BatchGone
    yield unsent.take()


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
