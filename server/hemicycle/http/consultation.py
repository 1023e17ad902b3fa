"""The front page, processes and propositions."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.services.consultation.reading import ListQuery
from hemicycle_protocol.api import Home
from hemicycle_protocol.consultation import PropositionKind
from hemicycle_protocol.errors import Code, Refused

from .answers import answer, public
from .sessions import signed_in, you_of
from .site import site_of

KINDS = tuple(PropositionKind)
LIST_LIMIT = 50
QUESTION_CHARACTERS = 200
_TRUE = ("true", "1")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


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
    query = list_query(dict(request.query_params))
    await site.services.kernel.visibility.process(you_of(request), id_)
    if request.query_params.get("mine") in _TRUE:
        mine = query._replace(mine=signed_in(request).id)
        return answer(await site.services.consultation.reading.propositions(id_, mine))
    return public(request, await site.services.consultation.reading.propositions(id_, query))


async def proposition(request: Request) -> Response:
    """GET /api/propositions/{id}."""
    site = site_of(request)
    page = await site.services.consultation.reading.proposition(request.path_params["id"])
    await site.services.kernel.visibility.process(you_of(request), page.process)
    return public(request, page)


async def my_votes(request: Request) -> Response:
    """GET /api/my/votes."""
    site, you, process = site_of(request), signed_in(request), request.query_params.get("process", "")
    await site.services.kernel.visibility.process(you, process)
    return answer(await site.services.consultation.reading.votes_of(you, process))


def list_query(params: dict[str, str]) -> ListQuery:
    """The query of a list.

    Raises:
        Refused: `INVALID` with the field.
    """
    q = params.get("q", "").strip()[:QUESTION_CHARACTERS]
    sort, official = params.get("sort", "best" if q else "random"), params.get("official")
    if (kind := params.get("kind")) not in (None, *KINDS):
        raise Refused(Code.INVALID, field="kind", allowed=list(KINDS))
    if official is not None and official not in _BOOLEANS:
        raise Refused(Code.INVALID, field="official")
    return ListQuery(
        sort=sort,
        seed=params.get("seed", "")[:64],
        section=params.get("section", "")[:200] or None,
        official=None if official is None else _BOOLEANS[official],
        kind=kind,
        parent=params.get("parent", "")[:200] or None,
        q=q,
        after=params.get("after", "")[:200] or None,
        limit=limit_of(params.get("limit", "20")),
    )


def limit_of(limit: str) -> int:
    """How many things of a list at most.

    Raises:
        Refused: `INVALID` for what is no number, or above `LIST_LIMIT`.
    """
    if not (limit.isascii() and limit.isdigit() and len(limit) <= 6 and 1 <= int(limit) <= LIST_LIMIT):
        raise Refused(Code.INVALID, field="limit", allowed=LIST_LIMIT)
    return int(limit)


ROUTES = [
    Route("/api/home", home),
    Route("/api/processes/{id}", process),
    Route("/api/processes/{id}/propositions", propositions),
    Route("/api/propositions/{id}", proposition),
    Route("/api/my/votes", my_votes),
]
