"""What was made of a text, kept for the next reader. A text does not change: its next version is another."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by what they were made of, so many characters in all: what was not asked for longest goes first.

    Any thread may ask. Two that ask for the same at once may both make it.
    """

    def __init__(self, make: Callable[[K], V], *, size: Callable[[K, V], int], most: int) -> None:
        self._make = make
        self._size = size
        self._most = most
        self._held: OrderedDict[K, V] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def __contains__(self, key: K) -> bool:
        return key in self._held

    def of(self, key: K) -> V:
        """The value, made now if it is not kept."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        value = self._make(key)
        with self._lock:
            if key not in self._held:
                self._held[key] = value
                self._characters += self._size(key, value)
            while self._characters > self._most:
                old, gone = self._held.popitem(last=False)
                self._characters -= self._size(old, gone)
        return value
