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


async def make_links(node: Node, stage: Stage) -> dict[str, list[Link]]:
    """To watch, to act, behind the scenes: public pages, and a fresh invitation for everybody invited."""
    debate = f"{node.site}/debates/{stage.debate.id}"
    names = {seat.id: seat.name for seat in stage.debate.seats}
    invited = []
    for planned in stage.debate.invitations:
        name = names.get(planned.seat or "", planned.name)
        wish = msgspec.structs.replace(planned, debate=stage.debate.id, name=name, valid_hours=HOURS)
        invitation = await node.services.people.invitations.create(wish)
        invited.append(Link(_label(wish), f"{node.site}{invitation.link}"))
    return {
        "Regarder": [Link("Le débat", debate), Link("Chiffres en direct", f"{debate}/board")],
        "Agir": invited,
        "Coulisses": [
            Link("Écran de la salle", f"{debate}/projector"),
            Link("Incrustation OBS", f"{debate}/overlay"),
            Link("Courrier", f"{node.site}/outbox"),
        ],
    }


def _label(wish: NewInvitation) -> str:
    return _LABELS[wish.role].format(name=wish.name, seat=wish.seat)
