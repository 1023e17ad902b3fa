"""Panelists, the stage, moderators at the desk, and what their boards show."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from hemicycle.core.fair_order import Audit, Candidate
from hemicycle.services.debate import fairness
from hemicycle.services.debate.fairness import worked_out
from hemicycle.services.kernel.caller import Caller
from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.messages import Board, Subscribed
from hemicycle_protocol.topics import parse_topic
from hemicycle_protocol.views import ReactionKind, SeatState, You
from tests.support.evening import DEBATE, HOST, INES, MOD_A, MOD_B, STAGE, YANN, ZOE
from tests.support.hub import Listener
from tests.support.nodes import Node, open_nodes
from tests.support.patience import PATIENCE_S

STAGE_BOARD, PUBLIC, DESK = (f"debate/{DEBATE}/{part}" for part in ("stage/board", "board", "desk/board"))


class Keys(Listener):
    """What a reader of a board knows of it."""

    def __init__(self, node: Node, topic: str) -> None:
        super().__init__()
        self._news = asyncio.Event()
        parsed = parse_topic(topic)
        assert parsed is not None
        node.hub.join(self, parsed, None)

    def write(self, data: bytes, /) -> None:
        super().write(data)
        self._news.set()

    @property
    def now(self) -> dict[str, object]:
        keys: dict[str, object] = {}
        for message in self.messages:
            if isinstance(message, Subscribed):
                keys = dict(message.snapshot or {})
            elif isinstance(message, Board):
                keys.update(message.keys)
        return {key: value for key, value in keys.items() if value is not None}

    async def until(self, key: str, value: object) -> None:
        """Wait until the board says so."""
        async with asyncio.timeout(PATIENCE_S):
            while self.now.get(key) != value:
                self._news.clear()
                await self._news.wait()


class StageSession:
    """A callee that answers as the stage does."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self.asked: list[tuple[str, str, dict[str, object]]] = []

    def ask(self, ref: int, name: str, seat: str, args: dict[str, object]) -> None:
        self.asked.append((name, seat, args))
        self._node.hub.peers.answer(self, ref, {"sdp": "answer"}, "")


@asynccontextmanager
async def admitted(url: str, media_dir: Path | None = None) -> AsyncIterator[Node]:
    """A node with Inès on stage."""
    async with open_nodes(url, media_dir=media_dir) as (node,):
        await node.do(c.TakeSeat(DEBATE), INES, session="ines")
        await node.do(c.SetSeatState(DEBATE, "s2", SeatState.ON_STAGE), HOST)
        yield node


def caller(session: str, node: Node, you: object = INES) -> Caller:
    return Caller(you, session, "127.0.0.1", node.clock.now(), "fr")  # type: ignore[arg-type]


def state_of(node: Node, seat: str = "s2") -> SeatState:
    return node.services.kernel.journal.debate(DEBATE).seats[seat].state


async def test_what_a_panelist_says_of_their_devices_stands_on_the_stages_board(url: str) -> None:
    async with admitted(url) as node:
        keys = Keys(node, STAGE_BOARD)
        await node.do(c.SetSeatMedia(DEBATE, True, True, hand=True), INES, session="ines")
        raised = node.clock.now()
        await node.do(c.SetSeatMedia(DEBATE, False, True, hand=True), INES, session="ines")
        await keys.until("seat/s2", {"camera": True, "hand": True, "hand_at": raised, "connected": True})


async def test_the_hosts_message_reaches_the_panelist_and_can_be_taken_away(url: str) -> None:
    """[DE48]"""
    async with admitted(url) as node:
        keys = Keys(node, STAGE_BOARD)
        await node.do(c.MessageSeat(DEBATE, "s2", "Concluez"), HOST)
        await keys.until("message/s2", "Concluez")
        await node.do(c.MessageSeat(DEBATE, "s2", ""), HOST)
        await keys.until("message/s2", None)


async def test_a_panelist_writes_to_the_control_room_and_sees_that_it_was_read(url: str) -> None:
    """[DE43] Hosts and moderators read it, other panelists do not; its writer is told that it was read."""
    async with open_nodes(url) as (node,):
        desk, stage = Keys(node, DESK), Keys(node, STAGE_BOARD)
        await node.do(c.WriteToControl(DEBATE, "Mon micro grésille", problem=True), INES)
        at = node.clock.now()
        written = {"text": "Mon micro grésille", "at": at, "name": "Inès", "problem": True}
        await desk.until("from/s2", written)
        await node.do(c.MarkRead(DEBATE, "s2", at), MOD_A)
        await stage.until("read/s2", at)
        assert "grésille" not in str(stage.messages)


async def test_nobody_is_told_that_a_later_message_was_read(url: str) -> None:
    """[DE43]"""
    async with open_nodes(url) as (node,):
        stage = Keys(node, STAGE_BOARD)
        await node.do(c.MarkRead(DEBATE, "s2", node.clock.now() + 60_000), HOST)
        await stage.until("read/s2", node.clock.now())


