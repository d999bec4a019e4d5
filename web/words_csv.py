"""All words of a result as CSV. They may be millions, so blocks of JSON are converted at once."""

import json
from collections.abc import Iterator

from web.respond import FORMULA_STARTS, escape_formulas
from web.stored_words import StoredWords

HEAD = b"word,count,stop_word\r\n"
# Turn each entry of the JSON, `"word": 1, `, into a line, `word,1\n`.
AS_LINE = bytes.maketrans(b":,", b",\n")
SEPARATORS = b",\n"
NOT_IN_LINE = b'" '
QUOTED_FROM = 10_000  # characters of a block


class Kept:
    """The words that are not stop words, as JSON, in the order of all words."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self.chunks = chunks
        self.text = next(chunks, "")
        self.at = len("{")

    def skip(self, entries: str) -> bool:
        """Skip these entries if they are the next ones; return whether they are."""
        end = self.at + len(entries)
        while len(self.text) < end + 2 and (chunk := next(self.chunks, "")):
            self.text = self.text[self.at :] + chunk
            self.at, end = 0, len(entries)
        if not self.text.startswith(entries, self.at) or self.text[end : end + 1] not in (",", "}"):
            return False
        self.at = end + len(", ")
        return True


def csv_parts(stored: StoredWords) -> Iterator[bytes]:
    """Yield every stored word with its count and whether it is a stop word, after a header row.

    Both columns are in the same order, so a word that is not next in `result_no_stop_words` is a
    stop word.
    """
    yield HEAD
    all_words, without_stop_words = stored.columns
    kept = Kept(stored.chunks(without_stop_words))
    for block in filter(None, stored.unparsed(all_words)):
        for part, is_stop_word in marked(block, kept):
            yield write(part, b",%b\r\n" % is_stop_word)


def marked(block: str, kept: Kept) -> Iterator[tuple[str, bytes]]:
    """Yield a block in parts, which have only stop words ("true") or none ("false")."""
    if kept.skip(block):
        yield block, b"false"
        return
    middle = block.find(', "', len(block) // 2)
    if middle < 0:
        middle = block.rfind(', "')
    if middle < 0:
        yield block, b"true"
        return
    yield from marked(block[:middle], kept)
    yield from marked(block[middle + len(", ") :], kept)


def write(block: str, end: bytes) -> bytes:
    """Return the lines of a block. `end` is the last cell and the line break.

    In a long block, all words are quoted if one of them has to be: deciding that for each of a
    million words would take seconds.
    """
    if not any(sign in block for sign in FORMULA_STARTS):
        encoded = block.encode()
        lines = None if b"\\" in encoded else write_plain(encoded, end)
        if lines is None and len(block) >= QUOTED_FROM:
            lines = write_quoted(encoded, end)
        if lines is not None:
            return lines
    words = json.loads(f"{{{block}}}")
    return b"".join(
        b"%b,%d%b" % (quoted(word).encode(), count, end) for word, count in words.items()
    )


def write_plain(block: bytes, end: bytes) -> bytes | None:
    """Return the lines, or None if a word has a colon, a comma or a space."""
    words = block.count(b'"') // 2
    lines = block.translate(AS_LINE, NOT_IN_LINE) + b"\n"
    removed = len(block) + len(b"\n") - len(lines)
    separators = len(lines) - len(lines.translate(None, SEPARATORS))
    # Each entry loses two quotation marks and two spaces; only the last one has a single space.
    if removed != 4 * words - 1 or separators != 2 * words:
        return None
    return lines.replace(b"\n", end)


def write_quoted(block: bytes, end: bytes) -> bytes | None:
    """Return the lines with each word in quotation marks, or None if other signs are escaped."""
    unescaped = block.replace(rb"\"", b'""')
    if b"\\" in unescaped:
        return None
    return unescaped.replace(b'": ', b'",').replace(b', "', end + b'"') + end


def quoted(word: str) -> str:
    """Return a cell, in quotation marks if it needs them (RFC 4180, section 2)."""
    cell = str(escape_formulas(word))
    if any(sign in cell for sign in ',"\r\n'):
        cell = '"' + cell.replace('"', '""') + '"'
    return cell
