"""The mobilisation of a process: the number of supports, the public list, the curve, one's own support."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import query
from .answers import answer, public
from .sessions import signed_in, you_of
from .site import Site, site_of


async def page(request: Request) -> Response:
    """GET /api/processes/{id}/mobilisation."""
    site, process = await _visible(request)
    return public(request, await site.services.mobilisation.reading.page(process))


async def supporters(request: Request) -> Response:
    """GET /api/processes/{id}/supporters?after=."""
    site, process = await _visible(request)
    after = query.text(request, "after") or None
    return public(request, await site.services.mobilisation.reading.supporters(process, after))


async def curve(request: Request) -> Response:
    """GET /api/processes/{id}/supports/curve."""
    site, process = await _visible(request)
    return public(request, await site.services.mobilisation.reading.curve(process))


async def mine(request: Request) -> Response:
    """GET /api/my/support?process=."""
    you, site = signed_in(request), site_of(request)
    process = query.text(request, "process")
    await site.services.kernel.visibility.process(you, process)
    return answer(await site.services.mobilisation.reading.mine(you, process))


async def _visible(request: Request) -> tuple[Site, str]:
    site, process = site_of(request), request.path_params["id"]
    await site.services.kernel.visibility.process(you_of(request), process)
    return site, process


ROUTES = [
    Route("/api/processes/{id}/mobilisation", page),
    Route("/api/processes/{id}/supporters", supporters),
    Route("/api/processes/{id}/supports/curve", curve),
    Route("/api/my/support", mine),
]
