"""One link a role, so that a newcomer can be everybody."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from hemicycle.app import Node
from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.views import Role

from .set_up import Stage

HOURS = 24
_LABELS = {
    Role.CITIZEN: "Citoyenne",
    Role.PANELIST: "Panéliste, siège {seat}",
    Role.MODERATOR: "Modération ({name})",
    Role.HOST: "Animation ({name})",
    Role.CAPTIONER: "Sous-titrage",
}


class Link(NamedTuple):
    """Where to go to be somebody."""

    who: str
    url: str


async def make_links(node: Node, stage: Stage) -> list[Link]:
    """Public pages, and a fresh invitation for everybody whom the plan invites."""
    debate = f"{node.site}/debates/{stage.debate.id}"
    invited = []
    for planned in stage.debate.invitations:
        wish = msgspec.structs.replace(planned, debate=stage.debate.id, valid_hours=HOURS)
        invitation = await node.services.people.invitations.create(wish)
        invited.append(Link(_label(wish), f"{node.site}{invitation.link}"))
    return [
        Link("Accueil", f"{node.site}/"),
        Link("Consultation", f"{node.site}/processes/{stage.process}"),
        Link("Spectateur", debate),
        *invited,
        Link("Tableau de bord", f"{debate}/board"),
        Link("Incrustation OBS", f"{debate}/overlay"),
        Link("Écran de la salle", f"{debate}/projector"),
        Link("Boîte d’envoi", f"{node.site}/outbox"),
    ]


def _label(wish: NewInvitation) -> str:
    return _LABELS[wish.role].format(name=wish.name, seat=wish.seat)
