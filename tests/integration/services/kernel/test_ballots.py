"""Votes, supports and poll answers: what counts, and what each board shows."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.services.process.plan import NewProposition
from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.integers import GREATEST
from hemicycle_protocol.views import Choice, DebateState, PollHiding, PollState, You
from tests.support.evening import DEBATE, HOST, MOD_A, YANN, ZOE
from tests.support.nodes import PHASES, PROCESS, Node, open_nodes
from tests.support.soak import rounds

ROUNDS = rounds(3)
PROPOSITION = NewProposition("T", "B", "S", "A")
ID = f"{PROCESS}-1"
PUBLIC, DESK = f"debate/{DEBATE}/board", f"debate/{DEBATE}/desk/board"


def crowd(count: int) -> list[You]:
    return [You(f"p-{n}", f"P{n}", ZOE.roles) for n in range(count)]


async def opened(node: Node, hiding: PollHiding, duration_ms: int | None = None) -> str:
    poll = (await node.do(c.CreatePoll(DEBATE, "D'accord ?", ["Oui", "Non"], hiding), HOST))["poll"]
    await node.do(c.OpenPoll(DEBATE, poll, duration_ms), HOST)
    return str(poll)


async def test_a_seq_that_nothing_holds_is_refused_and_the_greatest_stands_in_nobody_s_way(
    any_url: str,
) -> None:
    """[W2, C4] [H7]"""
    async with open_nodes(any_url, 1, propositions=[PROPOSITION]) as (node,):
        for seq in (GREATEST + 1, 2**63 - 1, 2**63, 2**64):
            with pytest.raises(Refused) as refused:
                await node.do(c.Vote(ID, Choice.AGREE, seq), ZOE)
            assert (refused.value.code, refused.value.facts) == (Code.INVALID, {"field": "seq"})
        await node.do(c.Vote(ID, Choice.AGREE, GREATEST), ZOE)
        assert (await node.do(c.Vote(ID, Choice.MIXED, GREATEST), ZOE))["choice"] == "agree"
        await node.do(c.Vote(ID, Choice.AGREE, 1), YANN)
        totals = (await node.board(f"process/{PROCESS}/board"))["totals"]
        assert totals == {"votes_cast": 2, "voters": 2}


async def test_a_vote_is_counted_changed_and_withdrawn(any_url: str) -> None:
    """[CO1]"""
    async with open_nodes(any_url, 2, propositions=[PROPOSITION]) as (a, b):
        assert (await a.do(c.Vote(ID, Choice.AGREE, 1), ZOE))["choice"] == "agree"
        await b.do(c.Vote(ID, Choice.DISAGREE, 2), YANN)
        await b.do(c.Vote(ID, Choice.MIXED, 3), ZOE)
        board = await a.board(f"process/{PROCESS}/board")
        assert board == {
            f"proposition/{ID}": {"mixed": 1, "disagree": 1},
            "totals": {"votes_cast": 2, "voters": 2},
        }
        await a.do(c.Vote(ID, None, 4), YANN)
        assert (await a.services.consultation.reading.votes_of(ZOE, PROCESS)).votes == {ID: Choice.MIXED}
        assert (await a.services.consultation.reading.votes_of(YANN, PROCESS)).votes == {}
        assert await a.services.recount() == []


async def test_a_repeated_or_late_vote_changes_nothing(url: str) -> None:
    """[C4, CO2] A lower or equal `seq` is answered with what stands."""
    async with open_nodes(url, propositions=[PROPOSITION]) as (node,):
        await node.do(c.Vote(ID, Choice.AGREE, 5), ZOE)
        for seq in (5, 4):
            assert (await node.do(c.Vote(ID, Choice.DISAGREE, seq), ZOE))["choice"] == "agree"


async def test_votes_count_until_before_the_closing_instant(url: str) -> None:
    """[C3, PR4] The instant of reception decides."""
    async with open_nodes(url, propositions=[PROPOSITION]) as (node,):
        closes_at = PHASES[1].closes_at
        assert closes_at is not None
        node.clock.at = closes_at - 2
        await node.do(c.Vote(ID, Choice.AGREE, 1), ZOE)
        with pytest.raises(Refused) as refused:
            await node.do(c.Vote(ID, Choice.DISAGREE, 2), ZOE)
        assert (refused.value.code, refused.value.facts) == (Code.CLOSED, {"closed_at": closes_at})


async def test_a_vote_on_nothing_is_refused(url: str) -> None:
    async with open_nodes(url) as (node,):
        with pytest.raises(Refused) as refused:
            await node.do(c.Vote("nowhere", Choice.AGREE, 1), ZOE)
        assert refused.value.code is Code.NOT_FOUND


async def test_supports_are_counted_once_a_person_on_all_nodes(any_url: str) -> None:
    """[DE14]"""
    async with open_nodes(any_url, 2) as (a, b):
        id_ = await a.ask("Combien ?", ZOE)
        people = crowd(30)
        await asyncio.gather(*((a, b)[n % 2].support(id_, who) for n, who in enumerate(people)))
        await asyncio.gather(*((b, a)[n % 2].support(id_, who) for n, who in enumerate(people)))
        assert (await b.board(PUBLIC))[f"support/{id_}"] == 30
        assert await a.support(id_, people[0], on=False) == {"on": False}
        assert (await b.board(PUBLIC))[f"support/{id_}"] == 29
        assert (await a.services.debate.pages.mine(people[1], DEBATE)).supports == [id_]


async def test_nobody_supports_their_own_question(url: str) -> None:
    """[DE14] It needs no support of its own."""
    async with open_nodes(url) as (node,):
        id_ = await node.ask("Et moi ?", ZOE)
        with pytest.raises(Refused) as refused:
            await node.support(id_, ZOE)
        assert refused.value.code is Code.OWN_QUESTION


async def test_a_question_that_is_not_public_cannot_be_supported(url: str) -> None:
    """[DE49]"""
    async with open_nodes(url) as (node,):
        await node.do(c.SwitchPreModeration(DEBATE, True), MOD_A)
        id_ = await node.ask("Cachée ?", ZOE)
        with pytest.raises(Refused) as refused:
            await node.support(id_, YANN)
        assert refused.value.code is Code.NOT_FOUND


@pytest.mark.parametrize(
    ("hiding", "while_open", "told_to_voter"),
    [
        (PollHiding.ALWAYS, True, False),
        (PollHiding.AFTER_VOTE, False, True),
        (PollHiding.AT_CLOSE, False, False),
    ],
)
async def test_hidden_counts_stand_on_the_desks_board_alone(
    url: str, hiding: PollHiding, while_open: bool, told_to_voter: bool
) -> None:
    """[DE31]"""
    async with open_nodes(url) as (node,):
        poll = await opened(node, hiding)
        answers = [
            await node.answer(poll, option, who) for option, who in zip((0, 1, 1), crowd(3), strict=True)
        ]
        assert ("tally" in answers[-1]) is told_to_voter
        assert (f"poll/{poll}" in await node.board(PUBLIC)) is while_open
        assert (await node.board(DESK))[f"poll/{poll}"] == {"counts": [1, 2], "voters": 3}
        await node.do(c.ClosePoll(DEBATE, poll), HOST)
        view = node.services.kernel.journal.debate(DEBATE).polls[poll]
        assert view.result == (None if hiding is PollHiding.AT_CLOSE else [1, 2])
        await node.do(c.PublishPoll(DEBATE, poll), HOST)
        assert node.services.kernel.journal.debate(DEBATE).polls[poll].result == [1, 2]
        assert f"poll/{poll}" in await node.board(PUBLIC)


async def test_the_result_of_a_poll_counts_every_answer_that_was_taken(url: str) -> None:
    """[DE32] Answers under way at the closing are in, later ones refused; the board says the same."""
    async with open_nodes(url) as (node,):
        poll = await opened(node, PollHiding.ALWAYS)
        answers = [asyncio.create_task(node.answer(poll, 0, who)) for who in crowd(40)]
        await asyncio.gather(*answers[:3])
        closing = asyncio.create_task(node.do(c.ClosePoll(DEBATE, poll), HOST))
        late = [asyncio.create_task(node.answer(poll, 1, You(f"l-{n}", "L", ZOE.roles))) for n in range(20)]
        outcomes = await asyncio.gather(*answers, *late, return_exceptions=True)
        await closing
        refused = [each.code for each in outcomes if isinstance(each, Refused)]
        assert set(refused) <= {Code.CLOSED}
        taken = len(outcomes) - len(refused)
        result = node.services.kernel.journal.debate(DEBATE).polls[poll].result
        assert result is not None
        assert sum(result) == taken
        assert (await node.board(PUBLIC))[f"poll/{poll}"] == {"counts": result, "voters": taken}


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize("ends", [False, True])
async def test_the_logged_result_is_the_tally_whichever_node_took_the_answers(
    any_url: str, ends: bool
) -> None:
    """[C3, DE32] Two nodes answer while one closes: what is confirmed is in the result, the rest refused."""
    async with open_nodes(any_url, 2) as (a, b):
        for round_ in range(1 if ends else ROUNDS):
            poll = await opened(a, PollHiding.ALWAYS)
            await b.services.kernel.journal.refresh(f"debate/{DEBATE}")
            people = [You(f"p-{round_}-{n}", "P", ZOE.roles) for n in range(60)]
            answers = [
                asyncio.create_task((a, b)[n % 2].answer(poll, n % 3 % 2, who))
                for n, who in enumerate(people)
            ]
            await asyncio.gather(*answers[: round_ % 20])
            close = c.SetDebateState(DEBATE, DebateState.ENDED) if ends else c.ClosePoll(DEBATE, poll)
            await a.do(close, HOST)
            late = asyncio.create_task(b.answer(poll, 0, YANN))
            outcomes = await asyncio.gather(*answers, late, return_exceptions=True)
            refused = [each.code for each in outcomes if isinstance(each, Refused)]
            assert set(refused) == {Code.CLOSED}
            result = a.services.kernel.journal.debate(DEBATE).polls[poll].result
            assert result is not None
            assert sum(result) == len(outcomes) - len(refused)
            assert (await b.services.kernel.ballots.counts(DEBATE)).get(f"poll/{poll}", {}) == {
                str(option): count for option, count in enumerate(result) if count
            }
        assert await a.services.recount() == []


async def test_a_poll_with_a_time_closes_once_on_all_nodes(any_url: str) -> None:
    """[DE33] Both tickers see it; the offset of the log lets one of them close it."""
    async with open_nodes(any_url, 2) as (a, b):
        poll = await opened(a, PollHiding.ALWAYS, 10_000)
        await b.answer(poll, 1, ZOE)
        a.clock.at += 10_000
        with pytest.raises(Refused) as refused:
            await b.answer(poll, 0, YANN)
        assert refused.value.code is Code.CLOSED
        a.clock.at += 1_000
        await asyncio.gather(a.services.upkeep.tick(), b.services.upkeep.tick())
        closings = [e for e in await a.database.log.read(f"debate/{DEBATE}") if e.type == "poll_closed"]
        assert [event.body for event in closings] == [{"poll": poll, "result": [0, 1]}]


async def test_the_end_of_the_debate_closes_its_polls(url: str) -> None:
    """[DE33]"""
    async with open_nodes(url) as (node,):
        poll = await opened(node, PollHiding.ALWAYS)
        await node.answer(poll, 0, ZOE)
        await node.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)
        held = node.services.kernel.journal.debate(DEBATE).polls[poll]
        assert (held.state, held.result) == (PollState.CLOSED, [1, 0])


async def test_pseudonyms_differ_between_boxes(url: str) -> None:
    """[DA7] Nobody can tell from two boxes that it was the same person."""
    async with open_nodes(url) as (node,):
        salts = node.database.salts
        names = {await salts.pseudonym(box, ZOE.id) for box in ("a", "b")}
        assert len(names) == 2
        assert all(ZOE.id not in name for name in names)
