"""Views in memory: saved, read again, and the same on every node."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.core import questions as rules
from hemicycle.hub import Hub, MemoryBridge
from hemicycle.hub.tasks import Tasks
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.journal import Journal
from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import QuestionState
from tests.support.evening import DEBATE, HOST, MOD_A, YANN, ZOE
from tests.support.nodes import open_nodes

LOGS = (f"debate/{DEBATE}", f"debate/{DEBATE}/desk", f"person/{ZOE.id}")


async def test_a_view_that_was_saved_and_read_on_is_the_view(url: str) -> None:
    """[T6] fold(snapshot, events) == state, through the database."""
    async with open_nodes(url) as (node,):
        hub = Hub(MemoryBridge())
        await hub.start(node.services.kernel.source)
        tasks = Tasks()
        ids = [await node.ask("Un ?", ZOE), await node.ask("Deux ?", YANN)]
        for id_ in ids:
            await node.move(id_, QuestionState.QUEUED, MOD_A)
        saving = Journal(node.database.log, node.database.ballots, hub, tasks, save_every=1)
        await saving.load(*LOGS)
        noted = c.NoteQuestion(DEBATE, ids[0], await node.version(ids[0]), "à voir")
        await saving.decide(
            LOGS[:2],
            lambda now: Decision(
                rules.note(saving.debate(DEBATE), saving.desk(DEBATE), noted, now=now, by=MOD_A)
            ),
            now=node.clock.now(),
            actor=MOD_A.id,
        )
        saved = await node.database.log.load_snapshot(LOGS[1])
        assert saved is not None
        assert saved[0] == saving.head(LOGS[1])
        await node.do(c.PostCaption(DEBATE, "Bonsoir"), HOST)
        await node.move(ids[0], QuestionState.NEXT, MOD_A)
        late = Journal(node.database.log, node.database.ballots, hub, tasks)
        await late.load(*LOGS)
        await node.services.kernel.journal.refresh(*LOGS[:2])
        assert [late.view(log) for log in LOGS[:2]] == [
            node.services.kernel.journal.view(log) for log in LOGS[:2]
        ]
        assert late.head(LOGS[0]) == node.services.kernel.journal.head(LOGS[0])
        assert late.person(ZOE.id).questions[ids[0]].state is QuestionState.NEXT
        await tasks.close()
        await hub.close()


async def test_what_somebody_else_read_meanwhile_is_new_too(url: str) -> None:
    """Who refused on an old view asks again, also when another act of this node brought it up to date."""
    async with open_nodes(url) as (node,):
        hub = Hub(MemoryBridge())  # a node that hears no news
        await hub.start(node.services.kernel.source)
        tasks = Tasks()
        deaf = Journal(node.database.log, node.database.ballots, hub, tasks)
        await deaf.load(*LOGS)
        await node.ask("Un ?", YANN)
        desk, others = LOGS[1], [LOGS[2], LOGS[2], LOGS[2]]
        assert all(await asyncio.gather(deaf.refresh(*others, desk), deaf.refresh(desk)))
        await tasks.close()
        await hub.close()


async def test_what_is_no_log_is_not_found(url: str) -> None:
    """A board, a box or a made-up id is never taken for a log that happens to be empty."""
    async with open_nodes(url) as (node,):
        journal = node.services.kernel.journal
        for name in (f"debate/{DEBATE}/board", f"ballots/{DEBATE}", f"debate/{DEBATE}/of", "debate/none", ""):
            with pytest.raises(Refused) as refused:
                await journal.load(name)
            assert refused.value.code is Code.NOT_FOUND
