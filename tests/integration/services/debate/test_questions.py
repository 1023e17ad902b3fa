"""Questions through the services: three logs, what each may know, and two who act at once."""

from __future__ import annotations

import asyncio
import json

import pytest

from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import DebateState, QuestionState
from tests.support.boards import follow, heard
from tests.support.evening import DEBATE, HOST, MOD_A, MOD_B, YANN, ZOE
from tests.support.nodes import open_nodes

DESK = f"debate/{DEBATE}/desk"


async def test_a_question_goes_from_the_viewer_to_the_stage(url: str) -> None:
    async with open_nodes(url) as (node,):
        id_ = await node.ask("Qui paie ?", ZOE)
        for state in ("queued", "next", "on_air", "answered"):
            await node.move(id_, state, MOD_A)
        _, public = await node.services.kernel.source.snapshot(f"debate/{DEBATE}")
        assert public["questions"][id_]["state"] == "answered"  # type: ignore[index]
        _, mine = await node.services.kernel.source.snapshot(f"person/{ZOE.id}")
        steps = mine["questions"][id_]["steps"]  # type: ignore[index]
        assert [step["to"] for step in steps] == ["published", "queued", "next", "on_air", "answered"]


async def test_the_public_log_tells_neither_authors_nor_moderators_nor_drafts(url: str) -> None:
    """[DE21] What is not published, who asked and who moderated stand on no public event, nor in the view."""
    async with open_nodes(url) as (node,):
        await node.do(c.SwitchPreModeration(DEBATE, True), MOD_A)
        hidden = await node.ask("Texte jamais publié", ZOE)
        await node.move(hidden, "dismissed", MOD_A, reason="off_topic")
        shown = await node.ask("Texte publié", YANN)
        await node.move(shown, "published", MOD_B)
        log = f"debate/{DEBATE}"
        events = [event for event in await node.database.log.read(log) if "question" in event.type]
        _, view = await node.services.kernel.source.snapshot(log)
        told = json.dumps(
            [[[e.type, e.body, e.actor] for e in events], view["questions"]], ensure_ascii=False
        )
        assert "Texte publié" in told
        for secret in ("jamais", hidden, ZOE.id, YANN.id, MOD_A.id, MOD_B.id, MOD_A.name, MOD_B.name):
            assert secret not in told


async def test_the_same_key_asks_once(any_url: str) -> None:
    """[C5] Also when both arrive at the same time, on two nodes."""
    async with open_nodes(any_url, 2) as (a, b):
        ask = c.AskQuestion(DEBATE, "Deux fois ?", key="k1")
        answers = await asyncio.gather(a.do(ask, ZOE), b.do(ask, ZOE), a.do(ask, ZOE))
        assert len({answer["question"] for answer in answers}) == 1
        _, desk = await b.services.kernel.source.snapshot(DESK)
        assert len(desk["questions"]) == 1  # type: ignore[arg-type]


async def test_the_limit_of_open_questions_holds_over_two_nodes(any_url: str) -> None:
    """[DE17]"""
    async with open_nodes(any_url, 2) as (a, b):
        wishes = [c.AskQuestion(DEBATE, f"Question {n} ?", key=f"k{n}") for n in range(6)]
        asked = await asyncio.gather(
            *((a, b)[n % 2].do(wish, ZOE) for n, wish in enumerate(wishes)), return_exceptions=True
        )
        refused = [each.code for each in asked if isinstance(each, Refused)]
        assert refused == [Code.TOO_MANY_OPEN] * 3


async def test_a_surge_of_questions_loses_none(any_url: str) -> None:
    """[DE47]"""
    async with open_nodes(any_url, 2) as (a, b):
        people = [type(ZOE)(f"p-{n}", f"P{n}", ZOE.roles) for n in range(60)]
        asks = ((a, b)[n % 2].ask(f"Question {n} ?", who) for n, who in enumerate(people))
        await asyncio.gather(*asks)
        for node in (a, b):
            _, desk = await node.services.kernel.source.snapshot(DESK)
            assert len(desk["questions"]) == 60  # type: ignore[arg-type]


async def test_of_two_moderators_on_two_nodes_the_second_is_told(any_url: str) -> None:
    """[C6] Deciding at once on the same version: one stands, the other hears what stands and who did it."""
    async with open_nodes(any_url, 2) as (a, b):
        id_ = await a.ask("Qui décide ?", ZOE)
        move = c.MoveQuestion(DEBATE, id_, await a.version(id_), QuestionState.QUEUED)
        drop = c.MoveQuestion(DEBATE, id_, await b.version(id_), QuestionState.DISMISSED, reason="off_topic")
        outcomes = await asyncio.gather(a.do(move, MOD_A), b.do(drop, MOD_B), return_exceptions=True)
        refusals = [each for each in outcomes if isinstance(each, Refused)]
        assert len(refusals) == 1
        assert refusals[0].code is Code.CHANGED
        assert refusals[0].facts["by"] in (MOD_A.name, MOD_B.name)
        views = [await node.services.kernel.source.snapshot(DESK) for node in (a, b)]
        assert views[0] == views[1]


