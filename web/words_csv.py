"""All words of a result as CSV. They may be millions, so blocks of JSON are converted at once."""

import json
from collections.abc import Iterator

from web.respond import FORMULA_STARTS, escape_formulas
from web.stored_words import StoredWords

HEAD = "word,count,stop_word\r\n"
# Each entry of JSON, `"word": 1, `, becomes one line: its colon a comma, its comma the line's end.
AS_LINE = bytes.maketrans(b":,", b",\n")
NOT_IN_LINE = b'" '


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
    yield HEAD.encode()
    all_words, without_stop_words = stored.columns
    kept = Kept(stored.chunks(without_stop_words))
    is_long = stored.are_long
    for block in filter(None, stored.unparsed(all_words)):
        for part, is_stop_word in marked(block, kept):
            yield write(part, f",{is_stop_word}\r\n", is_long)


def marked(block: str, kept: Kept) -> Iterator[tuple[str, str]]:
    """Yield a block in parts, which have only stop words ("true") or none ("false")."""
    if kept.skip(block):
        yield block, "false"
        return
    middle = block.find(', "', len(block) // 2)
    if middle < 0:
        middle = block.rfind(', "')
    if middle < 0:
        yield block, "true"
        return
    yield from marked(block[:middle], kept)
    yield from marked(block[middle + len(", ") :], kept)


def write(block: str, end: str, is_long: bool) -> bytes:
    """Return the lines of a block, each with this end.

    In a long result, a word that needs quotation marks gives them to all words of its block:
    deciding for each of a million words would take seconds.
    """
    has_formulas = any(sign in block for sign in FORMULA_STARTS)
    has_escapes = "\\" in block
    if not (has_formulas or has_escapes) and (plain := write_plain(block.encode(), end.encode())):
        return plain
    if is_long and not has_formulas and block.count("\\") == block.count(r"\""):
        return write_quoted(block, end).encode()
    words = json.loads(f"{{{block}}}")
    return "".join(f"{quoted(word)},{count}{end}" for word, count in words.items()).encode()


def write_plain(block: bytes, end: bytes) -> bytes | None:
    """Return the lines, or None if a word has a colon or a comma. No word has a space."""
    words = block.count(b'"') // 2
    if block.count(b":") != words or block.count(b",") != words - 1:
        return None
    lines = block.translate(AS_LINE, NOT_IN_LINE) + b"\n"
    return lines.replace(b"\n", end)


def write_quoted(block: str, end: str) -> str:
    """Return the lines with each word in quotation marks."""
    lines = block.replace('": ', '",').replace(', "', f'{end}"') + end
    return lines.replace(r"\"", '""')


def quoted(word: str) -> str:
    """Return a cell, in quotation marks if it needs them (RFC 4180, section 2)."""
    cell = str(escape_formulas(word))
    if not any(sign in cell for sign in ',"\r\n'):
        return cell
    return '"' + cell.replace('"', '""') + '"'
