"""The presentation of a process: its tree, its history, one version beside the one before."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import public
from .processes import number
from .sessions import you_of
from .site import services_of

HISTORY_LIMIT = 100


async def page(request: Request) -> Response:
    """GET /api/processes/{id}/presentation."""
    page = await services_of(request).presentation.tree.page(you_of(request), request.path_params["id"])
    return public(request, page)


async def history(request: Request) -> Response:
    """GET /api/processes/{id}/presentation/history?node=&before=&limit=."""
    limit = number(request, "limit", default=20, most=HISTORY_LIMIT)
    assert limit is not None
    return public(
        request,
        await services_of(request).presentation.tree.history(
            you_of(request),
            request.path_params["id"],
            node=request.query_params.get("node", "")[:64] or None,
            before=number(request, "before", default=None, most=10**12),
            limit=limit,
        ),
    )


async def version(request: Request) -> Response:
    """GET /api/processes/{id}/presentation/nodes/{node}/versions/{version}."""
    given = request.path_params
    return public(
        request,
        await services_of(request).presentation.tree.difference(
            you_of(request), given["id"], given["node"], given["version"]
        ),
    )


ROUTES = [
    Route("/api/processes/{id}/presentation", page),
    Route("/api/processes/{id}/presentation/history", history),
    Route("/api/processes/{id}/presentation/nodes/{node}/versions/{version:int}", version),
]
