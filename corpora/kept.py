"""An in-memory cache, bounded in bytes, of what is computed from the sums of corpora."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """A cache of the values used most recently, whose sizes add up to at most `most`.

    Keys contain `Sums.version`, so that no value of an earlier batch is returned.
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
