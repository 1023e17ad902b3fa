"""Answers to those who join, made once for all who come from the same place."""

from __future__ import annotations

# Whoever comes from ever other places cannot fill the memory with them: what is forgotten is made again.
REPLIES = 64
REPLIES_BYTES = 4 << 20


class Replies:
    """By the position that was named, None for no position. Bounded; to be cleared at each change."""

    __slots__ = ("_bytes", "_kept")

    def __init__(self) -> None:
        self._kept: dict[int | None, bytes] = {}
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._bytes

    def get(self, since: int | None) -> bytes | None:
        """The answer, if it is kept."""
        return self._kept.get(since)

    def keep(self, since: int | None, reply: bytes) -> bytes:
        """Keep an answer, and give it back; others may be forgotten for it."""
        self.forget(since)
        if len(self._kept) >= REPLIES or self._bytes + len(reply) > REPLIES_BYTES:
            self.clear()
        self._kept[since] = reply
        self._bytes += len(reply)
        return reply

    def forget(self, since: int | None) -> None:
        """This answer is no longer right."""
        self._bytes -= len(self._kept.pop(since, b""))

    def clear(self) -> None:
        """None of them is right any more."""
        self._kept.clear()
        self._bytes = 0