@pytest.mark.parametrize(
    ("command", "by", "code"),
    [
        (c.WriteToControl(DEBATE, "  "), INES, Code.EMPTY),
        (c.WriteToControl(DEBATE, "x" * 301), INES, Code.TOO_LONG),
        (c.WriteToControl(DEBATE, "Bonjour"), ZOE, Code.FORBIDDEN),
        (c.MarkRead(DEBATE, "s2", 1), INES, Code.FORBIDDEN),
        (c.MarkRead(DEBATE, "s9", 1), HOST, Code.NOT_FOUND),
    ],
)
async def test_a_message_that_makes_no_sense_is_refused(
    url: str, command: c.CommandBody, by: You, code: Code
) -> None:
    async with open_nodes(url) as (node,):
        with pytest.raises(Refused) as refused:
            await node.do(command, by)
        assert refused.value.code is code


async def test_nobody_sits_in_the_waiting_room_without_a_connection(url: str) -> None:
    """[DE42]"""
    async with open_nodes(url) as (node,):
        await node.do(c.TakeSeat(DEBATE), INES, session="ines")
        moved = asyncio.Event()
        node.hub.watch(f"debate/{DEBATE}", lambda first, events: moved.set())
        node.services.gate.left(caller("ines", node), [])
        async with asyncio.timeout(PATIENCE_S):
            await moved.wait()
        assert state_of(node) is SeatState.EMPTY


async def test_a_seat_on_stage_outlives_its_session(url: str) -> None:
    """[DE42] The stage says when media is lost; the page may reload without losing the seat."""
    async with admitted(url) as node:
        keys = Keys(node, STAGE_BOARD)
        node.services.gate.left(caller("ines", node), [])
        await keys.until("seat/s2", {})
        assert state_of(node) is SeatState.ON_STAGE
        await node.do(c.ReportSeat(DEBATE, "s2", False), STAGE)
        assert (await node.do(c.TakeSeat(DEBATE), INES, session="again"))["state"] == "lost"
        await node.do(c.ReportSeat(DEBATE, "s2", True), STAGE)
        assert state_of(node) is SeatState.ON_STAGE


async def test_the_session_that_was_replaced_empties_nothing(url: str) -> None:
    async with open_nodes(url) as (node,):
        await node.do(c.TakeSeat(DEBATE), INES, session="old")
        await node.do(c.TakeSeat(DEBATE), INES, session="new")
        node.services.gate.left(caller("old", node), [])
        assert state_of(node) is SeatState.WAITING


async def test_a_seat_taken_on_another_node_ends_the_session_of_the_first_device(any_url: str) -> None:
    """[S10] And what that session leaves behind is not the second device's loss."""
    async with open_nodes(any_url, 2) as (first, second):
        replaced: asyncio.Queue[str] = asyncio.Queue()
        first.services.debate.seats.on_replaced = replaced.put_nowait
        second.services.debate.seats.on_replaced = replaced.put_nowait
        await first.do(c.TakeSeat(DEBATE, device="phone"), INES, session="phone")
        await second.do(c.TakeSeat(DEBATE, device="laptop"), INES, session="laptop")
        async with asyncio.timeout(PATIENCE_S):
            assert await replaced.get() == "phone"
        first.services.gate.left(caller("phone", first), [])
        keys = Keys(second, STAGE_BOARD)
        await keys.until("seat/s2", {"connected": True})
        assert state_of(second) is SeatState.WAITING
        assert replaced.empty()


async def test_a_device_whose_link_was_broken_goes_on_in_its_seat(url: str) -> None:
    """[S10] Its new session replaces nobody."""
    async with open_nodes(url) as (node,):
        replaced: list[str] = []
        node.services.debate.seats.on_replaced = replaced.append
        await node.do(c.TakeSeat(DEBATE, device="phone"), INES, session="before")
        await node.do(c.TakeSeat(DEBATE, device="phone", back=True), INES, session="after")
        node.services.gate.left(caller("before", node), [])
        assert replaced == []
        assert state_of(node) is SeatState.WAITING


async def test_session_descriptions_go_to_the_stage_and_back(url: str) -> None:
    async with admitted(url) as node:
        stage = StageSession(node)
        node.hub.register(f"debate/{DEBATE}", stage)
        answer = await node.do(c.Negotiate(DEBATE, "publish", "offer", "a1"), INES)
        assert answer == {"sdp": "answer"}
        args = {"leg": "publish", "sdp": "offer", "attempt": "a1", "video": True}
        assert stage.asked == [("negotiate", "s2", args)]


