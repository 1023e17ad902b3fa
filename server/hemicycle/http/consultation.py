"""The front page, processes and propositions."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.services.consultation.reading import ListQuery
from hemicycle_protocol.consultation import ListSort

from . import query, rates
from .answers import answer, public
from .sessions import count_use, signed_in, you_of
from .site import services_of


async def home(request: Request) -> Response:
    """GET /api/home: what everybody may know of."""
    return public(request, await services_of(request).consultation.reading.home())


async def process(request: Request) -> Response:
    """GET /api/processes/{id}."""
    you, id_ = you_of(request), request.path_params["id"]
    return public(request, await services_of(request).consultation.reading.process(you, id_))


async def propositions(request: Request) -> Response:
    """GET /api/processes/{id}/propositions."""
    you, id_, wanted = you_of(request), request.path_params["id"], list_query(request)
    reading = services_of(request).consultation.reading
    if wanted.q:
        count_use(request, rates.SEARCH)
    if query.flag(request, "mine"):
        mine = wanted._replace(mine=signed_in(request).id)
        return answer(await reading.propositions(you, id_, mine))
    return public(request, await reading.propositions(you, id_, wanted))


async def proposition(request: Request) -> Response:
    """GET /api/propositions/{id}."""
    you, id_ = you_of(request), request.path_params["id"]
    return public(request, await services_of(request).consultation.reading.proposition(you, id_))


async def my_votes(request: Request) -> Response:
    """GET /api/my/votes."""
    you, process = signed_in(request), query.text(request, "process")
    return answer(await services_of(request).consultation.reading.votes_of(you, process))


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
