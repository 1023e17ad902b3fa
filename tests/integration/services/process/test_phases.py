"""Phases open and close by the clock: once on all nodes, also what was due while none ran."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, select

from hemicycle.core.emit import Emit, process_log
from hemicycle.hub import Exchange
from hemicycle.services.process.plan import NewProposition
from hemicycle.store import tables
from hemicycle.store.connections import Work
from hemicycle_protocol import commands as c
from hemicycle_protocol import process as p
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Choice, Event, Phase, ProcessView, Role, You
from tests.support.evening import START, ZOE
from tests.support.nodes import PHASES, PROCESS, Node, open_node, open_nodes

ORGANISER = You("p-org", "Nour", [Role.CITIZEN, Role.ORGANISER])
CONSULTATION = PHASES[1]
assert CONSULTATION.closes_at is not None
CLOSES = CONSULTATION.closes_at
DAY_MS = 86_400_000


async def said(node: Node, *types: str) -> list[Event]:
    events = await node.database.log.read(process_log(PROCESS))
    return [event for event in events if event.type in types]


async def test_two_nodes_that_race_say_each_opening_and_closing_once(any_url: str) -> None:
    """[PR6] One node acts, because its append wins."""
    async with open_nodes(any_url, 2, live=False) as (one, two):
        for _ in range(3):
            await asyncio.gather(*(node.services.process.phases.advance(now=START) for node in (one, two)))
        opened = [event.body["phase"] for event in await said(one, "phase_opened")]
        assert sorted(map(str, opened)) == ["consultation", "debate", "presentation"]
        closed = [event.body["phase"] for event in await said(two, "phase_closed")]
        assert closed == ["presentation"]


async def test_both_nodes_know_that_a_phase_is_over(url: str) -> None:
    """[PR6]"""
    async with open_nodes(url, 2, live=False) as (one, two):
        await two.services.kernel.journal.load(process_log(PROCESS))
        await one.services.process.phases.advance(now=CLOSES + 1_000)
        await asyncio.sleep(0)
        await two.services.kernel.journal.refresh(process_log(PROCESS))
        states = {plan.phase: plan.state for plan in two.services.kernel.journal.process(PROCESS).phases}
        assert states[Phase.CONSULTATION] == "closed"


async def test_what_was_due_while_no_node_ran_is_said_by_the_next(any_url: str) -> None:
    """[PR6]"""
    async with open_nodes(any_url, live=False) as (node,):
        await node.services.process.phases.advance(now=START)
        clock = node.clock
    clock.at = CLOSES + 3 * DAY_MS
    async with open_node(any_url, clock, Exchange()) as later:
        await later.services.upkeep.tick()
        closed = await said(later, "phase_closed")
        assert [(event.body["phase"], event.at) for event in closed][1:] == [("consultation", clock.at)]


async def test_a_closing_waits_a_grace_but_acts_do_not(url: str) -> None:
    """[PR4] Refused at the last instant; said to be over once all that was received in time is counted."""
    proposition = NewProposition("Moins de viande", "Un repas par jour", "Menus", "Sylvie")
    async with open_nodes(url, live=False, propositions=[proposition]) as (node,):
        await node.services.process.phases.advance(now=CLOSES)
        assert [event.body["phase"] for event in await said(node, "phase_closed")] == ["presentation"]
        node.clock.at = CLOSES - 2
        await node.do(c.Vote(f"{PROCESS}-1", Choice.AGREE, 1), ZOE)
        with pytest.raises(Refused) as refused:
            await node.do(c.Vote(f"{PROCESS}-1", Choice.MIXED, 2), ZOE)
        assert refused.value.code is Code.CLOSED
        await node.services.process.phases.advance(now=CLOSES + 1_000)
        assert len(await said(node, "phase_closed")) == 2


async def test_nothing_is_looked_at_again_when_all_is_said(url: str) -> None:
    async with open_nodes(url, live=False) as (node,):
        await node.services.process.phases.advance(now=CLOSES + 1_000)
        assert await node.database.processes.due(now=CLOSES + DAY_MS) == []


async def test_a_row_that_knows_no_better_is_put_right(url: str) -> None:
    """[PR6] Processes of before the phases were said have 0 there."""
    async with open_nodes(url, live=False) as (node,):
        await node.services.process.phases.advance(now=START)
        await node.database.processes.put_off(PROCESS, since=CLOSES + 1_000, until=0)
        await node.services.process.phases.advance(now=START)
        assert await node.database.processes.due(now=START) == []
        assert await node.database.processes.due(now=CLOSES + 1_000) == [(PROCESS, CLOSES + 1_000)]


async def test_what_else_is_done_is_done_in_the_closing_transaction(any_url: str) -> None:
    """[PR7] The works of a phase see its rows, follow its fact, and are done once."""
    async with open_nodes(any_url, 2, live=False) as nodes:
        seen: list[tuple[str, int]] = []

        def freeze(view: ProcessView, at: int) -> Work[Sequence[Emit]]:
            def work(connection: Connection) -> Sequence[Emit]:
                titles = connection.execute(select(tables.processes.c.title)).all()
                seen.append((str(titles[0].title), at))
                return [Emit(process_log(view.id), p.ProcessChanged("Gelé", view.summary, 3))]

            return work

        for node in nodes:
            node.services.process.phases.closings[Phase.CONSULTATION][:] = [freeze]
        await asyncio.gather(*(node.services.process.phases.advance(now=CLOSES + 1_000) for node in nodes))
        assert seen == [("Cantines", CLOSES + 1_000)]
        events = await nodes[0].database.log.read(process_log(PROCESS))
        assert [event.type for event in events[-2:]] == ["phase_closed", "process_changed"]


async def test_work_that_fails_closes_nothing_and_is_tried_again(url: str) -> None:
    """[PR7]"""
    async with open_nodes(url, live=False) as (node,):

        def fail(view: ProcessView, at: int) -> Work[Sequence[Emit]]:
            def work(connection: Connection) -> Sequence[Emit]:
                raise Refused(Code.UNAVAILABLE)

            return work

        node.services.process.phases.closings[Phase.CONSULTATION].append(fail)
        await node.services.process.phases.advance(now=CLOSES + 1_000)
        assert await said(node, "phase_closed") == []
        node.services.process.phases.closings[Phase.CONSULTATION].clear()
        await node.services.process.phases.advance(now=CLOSES + 2_000)
        assert len(await said(node, "phase_closed")) == 2


async def test_an_extension_before_the_end_moves_the_closing(url: str) -> None:
    """[PR8]"""
    async with open_nodes(url, live=False) as (node,):
        await node.services.process.phases.advance(now=START)
        wish = p.ExtendPhase(PROCESS, Phase.CONSULTATION, 0, CLOSES + DAY_MS, "Panne")
        node.clock.at = CLOSES - 2
        assert await node.do(wish, ORGANISER) == {"version": 1}
        await node.services.process.phases.advance(now=CLOSES + 1_000)
        assert len(await said(node, "phase_closed")) == 1
        await node.services.process.phases.advance(now=CLOSES + DAY_MS + 1_000)
        assert len(await said(node, "phase_closed")) == 2


async def test_an_extension_after_the_end_is_refused(url: str) -> None:
    """[PR8] Also within the grace, when the log has not said yet that it is over."""
    async with open_nodes(url, live=False) as (node,):
        wish = p.ExtendPhase(PROCESS, Phase.CONSULTATION, 0, CLOSES + DAY_MS)
        node.clock.at = CLOSES
        with pytest.raises(Refused) as refused:
            await node.do(wish, ORGANISER)
        assert (refused.value.code, refused.value.facts) == (Code.CLOSED, {"closed_at": CLOSES})
