"""The bill of a process: its versions, what became of contributions, and the draft for its writers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import query
from .answers import answer, public
from .sessions import signed_in, you_of
from .site import services_of


async def page(request: Request) -> Response:
    """GET /api/processes/{id}/bill."""
    you, process = you_of(request), request.path_params["id"]
    return public(request, await services_of(request).bill.reading.page(you, process))


async def version(request: Request) -> Response:
    """GET /api/processes/{id}/bill/versions/{number}."""
    you, process = you_of(request), request.path_params["id"]
    number = query.version_in_path(request, "number")
    return public(request, await services_of(request).bill.reading.version(you, process, number))


async def compare(request: Request) -> Response:
    """GET /api/processes/{id}/bill/compare?from=&to=."""
    you, process = you_of(request), request.path_params["id"]
    before, after = query.number(request, "from", None), query.number(request, "to", None)
    return public(request, await services_of(request).bill.reading.compare(you, process, before, after))


async def answers(request: Request) -> Response:
    """GET /api/processes/{id}/bill/answers."""
    you, process = you_of(request), request.path_params["id"]
    return public(request, await services_of(request).bill.answers.page(you, process))


async def outcome(request: Request) -> Response:
    """GET /api/propositions/{id}/outcome."""
    you, proposition = you_of(request), request.path_params["id"]
    return public(request, await services_of(request).bill.answers.of_proposition(you, proposition))


async def draft(request: Request) -> Response:
    """GET /api/processes/{id}/bill/draft, for those who write it."""
    you, process = signed_in(request), request.path_params["id"]
    return answer(await services_of(request).bill.reading.draft(you, process))


async def targets(request: Request) -> Response:
    """GET /api/processes/{id}/bill/targets?query=, for those who write it."""
    you, process = signed_in(request), request.path_params["id"]
    words = query.text(request, "query")
    return answer(await services_of(request).bill.reading.targets(you, process, words))


ROUTES = [
    Route("/api/processes/{id}/bill", page),
    Route("/api/processes/{id}/bill/versions/{number}", version),
    Route("/api/processes/{id}/bill/compare", compare),
    Route("/api/processes/{id}/bill/answers", answers),
    Route("/api/processes/{id}/bill/draft", draft),
    Route("/api/processes/{id}/bill/targets", targets),
    Route("/api/propositions/{id}/outcome", outcome),
]
