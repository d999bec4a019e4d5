"""Texts as literals of SQL."""

import psycopg2.extensions

TEXT_BLOCK = 256_000  # characters of a text that are quoted or encoded at once


class QuotedText:
    """A text as an SQL literal, quoted in blocks.

    Psycopg holds Python's global lock while it quotes a text, which takes 50 ms for 8 MB; between
    two blocks, other threads run. PostgreSQL joins literals that are separated by a line break
    (section 4.1.2.1 of its manual).
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def prepare(self, connection: psycopg2.extensions.connection) -> None:
        self.connection = connection

    def getquoted(self) -> bytes:
        return b"\n".join(map(self._quoted, range(0, len(self.text) or 1, TEXT_BLOCK)))

    def _quoted(self, start: int) -> bytes:
        piece = psycopg2.extensions.QuotedString(self.text[start : start + TEXT_BLOCK])
        piece.prepare(self.connection)
        quoted: bytes = piece.getquoted()
        return quoted
