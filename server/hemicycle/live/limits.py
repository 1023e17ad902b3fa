"""How much at once and how much per second."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator


class Bucket:
    """A token bucket in whole numbers: `burst` at once, then `per_s` each second."""

    __slots__ = ("_at", "_milli")

    def __init__(self, burst: int, *, mono: int) -> None:
        self._milli = burst * 1000
        self._at = mono

    def left(self, *, per_s: int, burst: int, mono: int) -> int:
        """How many there are; below 0 after more was spent than there was."""
        self._milli = min(burst * 1000, self._milli + (mono - self._at) * per_s)
        self._at = mono
        return self._milli // 1000

    def spend(self, count: int) -> None:
        """Take so many, whether they are there or not."""
        self._milli -= count * 1000

    def forgive(self, debt: int) -> None:
        """Owe no more than so many."""
        self._milli = max(self._milli, -debt * 1000)

    def take(self, *, per_s: int, burst: int, mono: int) -> bool:
        """Take one; False if there is none."""
        if self.left(per_s=per_s, burst=burst, mono=mono) < 1:
            return False
        self.spend(1)
        return True

    def wait_ms(self, *, per_s: int) -> int:
        """How long until there is one again."""
        return max(0, -(-(1000 - self._milli) // per_s))


class Share:
    """What all connections of one address have together, or all sessions of one person."""

    __slots__ = ("bucket", "connections", "held", "waiting")

    def __init__(self, burst: int, *, mono: int) -> None:
        self.connections = 0
        # What reads on from those that are not read for now.
        self.held: deque[Callable[[], None]] = deque()
        # Bytes that they have not read yet, as of the last tick, and what joiners were brought since.
        self.waiting = 0
        self.bucket = Bucket(burst, mono=mono)


class Shares:
    """The shares in use, by address or person: there is one while a connection has it."""

    def __init__(self, burst: int) -> None:
        self._burst = burst
        self._shares: dict[str, Share] = {}

    def __len__(self) -> int:
        return len(self._shares)

    def __iter__(self) -> Iterator[Share]:
        return iter(self._shares.values())

    def connections(self, key: str) -> int:
        """How many there are of one address or person."""
        return self._shares[key].connections if key in self._shares else 0

    def enter(self, key: str, *, mono: int) -> Share:
        """One more connection of theirs."""
        share = self._shares.setdefault(key, Share(self._burst, mono=mono))
        share.connections += 1
        return share

    def leave(self, key: str) -> None:
        """One less; the last one takes the share along."""
        share = self._shares[key]
        share.connections -= 1
        if not share.connections:
            del self._shares[key]
