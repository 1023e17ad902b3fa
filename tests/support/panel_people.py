"""A process whose panel is formed on a real node: citizens with accounts, an organiser, nine seats."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence

from hemicycle.services.process.plan import NewDebate, NewProcess
from hemicycle.store.panels import PanelRow
from hemicycle_protocol import panel as p
from hemicycle_protocol.panel_file import SeatMethod, SeatRule
from hemicycle_protocol.views import Phase, PhasePlan, Role, Seat, Side, You

from .evening import AGENDA, START
from .nodes import Node, open_nodes
from .panels import DAY, HOUR, RANDOMNESS

PROCESS = "house"
DEBATE = "evening"
CLOSES = START + 2 * DAY
STARTS = START + 30 * DAY
RULES = [
    SeatRule("A", SeatMethod.RANKING, 1),
    SeatRule("B", SeatMethod.DRAW, 2),
    SeatRule("C", SeatMethod.CHOICE, 1),
]
SEATS = [
    Seat("mp", "Claire Morel", Side.PARLIAMENTARIAN),
    *(Seat(f"c{n}", f"Siège {n}", Side.CITIZENS) for n in range(1, 5)),
]


class Hall:
    """A node with a process `house`, its debate, and people."""

    def __init__(self, node: Node, organiser: You) -> None:
        self.node = node
        self.organiser = organiser
        self.people: dict[str, You] = {}

    async def citizen(self, name: str) -> You:
        """Somebody with an account; the same for the same name."""
        if name not in self.people:
            people = self.node.services.people.accounts
            id_ = await people.add_account(f"{name}@example.org", name=name.title(), roles=[Role.CITIZEN])
            self.people[name] = You(id_, name.title(), [Role.CITIZEN])
        return self.people[name]

    async def open(self, **changes: object) -> None:
        wish = {"seats": RULES, "applications_close_at": CLOSES, **changes}
        await self.node.do(p.OpenPanel(PROCESS, DEBATE, **wish), self.organiser)  # type: ignore[arg-type]

    async def apply(self, *names: str) -> list[str]:
        """These people's applications; their public ids."""
        ids = []
        for name in names:
            you = await self.citizen(name)
            done = await self.node.do(
                p.ApplyToPanel(PROCESS, f"{name} pseudo", f"Parce que {name}.", True), you
            )
            ids.append(str(done["person"]))
        return ids

    async def draw(self) -> None:
        """From the closing of applications to the first invitations."""
        self.node.clock.at = max(self.node.clock.at, CLOSES)
        await self.node.do(p.PublishPool(PROCESS), self.organiser)
        await self.node.do(p.FixBeacon(PROCESS), self.organiser)
        self.node.clock.at += 3 * DAY
        await self.node.do(p.EnterBeacon(PROCESS, RANDOMNESS), self.organiser)

    async def row(self) -> PanelRow:
        row = await self.node.database.panels.get(PROCESS)
        assert row is not None
        return row

    async def token(self, email: str, *, part: str = "/panel/answer/") -> str:
        """The secret of the newest mail with such a link to an address."""
        for mail in await self.node.services.people.accounts.outbox():
            if mail.to == email and part in mail.text:
                return mail.text.partition(part)[2].split()[0]
        raise AssertionError(f"nothing for {email}")

    async def answer(self, name: str, *, accept: bool | None, shown: str = "") -> p.PanelInvitation:
        """By the link of the mail, without an account."""
        answer = p.PanelAnswer(await self.token(f"{name}@example.org"), accept, shown)
        self.node.clock.at += 1
        return await self.node.services.panel.people.invitation(PROCESS, answer)


@contextlib.asynccontextmanager
async def open_hall(url: str, *, phases: Sequence[PhasePlan] = ()) -> AsyncIterator[Hall]:
    """A hall on one node; the consultation closed yesterday unless `phases` say otherwise."""
    async with open_nodes(url) as (node,):
        services = node.services
        consultation = PhasePlan(Phase.CONSULTATION, START - 10 * DAY, START - DAY)
        debate = NewDebate(DEBATE, "Se loger", STARTS, AGENDA, SEATS)
        process = NewProcess(PROCESS, "Logement", "Pourquoi.", list(phases) or [consultation], [], [debate])
        await services.process.creation.create_process(process)
        id_ = await services.people.accounts.add_account(
            "org@example.org", name="Odile", roles=[Role.ORGANISER]
        )
        yield Hall(node, You(id_, "Odile", [Role.ORGANISER]))


__all__ = ["CLOSES", "DEBATE", "HOUR", "PROCESS", "STARTS", "Hall", "open_hall"]
