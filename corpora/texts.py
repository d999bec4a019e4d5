"""Read a bounded amount of the texts of a corpus."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from db import read_sql
from wordcount.line_ranges import select_lines
from wordcount.packs import with_segmenter
from wordcount.words.tokens import TokenizedText, tokenize

READ = 150_000  # bytes of text that are tokenized for one answer, in at most 0.2 seconds
LONGEST = 60_000  # characters of one document that are read
AT_ONCE = 20  # documents
BYTES_OF_A_WORD = 6  # with the space after it

TEXTS = """
    SELECT position, results.id, left(coalesce(results.title, name, results.url, ''), 200),
        results.url, results.language, segmenter, left(text, %(longest)s), main_lines,
        length(text) > %(longest)s
    FROM corpus_documents JOIN results ON results.id = result_id
    WHERE corpus_id = %(corpus)s AND position = ANY(%(positions)s) AND text IS NOT NULL
    ORDER BY position
"""


@dataclass(frozen=True)
class DocumentText:
    """A document and its text or main text; `is_cut` if that is very long."""

    position: int
    result_id: int
    title: str
    url: str | None
    language: str
    segmenter: str | None
    text: str
    is_cut: bool

    def tokenize(self) -> TokenizedText:
        return tokenize(self.text, with_segmenter(self.language, self.segmenter))


def read_texts(
    corpus_id: int, positions: Sequence[int], part: str, most: int | None = None
) -> Iterator[DocumentText]:
    """Yield the texts of the documents at these positions, until `most` or READ bytes are read."""
    size = 0
    for start in range(0, len(positions), AT_ONCE):
        chosen = list(positions[start : start + AT_ONCE])
        values = {"corpus": corpus_id, "positions": chosen, "longest": LONGEST}
        for row in read_sql(TEXTS, values):
            document = document_of(row, part)
            yield document
            size += len(document.text.encode())
            if size > (most or READ):
                return


def document_of(row: Sequence[Any], part: str) -> DocumentText:
    position, id, title, url, language, segmenter, text, main_lines, is_cut = row
    if part == "main":
        text = select_lines(text, main_lines or [])
    return DocumentText(position, id, title, url, language or "und", segmenter, text, is_cut)


def spread(positions: Sequence[int], most: int) -> Sequence[int]:
    """Return at most `most` of the positions, evenly spaced."""
    if len(positions) <= most:
        return positions
    return [positions[number * len(positions) // most] for number in range(most)]


def sample(positions: Sequence[int], words: float, most: int | None = None) -> Sequence[int]:
    """Return as many evenly spaced positions as can be read of documents with that many words."""
    return spread(positions, max(1, int((most or READ) / max(words * BYTES_OF_A_WORD, 1))))


def join(texts: Iterable[TokenizedText]) -> TokenizedText:
    """Join several texts into one, in which no line spans two of them.

    Its language is the one that most of them have.
    """
    parts: list[str] = []
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    languages: Counter[str] = Counter()
    offset = 0
    for each in texts:
        languages[each.language] += 1
        parts.append(each.text)
        keys += each.keys
        starts += [start + offset for start in each.starts]
        ends += [end + offset for end in each.ends]
        offset += len(each.text) + 1
    language = max(languages, key=languages.__getitem__, default="und")
    return TokenizedText("\n".join(parts), keys, starts, ends, language=language)
