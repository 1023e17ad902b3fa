"""A process for those on a roll: who is let in, on both transports, and what is kept and shown of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hemicycle.core.electorate import SMALLEST
from hemicycle.services.process.plan import NewProposition
from hemicycle.store import tables
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol import commands as c
from hemicycle_protocol import consultation as co
from hemicycle_protocol.consultation import ArgumentSide, Propose, PropositionKind
from hemicycle_protocol.electorate import AddToRoll, ChooseElectorate
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.personal import Erasure, ErasureForm
from hemicycle_protocol.views import Choice, Electorate, Role, You
from tests.support.evening import DEBATE, START
from tests.support.nodes import PHASES, PROCESS, Node, open_nodes

FIRST = f"{PROCESS}-1"
PROPOSITIONS = [NewProposition("Publier", "Tout publier.", "Causes", "Inès")]
ORGANISER = You("p-org", "Odile", [Role.ORGANISER])
BEFORE = PHASES[1].opens_at or 0
NAMES = [f"habitant{n}" for n in range(SMALLEST)]
# As it comes from a town hall: a head, semicolons, quotes, capitals, a line of somebody without an address.
ROLL = "Nom;Adresse\r\n" + "\r\n".join(f'{name};"{name.upper()}@Commune.example"' for name in NAMES)
ROLL += "\r\nSans adresse;\r\n"


async def account(node: Node, email: str) -> You:
    return You(await node.services.people.accounts.expect(email), email, [Role.CITIZEN])


async def ask_for_roll(node: Node) -> None:
    """The process is for those on the roll, said before its consultation opened."""
    assert await node.do(AddToRoll(PROCESS, ROLL), ORGANISER) == {"added": 20, "left_out": 2, "size": 20}
    await node.do(ChooseElectorate(PROCESS, Electorate.ROLL), ORGANISER)
    node.clock.at = START


async def refusal(node: Node, command: c.CommandBody, by: You | None) -> Refused:
    with pytest.raises(Refused) as refused:
        await node.do(command, by)
    return refused.value


async def test_who_is_not_on_the_roll_reads_and_is_counted_nowhere(any_url: str) -> None:
    """[EL1] [H9] Votes, texts, supports, questions; on every node."""
    async with open_nodes(any_url, 2, propositions=PROPOSITIONS, at=BEFORE - 1_000) as (a, b):
        await ask_for_roll(a)
        zoe = await account(a, "habitant3+vote@commune.example")
        stranger = await account(a, "stranger@example.org")
        question = await a.ask("Et la cantine ?", zoe)
        argued = await a.do(co.Argue(FIRST, ArgumentSide.FOR, "Oui.", "k1"), zoe)
        acts = (
            c.Vote(FIRST, Choice.AGREE, 1),
            co.VoteArgument(str(argued["argument"]), True, 1),
            co.Argue(FIRST, ArgumentSide.FOR, "Et encore.", "k2"),
            Propose(PROCESS, PropositionKind.SOLUTION, "Ouvrir", "Tout ouvrir.", "k3"),
            c.AskQuestion(DEBATE, "Pourquoi ?", "k4"),
            c.SupportQuestion(DEBATE, question, True, 1),
        )
        guest = You("guest-1", "Borne", [Role.CITIZEN], DEBATE)
        for node in (a, b):
            for act in acts:
                refused = await refusal(node, act, stranger)
                assert (refused.code, refused.facts) == (Code.FORBIDDEN, {"reason": "roll"}), act
            assert (await refusal(node, acts[-1], guest)).facts == {"reason": "roll"}
        await b.do(acts[0], zoe)
        for node in (a, b):
            _, view = await node.services.kernel.source.snapshot(f"process/{PROCESS}")
            assert view["electorate"] == "roll"


async def test_a_process_that_asks_for_nothing_more_takes_everybody(url: str) -> None:
    """[EL1]"""
    async with open_nodes(url, propositions=PROPOSITIONS, at=BEFORE - 1_000) as (node,):
        await node.do(AddToRoll(PROCESS, ROLL), ORGANISER)
        node.clock.at = START
        await node.do(c.Vote(FIRST, Choice.AGREE, 1), await account(node, "stranger@example.org"))


async def test_what_is_official_is_written_by_who_makes_it(url: str) -> None:
    """[EL1] Their votes are those of others."""
    async with open_nodes(url, propositions=PROPOSITIONS, at=BEFORE - 1_000) as (node,):
        await ask_for_roll(node)
        member = await account(node, "elue@example.org")
        role = put_membership(Membership(PROCESS, member.id, Role.PARLIAMENTARIAN.value, 1))
        await node.database.connections.write(role)
        await node.do(Propose(PROCESS, PropositionKind.SOLUTION, "Ouvrir", "Tout ouvrir.", "k3"), member)
        assert (await refusal(node, c.Vote(FIRST, Choice.AGREE, 1), member)).facts == {"reason": "roll"}


async def test_a_roll_is_fixed_when_the_consultation_opens(url: str) -> None:
    """[EL2] Nobody is brought in alone, to see which count moves."""
    async with open_nodes(url, propositions=PROPOSITIONS, at=BEFORE - 1_000) as (node,):
        few = ChooseElectorate(PROCESS, Electorate.ROLL)
        assert (await refusal(node, few, ORGANISER)).facts == {"field": "roll", "limit": SMALLEST}
        await ask_for_roll(node)
        late = AddToRoll(PROCESS, "late@commune.example")
        assert (await refusal(node, late, ORGANISER)).code is Code.ILLEGAL_MOVE
        for by in (await account(node, "a@example.org"), None):
            refused = await refusal(node, late, by)
            assert refused.code in (Code.FORBIDDEN, Code.SIGN_IN)


async def test_nobody_reads_who_stands_on_a_roll(url: str) -> None:
    """[EL3] [DA28] Marks are kept; the page says how many voted of how many, and nothing of a few."""
    async with open_nodes(url, propositions=PROPOSITIONS, at=BEFORE - 1_000) as (node,):
        await ask_for_roll(node)
        again = await node.database.connections.rows(select(tables.rolls))
        assert len(again) == SMALLEST
        rolls = node.services.electorate.rolls
        seen = []
        for n, name in enumerate(NAMES):
            seen.append((await rolls.roll(None, PROCESS)).voted)
            zoe = await account(node, f"{name}@commune.example")
            await node.do(c.Vote(FIRST, Choice.AGREE, n + 1), zoe)
        assert seen == [None] * 5 + list(range(5, 16)) + [None] * 4
        told = str(again) + str(await node.database.log.read(f"process/{PROCESS}", after=0, limit=200))
        assert "habitant" not in told.lower()
        assert "commune" not in told


async def test_who_stands_on_a_roll_reads_so_in_their_copy_and_comes_back(url: str) -> None:
    """[EL4] [DA2] Closing the account frees no place on the roll, nor a second vote."""
    async with open_nodes(url, propositions=PROPOSITIONS, at=BEFORE - 1_000) as (node,):
        await ask_for_roll(node)
        zoe, personal = await account(node, "habitant1@commune.example"), node.services.people.personal
        assert (await personal.export(zoe))["rolls"] == [PROCESS]
        await node.do(c.Vote(FIRST, Choice.AGREE, 1), zoe)
        wish = Erasure(ErasureForm.CONTENT, "fermer mon compte")
        await personal.erase(zoe, wish, signed_in_at=node.clock.now())
        back = await account(node, "habitant1@commune.example")
        await node.do(co.Argue(FIRST, ArgumentSide.FOR, "De retour.", "k1"), back)
        assert (await refusal(node, c.Vote(FIRST, Choice.AGREE, 2), back)).code is Code.HAS_VOTED
