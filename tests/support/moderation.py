"""A consultation with texts of people who have accounts, and moderators."""

from __future__ import annotations

from hemicycle.store.members import Membership, put_membership
from hemicycle.store.people import Person
from hemicycle.store.propositions import ArgumentRow, PropositionRow, add_propositions
from hemicycle_protocol import commands as c
from hemicycle_protocol import moderation as m
from hemicycle_protocol.moderation import AppealOutcome, ReportReason
from hemicycle_protocol.views import Choice, Role, You

from .evening import START, YANN, ZOE
from .nodes import PROCESS, Node

AWA = You("p-awa", "Awa", [Role.CITIZEN])
BRUNO = You("p-bruno", "Bruno", [Role.CITIZEN])
INA = You("p-ina", "Ina", [Role.CITIZEN])
TEXT = "proposition/t1"
OTHER = "proposition/t2"
ARGUMENT = "argument/t1-a1"


async def write_texts(node: Node) -> None:
    """Two propositions of Zoé's, an argument on the first; Awa and Bruno moderate."""
    row = PropositionRow(
        "t1", PROCESS, 1, "Causes", "Publier", "Tout publier.", ZOE.name, ZOE.id, False, START
    )
    other = row._replace(id="t2", number=2, title="Former", body="Former les agents.")
    argument = ArgumentRow("t1-a1", "t1", "for", "Parce que.", "Zoé", START)
    await node.database.connections.write(add_propositions([row, other], [argument]))
    for you in (AWA, BRUNO):
        member = Membership(PROCESS, you.id, Role.MODERATOR.value, START)
        await node.database.connections.write(put_membership(member))
    for you in (AWA, BRUNO, ZOE, YANN, INA):
        email = f"{you.id[2:]}@example.org"
        await node.database.people.welcome(Person(you.id, email, you.name, [Role.CITIZEN.value], START))


async def vote(node: Node, target: str, by: You, choice: Choice | None, *, seq: int = 1) -> None:
    """A vote on a proposition."""
    await node.do(c.Vote(target.partition("/")[2], choice, seq), by)


async def version_of(node: Node, target: str) -> int:
    """As a moderator with a fresh page sees it."""
    return (await node.services.moderation.desk.item(AWA, PROCESS, target)).version


async def bin_(node: Node, target: str = TEXT, by: You = AWA, *, version: int | None = None) -> None:
    """Into the bin."""
    at = await version_of(node, target) if version is None else version
    await node.do(m.BinItem(PROCESS, target, at, ReportReason.SPAM, "Publicité pour un produit."), by)


async def restore(node: Node, target: str = TEXT, by: You = AWA) -> None:
    """Out of the bin."""
    await node.do(m.RestoreItem(PROCESS, target, await version_of(node, target), "Une erreur."), by)


async def decide(node: Node, outcome: AppealOutcome, by: You = BRUNO, *, target: str = TEXT) -> None:
    """An answer to an appeal."""
    version = await version_of(node, target)
    await node.do(m.DecideAppeal(PROCESS, target, version, outcome, "Relu avec soin."), by)