async def test_moves_of_many_cards_at_once_all_stand(any_url: str) -> None:
    """[DE47] A conflict is decided again, up to five times."""
    async with open_nodes(any_url, 2) as (a, b):
        people = [type(ZOE)(f"p-{n}", f"P{n}", ZOE.roles) for n in range(12)]
        ids = [await a.ask(f"Question {n} ?", who) for n, who in enumerate(people)]
        await asyncio.gather(
            *((a, b)[n % 2].move(id_, "queued", (MOD_A, MOD_B)[n % 2]) for n, id_ in enumerate(ids))
        )
        _, public = await b.services.kernel.source.snapshot(f"debate/{DEBATE}")
        assert sorted(public["queue"]) == sorted(ids)  # type: ignore[call-overload]


async def test_a_claim_on_one_node_holds_on_the_other(any_url: str) -> None:
    """[DE19]"""
    async with open_nodes(any_url, 2) as (a, b):
        id_ = await a.ask("À qui ?", ZOE)
        await a.do(c.ClaimQuestion(DEBATE, id_), MOD_A)
        with pytest.raises(Refused) as refused:
            await b.do(c.ClaimQuestion(DEBATE, id_), MOD_B)
        assert (refused.value.code, refused.value.facts["by"]) == (Code.CLAIMED, MOD_A.name)
        await b.do(c.ClaimQuestion(DEBATE, id_, take=True), MOD_B)
        a.clock.at += 60_000
        await a.do(c.ClaimQuestion(DEBATE, id_), MOD_A)


async def test_the_end_leaves_no_question_open(url: str) -> None:
    """[DE24]"""
    async with open_nodes(url) as (node,):
        ids = [await node.ask(f"Question {n} ?", who) for n, who in enumerate((ZOE, YANN))]
        await node.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)
        _, public = await node.services.kernel.source.snapshot(f"debate/{DEBATE}")
        assert {public["questions"][id_]["state"] for id_ in ids} == {"unanswered"}  # type: ignore[index]
        with pytest.raises(Refused) as refused:
            await node.ask("Trop tard ?", ZOE)
        assert refused.value.code is Code.CLOSED


async def test_undoing_a_merge_gives_the_supports_back(url: str) -> None:
    """[DE13] Supporting a merged question is the union; every act can be undone."""
    async with open_nodes(url) as (node,):
        kept, merged = await node.ask("Combien ?", ZOE), await node.ask("Quel prix ?", YANN)
        fans = [type(ZOE)(f"p-{n}", f"P{n}", ZOE.roles) for n in range(4)]
        for fan in fans[:3]:
            await node.support(kept, fan)
        for fan in fans[2:]:
            await node.support(merged, fan)
        await node.support(merged, ZOE)  # her own question is `kept`: a sum without her would name her
        await node.move(merged, "merged", MOD_A, into=kept)
        assert (await node.board(f"debate/{DEBATE}/board"))[f"support/{kept}"] == 5
        with pytest.raises(Refused) as refused:
            await node.support(merged, fans[0])
        assert refused.value.facts == {"into": kept}
        await node.do(c.UndoQuestion(DEBATE, merged, await node.version(merged)), MOD_A)
        board = await node.board(f"debate/{DEBATE}/board")
        assert (board[f"support/{kept}"], board[f"support/{merged}"]) == (3, 3)


async def test_restoring_a_merged_card_gives_the_supports_back_as_undo_does(url: str) -> None:
    """[DE13] Whatever leads out of a merge parts what it united; whatever leads back unites it again."""
    async with open_nodes(url) as (node,):
        kept, merged = await node.ask("Combien ?", ZOE), await node.ask("Quel prix ?", YANN)
        fans = [type(ZOE)(f"p-{n}", f"P{n}", ZOE.roles) for n in range(3)]
        await node.support(kept, fans[0])
        for fan in fans[1:]:
            await node.support(merged, fan)

        async def supports() -> int:
            count: int = (await node.board(f"debate/{DEBATE}/board"))[f"support/{kept}"]
            return count

        async def undo() -> None:
            await node.do(c.UndoQuestion(DEBATE, merged, await node.version(merged)), MOD_A)

        await node.move(merged, "merged", MOD_A, into=kept)
        counts = [await supports()]
        await node.move(merged, "published", MOD_A)
        counts.append(await supports())
        for _ in range(2):
            await undo()
            counts.append(await supports())
        assert counts == [3, 1, 3, 1]


async def test_united_and_parted_supports_are_seen_on_every_node(any_url: str) -> None:
    """[DE13] A reader on another node sees the counts of a merge, and those of its undoing."""
    async with open_nodes(any_url, 2) as (a, b):
        kept, merged = await a.ask("Combien ?", ZOE), await a.ask("Quel prix ?", YANN)
        fans = [type(ZOE)(f"p-{n}", f"P{n}", ZOE.roles) for n in range(3)]
        await a.support(kept, fans[0])
        for fan in fans[1:]:
            await b.support(merged, fan)
        readers = [await follow(node, f"debate/{DEBATE}/board") for node in (a, b)]
        before: dict[str, object] = {f"support/{kept}": 1, f"support/{merged}": 2}
        united = before | {f"support/{kept}": 3}
        for reader in readers:
            await heard(reader, before)
        await a.move(merged, "merged", MOD_A, into=kept)
        for reader in readers:
            await heard(reader, united)
        await b.do(c.UndoQuestion(DEBATE, merged, await b.version(merged)), MOD_B)
        for reader in readers:
            await heard(reader, before)
        assert await a.services.recount() == []
