"""Debates, before the socket speaks."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import answer, public
from .sessions import signed_in
from .site import site_of


async def page(request: Request) -> Response:
    """GET /api/debates/{id}."""
    return public(request, await site_of(request).debates.page(request.path_params["id"]))


async def mine(request: Request) -> Response:
    """GET /api/debates/{id}/my."""
    you = signed_in(request)
    return answer(await site_of(request).debates.mine(you, request.path_params["id"]))


ROUTES = [
    Route("/api/debates/{id}", page),
    Route("/api/debates/{id}/my", mine),
]
