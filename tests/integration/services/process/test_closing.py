"""What was held up until after the end is not in it: the box closes in the transaction that says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from hemicycle.services.kernel.caller import Caller
from hemicycle.store.ballots import Ballot
from hemicycle_protocol import commands as c
from hemicycle_protocol import consultation as co
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.mobilisation import SupportBill, WithdrawSupport
from hemicycle_protocol.views import Choice, DebateState, PollHiding, You
from tests.support.evening import DEBATE, HOST, START, YANN, ZOE
from tests.support.nodes import PROCESS, Node, open_nodes
from tests.support.whole_process import DAY_MS, furnish_six_phases

CLOSES = START + DAY_MS
SEQ = 1_000
Held = Callable[[], Awaitable[object]]


async def hold_up(node: Node, command: CommandBody, by: You) -> Held:
    """An act that was received whole a millisecond before the close, was permitted, and waits since."""
    caller = Caller(by, "s1", "127.0.0.1", min(node.clock.at, CLOSES - 1), "fr")
    permitted = await node.services.kernel.rules.ask(caller, command)
    handlers = {kind: each for feature in node.services.features for kind, each in feature.handlers().items()}
    return lambda: handlers[type(command)](permitted, command)


async def refusal(act: Held) -> Code:
    with pytest.raises(Refused) as refused:
        await act()
    return refused.value.code


async def check_frozen(node: Node) -> None:
    """The ranking that was kept is what the box has, whoever reads which."""
    frozen = await node.database.standings.frozen(PROCESS)
    assert frozen
    board = await node.board(f"process/{PROCESS}/board")
    imported = {row.id: row for row in await node.database.propositions.all_of(PROCESS)}
    for row in frozen:
        shown = board.get(f"proposition/{row.proposition}", {})
        came = imported[row.proposition]
        for choice in Choice:
            elsewhere = getattr(came.imported, choice.value) if came.imported else 0
            assert getattr(row, choice.value) == shown.get(choice.value, 0) + elsewhere, row
    assert await node.services.recount() == []


async def test_a_phase_closes_its_box_for_whatever_is_held_up(any_url: str, tmp_path: Path) -> None:
    """[H10] [PR4] Votes, supports of arguments and of the bill, texts; on whichever node they wait."""
    async with open_nodes(any_url, 2, furnished=False) as (a, b):
        await furnish_six_phases(a, tmp_path)
        argument = f"{PROCESS}-3-a1"
        text = co.Propose(PROCESS, co.PropositionKind.SOLUTION, "Trop tard", "Un texte.", "late")
        commands: list[tuple[CommandBody, You]] = [
            (c.Vote(f"{PROCESS}-2", Choice.DISAGREE, SEQ), YANN),
            (c.Vote(f"{PROCESS}-2", None, SEQ), ZOE),
            (co.VoteArgument(argument, True, SEQ), ZOE),
            (SupportBill(PROCESS, SEQ), YANN),
            (WithdrawSupport(PROCESS, SEQ), You("person-0", "P0", ZOE.roles)),
            (text, ZOE),
            (co.Argue(f"{PROCESS}-2", co.ArgumentSide.FOR, "Trop tard.", "late"), ZOE),
        ]
        a.clock.at = CLOSES - 1
        held = [(command, await hold_up(b, command, by)) for command, by in commands]
        before = await a.database.ballots.tallies(PROCESS)
        a.clock.at = CLOSES + 1_000
        await a.services.process.phases.advance(now=a.clock.at)
        for command, act in held:
            assert await refusal(act) is Code.CLOSED, command
        assert (await a.database.ballots.tallies(PROCESS))[1:] == before[1:]
        assert len(await a.database.propositions.all_of(PROCESS)) == 5
        for node in (a, b):
            await check_frozen(node)


async def test_a_debate_closes_its_box_as_it_ends(any_url: str) -> None:
    """[H10] Supports of questions and answers to polls that another node held up."""
    async with open_nodes(any_url, 2) as (a, b):
        question = await a.ask("Qui paie ?", YANN)
        made = await a.do(c.CreatePoll(DEBATE, "D’accord ?", ["Oui", "Non"], PollHiding.ALWAYS), HOST)
        poll = str(made["poll"])
        await a.do(c.OpenPoll(DEBATE, poll), HOST)
        await a.answer(poll, 0, YANN)
        support = await hold_up(b, c.SupportQuestion(DEBATE, question, True, SEQ), ZOE)
        await a.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)
        assert await refusal(support) is Code.CLOSED
        # Behind every look at the debate, as from a node that has not heard yet: the box itself refuses.
        for target, choice in ((f"question/{question}", "support"), (f"poll/{poll}", "1")):
            ballot = Ballot(DEBATE, target, "voter", choice, SEQ, START)
            assert await refusal(partial(b.database.ballots.cast, ballot)) is Code.CLOSED
        _, counts, _ = await a.database.ballots.tallies(DEBATE)
        assert counts == {f"poll/{poll}": {"0": 1}}
        assert await a.services.recount() == []


async def test_what_moderation_takes_out_after_the_close_is_no_ballot(any_url: str, tmp_path: Path) -> None:
    """[H10] A text that is binned later leaves the counts and comes back, and a recount agrees."""
    async with open_nodes(any_url, furnished=False) as (node,):
        await furnish_six_phases(node, tmp_path)
        node.clock.at = CLOSES + 1_000
        await node.services.upkeep.tick()
        box, targets = node.database.ballots, [f"proposition/{PROCESS}-2"]
        frozen = await box.tallies(PROCESS)
        await node.services.moderation.acts.retire(  # as closing an account does
            (await node.database.texts.several(targets))[targets[0]], now=node.clock.at
        )
        assert (await box.tallies(PROCESS))[1] != frozen[1]
        assert await node.services.recount() == []
