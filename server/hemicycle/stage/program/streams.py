"""Fragments as messages of the two streams: the program, and its sound alone."""

from __future__ import annotations

from collections.abc import Callable

from hemicycle_protocol.messages import Chunk, Group

from .muxer import Fragment, Init


class Streams:
    """Publishes groups and chunks; a group's number is the program time it begins at, so it only grows."""

    def __init__(
        self, debate: str, origin: int, sound_init: Init, publish: Callable[[Group | Chunk], None]
    ) -> None:
        self._program = f"debate/{debate}/program"
        self._sound = f"debate/{debate}/program/audio"
        self._origin = origin
        self._sound_init = sound_init
        self._publish = publish
        self._group = -1
        self._chunks = 0
        self._sounds = 0

    def put(self, part: Fragment) -> None:
        """Publish a fragment; before the first group there is nothing to publish."""
        at = self._origin + part.start_ms
        if part.init is not None:
            self._group, self._chunks, self._sounds = part.start_ms, 0, 0
            self._begin(self._program, at, part.init)
            self._begin(self._sound, at, self._sound_init)
        if self._group < 0:
            return
        self._publish(Chunk(self._program, self._group, self._chunks, at, part.data))
        self._chunks += 1
        if part.sound:
            self._publish(Chunk(self._sound, self._group, self._sounds, at, part.sound))
            self._sounds += 1

    def _begin(self, topic: str, at: int, init: Init) -> None:
        self._publish(Group(topic, self._group, at, init.mime, init.data, init.width, init.height))
