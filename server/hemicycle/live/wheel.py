"""One clock for all connections: who must have said hello, who is due a ping, who must have answered.

A timer per socket costs memory and a place in a heap; here a connection stands in a set, and once a
second one set is looked at.
"""

from __future__ import annotations

from typing import Generic, TypeVar

Item = TypeVar("Item")


class Wheel(Generic[Item]):
    """Items in slots that come round every `period` ticks."""

    def __init__(self, period: int) -> None:
        self._slots: list[dict[Item, None]] = [{} for _ in range(period)]
        self._now = 0

    def __len__(self) -> int:
        return sum(len(slot) for slot in self._slots)

    def add(self, item: Item, ticks: int | None = None) -> int:
        """Put `item` in; it is due in `ticks` (a whole round by default). The slot it stands in."""
        ticks = len(self._slots) if ticks is None else ticks
        assert 1 <= ticks <= len(self._slots)
        slot = (self._now + ticks) % len(self._slots)
        self._slots[slot][item] = None
        return slot

    def remove(self, item: Item, slot: int) -> None:
        """Take `item` out of a slot; harmless if it is not there."""
        self._slots[slot].pop(item, None)

    def tick(self) -> list[Item]:
        """Go on by one; those who are due. They stay in and are due again after a round."""
        self._now = (self._now + 1) % len(self._slots)
        return list(self._slots[self._now])

    def due(self, ticks_ago: int) -> list[Item]:
        """Those who were due `ticks_ago`."""
        return list(self._slots[(self._now - ticks_ago) % len(self._slots)])

    def empty(self) -> list[Item]:
        """Those who are due now, taken out."""
        items = list(self._slots[self._now])
        self._slots[self._now].clear()
        return items
