"""The bill of a process: its versions, what became of contributions, and the draft for its writers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import query
from .answers import answer, public
from .sessions import signed_in, you_of
from .site import Site, site_of


async def page(request: Request) -> Response:
    """GET /api/processes/{id}/bill."""
    site, process = await _visible(request)
    return public(request, await site.services.bill.reading.page(process))


async def version(request: Request) -> Response:
    """GET /api/processes/{id}/bill/versions/{number}."""
    site, process = await _visible(request)
    number = query.version_in_path(request, "number")
    return public(request, await site.services.bill.reading.version(process, number))


async def compare(request: Request) -> Response:
    """GET /api/processes/{id}/bill/compare?from=&to=."""
    site, process = await _visible(request)
    before, after = query.number(request, "from", None), query.number(request, "to", None)
    return public(request, await site.services.bill.reading.compare(process, before, after))


async def answers(request: Request) -> Response:
    """GET /api/processes/{id}/bill/answers."""
    site, process = await _visible(request)
    return public(request, await site.services.bill.answers.page(process))


async def outcome(request: Request) -> Response:
    """GET /api/propositions/{id}/outcome."""
    site = site_of(request)
    found = await site.services.bill.answers.of_proposition(request.path_params["id"])
    await site.services.kernel.visibility.process(you_of(request), found.process)
    return public(request, found)


async def draft(request: Request) -> Response:
    """GET /api/processes/{id}/bill/draft, for those who write it."""
    you = signed_in(request)
    site, process = await _visible(request)
    return answer(await site.services.bill.reading.draft(you, process))


async def targets(request: Request) -> Response:
    """GET /api/processes/{id}/bill/targets?query=, for those who write it."""
    you = signed_in(request)
    site, process = await _visible(request)
    words = query.text(request, "query")
    return answer(await site.services.bill.reading.targets(you, process, words))


async def _visible(request: Request) -> tuple[Site, str]:
    site, process = site_of(request), request.path_params["id"]
    await site.services.kernel.visibility.process(you_of(request), process)
    return site, process


ROUTES = [
    Route("/api/processes/{id}/bill", page),
    Route("/api/processes/{id}/bill/versions/{number}", version),
    Route("/api/processes/{id}/bill/compare", compare),
    Route("/api/processes/{id}/bill/answers", answers),
    Route("/api/processes/{id}/bill/draft", draft),
    Route("/api/processes/{id}/bill/targets", targets),
    Route("/api/propositions/{id}/outcome", outcome),
]
