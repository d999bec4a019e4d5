"""Upper bounds of the bytes that a result adds to the database, which its client is charged.

Measured with PostgreSQL 18 and words of 3 to 100 characters that occur nowhere else.
"""

from quoting import TEXT_BLOCK
from wordcount.contained import SerializedCount

ROW = 4_096  # bytes of a row without its text and its words
WORD = 60  # bytes of a word in the index of words, besides three times its JSON
INDEXED = 500_000  # characters of a result's counts that are indexed; see migration 028


def stored_size(count: SerializedCount) -> int:
    """Return an upper bound of the bytes that storing a count adds to its row and its indexes.

    The row itself (ROW) and a pasted text are not included: they are charged at the submission.
    """
    words = byte_length(count.result_all)
    indexed = min(1, INDEXED / max(1, len(count.result_all)))
    index = round((3 * words + WORD * count.distinct) * indexed)
    main = (count.main_lines, count.main_all, count.main_no_stop_words)
    texts = (count.text, count.result_no_stop_words, *main)
    return sum(byte_length(text or "") for text in texts) + words + index


def byte_length(text: str) -> int:
    """Return the length of a text in UTF-8. It is encoded in blocks, so that other threads run."""
    if text.isascii():
        return len(text)
    return sum(
        len(text[start : start + TEXT_BLOCK].encode()) for start in range(0, len(text), TEXT_BLOCK)
    )
