"""The moderation desk, the bin and the public register of a process."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import query
from .answers import answer, public
from .sessions import signed_in, you_of
from .site import services_of


async def desk(request: Request) -> Response:
    """GET /api/processes/{id}/moderation: what waits, for moderators."""
    shown = await services_of(request).moderation.desk.desk(signed_in(request), request.path_params["id"])
    return answer(shown)


async def item(request: Request) -> Response:
    """GET /api/processes/{id}/moderation/item?target=…: any text as moderators see it."""
    you, target = signed_in(request), query.text(request, "target")
    moderation = services_of(request).moderation.desk
    return answer(await moderation.item(you, request.path_params["id"], target))


async def bin_(request: Request) -> Response:
    """GET /api/processes/{id}/bin?after=…: for whoever has an account."""
    after = query.text(request, "after") or None
    moderation = services_of(request).moderation.desk
    return answer(await moderation.bin(signed_in(request), request.path_params["id"], after=after))


async def register(request: Request) -> Response:
    """GET /api/processes/{id}/register?after=…: for everybody."""
    before = query.number(request, "after", None)
    moderation = services_of(request).moderation.desk
    page = await moderation.register(you_of(request), request.path_params["id"], before=before)
    return public(request, page)


async def standings(request: Request) -> Response:
    """GET /api/processes/{id}/standings?targets=…,…: how texts stand for the person who asks."""
    targets = [part for part in query.text(request, "targets").split(",") if part]
    moderation = services_of(request).moderation.desk
    return answer(await moderation.standings(signed_in(request), request.path_params["id"], targets))


ROUTES = [
    Route("/api/processes/{id}/moderation", desk),
    Route("/api/processes/{id}/moderation/item", item),
    Route("/api/processes/{id}/bin", bin_),
    Route("/api/processes/{id}/register", register),
    Route("/api/processes/{id}/standings", standings),
]
