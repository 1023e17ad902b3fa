"""Fragments as messages of a stream."""

from __future__ import annotations

from collections.abc import Callable

from hemicycle_protocol.messages import Chunk, Group

from .muxer import Init


class Stream:
    """Publishes groups and chunks; a group's number is the program time it begins at, so it only grows."""

    def __init__(self, topic: str, origin: int, publish: Callable[[Group | Chunk], None]) -> None:
        self._topic = topic
        self._origin = origin
        self._publish = publish
        self._group = -1
        self._chunks = 0

    def begin(self, start_ms: int, init: Init) -> None:
        """A group begins."""
        self._group, self._chunks = start_ms, 0
        at = self._origin + start_ms
        self._publish(Group(self._topic, start_ms, at, init.mime, init.data, init.width, init.height))

    def put(self, start_ms: int, data: bytes) -> None:
        """The group goes on; before the first one there is nothing to publish."""
        if self._group >= 0:
            self._publish(Chunk(self._topic, self._group, self._chunks, self._origin + start_ms, data))
            self._chunks += 1
