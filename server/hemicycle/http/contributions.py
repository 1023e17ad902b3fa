"""What citizens write, beyond the lists: similar propositions, the ranking, versions, one's own."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import query, rates
from .answers import answer, public
from .sessions import signed_in, you_of
from .site import address_of, services_of, site_of


async def similar(request: Request) -> Response:
    """GET /api/processes/{id}/similar?q=: asked while somebody types, so it is limited by address."""
    site, process = site_of(request), request.path_params["id"]
    await site.services.kernel.visibility.process(you_of(request), process)
    site.rates.take(rates.SIMILAR, address_of(request), mono=site.clock.mono())
    typed = query.text(request, "q")
    return public(request, await site.services.consultation.similar.like(process, typed))


async def ranking(request: Request) -> Response:
    """GET /api/processes/{id}/ranking."""
    site, process = site_of(request), request.path_params["id"]
    await site.services.kernel.visibility.process(you_of(request), process)
    page = await site.services.consultation.rankings.page(
        process,
        after=query.number(request, "after", 0),
        limit=query.number(request, "limit", 50),
        now=site.clock.now(),
    )
    return public(request, page)


async def proposition_versions(request: Request) -> Response:
    """GET /api/propositions/{id}/versions."""
    return await _versions(request, f"proposition/{request.path_params['id']}")


async def argument_versions(request: Request) -> Response:
    """GET /api/arguments/{id}/versions."""
    return await _versions(request, f"argument/{request.path_params['id']}")


async def _versions(request: Request, target: str) -> Response:
    site = site_of(request)
    versions = await site.services.consultation.texts.versions(target)
    await site.services.kernel.visibility.process(you_of(request), versions.process)
    return public(request, versions)


async def my_text(request: Request) -> Response:
    """GET /api/my/text?target=: as one wrote it."""
    you, target = signed_in(request), query.text(request, "target")
    return answer(await services_of(request).consultation.texts.editable(you, target))


async def my_consultation(request: Request) -> Response:
    """GET /api/my/consultation?process=: all one wrote and voted there."""
    process = query.text(request, "process")
    site, you = site_of(request), signed_in(request)
    await site.services.kernel.visibility.process(you, process)
    return answer(await site.services.consultation.texts.mine(you, process))


ROUTES = [
    Route("/api/processes/{id}/similar", similar),
    Route("/api/processes/{id}/ranking", ranking),
    Route("/api/propositions/{id}/versions", proposition_versions),
    Route("/api/arguments/{id}/versions", argument_versions),
    Route("/api/my/text", my_text),
    Route("/api/my/consultation", my_consultation),
]
