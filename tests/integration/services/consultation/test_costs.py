"""[H1, H2] What one person writes does not hold the others up: the loop works as long as for plain prose.

Both are measured in one run, on one node, by the CPU of the loop's thread; what is done apart is not in it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

import pytest

from hemicycle.services.consultation.reading import ListQuery
from hemicycle.services.kernel.markdown import _render
from hemicycle.services.process.plan import NewArgument, NewProposition
from hemicycle_protocol import consultation as co
from hemicycle_protocol.consultation import ArgumentSide, ListSort, PropositionKind
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import You
from tests.support.evening import YANN, ZOE
from tests.support.nodes import PROCESS, Node, open_nodes

BODY = 8_000
PROSE = "Les données de la commune sont à tous, et chacun doit pouvoir les lire. "
# How many times the work of prose: attacks took fifty times and more.
MOST = 4.0


def filled(text: str) -> str:
    return (text * (BODY // len(text) + 1))[:BODY].strip()


async def least(act: Callable[[], Awaitable[object]]) -> float:
    """The CPU of the loop's thread for an act, the least of some."""
    costs = []
    for _ in range(5):
        before = time.thread_time()
        await act()
        costs.append(time.thread_time() - before)
    return min(costs)


async def test_a_list_of_brackets_costs_the_loop_what_a_list_of_prose_does(url: str) -> None:
    """[H1] With and without words to be found; 20 such propositions took ten seconds, and all waited."""
    texts = {"prose": PROSE, "brackets": "données [", "marks": "données **a _", "quotes": "données > "}
    given = [
        NewProposition(f"{section} {n}", f"{n} {filled(text)}", section, "Ana")
        for section, text in texts.items()
        for n in range(10)
    ]
    async with open_nodes(url, propositions=given) as (node,):
        reading = node.services.consultation.reading
        for words in ("", "données"):
            cost = {
                section: await least(
                    lambda section=section, words=words: reading.propositions(  # type: ignore[misc]
                        None, PROCESS, ListQuery(ListSort.NEWEST, section=section, q=words, limit=50)
                    )
                )
                for section in texts
            }
            assert {section for section in texts if cost[section] > MOST * cost["prose"]} == set()


async def test_a_page_that_nobody_has_read_is_made_apart(url: str) -> None:
    """[H1] A proposition and its arguments, of brackets alone: their HTML is not made in the loop."""
    bodies = [f"{n} {filled('![')[:2_000]}" for n in range(20)]
    given = NewProposition(
        "Crochets", "Ici.", "S", "Ana", arguments=[NewArgument("for", b, "Bo") for b in bodies]
    )
    async with open_nodes(url, propositions=[given]) as (node,):
        reading = node.services.consultation.reading
        (card,) = (await reading.propositions(None, PROCESS, ListQuery())).propositions
        before = time.thread_time()
        await reading.proposition(None, card.id)
        spent = time.thread_time() - before
        before = time.thread_time()
        for body in bodies:
            _render(body)
        assert spent < (time.thread_time() - before) / 2


async def revised(node: Node, title: str, bodies: list[str], by: You) -> str:
    """A proposition with as many versions, on each of which somebody else had something to say."""
    command = co.Propose(PROCESS, PropositionKind.SOLUTION, title, bodies[0], key=title)
    id_ = str((await node.do(command, by))["proposition"])
    await node.do(co.Argue(id_, ArgumentSide.FOR, "Car c’est bon.", key=title), YANN)
    for version, body in enumerate(bodies[1:], start=1):
        await node.do(co.ReviseProposition(id_, version, title, body), by)
    return id_


async def test_versions_made_of_lines_cost_the_loop_what_versions_of_prose_do(url: str) -> None:
    """[H2] 3,999 lines of one letter, revised six times, took 20 seconds at each look."""
    lines = ["\n".join("ab"[n * k % 7 % 2] for n in range(3_999)) for k in range(3, 9)]
    prose = [filled(f"{PROSE}{k} ") for k in range(6)]
    async with open_nodes(url) as (node,):
        texts = node.services.consultation.texts
        cost = {}
        for title, bodies in (("prose", prose), ("lines", lines)):
            id_ = await revised(node, title, bodies, ZOE)
            assert len((await texts.versions(None, f"proposition/{id_}")).versions) == len(bodies)
            cost[title] = await least(lambda id_=id_: texts.versions(None, f"proposition/{id_}"))  # type: ignore[misc]
        assert cost["lines"] < MOST * cost["prose"]


async def test_a_text_cannot_be_written_anew_without_end(url: str) -> None:
    """[CO12] [H2] From the last version that it may have on, it stays."""
    async with open_nodes(url) as (node,):
        id_ = await revised(node, "Encore", [f"Version {n}." for n in range(1, 51)], ZOE)
        with pytest.raises(Refused) as refused:
            await node.do(co.ReviseProposition(id_, 50, "Encore", "Une de plus."), ZOE)
        assert refused.value.code is Code.LIMIT_REACHED
