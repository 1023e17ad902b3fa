"""Two nodes on one exchange: what is said on one is heard on the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from hemicycle.hub import Exchange, Hub, MemoryBridge
from hemicycle.hub.audience import BEAT_S, GONE_S
from hemicycle.hub.hub import CHECK_S, IDLE_S
from hemicycle.hub.parcel import News, packed
from hemicycle.hub.peers import ALL, mailbox
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.messages import Chunk, Group
from hemicycle_protocol.topics import parse_topic
from tests.support.hub import Follower, Listener, Truth

DEBATE = "debate/d1"
BOARD = "debate/d1/board"
PROGRAM = "debate/d1/program"


class Two:
    """Two hubs above one truth."""

    def __init__(self) -> None:
        self.truth = Truth()
        self.truth.logs[DEBATE] = []
        self.exchange = Exchange()
        self.a = Hub(MemoryBridge(self.exchange))
        self.b = Hub(MemoryBridge(self.exchange))

    def join(self, hub: Hub, name: str, *, is_audience: bool = True) -> Listener:
        topic = parse_topic(name)
        assert topic is not None
        listener = Listener(is_audience=is_audience)
        hub.join(listener, topic, None)
        return listener

    async def settle(self, seconds: float = 1) -> None:
        await asyncio.sleep(seconds)


def followed(listener: Listener) -> Follower:
    follower = Follower()
    for message in listener.messages:
        follower.take(message)
    return follower


@pytest.fixture
async def two() -> AsyncIterator[Two]:
    two = Two()
    for hub in (two.a, two.b):
        await hub.start(two.truth)
    yield two
    for hub in (two.a, two.b):
        await hub.close()


async def test_facts_reach_the_other_node(two: Two) -> None:
    reader = two.join(two.b, DEBATE)
    await two.settle()
    two.a.publish_events(DEBATE, *two.truth.append(DEBATE, "a", "b"))
    await two.settle()
    assert followed(reader).texts == ["a", "b"]


async def test_counts_reach_the_other_node(two: Two) -> None:
    reader = two.join(two.b, BOARD)
    await two.settle()
    two.a.publish_board(BOARD, {"support/q1": 1}, clock=two.truth.count(BOARD, **{"support/q1": 1}))
    await two.settle()
    assert followed(reader).keys["support/q1"] == 1


async def test_presence_reaches_a_node_that_opens_the_board_later(two: Two) -> None:
    two.a.publish_board("debate/d1/desk/board", {"present/p1": {"name": "Ada"}})
    await two.settle()
    reader = two.join(two.b, "debate/d1/desk/board")
    await two.settle()
    assert followed(reader).keys == {"present/p1": {"name": "Ada"}}


async def test_presence_ends_with_its_node(two: Two) -> None:
    reader = two.join(two.b, "debate/d1/desk/board")
    await two.settle()
    two.a.publish_board("debate/d1/desk/board", {"present/p1": {"name": "Ada"}})
    await two.settle(3)
    assert followed(reader).keys == {"present/p1": {"name": "Ada"}}
    await two.a.close()
    await two.settle(GONE_S + 5)
    assert followed(reader).keys == {}


async def test_media_reaches_the_other_node(two: Two) -> None:
    reader = two.join(two.b, PROGRAM)
    await two.settle()
    group, chunk = Group(PROGRAM, 1, 0, "video/mp4", b"i"), Chunk(PROGRAM, 1, 0, 0, b"x")
    two.a.publish_stream(group)
    two.a.publish_stream(chunk)
    await two.settle()
    assert reader.messages[1:] == [group, chunk]


async def test_the_audience_is_the_sum_of_all_nodes(two: Two) -> None:
    readers = [two.join(two.a, DEBATE) for _ in range(3)] + [two.join(two.b, DEBATE) for _ in range(2)]
    two.join(two.b, DEBATE, is_audience=False)
    board = two.join(two.b, BOARD)
    await two.settle(5)
    assert followed(board).keys["audience"] == {"viewers": 5, "peak": 5}
    two.a.leave(readers[0], DEBATE)
    await two.settle(5)
    assert followed(board).keys["audience"] == {"viewers": 4, "peak": 5}
    await two.a.close()
    await two.settle(GONE_S + 5)
    assert followed(board).keys["audience"] == {"viewers": 2, "peak": 5}


async def test_lost_news_is_found_by_the_check(two: Two) -> None:
    log, board = two.join(two.b, DEBATE), two.join(two.b, BOARD)
    await two.settle()
    two.exchange.carry = lambda topic, payload: topic == ALL
    two.a.publish_events(DEBATE, *two.truth.append(DEBATE, "a"))
    two.a.publish_board(BOARD, {"k": 1}, clock=two.truth.count(BOARD, k=1))
    await two.settle(CHECK_S + 1)
    assert followed(log).texts == ["a"]
    assert followed(board).keys["k"] == 1


async def test_a_broken_link_that_stands_again_is_followed_by_a_check(two: Two) -> None:
    log, desk = two.join(two.b, DEBATE), two.join(two.b, "debate/d1/desk/board")
    await two.settle()
    two.exchange.carry = lambda topic, payload: False
    two.a.publish_events(DEBATE, *two.truth.append(DEBATE, "a"))
    two.a.publish_board("debate/d1/desk/board", {"present/p1": {"name": "Ada"}})
    await two.settle(0.1)
    two.exchange.carry = lambda topic, payload: True
    two.b._recovered()
    await two.settle(0.5)
    assert followed(log).texts == ["a"]
    assert followed(desk).keys == {"present/p1": {"name": "Ada"}}


ODD: tuple[object, ...] = (
    None,
    7,
    "x",
    [],
    {},
    [1],
    [1, 2, 3],
    ["a", "b", {}],
    [0, 1, 5],
    [{}, {}, 5],
    [{"t": "many"}, {}, []],
)
CALLS: tuple[object, ...] = (
    [1, DEBATE, "x", "s", 5, "soon"],
    [1, {}, "", ""],
    ["1", {}, "no such code", {}],
    [1, {}, "busy", 5],
)


@pytest.mark.parametrize("news", [news for news in News if news not in (News.WHO_HAS, News.MOVED)])
async def test_no_parcel_of_another_shape_stops_a_node(two: Two, news: News) -> None:
    """[H39] Whoever writes to the bridge speaks as a node, and still ends nobody: the next news is heard."""
    log, board = two.join(two.b, DEBATE), two.join(two.b, BOARD)
    raised: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: raised.append(context))
    await two.settle()
    for topic in (DEBATE, BOARD, PROGRAM, ALL, mailbox(two.b.node)):
        for value in (*ODD, *CALLS):
            two.a._bridge.publish(topic, packed("stranger", news, value))
    await two.settle(3 * BEAT_S)
    two.a.publish_events(DEBATE, *two.truth.append(DEBATE, "a"))
    two.a.publish_board(BOARD, {"present/p1": {"name": "Ada"}})
    await two.settle(3 * BEAT_S)
    assert followed(log).texts == ["a"]
    assert followed(board).keys["present/p1"] == {"name": "Ada"}
    assert raised == []
    assert two.b.stats.bad_parcels


async def test_garbage_from_the_bridge_is_counted_and_ignored(two: Two) -> None:
    reader = two.join(two.b, DEBATE)
    await two.settle()
    for payload in (
        b"",
        b"12345678",
        b"12345678e\xff",
        b"12345678zz",
        b"\xff" * 20,
        b"12345678d\x93\x01\x02\x03",
    ):
        two.a._bridge.publish(DEBATE, payload)
        two.a._bridge.publish(BOARD, payload)
    await two.settle(0.1)
    assert two.b.stats.bad_parcels > 0
    two.a.publish_events(DEBATE, *two.truth.append(DEBATE, "a"))
    await two.settle()
    assert followed(reader).texts == ["a"]


async def test_a_topic_without_readers_is_let_go(two: Two) -> None:
    reader = two.join(two.b, DEBATE)
    await two.settle()
    assert two.b.readers(DEBATE) == 1
    two.b.leave(reader, DEBATE)
    await two.settle(IDLE_S + 3 * CHECK_S)
    assert DEBATE not in two.b._topics
    again = two.join(two.b, DEBATE)
    await two.settle()
    two.a.publish_events(DEBATE, *two.truth.append(DEBATE, "a"))
    await two.settle()
    assert followed(again).texts == ["a"]


async def test_who_comes_back_after_a_board_was_dropped_gets_what_changed_meanwhile(two: Two) -> None:
    """The board that is kept anew counts its versions from one again, and that is another one."""
    two.truth.count(BOARD, a=1)
    listener = two.join(two.a, BOARD)
    await two.settle()
    before = followed(listener)
    two.a.leave(listener, BOARD)
    await two.settle(IDLE_S + 3 * CHECK_S)
    two.truth.count(BOARD, a=2)
    topic, again = parse_topic(BOARD), Listener()
    assert topic is not None
    two.a.join(again, topic, before.position)
    await two.settle()
    for message in again.messages:
        before.take(message)
    assert before.keys["a"] == 2


class Stage:
    """Answers every question on its hub."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def ask(self, ref: int, name: str, seat: str, args: dict[str, object]) -> None:
        code = "seat_removed" if seat == "removed" else ""
        self.hub.peers.answer(self, ref, {"echo": args}, code)


