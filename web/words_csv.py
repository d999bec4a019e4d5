"""All words of a result as CSV. They may be millions, so blocks of JSON are converted at once."""

import json
from collections.abc import Iterator

from web.respond import FORMULA_STARTS, escape_formulas
from web.stored_words import StoredWords

HEAD = "word,count,stop_word\r\n"
# A block with one of these is written entry by entry. Words with them are rare.
SPECIAL = ("\\", *FORMULA_STARTS)


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


def csv_parts(stored: StoredWords) -> Iterator[str]:
    """Yield every stored word with its count and whether it is a stop word, after a header row.

    Both columns are in the same order, so a word that is not next in `result_no_stop_words` is a
    stop word.
    """
    yield HEAD
    all_words, without_stop_words = stored.columns
    kept = Kept(stored.chunks(without_stop_words))
    for block in filter(None, stored.unparsed(all_words)):
        yield from to_csv(block, kept)


def to_csv(block: str, kept: Kept) -> Iterator[str]:
    """Yield the lines of a block. It is halved until each part has only stop words, or none."""
    if kept.skip(block):
        yield write(block, "false")
        return
    middle = block.find(', "', len(block) // 2)
    if middle < 0:
        middle = block.rfind(', "')
    if middle < 0:
        yield write(block, "true")
        return
    yield from to_csv(block[:middle], kept)
    yield from to_csv(block[middle + len(", ") :], kept)


def write(block: str, is_stop_word: str) -> str:
    has_commas = block.count(",") >= block.count('": ')
    if has_commas or any(sign in block for sign in SPECIAL):
        return "".join(
            f"{quoted(word)},{count},{is_stop_word}\r\n"
            for word, count in json.loads(f"{{{block}}}").items()
        )
    lines = block.replace('": ', ",").replace(', "', f",{is_stop_word}\r\n").replace('"', "")
    return f"{lines},{is_stop_word}\r\n"


def quoted(word: str) -> str:
    """Return a cell, in quotation marks if it needs them (RFC 4180, section 2)."""
    cell = str(escape_formulas(word))
    if not any(sign in cell for sign in ',"\r\n'):
        return cell
    return '"' + cell.replace('"', '""') + '"'
