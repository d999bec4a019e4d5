"""The tables of dictionary forms: loaded in the background, of at most three languages at a time.

Simplemma's `StreamDictionaryFactory` keeps a table packed, in 2 to 50 MB.
"""

import gc
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from threading import BoundedSemaphore, Lock, local
from typing import Generic, TypeVar

from simplemma.strategies.dictionaries import StreamDictionaryFactory

MOST_TABLES = 3
MOST_WAITING = 4  # threads of a process; a web process has 16, which others need meanwhile

# Languages whose words are looked up with many endings removed. Each look-up unpacks up to 32
# entries, also where it finds none, so that a word would take 25 to 50 microseconds.
INDEXED = frozenset("bg cs da el es et fi hu hy lt lv nb nn pl ru sk tr uk".split())
BITS_PER_ENTRY = 8
# Costs in units of at most 3.5 microseconds: about 3 for words that the table has.
UNPACKED_COST = 7  # of a look-up that unpacks entries
MISS_COST = 2  # of one that finds nothing in an indexed table; the index answers nine of ten
WORD_COST = 1  # of each word, beside its look-ups
# Of a word that was not found at once: simplemma tries up to 88 patterns on it. Some of them take
# quadratic time in its length.
RULES_COST = 6
RULES_LENGTH = 20  # characters; a word of twice as many costs four times as much

Loaded = TypeVar("Loaded")


class DictionaryLoading(Exception):
    """The dictionary forms are not ready in time. Try again: what was done is kept."""


class Table(Mapping[str, str]):
    """The forms of one language with their dictionary forms.

    Where it is indexed, a map of bits by the hash of the form (a Bloom filter with one function)
    answers most look-ups that find nothing.
    """

    def __init__(self, code: str) -> None:
        self.entries = StreamDictionaryFactory(cache_max_size=1).get_dictionary(code)
        self.bits = self._index() if code in INDEXED else b""
        self.mask = 8 * len(self.bits) - 1
        self.thread = local()

    @property
    def cost(self) -> int:
        """The total cost of all look-ups that this thread has made."""
        return getattr(self.thread, "cost", 0)

    def _index(self) -> bytes:
        length = 1 << (len(self.entries) * BITS_PER_ENTRY).bit_length()
        bits = bytearray(length // 8)
        for form in self.entries:
            place = hash(form) & (length - 1)
            bits[place >> 3] |= 1 << (place & 7)
        return bytes(bits)

    def get(self, form: str, default: str | None = None) -> str | None:  # type: ignore[override]  # str only
        found = self.entries.get(form, None) if self._may_have(form) else None
        # Not by what the index answered: its hashes are different in each process.
        is_missed = self.bits and found is None
        self.thread.cost = self.cost + (MISS_COST if is_missed else UNPACKED_COST)
        return default if found is None else found

    def _may_have(self, form: str) -> bool:
        place = hash(form) & self.mask
        return not self.bits or bool(self.bits[place >> 3] >> (place & 7) & 1)

    def __getitem__(self, form: str) -> str:
        return self.entries[form]

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


class Shelf(Generic[Loaded]):
    """What `load` returns for a language; at most `most` are kept, those asked for last."""

    def __init__(self, load: Callable[[str], Loaded], most: int = MOST_TABLES) -> None:
        self.load = load
        self.most = most
        self.lock = Lock()
        self.kept: OrderedDict[str, Future[Loaded]] = OrderedDict()
        self.executor = ThreadPoolExecutor(1, "dictionaries")
        self.places = BoundedSemaphore(MOST_WAITING)

    def _load(self, code: str) -> Loaded:
        gc.collect()  # what was dropped is in cycles of references
        return self.load(code)

    def get(self, code: str, timeout: float | None = None) -> Loaded:
        """What is kept of a language, or is loaded within `timeout` seconds; None is no limit.

        Raises DictionaryLoading, at once where MOST_WAITING threads wait. Loading goes on in
        the background.
        """
        with self.lock:
            future = self.kept.pop(code, None)
            if future is None or (future.done() and (future.cancelled() or future.exception())):
                future = self.executor.submit(self._load, code)
            self.kept[code] = future
            while len(self.kept) > self.most:
                _, oldest = self.kept.popitem(last=False)
                oldest.cancel()
        if future.done() or timeout is None:
            return self._result(code, future, timeout)
        if not self.places.acquire(blocking=False):
            raise DictionaryLoading(code)
        try:
            return self._result(code, future, timeout)
        finally:
            self.places.release()

    def _result(self, code: str, future: Future[Loaded], timeout: float | None) -> Loaded:
        try:
            return future.result(timeout)
        except (TimeoutError, CancelledError) as error:
            raise DictionaryLoading(code) from error
