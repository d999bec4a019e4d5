"""Collect the postings of millions of words: sorted runs wait on disk until they are merged.

This is an external merge sort: https://en.wikipedia.org/wiki/External_sorting.
"""

import marshal
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from heapq import merge
from itertools import pairwise
from operator import itemgetter
from tempfile import SpooledTemporaryFile

IN_MEMORY = 50_000  # words, which take 15 MB with one posting each
POSTINGS_IN_MEMORY = 500_000
BLOCK = 200  # words of a run that are read at once
SPOOLED = 1_000_000  # bytes of runs; more of them are on disk


class Runs(AbstractContextManager["Runs"]):
    """The postings of words; iterating yields the words of all runs with their postings, sorted.

    Use it as a context manager. Add postings to `words`, document by document, and call `spill`
    every few thousand words.
    """

    def __init__(self) -> None:
        self.sizes: list[int] = []  # postings of all words: how many each document has
        self.words: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
        self.added = 0  # postings, those that were spilled included
        self.on_disk = 0  # bytes
        self._last_spilled = 0  # of them
        self._file = SpooledTemporaryFile(SPOOLED)  # noqa: SIM115  # __exit__ closes it
        self._runs: list[tuple[int, Sequence[int]]] = []  # their words, and where their blocks are

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        """Return the number of words, assuming that no two runs share one."""
        return sum(words for words, _ in self._runs) + len(self.words)

    def __iter__(self) -> Iterator[tuple[str, "array[int]"]]:
        runs = (self._read(offsets) for _, offsets in self._runs)
        return merge(*runs, sorted(self.words.items()), key=itemgetter(0))

    def spill(self) -> None:
        """Write the words in memory to disk if there are many."""
        if len(self.words) < IN_MEMORY and self.added - self._last_spilled < POSTINGS_IN_MEMORY:
            return
        offsets = array("q", [self._file.seek(0, 2)])
        words = sorted(self.words.items())
        for start in range(0, len(words), BLOCK):
            block = [(word, each.tobytes()) for word, each in words[start : start + BLOCK]]
            self._file.write(marshal.dumps(block))
            offsets.append(self._file.tell())
        self.on_disk = offsets[-1]
        self._runs.append((len(self.words), offsets))
        self.words.clear()
        self._last_spilled = self.added

    def _read(self, offsets: Sequence[int]) -> Iterator[tuple[str, "array[int]"]]:
        for start, end in pairwise(offsets):
            self._file.seek(start)
            for word, packed in marshal.loads(self._file.read(end - start)):
                postings = array("q")
                postings.frombytes(packed)
                yield word, postings
