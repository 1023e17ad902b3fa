"""One link a role, so that a newcomer can be everybody."""

from __future__ import annotations

from typing import NamedTuple

from hemicycle.app import Node
from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.views import Role

from .debate import CAPTIONER, FREE_SEATS, HOST, MODERATORS, SEATS
from .set_up import PROCESS, Stage

HOURS = 24


class Link(NamedTuple):
    """Where to go to be somebody."""

    who: str
    url: str


async def make_links(node: Node, stage: Stage) -> list[Link]:
    """Public pages, and a fresh invitation for every role that needs one."""
    site, debate = node.site, stage.debate

    async def invited(role: Role, name: str, seat: str | None = None) -> str:
        wish = NewInvitation(debate, role, name, seat, valid_hours=HOURS)
        invitation = await node.services.people.create_invitation(wish)
        return f"{site}{invitation.link}"

    names = {seat.id: seat.name for seat in SEATS}
    panelists = [
        Link(f"Panéliste, siège {seat}", await invited(Role.PANELIST, names[seat], seat))
        for seat in FREE_SEATS
    ]
    moderators = [Link(f"Modération ({name})", await invited(Role.MODERATOR, name)) for name in MODERATORS]
    return [
        Link("Accueil", f"{site}/"),
        Link("Consultation", f"{site}/processes/{PROCESS}"),
        Link("Spectateur", f"{site}/debates/{debate}"),
        Link("Citoyenne", await invited(Role.CITIZEN, "Vous, citoyenne")),
        *panelists,
        *moderators,
        Link(f"Animation ({HOST})", await invited(Role.HOST, HOST)),
        Link("Sous-titrage", await invited(Role.CAPTIONER, CAPTIONER)),
        Link("Tableau de bord", f"{site}/debates/{debate}/board"),
        Link("Incrustation OBS", f"{site}/debates/{debate}/overlay"),
        Link("Boîte d’envoi", f"{site}/outbox"),
    ]
