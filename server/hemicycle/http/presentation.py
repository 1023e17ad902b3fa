"""The presentation of a process: its tree, its history, one version beside the one before."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import query
from .answers import public
from .sessions import you_of
from .site import services_of


async def page(request: Request) -> Response:
    """GET /api/processes/{id}/presentation."""
    page = await services_of(request).presentation.tree.page(you_of(request), request.path_params["id"])
    return public(request, page)


async def history(request: Request) -> Response:
    """GET /api/processes/{id}/presentation/history?node=&before=&limit=."""
    return public(
        request,
        await services_of(request).presentation.tree.history(
            you_of(request),
            request.path_params["id"],
            node=query.text(request, "node") or None,
            before=query.number(request, "before", None),
            limit=query.number(request, "limit", 20),
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
