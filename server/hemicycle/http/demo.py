"""In a demonstration every visitor becomes anybody with one press; nowhere else is there such an address."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.core.emit import debate_log
from hemicycle_protocol.api import AcceptInvitation, DemoPlace, DemoRole, NewInvitation
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Role, SeatState, You

from .answers import answer, read_body
from .sessions import welcomed
from .site import site_of

_NAMES = {Role.MODERATOR: "Malik Haddad", Role.HOST: "Camille Roussel"}
_PAGES = {Role.MODERATOR: "desk", Role.HOST: "control"}


async def become(request: Request) -> Response:
    """POST /api/demo/role."""
    site = site_of(request)
    debate, people = site.demonstration.debate, site.services.people
    if not debate:
        raise Refused(Code.NOT_FOUND)
    role = (await read_body(request, DemoRole)).role
    if role is Role.CITIZEN:
        address = f"visite-{secrets.token_hex(4)}@exemple.fr"
        person = await people.accounts.account(
            await people.accounts.add_account(address, roles=[Role.CITIZEN])
        )
        assert person is not None
        return await welcomed(request, You(person.id, person.name, [Role.CITIZEN]), DemoPlace())
    if role is Role.PANELIST:
        seat, name = await _free_seat(request, debate)
        wish = NewInvitation(debate, role, name, seat)
        return answer(DemoPlace((await people.invitations.create(wish)).link or ""))
    if role not in _PAGES:
        raise Refused(Code.INVALID, field="role", allowed="citizen, panelist, moderator, host")
    invitation = await people.invitations.create(NewInvitation(debate, role, _NAMES[role]))
    token = (invitation.link or "").rpartition("/")[2]
    you = await people.invitations.accept(AcceptInvitation(token), None)
    return await welcomed(request, you, DemoPlace(f"/debates/{debate}/{_PAGES[role]}"))


async def _free_seat(request: Request, debate: str) -> tuple[str, str]:
    """The last seat that nobody has taken, or the last, which is taken over; and whose it is."""
    journal = site_of(request).services.kernel.journal
    await journal.load(debate_log(debate))
    seats = list(journal.debate(debate).seats.values())
    free = [seat for seat in seats if seat.state is SeatState.EMPTY]
    seat = (free or seats)[-1]
    return seat.id, seat.name


ROUTES = [Route("/api/demo/role", become, methods=["POST"])]
