"""What organisers read of their processes, and what happened in one. The process is in `consultation`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import query
from .answers import answer, public
from .sessions import signed_in, you_of
from .site import services_of


async def mine(request: Request) -> Response:
    """GET /api/my/processes."""
    return answer(await services_of(request).process.setup.mine(signed_in(request)))


async def roll(request: Request) -> Response:
    """GET /api/processes/{id}/roll."""
    you = you_of(request)
    return public(request, await services_of(request).electorate.rolls.roll(you, request.path_params["id"]))


async def setup(request: Request) -> Response:
    """GET /api/processes/{id}/setup."""
    you = signed_in(request)
    return answer(await services_of(request).process.setup.setup(you, request.path_params["id"]))


async def happenings(request: Request) -> Response:
    """GET /api/processes/{id}/happenings?before=&limit=."""
    before, limit = query.number(request, "before", None), query.number(request, "limit", 20)
    you, process = you_of(request), request.path_params["id"]
    page = await services_of(request).process.setup.happenings(you, process, before=before, limit=limit)
    return public(request, page)


ROUTES = [
    Route("/api/my/processes", mine),
    Route("/api/processes/{id}/roll", roll),
    Route("/api/processes/{id}/setup", setup),
    Route("/api/processes/{id}/happenings", happenings),
]