async def test_the_stage_is_asked_on_whatever_node_it_is(two: Two) -> None:
    stage = Stage(two.a)
    two.a.register(DEBATE, stage)
    await two.settle(0.1)
    for hub in (two.a, two.b):
        assert await hub.call(DEBATE, "negotiate", "s1", {"sdp": "x"}, timeout_ms=1_000) == {
            "echo": {"sdp": "x"}
        }
        with pytest.raises(Refused) as refused:
            await hub.call(DEBATE, "negotiate", "removed", {}, timeout_ms=1_000)
        assert refused.value.code is Code.SEAT_REMOVED
    two.a.peers.unregister(stage)
    for hub in (two.a, two.b):
        with pytest.raises(Refused) as refused:
            await hub.call(DEBATE, "negotiate", "s1", {}, timeout_ms=1_000)
        assert refused.value.code is Code.STAGE_AWAY


async def test_boards_that_a_change_did_not_touch_are_not_read_again(two: Two) -> None:
    """On the node that made it: another one finds by its check that the source moved."""
    topic = "process/p1/arguments/x"
    two.join(two.a, topic)
    other = two.join(two.b, topic)
    await two.settle()
    two.truth.reads.clear()
    two.a.pass_boards_by("process/p1/arguments/", two.truth.count(topic))
    two.a.pass_boards_by("process/p2/arguments/", (1, 2))
    await two.a.check()
    await two.settle(0.5)
    assert two.truth.reads == ["heads"]
    two.truth.count(topic, a=1)
    await two.b.check()
    await two.settle()
    assert followed(other).keys == {"a": 1}
