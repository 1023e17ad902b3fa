"""A log on a node: no gap, no repetition, whoever joins when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from hemicycle.hub import log as log_module
from hemicycle.hub.log import Log
from hemicycle.hub.reader import WAITING_BYTES
from hemicycle.hub.tasks import Tasks
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.messages import Events, Subscribed, Unsubscribed
from hemicycle_protocol.topics import parse_topic
from hemicycle_protocol.views import Event, Position
from tests.support.hub import EPOCH, Follower, Listener, Truth

NAME = "debate/d1"


class Place:
    """A log above a truth."""

    def __init__(self) -> None:
        self.truth = Truth()
        self.truth.logs[NAME] = []
        self.tasks = Tasks()
        topic = parse_topic(NAME)
        assert topic is not None
        self.log = Log(topic, self.truth, self.tasks, self._follow)

    async def _follow(self, name: str) -> None:
        pass

    def say(self, *texts: object) -> None:
        self.log.publish(*self.truth.append(NAME, *texts))

    def lose(self, *texts: object) -> None:
        """Facts whose news never arrives here."""
        self.truth.append(NAME, *texts)

    def join(self, since: Position | None = None) -> Listener:
        listener = Listener()
        self.log.join(listener, since)
        return listener

    async def settle(self) -> None:
        await asyncio.sleep(1)

    def texts(self, listener: Listener, start: Position | None = None) -> list[object]:
        follower = Follower()
        follower.position = start
        for message in listener.messages:
            follower.take(message)
        return follower.texts


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    place = Place()
    yield place
    await place.tasks.close()


async def test_a_new_reader_gets_a_snapshot_then_every_fact(place: Place) -> None:
    """[T3]"""
    place.say("a", "b")
    reader = place.join()
    await place.settle()
    place.say("c")
    await place.settle()
    assert isinstance(reader.messages[0], Subscribed)
    assert reader.messages[0].snapshot == {"texts": ["a", "b"]}
    assert place.texts(reader) == ["a", "b", "c"]


async def test_several_facts_of_one_turn_are_one_write(place: Place) -> None:
    reader = place.join()
    await place.settle()
    writes = reader.writes
    for text in "abcd":
        place.say(text)
    await place.settle()
    assert reader.writes == writes + 1
    assert place.texts(reader) == ["a", "b", "c", "d"]


async def test_a_reader_resumes_from_memory(place: Place) -> None:
    """[T3] What is still in the tail costs no reading."""
    place.join()
    await place.settle()
    place.say("a", "b", "c")
    await place.settle()
    reads = len(place.truth.reads)
    reader = place.join(Position(EPOCH, 1))
    assert isinstance(reader.messages[0], Subscribed)
    assert reader.messages[0].recovered
    assert place.texts(reader, Position(EPOCH, 1)) == ["b", "c"]
    assert len(place.truth.reads) == reads


async def test_words_that_left_the_truth_are_given_to_nobody_who_comes_later(place: Place) -> None:
    """[H23] Neither from memory, nor from a reading that began before they left; who follows goes on."""
    follower = place.join()
    await place.settle()
    place.say("a", "hidden")
    await place.settle()
    late = place.join(Position(EPOCH, 0))

    def hide() -> None:
        place.truth.logs[NAME][1] = Event(2, 1_000, "said", {"text": ""})
        place.truth.before_read = lambda: None
        place.log.read_again()

    hide()
    place.say("b")
    place.truth.before_read = hide
    fresh, back = place.join(), place.join(Position(EPOCH, 0))
    await place.settle()
    assert place.texts(follower) == place.texts(late, Position(EPOCH, 0)) == ["a", "hidden", "b"]
    assert place.texts(fresh) == place.texts(back, Position(EPOCH, 0)) == ["a", "", "b"]


async def test_a_storm_of_joiners_costs_one_reading(place: Place) -> None:
    place.say(*range(50))
    readers = [place.join() for _ in range(500)]
    resumed = [place.join(Position(EPOCH, 40)) for _ in range(500)]
    await place.settle()
    assert all(place.texts(reader) == list(range(50)) for reader in readers)
    assert all(place.texts(reader, Position(EPOCH, 40)) == list(range(40, 50)) for reader in resumed)
    assert place.truth.reads.count("snapshot") == 1
    assert place.truth.reads.count("events") == 1


@pytest.mark.parametrize("since", [Position("other", 2), Position(EPOCH, 999)])
async def test_a_position_that_is_not_ours_is_answered_with_a_snapshot(place: Place, since: Position) -> None:
    """[T4]"""
    place.say("a", "b", "c")
    reader = place.join(since)
    await place.settle()
    assert isinstance(reader.messages[0], Subscribed)
    assert not reader.messages[0].recovered
    assert place.texts(reader) == ["a", "b", "c"]


async def test_who_missed_too_much_gets_a_snapshot(place: Place) -> None:
    """[T4]"""
    place.say(*range(log_module.TAIL + 5))
    reader = place.join(Position(EPOCH, 1))
    await place.settle()
    assert isinstance(reader.messages[0], Subscribed)
    assert not reader.messages[0].recovered
    assert len(place.texts(reader)) == log_module.TAIL + 5


async def test_forgotten_facts_are_answered_with_a_snapshot(place: Place) -> None:
    """[T4]"""
    place.say("a", "b", "c")
    place.truth.forgotten[NAME] = 2
    reader = place.join(Position(EPOCH, 1))
    await place.settle()
    assert place.texts(reader) == ["a", "b", "c"]


async def test_a_reader_who_knows_more_than_this_node_waits_for_the_truth(place: Place) -> None:
    """It comes from a node where the news was faster."""
    place.join()
    await place.settle()
    place.lose("a", "b")
    reader = place.join(Position(EPOCH, 2))
    await place.settle()
    place.say("c")
    await place.settle()
    assert isinstance(reader.messages[0], Subscribed)
    assert reader.messages[0].recovered
    assert place.texts(reader, Position(EPOCH, 2)) == ["c"]


async def test_a_snapshot_that_lags_is_completed_with_facts(place: Place) -> None:
    place.say("a", "b", "c")
    place.truth.snapshots_lag = 2
    reader = place.join()
    await place.settle()
    assert place.texts(reader) == ["a", "b", "c"]


async def test_a_hole_is_read_from_the_source_before_anything_after_it(place: Place) -> None:
    """[T5]"""
    reader = place.join()
    await place.settle()
    place.say("a")
    place.lose("b", "c")
    place.say("d")
    await place.settle()
    assert place.texts(reader) == ["a", "b", "c", "d"]


async def test_a_lost_last_fact_is_found_by_the_check(place: Place) -> None:
    reader = place.join()
    await place.settle()
    place.lose("a")
    place.log.check(1)
    await place.settle()
    assert place.texts(reader) == ["a"]


async def test_news_that_comes_twice_is_told_once(place: Place) -> None:
    reader = place.join()
    await place.settle()
    first, events = place.truth.append(NAME, "a", "b")
    place.log.publish(first, events)
    place.log.publish(first, events)
    await place.settle()
    place.log.publish(first, events)
    await place.settle()
    assert place.texts(reader) == ["a", "b"]


async def test_facts_that_arrive_while_a_joiner_is_served_are_neither_lost_nor_repeated(place: Place) -> None:
    """[T3] Join before reading, then merge by offset."""
    place.say("a")
    said = iter("bcdefgh")
    place.truth.before_read = lambda: place.say(next(said, "z"))
    fresh, resumed = place.join(), place.join(Position(EPOCH, 0))
    await place.settle()
    place.truth.before_read = lambda: None
    place.say("end")
    await place.settle()
    everything = [event.body["text"] for event in place.truth.logs[NAME]]
    assert place.texts(fresh) == everything
    assert place.texts(resumed, Position(EPOCH, 0)) == everything


async def test_more_than_waits_for_a_frame_is_read_later(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue of facts is bounded; what does not fit is a hole like any other."""
    monkeypatch.setattr(log_module, "PENDING", 3)
    readers = [place.join() for _ in range(1_200)]
    await place.settle()
    place.say("first")
    await asyncio.sleep(0)
    for n in range(20):
        place.say(n)
    await place.settle()
    assert place.texts(readers[-1]) == ["first", *range(20)]


