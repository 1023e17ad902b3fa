"""The front page, processes and propositions."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.services.consultation.reading import ListQuery
from hemicycle_protocol.api import Home
from hemicycle_protocol.consultation import ListSort

from . import query
from .answers import answer, public
from .sessions import signed_in, you_of
from .site import site_of


async def home(request: Request) -> Response:
    """GET /api/home: what everybody may know of."""
    site = site_of(request)
    home = await site.services.consultation.reading.home()
    shown = {card.id for card in home.processes if await site.services.kernel.visibility.is_public(card.id)}
    processes = [card for card in home.processes if card.id in shown]
    debates = [card for card in home.debates if card.process in shown]
    return public(request, Home(processes, debates))


async def process(request: Request) -> Response:
    """GET /api/processes/{id}."""
    site, id_ = site_of(request), request.path_params["id"]
    await site.services.kernel.visibility.process(you_of(request), id_)
    return public(request, await site.services.consultation.reading.process(id_))


async def propositions(request: Request) -> Response:
    """GET /api/processes/{id}/propositions."""
    site, id_ = site_of(request), request.path_params["id"]
    wanted = list_query(request)
    await site.services.kernel.visibility.process(you_of(request), id_)
    if query.flag(request, "mine"):
        mine = wanted._replace(mine=signed_in(request).id)
        return answer(await site.services.consultation.reading.propositions(id_, mine))
    return public(request, await site.services.consultation.reading.propositions(id_, wanted))


async def proposition(request: Request) -> Response:
    """GET /api/propositions/{id}."""
    site = site_of(request)
    page = await site.services.consultation.reading.proposition(request.path_params["id"])
    await site.services.kernel.visibility.process(you_of(request), page.process)
    return public(request, page)


async def my_votes(request: Request) -> Response:
    """GET /api/my/votes."""
    site, you, process = site_of(request), signed_in(request), query.text(request, "process")
    await site.services.kernel.visibility.process(you, process)
    return answer(await site.services.consultation.reading.votes_of(you, process))


def list_query(request: Request) -> ListQuery:
    """The query of a list. Refused: `INVALID` with the field."""
    q = query.text(request, "q")
    return ListQuery(
        sort=ListSort(query.text(request, "sort") or ("best" if q else "random")),
        seed=query.text(request, "seed"),
        section=query.text(request, "section") or None,
        official=query.flag(request, "official"),
        kind=query.text(request, "kind") or None,
        parent=query.text(request, "parent") or None,
        q=q,
        after=query.text(request, "after") or None,
        limit=query.number(request, "limit", 20),
    )


ROUTES = [
    Route("/api/home", home),
    Route("/api/processes/{id}", process),
    Route("/api/processes/{id}/propositions", propositions),
    Route("/api/propositions/{id}", proposition),
    Route("/api/my/votes", my_votes),
]
