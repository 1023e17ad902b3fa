"""Debates, before the socket speaks."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import answer, public
from .sessions import signed_in, you_of
from .site import site_of


async def page(request: Request) -> Response:
    """GET /api/debates/{id}."""
    site, id_ = site_of(request), request.path_params["id"]
    await site.services.kernel.visibility.debate(you_of(request), id_)
    return public(request, await site.services.debate.pages.page(id_))


async def mine(request: Request) -> Response:
    """GET /api/debates/{id}/my."""
    site, you, id_ = site_of(request), signed_in(request), request.path_params["id"]
    await site.services.kernel.visibility.debate(you, id_)
    return answer(await site.services.debate.pages.mine(you, id_))


ROUTES = [
    Route("/api/debates/{id}", page),
    Route("/api/debates/{id}/my", mine),
]
