"""Invitation links for panelists, moderators, hosts and captioners."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.auth.invitations import token_hash
from hemicycle_protocol.api import AcceptInvitation, NewInvitation, RenewInvitation, TakeBackVotes

from . import query, rates
from .answers import answer, locale_of_request, nothing, read_body
from .sessions import signed_in, welcomed, you_of
from .site import site_of


async def accept(request: Request) -> Response:
    """POST /api/invitations/accept."""
    site = site_of(request)
    given = await read_body(request, AcceptInvitation)
    site.rates.take(rates.LINK, token_hash(given.token), mono=site.clock.mono())
    invitations = site.services.people.invitations
    return await welcomed(request, await invitations.accept(given, you_of(request)))


async def list_or_create(request: Request) -> Response:
    """GET and POST /api/invitations."""
    site, you = site_of(request), signed_in(request)
    if request.method != "POST":
        debate = query.text(request, "debate")
        return answer(await site.services.people.invitations.of_debate(you, debate))
    wish = await read_body(request, NewInvitation)
    return answer(
        await site.services.people.invitations.invite(you, wish, locale=locale_of_request(request)),
        status=201,
    )


async def renew(request: Request) -> Response:
    """POST /api/invitations/{id}/link."""
    site, you = site_of(request), signed_in(request)
    wish = await read_body(request, RenewInvitation)
    locale, invitation = locale_of_request(request), request.path_params["id"]
    renewed = await site.services.people.invitations.renew(you, invitation, wish, locale=locale)
    return answer(renewed, status=201)


async def take_votes_back(request: Request) -> Response:
    """POST /api/invitations/{id}/votes."""
    site, you = site_of(request), signed_in(request)
    wish = await read_body(request, TakeBackVotes)
    return answer(await site.services.people.guests.take_votes_back(you, request.path_params["id"], wish))


async def revoke(request: Request) -> Response:
    """DELETE /api/invitations/{id}."""
    site, you = site_of(request), signed_in(request)
    await site.services.people.invitations.revoke(you, request.path_params["id"])
    return nothing()


ROUTES = [
    Route("/api/invitations/accept", accept, methods=["POST"]),
    Route("/api/invitations", list_or_create, methods=["GET", "POST"]),
    Route("/api/invitations/{id}/link", renew, methods=["POST"]),
    Route("/api/invitations/{id}/votes", take_votes_back, methods=["POST"]),
    Route("/api/invitations/{id}", revoke, methods=["DELETE"]),
]
