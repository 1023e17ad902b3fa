"""A stream on a node: whole groups, from their first frame, for everyone who keeps up."""

from __future__ import annotations

import pytest

from hemicycle.hub import stream as stream_module
from hemicycle.hub.stream import Stream
from hemicycle_protocol.messages import Chunk, Group
from tests.support.hub import Listener

NAME = "debate/d1/program"


class Camera:
    """Makes groups and chunks."""

    def __init__(self) -> None:
        self.stream = Stream(NAME, "n1")
        self.group = 0
        self.index = 0

    def begin(self) -> None:
        self.group += 1
        self.index = 0
        self.stream.publish(Group(NAME, self.group, 0, "video/mp4", b"init"))

    def go_on(self, data: bytes = b"x") -> None:
        self.stream.publish(Chunk(NAME, self.group, self.index, 0, data))
        self.index += 1

    def lose(self) -> None:
        self.index += 1

    def join(self) -> Listener:
        listener = Listener()
        self.stream.join(listener, None)
        return listener


def seen(listener: Listener) -> list[tuple[int, int]]:
    """(group, index) of what arrived; index -1 is the beginning of a group."""
    return [
        (m.group, m.index if isinstance(m, Chunk) else -1)
        for m in listener.messages
        if isinstance(m, Group | Chunk)
    ]


def test_a_joiner_gets_the_group_under_way_from_its_start() -> None:
    """[T9]"""
    camera = Camera()
    camera.begin()
    camera.go_on()
    camera.go_on()
    reader = camera.join()
    camera.go_on()
    assert seen(reader) == [(1, -1), (1, 0), (1, 1), (1, 2)]


def test_a_joiner_before_the_first_group_waits_for_it() -> None:
    camera = Camera()
    reader = camera.join()
    assert len(reader.messages) == 1
    camera.begin()
    camera.go_on()
    assert seen(reader) == [(1, -1), (1, 0)]


def test_a_slow_reader_loses_whole_groups() -> None:
    """[T9] It finishes the group under way and goes on at a keyframe."""
    camera = Camera()
    reader = camera.join()
    camera.begin()
    camera.go_on()
    reader.behind = True
    camera.stream.pause(reader)
    camera.go_on()
    for _ in range(2):
        camera.begin()
        camera.go_on()
    reader.behind = False
    camera.stream.resume(reader)
    camera.go_on()
    assert seen(reader) == [(1, -1), (1, 0), (1, 1), (3, -1), (3, 0), (3, 1)]


def test_a_slow_reader_that_recovers_in_time_loses_nothing() -> None:
    camera = Camera()
    reader = camera.join()
    camera.begin()
    camera.stream.pause(reader)
    camera.go_on()
    camera.stream.resume(reader)
    camera.begin()
    assert seen(reader) == [(1, -1), (1, 0), (2, -1)]


def test_a_lost_chunk_spoils_the_rest_of_the_group() -> None:
    camera = Camera()
    reader = camera.join()
    camera.begin()
    camera.go_on()
    camera.lose()
    camera.go_on()
    late = camera.join()
    camera.begin()
    camera.go_on()
    assert seen(reader) == [(1, -1), (1, 0), (2, -1), (2, 0)]
    assert seen(late) == [(2, -1), (2, 0)]


def test_a_group_that_is_too_long_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "GROUP_BYTES", 1_000)
    camera = Camera()
    reader = camera.join()
    camera.begin()
    camera.go_on(bytes(2_000))
    late = camera.join()
    camera.go_on()
    assert seen(reader) == [(1, -1), (1, 0), (1, 1)]
    assert seen(late) == []
    camera.begin()
    assert seen(late) == [(2, -1)]


def test_who_left_gets_nothing() -> None:
    camera = Camera()
    reader = camera.join()
    camera.stream.leave(reader)
    camera.begin()
    assert seen(reader) == []
    assert camera.stream.readers == 0
