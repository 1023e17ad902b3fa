"""A board on a node: everybody ends at the same values, whatever they skipped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from hemicycle.hub import board as board_module
from hemicycle.hub.board import FLUSH_S, Board
from hemicycle.hub.tasks import Tasks
from hemicycle_protocol.messages import Board as BoardMessage
from hemicycle_protocol.messages import Subscribed
from hemicycle_protocol.views import Position
from tests.support.hub import Follower, Listener, Truth

NAME = "debate/d1/board"


class Place:
    """A board above a truth."""

    def __init__(self) -> None:
        self.truth = Truth()
        self.tasks = Tasks()
        self.board = Board(NAME, "n1", self.truth, self.tasks, self._follow)

    async def _follow(self, name: str) -> None:
        pass

    def count(self, **keys: object) -> None:
        clock = self.truth.count(NAME, **keys)
        self.board.apply(keys, clock)

    def join(self, since: Position | None = None) -> Listener:
        listener = Listener()
        self.board.join(listener, since)
        return listener

    async def settle(self) -> None:
        await asyncio.sleep(1)


def keys(listener: Listener, follower: Follower | None = None) -> dict[str, object]:
    follower = follower or Follower()
    for message in listener.messages:
        follower.take(message)
    return follower.keys


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    place = Place()
    yield place
    await place.tasks.close()


async def test_a_new_reader_gets_all_keys_then_changes(place: Place) -> None:
    """[T7]"""
    place.truth.count(NAME, a=1, b=2)
    reader = place.join()
    await place.settle()
    place.count(b=3)
    await place.settle()
    place.count(a=None)
    await place.settle()
    assert keys(reader) == {"b": 3}
    assert isinstance(reader.messages[0], Subscribed)
    assert reader.messages[0].snapshot == {"a": 1, "b": 2}


async def test_a_board_speaks_at_most_five_times_a_second(place: Place) -> None:
    """[T8]"""
    reader = place.join()
    await place.settle()
    begin = reader.writes
    for n in range(100):
        place.count(a=n)
        await asyncio.sleep(0.01)
    await asyncio.sleep(FLUSH_S)
    assert 5 <= reader.writes - begin <= 6
    assert keys(reader) == {"a": 99}


async def test_a_first_change_after_silence_is_told_at_once(place: Place) -> None:
    reader = place.join()
    await place.settle()
    before = asyncio.get_running_loop().time()
    place.count(a=1)
    for _ in range(3):
        await asyncio.sleep(0)
    assert reader.writes == 2
    assert asyncio.get_running_loop().time() == before


async def test_a_slow_reader_skips_to_the_present(place: Place) -> None:
    """[T7] It gets what changed since, not what it missed."""
    reader = place.join()
    await place.settle()
    reader.behind = True
    place.board.pause(reader)
    for n in range(5):
        place.count(a=n, **{f"k{n}": n})
        await place.settle()
    assert reader.writes == 1
    reader.behind = False
    place.board.resume(reader)
    assert reader.writes == 2
    assert keys(reader) == {"a": 4, "k0": 0, "k1": 1, "k2": 2, "k3": 3, "k4": 4}
    place.count(a=9)
    await place.settle()
    assert keys(reader)["a"] == 9


async def test_a_reader_resumes_with_what_changed(place: Place) -> None:
    """[T7]"""
    first = place.join()
    await place.settle()
    place.count(a=1, b=1)
    await place.settle()
    follower = Follower()
    keys(first, follower)
    place.count(b=2)
    await place.settle()
    again = place.join(follower.position)
    assert keys(again, follower) == {"a": 1, "b": 2}
    assert isinstance(again.messages[0], Subscribed)
    assert again.messages[0].recovered
    assert isinstance(again.messages[1], BoardMessage)
    assert again.messages[1].keys == {"b": 2}


async def test_a_reader_of_another_node_gets_all_keys(place: Place) -> None:
    """[T7]"""
    place.truth.count(NAME, a=1)
    reader = place.join(Position("n2", 7))
    await place.settle()
    assert keys(reader) == {"a": 1}


async def test_who_is_older_than_the_oldest_forgotten_removal_gets_all_keys(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_module, "REMOVED", 2)
    reader = place.join()
    await place.settle()
    place.count(a=1, b=1, c=1, d=1)
    await place.settle()
    follower = Follower()
    keys(reader, follower)
    for key in "abc":
        place.count(**{key: None})
        await place.settle()
    again = place.join(follower.position)
    assert isinstance(again.messages[0], Subscribed)
    assert again.messages[0].snapshot == {"d": 1}


async def test_a_missed_change_is_read_from_the_source(place: Place) -> None:
    reader = place.join()
    await place.settle()
    place.truth.count(NAME, a=1)  # its news is lost
    place.count(b=1)
    await place.settle()
    assert keys(reader) == {"a": 1, "b": 1}


async def test_a_lost_last_change_is_found_by_the_check(place: Place) -> None:
    reader = place.join()
    await place.settle()
    place.truth.count(NAME, a=1)
    place.board.check(1)
    await place.settle()
    assert keys(reader) == {"a": 1}


async def test_a_key_that_vanished_unheard_before_it_was_told_is_not_told(place: Place) -> None:
    """What waits for the flush is as old as what was told: a reading takes its place."""
    reader = place.join()
    await place.settle()
    place.count(b=1)
    await place.settle()
    place.count(b=2, a=1)
    place.truth.count(NAME, a=None)
    place.board.check(3)
    await place.settle()
    assert keys(reader) == {"b": 2}


async def test_an_old_change_does_not_bring_old_values_back(place: Place) -> None:
    reader = place.join()
    await place.settle()
    old = place.truth.count(NAME, a=1)
    place.truth.count(NAME, a=2)
    place.board.check(2)
    await place.settle()
    place.board.apply({"a": 1}, old)
    await place.settle()
    assert keys(reader) == {"a": 2}


async def test_a_change_elsewhere_costs_no_reading(place: Place) -> None:
    reader = place.join()
    await place.settle()
    place.board.pass_by(place.truth.count(NAME))
    place.count(a=1)
    place.board.check(2)
    await place.settle()
    assert keys(reader) == {"a": 1}
    assert place.truth.reads == ["board"]


async def test_a_change_elsewhere_does_not_hide_one_that_was_missed(place: Place) -> None:
    reader = place.join()
    await place.settle()
    place.truth.count(NAME, a=1)  # its news is lost
    place.board.pass_by(place.truth.count(NAME))
    place.board.check(2)
    await place.settle()
    assert keys(reader) == {"a": 1}


async def test_changes_during_the_reading_are_not_lost(place: Place) -> None:
    numbers = iter(range(3))

    def meanwhile() -> None:
        for n in numbers:
            place.count(a=n)
            break

    place.truth.before_read = meanwhile
    reader = place.join()
    await place.settle()
    place.truth.before_read = lambda: None
    place.count(b=1)
    await place.settle()
    assert keys(reader) == place.truth.boards[NAME][1]


async def test_a_storm_of_joiners_costs_one_reading(place: Place) -> None:
    place.truth.count(NAME, a=1)
    readers = [place.join() for _ in range(500)]
    await place.settle()
    assert all(keys(reader) == {"a": 1} for reader in readers)
    assert place.truth.reads == ["board"]


async def test_ephemeral_keys_live_as_long_as_their_node(place: Place) -> None:
    reader = place.join()
    await place.settle()
    place.count(a=1)
    place.board.set({"present/p1": {"name": "Ada"}}, "n1")
    place.board.set({"present/p2": {"name": "Bob"}}, "n2")
    await place.settle()
    assert set(keys(reader)) == {"a", "present/p1", "present/p2"}
    assert place.board.owned_by("n1") == {"present/p1": {"name": "Ada"}}
    place.board.forget("n2")
    await place.settle()
    assert set(keys(reader)) == {"a", "present/p1"}


async def test_reading_again_keeps_ephemeral_keys_and_drops_vanished_ones(place: Place) -> None:
    place.truth.count(NAME, a=1, b=1)
    reader = place.join()
    await place.settle()
    place.board.set({"level/s1": 50}, "n1")
    place.truth.count(NAME, b=None)
    place.board.check(2)
    await place.settle()
    assert keys(reader) == {"a": 1, "level/s1": 50}


async def test_ephemeral_keys_are_bounded(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_module, "EPHEMERAL", 2)
    place.board.set({"a": 1, "b": 2, "c": 3}, "n1")
    assert place.board.owned_by("n1") == {"a": 1, "b": 2}
    place.board.set({"a": 5}, "n1")
    assert place.board.owned_by("n1") == {"a": 5, "b": 2}


async def test_a_value_that_did_not_change_is_not_told(place: Place) -> None:
    reader = place.join()
    await place.settle()
    place.count(a=1)
    await place.settle()
    writes = reader.writes
    place.count(a=1)
    await place.settle()
    assert reader.writes == writes
