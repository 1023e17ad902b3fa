"""All propositions of a consultation at once, while it is open and once it has closed."""

from __future__ import annotations

from hemicycle.services.process.plan import NewProposition
from hemicycle_protocol import commands as c
from hemicycle_protocol import consultation as co
from hemicycle_protocol.consultation import Overview, PropositionKind
from hemicycle_protocol.views import Choice
from tests.support.evening import YANN, ZOE
from tests.support.nodes import PROCESS, Node, open_nodes

GIVEN = [NewProposition(f"Titre {n}", "Corps", f"S{n % 2}", "A", official=n == 2) for n in range(1, 4)]


async def overview(node: Node) -> Overview:
    node.clock.at += 5_000
    return await node.services.consultation.overviews.page(None, PROCESS, now=node.clock.at)


async def test_an_overview_has_every_visible_proposition_with_its_votes(any_url: str) -> None:
    """[CO16] An official one has no rank, what its author took back is not in it."""
    async with open_nodes(any_url, propositions=GIVEN) as (node,):
        wish = co.Propose(PROCESS, PropositionKind.SOLUTION, "La mienne", "Corps", "k")
        mine = str((await node.do(wish, ZOE))["proposition"])
        for n, you, choice in ((1, ZOE, Choice.AGREE), (2, ZOE, Choice.MIXED), (3, YANN, Choice.DISAGREE)):
            await node.do(c.Vote(f"{PROCESS}-{n}", choice, n), you)
        page = await overview(node)
        assert page.titles == ["Titre 1", "Titre 2", "Titre 3", "La mienne"]
        assert (page.sections, page.parts[:3]) == (["S1", "S0", ""], [0, 1, 0])
        assert page.cast == co.VoteColumns([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0])
        assert (page.imported, page.ranks) == (None, [1, 0, 2, 2])
        await node.do(co.WithdrawProposition(mine), ZOE)
        assert (await overview(node)).titles == ["Titre 1", "Titre 2", "Titre 3"]


async def test_an_overview_tells_when_texts_were_written_and_never_a_vote(url: str) -> None:
    """[H11] The day of a vote would tie it to who was seen that day."""
    async with open_nodes(url, propositions=GIVEN) as (node,):
        before = (await overview(node)).days
        await node.do(c.Vote(f"{PROCESS}-1", Choice.AGREE, 1), YANN)
        assert (await overview(node)).days == before
        await node.do(co.Argue(f"{PROCESS}-1", co.ArgumentSide.FOR, "Parce que.", "k"), ZOE)
        assert sum(day.arguments for day in (await overview(node)).days) == 1