async def test_without_a_stage_the_panelist_is_told(url: str) -> None:
    async with admitted(url) as node:
        with pytest.raises(Refused) as refused:
            await node.do(c.Negotiate(DEBATE, "receive"), INES)
        assert refused.value.code is Code.STAGE_AWAY


async def test_media_needs_admission_and_a_probe_does_not(url: str) -> None:
    """[DE41]"""
    async with open_nodes(url) as (node,):
        node.hub.register(f"debate/{DEBATE}", StageSession(node))
        await node.do(c.TakeSeat(DEBATE), INES)
        for leg, code in (("publish", Code.NOT_OPEN), ("receive", Code.NOT_OPEN), ("else", Code.INVALID)):
            with pytest.raises(Refused) as refused:
                await node.do(c.Negotiate(DEBATE, leg, "offer"), INES)
            assert refused.value.code is code
        assert await node.do(c.Negotiate(DEBATE, "probe", "offer"), INES) == {"sdp": "answer"}


async def test_a_host_without_a_seat_may_receive_the_panel_and_not_publish(url: str) -> None:
    """[DE41]"""
    async with admitted(url) as node:
        stage = StageSession(node)
        node.hub.register(f"debate/{DEBATE}", stage)
        await node.do(c.Negotiate(DEBATE, "receive", None, "a1"), HOST)
        assert [seat for _, seat, _ in stage.asked] == [f"host:{HOST.id}"]
        with pytest.raises(Refused) as refused:
            await node.do(c.Negotiate(DEBATE, "publish", "offer"), HOST)
        assert refused.value.code is Code.FORBIDDEN


async def test_levels_are_a_hint_for_known_seats(url: str) -> None:
    """[DE39]"""
    async with admitted(url) as node:
        keys = Keys(node, PUBLIC)
        await node.do(c.ReportLevels(DEBATE, {"s2": 400, "nobody": 3}), STAGE)
        await keys.until("level/s2", 100)
        assert "level/nobody" not in keys.now


async def test_reactions_are_counted_per_second_and_shown_once(url: str) -> None:
    """[DE34]"""
    async with open_nodes(url) as (node,):
        keys = Keys(node, PUBLIC)
        for _ in range(3):
            await node.do(c.React(DEBATE, ReactionKind.APPLAUSE), ZOE)
        with pytest.raises(Refused) as refused:
            await node.do(c.React(DEBATE, ReactionKind.APPLAUSE), ZOE)
        assert refused.value.code is Code.RATE_LIMITED
        await node.do(c.React(DEBATE, ReactionKind.UNCLEAR), YANN)
        node.services.debate._reactions.flush()
        key = f"reactions/{node.hub.node}"
        await keys.until(key, {"applause": 3, "unclear": 1})
        node.services.debate._reactions.flush()
        await keys.until(key, None)


async def test_moderators_see_each_other_and_the_card_each_has_open(url: str) -> None:
    """[DE40]"""
    async with open_nodes(url) as (node,):
        keys = Keys(node, DESK)
        desk = parse_topic(f"debate/{DEBATE}/desk")
        assert desk is not None
        for session, who in (("a", MOD_A), ("b", MOD_B), ("h", HOST)):
            node.services.gate.joined(caller(session, node, who), desk)
        await keys.until(f"present/{HOST.id}", {"name": HOST.name, "host": True})
        id_ = await node.ask("Qui ?", ZOE)
        await node.do(c.ClaimQuestion(DEBATE, id_), MOD_A, session="a")
        await keys.until(f"present/{MOD_A.id}", {"name": "Awa", "question": id_})
        await keys.until(f"present/{MOD_B.id}", {"name": "Bruno"})
        node.services.gate.left(caller("b", node, MOD_B), [])
        await keys.until(f"present/{MOD_B.id}", None)
        other = await node.ask("Quoi ?", YANN)
        await node.do(c.ClaimQuestion(DEBATE, other), MOD_B, session="")  # over HTTP
        await node.do(c.ClaimQuestion(DEBATE, id_, on=False), MOD_A, session="a")
        await keys.until(f"present/{MOD_A.id}", {"name": "Awa"})
        assert keys.now.get(f"present/{MOD_B.id}") is None


async def test_the_fair_order_and_the_audit_are_shown_to_who_looks(url: str) -> None:
    """[DE26] A group that has been heard waits for the others."""
    async with open_nodes(url) as (node,):
        board, desk = Keys(node, PUBLIC), Keys(node, DESK)
        people = [type(ZOE)(f"p-{n}", f"P{n}", ZOE.roles) for n in range(5)]
        first, second = await node.ask("Majorité 1 ?", ZOE), await node.ask("Majorité 2 ?", ZOE)
        other = await node.ask("Minorité ?", YANN)
        for person in people[:3]:
            await node.support(first, person)
            await node.support(second, person)
        for person in people[3:]:
            await node.support(other, person)
        await node.services.upkeep.tick()
        await board.until("fair", [first, other, second])
        await node.move(first, "on_air", MOD_A)
        for _ in range(3):
            await node.services.upkeep.tick()
        await board.until("fair", [other, second])
        await desk.until("heard", {"active": 5, "heard": 3})


