"""What a debate leaves, what its questions can be about, and which questions a proposition was asked."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import public
from .sessions import you_of
from .site import services_of


async def record(request: Request) -> Response:
    """GET /api/debates/{id}/record."""
    return public(
        request, await services_of(request).debate.records.record(you_of(request), request.path_params["id"])
    )


async def audience(request: Request) -> Response:
    """GET /api/debates/{id}/audience."""
    id_ = request.path_params["id"]
    return public(request, await services_of(request).debate.audience.history(you_of(request), id_))


async def transcript(request: Request) -> Response:
    """GET /api/debates/{id}/transcript."""
    id_ = request.path_params["id"]
    return public(request, await services_of(request).debate.pages.transcript(you_of(request), id_))


async def subjects(request: Request) -> Response:
    """GET /api/debates/{id}/subjects."""
    found = await services_of(request).debate.subjects.of_debate(you_of(request), request.path_params["id"])
    return public(request, found)


async def tied(request: Request) -> Response:
    """GET /api/propositions/{id}/questions."""
    records = services_of(request).debate.records
    return public(request, await records.tied_to(you_of(request), request.path_params["id"]))


ROUTES = [
    Route("/api/debates/{id}/record", record),
    Route("/api/debates/{id}/audience", audience),
    Route("/api/debates/{id}/transcript", transcript),
    Route("/api/debates/{id}/subjects", subjects),
    Route("/api/propositions/{id}/questions", tied),
]
