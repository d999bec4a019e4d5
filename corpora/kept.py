"""Keep in memory what was computed last from the sums of corpora, up to a bound."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The values that were asked for last, whose sizes are at most `most` together.

    A key has `Sums.version`, so that a value is never that of an earlier batch.
    """

    def __init__(self, most: int) -> None:
        self._most, self._used = most, 0
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def add(self, key: Hashable, value: Value, size: int = 1) -> None:
        with self._lock:
            if key in self._values:  # another thread has computed it too
                return
            self._values[key] = value, size
            self._used += size
            while self._used > self._most:
                _, (_, dropped) = self._values.popitem(last=False)
                self._used -= dropped