async def test_a_slow_reader_is_cut_only_when_too_much_waits_for_it(place: Place) -> None:
    reader = place.join()
    await place.settle()
    reader.behind = True
    place.log.pause(reader)
    reader.waiting = WAITING_BYTES
    place.say("a")
    await place.settle()
    assert not reader.was_cut
    reader.waiting += 1
    place.say("b")
    await place.settle()
    assert reader.was_cut


async def test_who_left_hears_nothing(place: Place) -> None:
    reader = place.join()
    place.log.leave(reader)
    await place.settle()
    place.say("a")
    await place.settle()
    assert reader.messages == []
    assert place.log.readers == place.log.audience == 0


async def test_an_unknown_log_is_refused(place: Place) -> None:
    """[T2]"""
    del place.truth.logs[NAME]
    reader = place.join()
    await place.settle()
    assert reader.messages == [Unsubscribed(NAME, "not_found")]


async def test_a_source_that_fails_refuses_the_joiners_and_is_asked_again(place: Place) -> None:
    def fail() -> None:
        raise Refused(Code.UNAVAILABLE)

    place.truth.before_read = fail
    reader = place.join()
    await place.settle()
    assert reader.messages == [Unsubscribed(NAME, "unavailable")]
    place.truth.before_read = lambda: None
    again = place.join()
    await place.settle()
    assert isinstance(again.messages[0], Subscribed)


async def test_a_watcher_sees_every_fact_without_a_gap(place: Place) -> None:
    seen: list[int] = []
    place.log.watch(lambda first, events: seen.extend(range(first, first + len(events))))
    await place.settle()
    place.say("a")
    place.lose("b")
    place.say("c")
    await place.settle()
    assert seen == [1, 2, 3]


async def test_a_truth_that_forgot_what_is_missing_starts_everybody_over(place: Place) -> None:
    reader = place.join()
    await place.settle()
    place.lose("a", "b")
    place.truth.forgotten[NAME] = 2
    place.say("c")
    await place.settle()
    assert place.texts(reader) == ["a", "b", "c"]
    assert not any(isinstance(message, Events) for message in reader.messages)
