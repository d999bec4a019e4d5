"""A count as a child process returns it."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class SerializedCount:
    """A `wordcount.Count` whose words are serialized as JSON objects, ready to be stored.

    `text_rule`, `rule` and `segmenter` are those by which it was counted, `mattr` is that of a
    sample of the text. `text` is None if it equals the text that was sent. `length` is JSON
    too: that of the text, and its number of `long_words`. So are the lines and words of the main
    text, of which `main_fingerprint` is the MD5; all of it is None without one. `main_rule` is None
    if it was not looked for.
    """

    title: str | None
    language: str
    language_source: str
    total: int
    distinct: int
    text_rule: int
    rule: int
    mattr: float | None
    result_all: str
    result_no_stop_words: str
    text: str | None = None
    length: str | None = None
    main_rule: int | None = None
    main_lines: str | None = None
    main_fingerprint: str | None = None
    main_total: int | None = None
    main_distinct: int | None = None
    main_all: str | None = None
    main_no_stop_words: str | None = None
    segmenter: str | None = None

    @property
    def size(self) -> int:
        """The bytes of memory that the text and JSON take."""
        return sum(map(sys.getsizeof, vars(self).values()))
