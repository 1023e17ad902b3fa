"""The ranking while a consultation is open, and the one that stands once it has closed."""

from __future__ import annotations

from typing import Any

import pytest

from hemicycle.core.emit import process_log
from hemicycle.services.process.plan import NewProposition
from hemicycle_protocol import commands as c
from hemicycle_protocol import consultation as co
from hemicycle_protocol import process as p
from hemicycle_protocol.consultation import PropositionKind, Ranking
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Choice, Role, You
from tests.support.evening import YANN, ZOE
from tests.support.nodes import PHASES, PROCESS, Node, open_nodes

ORGANISER = You("p-org", "Olga", [Role.ORGANISER, Role.CITIZEN])
GIVEN = [NewProposition(f"Titre {n}", "Corps", "S", "A", official=n == 5) for n in range(1, 6)]


def crowd(count: int) -> list[You]:
    return [You(f"p-{n}", f"P{n}", ZOE.roles) for n in range(count)]


async def vote(node: Node, agree: dict[str, int]) -> None:
    for id_, count in agree.items():
        for voter in crowd(count):
            await node.do(c.Vote(id_, Choice.AGREE, 1), voter)


async def ranking(node: Node, after: int = 0, limit: int = 50) -> Ranking:
    node.clock.at += 5_000
    return await node.services.consultation.rankings.page(
        None, PROCESS, after=after, limit=limit, now=node.clock.at
    )


def places(page: Ranking) -> list[tuple[int, int, int]]:
    return [(item.rank, item.number, item.agree) for item in page.items]


async def test_equal_propositions_share_a_rank_over_pages(any_url: str) -> None:
    """[CO16] 1, 2, 2, 4; the official one is not in it."""
    async with open_nodes(any_url, propositions=GIVEN) as (node,):
        await vote(node, {f"{PROCESS}-{n}": agree for n, agree in ((1, 3), (2, 1), (3, 3), (4, 5), (5, 9))})
        whole = await ranking(node)
        assert places(whole) == [(1, 4, 5), (2, 1, 3), (2, 3, 3), (4, 2, 1)]
        assert (whole.total, whole.frozen_at, whole.after) == (4, None, None)
        first = await ranking(node, limit=3)
        assert first.after == 3
        assert places(await ranking(node, after=first.after)) == [(4, 2, 1)]


async def test_an_authors_own_vote_is_kept_and_not_counted(any_url: str) -> None:
    """[CO18] Else the difference between tally and rank would be the author's vote."""
    async with open_nodes(any_url, propositions=GIVEN[:1]) as (node,):
        wish = co.Propose(PROCESS, PropositionKind.SOLUTION, "La mienne", "Corps", "k")
        mine = str((await node.do(wish, ZOE))["proposition"])
        await node.do(c.Vote(mine, Choice.AGREE, 1), ZOE)
        await node.do(c.Vote(f"{PROCESS}-1", Choice.AGREE, 1), ZOE)
        argued = await node.do(co.Argue(mine, co.ArgumentSide.FOR, "Parce que.", "k"), ZOE)
        for you in (ZOE, YANN):
            await node.do(co.VoteArgument(str(argued["argument"]), True, 1), you)
        page = await node.services.consultation.reading.proposition(None, mine)
        assert page.card.tally.agree == 0
        assert [argument.supports for argument in page.arguments] == [1], "Yann's"
        assert places(await ranking(node)) == [(1, 1, 1), (2, 2, 0)]
        votes = await node.services.consultation.reading.votes_of(ZOE, PROCESS)
        assert votes.votes[mine] is Choice.AGREE
        assert votes.supports == [argued["argument"]]
        assert await node.services.recount() == []


async def test_a_vote_names_a_version_that_there_is(any_url: str) -> None:
    """[CO13] On any node, the newest too; it is no mark that a voter chooses."""
    async with open_nodes(any_url, 2) as (a, b):
        wish = co.Propose(PROCESS, PropositionKind.SOLUTION, "La mienne", "Corps", "k")
        mine = str((await a.do(wish, ZOE))["proposition"])
        argued = str((await a.do(co.Argue(mine, co.ArgumentSide.FOR, "Parce que.", "k"), ZOE))["argument"])
        await b.do(c.Vote(mine, Choice.AGREE, 1, 1), YANN)
        await a.do(co.ReviseProposition(mine, 1, "La mienne", "Un autre corps"), ZOE)
        await b.do(c.Vote(mine, Choice.AGREE, 2, 2), YANN)
        for beyond in (c.Vote(mine, Choice.MIXED, 3, 3), co.VoteArgument(argued, True, 4, 2)):
            with pytest.raises(Refused) as refused:
                await b.do(beyond, YANN)
            assert (refused.value.code, refused.value.facts) == (Code.INVALID, {"field": "version"})


async def test_the_ranking_is_frozen_when_the_consultation_closes(any_url: str) -> None:
    """[CO20] `commitment.top_n`: the most supported get a reasoned answer, once for all nodes."""
    async with open_nodes(any_url, 2, propositions=GIVEN) as (a, b):
        change: dict[str, Any] = {
            "process": PROCESS,
            "version": 0,
            "title": "Cantines",
            "summary": "",
            "top_n": 2,
        }
        await a.do(p.ChangeProcess(**change), ORGANISER)
        await vote(a, {f"{PROCESS}-1": 2, f"{PROCESS}-2": 1, f"{PROCESS}-3": 2})
        closes_at = PHASES[1].closes_at
        assert closes_at is not None
        a.clock.at = closes_at + 1_000
        for node in (a, b, a):
            await node.services.process.phases.advance(now=a.clock.at)
        facts = [e for e in await a.database.log.read(process_log(PROCESS)) if e.type == "ranking_frozen"]
        assert [fact.body for fact in facts] == [
            {"ranked": 4, "top_n": 2, "top": [f"{PROCESS}-1", f"{PROCESS}-3"]}
        ]
        await b.database.salts.destroy(YANN.id)
        page = await ranking(b)
        assert [(item.rank, item.number, item.owed) for item in page.items] == [
            (1, 1, True),
            (1, 3, True),
            (3, 2, False),
            (4, 4, False),
        ]
        assert (page.frozen_at, page.top_n) == (closes_at, 2)


async def test_similar_propositions_are_those_that_stand_now(any_url: str) -> None:
    """[CO29]"""
    async with open_nodes(any_url, 2, propositions=[]) as (a, b):

        async def propose(node: Node, title: str, body: str, who: You) -> str:
            wish = co.Propose(PROCESS, PropositionKind.SOLUTION, title, body, title)
            return str((await node.do(wish, who))["proposition"])

        async def like(node: Node, typed: str) -> list[str]:
            return [one.id for one in await node.services.consultation.similar.like(None, PROCESS, typed)]

        assert await like(b, "Des repas végétariens") == []
        meals = await propose(a, "Un repas végétarien par semaine", "Dans toutes les cantines.", ZOE)
        await propose(a, "Des bus la nuit", "Pour rentrer chez soi.", ZOE)
        assert await like(b, "Des REPAS végétariens chaque semaine") == [meals]
        assert await like(b, "cantine") == [meals]
        assert await like(b, "énergie nucléaire") == []
        assert await like(b, "") == []
        await a.do(co.ReviseProposition(meals, 1, "Moins de viande", "Partout."), ZOE)
        assert await like(b, "repas végétarien") == []
        assert await like(b, "moins de viande") == [meals]
        await a.do(co.WithdrawProposition(meals), ZOE)
        assert await like(b, "moins de viande") == []
