"""The texts of the documents of a corpus as zip archives."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from corpora.places import BatchGone
from db import read_sql
from wordcount.line_ranges import select_lines

DOCUMENTS = 500  # of an archive
BYTES = 2_000_000  # of the texts of an archive; the text of one document may have more
LEVEL = 1  # of compression: higher ones take three times as long for a tenth of the size
MAX_NAME = 60  # characters of a title in the name of a file
DATE = (1980, 1, 1, 0, 0, 0)  # the earliest of zip, so that an archive depends on its texts only

FOLLOWING = f"""
    SELECT position, id, title, size FROM (
        SELECT position, results.id, left(coalesce(title, name, url, ''), {MAX_NAME}) AS title,
            octet_length(text) AS size, row_number() OVER place AS number,
            sum(octet_length(text)) OVER place AS sum
        FROM (
            SELECT position, corpus_documents.result_id, name
            FROM summed_documents JOIN corpus_documents USING (corpus_id, position)
            WHERE corpus_id = %(corpus)s AND position > %(after)s
            ORDER BY position LIMIT {DOCUMENTS}
        ) AS following
        LEFT JOIN results ON results.id = following.result_id AND text IS NOT NULL
        WINDOW place AS (ORDER BY position ROWS UNBOUNDED PRECEDING)
    ) AS measured
    WHERE number = 1 OR coalesce(sum, 0) <= {BYTES} ORDER BY position
"""
HAS_MORE = """
    SELECT FROM summed_documents WHERE corpus_id = %(corpus)s AND position > %(after)s LIMIT 1
"""
IS_KEPT = "SELECT FROM corpora WHERE id = %(corpus)s AND status <> 'deleted'"
TEXTS = "SELECT id, text, main_lines FROM results WHERE id = ANY(%(ids)s) AND text IS NOT NULL"


@dataclass(frozen=True)
class TextFile:
    """A document in an archive: its position, the id of its result, and its name and size."""

    position: int
    id: int | None  # None if the result was deleted
    title: str
    size: int | None  # bytes

    @property
    def name(self) -> str:
        """A name such as "00007-Black-cats.txt", which cannot contain a path."""
        signs = "".join(sign if sign.isalnum() else " " for sign in self.title.removesuffix(".txt"))
        return "-".join([f"{self.position:05}", *signs.split()]) + ".txt"


def files_after(corpus: int, position: int) -> tuple[Sequence[TextFile], bool]:
    """Return the files of the archive that begins after the document at a position.

    The second value is whether other documents follow.
    """
    rows = read_sql(FOLLOWING, {"corpus": corpus, "after": position})
    files = [TextFile(*row) for row in rows]
    last = {"corpus": corpus, "after": files[-1].position if files else position}
    return files, bool(read_sql(HAS_MORE, last))


def write_zip(corpus: int, files: Sequence[TextFile], part: str) -> bytes:
    """Return a zip with the text, or the main text, of each file that was not deleted.

    One that is too long for BYTES is not compressed, because that would take too long. Raises
    BatchGone if the corpus was deleted meanwhile.
    """
    rows = read_sql(TEXTS, {"ids": [file.id for file in files if file.id is not None]})
    texts = {id: (text, lines) for id, text, lines in rows}
    archive = io.BytesIO()
    with ZipFile(archive, "w", compresslevel=LEVEL) as written:
        for file in files:
            if file.id not in texts:
                continue
            text, lines = texts[file.id]
            info = ZipInfo(file.name, DATE)
            info.compress_type = ZIP_DEFLATED if (file.size or 0) <= BYTES else ZIP_STORED
            chosen = text if part == "page" else select_lines(text, lines or [])
            written.writestr(info, chosen)
    if not read_sql(IS_KEPT, {"corpus": corpus}):
        raise BatchGone
    return archive.getvalue()
