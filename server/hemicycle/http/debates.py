"""Debates, before the socket speaks."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import answer, public
from .sessions import signed_in, you_of
from .site import services_of


async def page(request: Request) -> Response:
    """GET /api/debates/{id}."""
    you, id_ = you_of(request), request.path_params["id"]
    return public(request, await services_of(request).debate.pages.page(you, id_))


async def mine(request: Request) -> Response:
    """GET /api/debates/{id}/my."""
    you, id_ = signed_in(request), request.path_params["id"]
    return answer(await services_of(request).debate.pages.mine(you, id_))


ROUTES = [
    Route("/api/debates/{id}", page),
    Route("/api/debates/{id}/my", mine),
]
