"""What citizens write, beyond the lists: similar propositions, the ranking, versions, one's own."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import query, rates
from .answers import answer, public
from .sessions import count_use, signed_in, you_of
from .site import services_of, site_of


async def similar(request: Request) -> Response:
    """GET /api/processes/{id}/similar?q=: asked while somebody types, so it is limited by address."""
    site, you, process = site_of(request), you_of(request), request.path_params["id"]
    count_use(request, rates.SIMILAR)
    typed = query.text(request, "q")
    return public(request, await site.services.consultation.similar.like(you, process, typed))


async def ranking(request: Request) -> Response:
    """GET /api/processes/{id}/ranking."""
    site = site_of(request)
    page = await site.services.consultation.rankings.page(
        you_of(request),
        request.path_params["id"],
        after=query.number(request, "after", 0),
        limit=query.number(request, "limit", 50),
        now=site.clock.now(),
    )
    return public(request, page)


async def overview(request: Request) -> Response:
    """GET /api/processes/{id}/overview."""
    site = site_of(request)
    overviews = site.services.consultation.overviews
    page = await overviews.page(you_of(request), request.path_params["id"], now=site.clock.now())
    return public(request, page)


async def proposition_versions(request: Request) -> Response:
    """GET /api/propositions/{id}/versions."""
    return await _versions(request, f"proposition/{request.path_params['id']}")


async def argument_versions(request: Request) -> Response:
    """GET /api/arguments/{id}/versions."""
    return await _versions(request, f"argument/{request.path_params['id']}")


async def _versions(request: Request, target: str) -> Response:
    texts = services_of(request).consultation.texts
    return public(request, await texts.versions(you_of(request), target))


async def my_text(request: Request) -> Response:
    """GET /api/my/text?target=: as one wrote it."""
    you, target = signed_in(request), query.text(request, "target")
    return answer(await services_of(request).consultation.texts.editable(you, target))


async def my_consultation(request: Request) -> Response:
    """GET /api/my/consultation?process=: all one wrote and voted there."""
    process, you = query.text(request, "process"), signed_in(request)
    return answer(await services_of(request).consultation.texts.mine(you, process))


ROUTES = [
    Route("/api/processes/{id}/similar", similar),
    Route("/api/processes/{id}/ranking", ranking),
    Route("/api/processes/{id}/overview", overview),
    Route("/api/propositions/{id}/versions", proposition_versions),
    Route("/api/arguments/{id}/versions", argument_versions),
    Route("/api/my/text", my_text),
    Route("/api/my/consultation", my_consultation),
]
