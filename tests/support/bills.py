"""A process whose bill is written and supported, with its people."""

from __future__ import annotations

from typing import Any

from hemicycle.core.emit import process_log
from hemicycle.services.process.plan import NewProcess, NewProposition
from hemicycle.store import bulk, tables
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol import bill as b
from hemicycle_protocol import mobilisation as m
from hemicycle_protocol.bill import BillTargetKind, Outcome
from hemicycle_protocol.bill_view import SupportThreshold
from hemicycle_protocol.views import Phase, PhasePlan, ProcessView, Role, You

from .evening import START
from .nodes import Node

BILL = "b1"
HOUR_MS = 3_600_000
WRITER = You("p-writer", "Mme Durand", [Role.CITIZEN])
STAFF = You("p-staff", "Paul", [Role.CITIZEN])
ORGANISER = You("p-organiser", "Léa", [Role.ORGANISER])
MODERATOR = You("p-moderator", "Ali", [Role.CITIZEN])
PHASES = [
    PhasePlan(Phase.BILL, START - HOUR_MS, START + HOUR_MS),
    PhasePlan(Phase.MOBILISATION, START - HOUR_MS, START + HOUR_MS),
]
MEETING = SupportThreshold(2, "Une réunion publique")
DEBATE = SupportThreshold(4, "Un débat en séance")


def citizen(n: int) -> You:
    """One of many."""
    return You(f"p-citizen-{n}", f"Citoyenne {n}", [Role.CITIZEN])


async def make(node: Node, *titles: str) -> None:
    """The process with a proposition for each title, and the people with their roles."""
    propositions = [NewProposition(title, "Texte", "Partie", "Autrice") for title in titles]
    await node.services.process.creation.create_process(
        NewProcess(BILL, "L’eau partagée", "Qui décide de l’eau ?", PHASES, propositions)
    )
    for you, role in ((WRITER, Role.PARLIAMENTARIAN), (STAFF, Role.STAFF), (MODERATOR, Role.MODERATOR)):
        await node.database.connections.write(put_membership(Membership(BILL, you.id, role, 1)))


async def write_text(node: Node, *bodies: str) -> list[str]:
    """A draft with title, statement and these articles; their ids."""
    await node.do(b.SaveBillHead(BILL, 1, "Proposition de loi sur l’eau", "L’eau est à tous."), WRITER)
    articles: list[str] = []
    for n, body in enumerate(bodies):
        after = articles[-1] if articles else None
        added = await node.do(b.AddBillArticle(BILL, f"k{n}", after), WRITER)
        articles.append(str(added["id"]))
        await node.do(b.SaveBillArticle(BILL, articles[-1], added["version"], "", body), WRITER)
    return articles


async def publish(node: Node, note: str = "Première version") -> int:
    """The present draft as the next version."""
    draft = await node.services.bill.reading.draft(WRITER, BILL)
    result = await node.do(b.PublishBill(BILL, draft.draft.revision, note), WRITER)
    return int(result["number"])


async def publish_text(node: Node, *bodies: str) -> list[str]:
    """Both."""
    articles = await write_text(node, *(bodies or ("Les réseaux sont publics.",)))
    await publish(node)
    return articles


async def answer(
    node: Node, target: str, outcome: Outcome, article: str | None, *, kind: str = "proposition"
) -> dict[str, Any]:
    """An answer with a reason."""
    command = b.LinkBill(
        BILL, f"{target}-{article}", BillTargetKind(kind), target, outcome, "Parce que c’est juste.", article
    )
    return await node.do(command, WRITER)


async def freeze(node: Node, *ranks: int) -> None:
    """The consultation has closed: the first propositions have these ranks, and are owed an answer."""
    rows = [(BILL, f"{BILL}-{n}", rank, 9, 0, 0, True) for n, rank in enumerate(ranks, 1)]
    put = bulk.put
    await node.database.connections.write(lambda connection: put(connection, tables.rankings, rows))


async def promise(node: Node, *thresholds: SupportThreshold) -> None:
    """What is promised at which numbers."""
    view = await view_of(node)
    version = 0 if view.mobilisation is None else view.mobilisation.version
    await node.do(m.SetThresholds(BILL, version, list(thresholds)), WRITER)


async def view_of(node: Node) -> ProcessView:
    """The process as it stands."""
    await node.services.kernel.journal.refresh(process_log(BILL))
    return node.services.kernel.journal.process(BILL)


async def facts(node: Node, type_: str) -> list[dict[str, Any]]:
    """The bodies of the facts of a type."""
    events = await node.database.log.read(process_log(BILL))
    return [event.body for event in events if event.type == type_]