async def test_the_fair_order_is_made_again_only_for_what_moves_it(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[DE25] [H3] Each caption and each answer to a poll had it made anew, of all supports, on every node."""
    made: list[int] = []

    def counted(waiting: Sequence[Candidate], heard: Sequence[Candidate]) -> tuple[list[str], Audit]:
        made.append(len(waiting))
        return worked_out(waiting, heard)

    monkeypatch.setattr(fairness, "worked_out", counted)
    async with open_nodes(url) as (node,):
        board = Keys(node, PUBLIC)
        first, second = await node.ask("Qui ?", ZOE), await node.ask("Quoi ?", YANN)
        await node.support(second, ZOE)
        await node.services.upkeep.tick()
        await board.until("fair", [second, first])
        await node.do(c.PostCaption(DEBATE, "Bonsoir."), HOST)
        for _ in range(3):
            await node.services.upkeep.tick()
        assert made == [2]
        await node.support(second, ZOE, on=False)
        for _ in range(3):
            await node.services.upkeep.tick()
        await board.until("fair", [first, second])
        assert made == [2, 2]


async def test_a_longer_list_rests_longer(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """[H3] Whatever people support, the order takes a small share of a node's time."""
    monkeypatch.setattr(fairness, "REST", 1 / 5_000)
    async with open_nodes(url) as (node,):
        board = Keys(node, PUBLIC)
        first, second = await node.ask("Qui ?", ZOE), await node.ask("Quoi ?", YANN)
        await node.support(second, ZOE)
        await node.services.upkeep.tick()
        await board.until("fair", [second, first])
        await node.support(second, ZOE, on=False)
        for at, expected in ((9_000, [second, first]), (2_000, [first, second])):
            node.clock.at += at
            for _ in range(3):
                await node.services.upkeep.tick()
            await board.until("fair", expected)


async def test_the_viewers_list_has_a_place_for_what_few_have_seen(url: str) -> None:
    """[DE28] One slot in five, a minute at a time; the desk sees the fair order by supports alone."""
    async with open_nodes(url) as (node,):
        board, desk = Keys(node, PUBLIC), Keys(node, DESK)
        asked = [await node.ask(f"Question {n} ?", type(ZOE)(f"p-{n}", "P", ZOE.roles)) for n in range(13)]
        await node.services.upkeep.tick()
        await board.until("fair", asked)
        for expected in (
            [0, 1, 2, 3, 10, 4, 5, 6, 7, 11, 8, 9, 12],
            [0, 1, 2, 3, 12, 4, 5, 6, 7, 8, 9, 10, 11],
        ):
            node.clock.at += 60_000
            for _ in range(3):
                await node.services.upkeep.tick()
            await board.until("fair", [asked[n] for n in expected])
        await desk.until("fair", asked)


async def test_a_recording_is_kept_with_the_debate_and_has_chapters(url: str) -> None:
    """[DE38]"""
    async with admitted(url) as node:
        await node.do(c.StartAgendaItem(DEBATE, "i2"), HOST)
        await node.do(c.GiveFloor(DEBATE, "s2"), HOST)
        id_ = await node.ask("Qui paie ?", ZOE)
        await node.move(id_, "on_air", MOD_A)
        await node.do(c.ReportRecording(DEBATE, "/hls/d1/program.m3u8"), STAGE)
        page = await node.services.debate.pages.page(None, DEBATE)
        assert page.card.recording == "/hls/d1/program.m3u8"
        assert page.recording is not None
        chapters = [(chapter.kind, chapter.title) for chapter in page.recording.chapters]
        assert chapters == [("agenda", "Prévention"), ("floor", "Inès"), ("question", "Qui paie ?")]


async def test_a_recording_whose_files_are_not_here_says_so(url: str, tmp_path: Path) -> None:
    """[DE38] [H38] An imported debate has its chapters, and no player that asks for what is not there."""
    async with admitted(url, media_dir=tmp_path) as node:
        for path in ("/hls/d1/program.m3u8", "https://elsewhere.example/d1.m3u8"):
            await node.do(c.ReportRecording(DEBATE, path), STAGE)
            page = await node.services.debate.pages.page(None, DEBATE)
            assert page.recording is not None
            assert page.recording.kept is not path.startswith("/hls/")
        (tmp_path / "d1").mkdir()
        (tmp_path / "d1" / "program.m3u8").write_text("#EXTM3U\n")
        await node.do(c.ReportRecording(DEBATE, "/hls/d1/program.m3u8"), STAGE)
        page = await node.services.debate.pages.page(None, DEBATE)
        assert page.recording is not None
        assert page.recording.kept
