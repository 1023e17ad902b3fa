"""What decisions ask of the store: the logs to themselves, and who supports what."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.store.ballots import Ballot, Choices
from hemicycle.store.log import Append, Change, News
from hemicycle.store.moves import Unite
from tests.support.ballot_moves import move_ballots

from .conftest import Nodes


def said(text: str, log: str = "debate/d1") -> Append:
    return Append(log, "said", {"text": text}, 1)


async def test_a_decision_alone_sees_all_that_came_before_and_cannot_conflict(nodes: Nodes) -> None:
    """Two nodes that each append what they count, without knowing of each other, never count the same."""
    one, other = await nodes(), await nodes()

    def decide(news: News, counts: Choices) -> Change[None]:
        return Change([said(f"number {len(news['debate/d1'])}"), said("also", "person/p1")], None)

    known = {"debate/d1": 0}
    await asyncio.gather(*((one, other)[n % 2].ballots.append_after("d1", known, decide) for n in range(10)))
    texts = [event.body["text"] for event in await one.log.read("debate/d1")]
    assert texts == [f"number {n}" for n in range(10)]
    assert len(await one.log.read("person/p1")) == 10


async def test_what_a_decision_alone_raises_leaves_nothing_behind(nodes: Nodes) -> None:
    database = await nodes()

    def decide(news: News, counts: Choices) -> Change[None]:
        raise LookupError

    def nothing(news: News, counts: Choices) -> Change[str]:
        return Change([], "nothing", [lambda connection: pytest.fail("no facts, no rows")])

    append = database.ballots.append_after
    with pytest.raises(LookupError):
        await append("d1", {"debate/d1": 0}, decide)
    assert await append("d1", {"debate/d1": 0}, nothing) == ([], "nothing")
    assert await database.log.heads(["debate/d1"]) == {"debate/d1": 0}
    await database.log.append([said("still works")])


async def test_holders_are_those_whose_ballot_counts_now(nodes: Nodes) -> None:
    database = await nodes()
    ballots = [
        Ballot("d1", "question/q1", "a", "support", 1, 1),
        Ballot("d1", "question/q1", "b", "support", 1, 1, counted=False),
        Ballot("d1", "question/q1", "c", "support", 1, 1),
        Ballot("d1", "question/q1", "c", None, 2, 2),
        Ballot("d1", "question/q2", "a", "support", 1, 1),
        Ballot("d1", "poll/x", "a", "0", 1, 1),
        Ballot("d2", "question/q1", "z", "support", 1, 1),
    ]
    for ballot in ballots:
        await database.ballots.cast(ballot)
    assert await database.ballots.holders("d1", ["question/q1", "question/q2"]) == {
        "question/q1": ["a"],
        "question/q2": ["a"],
    }


async def test_the_turns_of_a_box_lead_to_its_holders(nodes: Nodes) -> None:
    """[H3] Whoever counts on from the log holds what the box holds, whatever was moved, a page at a time."""
    database = await nodes()
    for n in range(6):
        await database.ballots.cast(Ballot("d1", f"question/q{n % 2}", f"v{n}", "support", 1, n))
    await database.ballots.cast(Ballot("d1", "question/q0", "v0", None, 2, 9))
    await move_ballots(database, "d1", Unite("question/q0", "question/q1"), at=10)
    held: dict[str, set[str]] = {}
    read, head = 0, (await database.log.heads(["ballots/d1"]))["ballots/d1"]
    while read < head:
        read, turns = await database.ballots.turns("d1", after=read, limit=4)
        for target, voter, counts in turns:
            (held.setdefault(target, set()).add if counts else held[target].discard)(voter)
    holders = await database.ballots.holders("d1", ["question/q0", "question/q1"])
    assert held == {target: set(voters) for target, voters in holders.items()}
    assert len(held["question/q0"]) == 5
    assert await database.ballots.turns("d1", after=head) == (head, [])
