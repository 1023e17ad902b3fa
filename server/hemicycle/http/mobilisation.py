"""The mobilisation of a process: the number of supports, the public list, the curve, one's own support."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import query
from .answers import answer, public
from .sessions import signed_in, you_of
from .site import services_of


async def page(request: Request) -> Response:
    """GET /api/processes/{id}/mobilisation."""
    you, process = you_of(request), request.path_params["id"]
    return public(request, await services_of(request).mobilisation.reading.page(you, process))


async def supporters(request: Request) -> Response:
    """GET /api/processes/{id}/supporters?after=."""
    you, process = you_of(request), request.path_params["id"]
    after = query.text(request, "after") or None
    return public(request, await services_of(request).mobilisation.reading.supporters(you, process, after))


async def curve(request: Request) -> Response:
    """GET /api/processes/{id}/supports/curve."""
    you, process = you_of(request), request.path_params["id"]
    return public(request, await services_of(request).mobilisation.reading.curve(you, process))


async def mine(request: Request) -> Response:
    """GET /api/my/support?process=."""
    you, process = signed_in(request), query.text(request, "process")
    return answer(await services_of(request).mobilisation.reading.mine(you, process))


ROUTES = [
    Route("/api/processes/{id}/mobilisation", page),
    Route("/api/processes/{id}/supporters", supporters),
    Route("/api/processes/{id}/supports/curve", curve),
    Route("/api/my/support", mine),
]
