"""The synthesis of a process: the published map and its exports for everybody, the work for its editors."""

from __future__ import annotations

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.core.argdown import argdown
from hemicycle.core.xaif import xaif
from hemicycle_protocol.synthesis import FamilySide

from . import query
from .answers import answer, public
from .sessions import signed_in, you_of
from .site import services_of, site_of


async def show(request: Request) -> Response:
    """GET /api/processes/{id}/synthesis?version=."""
    number = query.number(request, "version", None)
    value = await services_of(request).synthesis.reading.map(you_of(request), _process(request), number)
    return public(request, value)


async def proposition(request: Request) -> Response:
    """GET /api/processes/{id}/synthesis/propositions/{proposition}?version=."""
    number = query.number(request, "version", None)
    wanted = request.path_params["proposition"]
    value = await services_of(request).synthesis.reading.proposition(
        you_of(request), _process(request), wanted, number
    )
    return public(request, value)


async def differences(request: Request) -> Response:
    """GET /api/processes/{id}/synthesis/differences?from=&to=."""
    before, after = query.number(request, "from", 0), query.number(request, "to", 1)
    value = await services_of(request).synthesis.reading.differences(
        you_of(request), _process(request), before, after
    )
    return public(request, value)


async def contests(request: Request) -> Response:
    """GET /api/processes/{id}/synthesis/contests?after=."""
    after = query.text(request, "after") or None
    value = await services_of(request).synthesis.reading.contests(you_of(request), _process(request), after)
    return public(request, value)


async def placements(request: Request) -> Response:
    """GET /api/propositions/{id}/placements."""
    value = await services_of(request).synthesis.reading.placements(
        you_of(request), request.path_params["id"]
    )
    return public(request, value)


async def mine(request: Request) -> Response:
    """GET /api/processes/{id}/synthesis/mine."""
    return answer(await services_of(request).synthesis.reading.mine(signed_in(request), _process(request)))


async def as_argdown(request: Request) -> Response:
    """GET /api/processes/{id}/synthesis.argdown?version=."""
    number = query.number(request, "version", None)
    map_ = await services_of(request).synthesis.reading.export(you_of(request), _process(request), number)
    text = await asyncio.to_thread(argdown, map_)
    return _file(text.encode(), "text/plain; charset=utf-8", "synthesis.argdown")


async def as_xaif(request: Request) -> Response:
    """GET /api/processes/{id}/synthesis.xaif.json?version=."""
    number = query.number(request, "version", None)
    map_ = await services_of(request).synthesis.reading.export(you_of(request), _process(request), number)
    body = await asyncio.to_thread(lambda: msgspec.json.encode(xaif(map_)))
    return _file(body, "application/json", "synthesis.xaif.json")


async def work(request: Request) -> Response:
    """GET /api/processes/{id}/synthesis/work."""
    site = site_of(request)
    return answer(
        await site.services.synthesis.work.overview(
            signed_in(request), _process(request), now=site.clock.now()
        )
    )


async def table(request: Request) -> Response:
    """GET /api/processes/{id}/synthesis/work/{proposition}."""
    wanted = request.path_params["proposition"]
    return answer(
        await services_of(request).synthesis.work.table(signed_in(request), _process(request), wanted)
    )


async def suggestions(request: Request) -> Response:
    """GET /api/processes/{id}/synthesis/suggestions/{proposition}?side=."""
    side = FamilySide(query.text(request, "side"))
    wanted = request.path_params["proposition"]
    you, process = signed_in(request), _process(request)
    return answer(await services_of(request).synthesis.suggesting.suggest(you, process, wanted, side))


def _process(request: Request) -> str:
    process: str = request.path_params["id"]
    return process


def _file(body: bytes, type_: str, name: str) -> Response:
    headers = {"Cache-Control": "no-cache", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, 200, headers, type_)


_SYNTHESIS = "/api/processes/{id}/synthesis"

ROUTES = [
    Route(_SYNTHESIS, show),
    Route(f"{_SYNTHESIS}.argdown", as_argdown),
    Route(f"{_SYNTHESIS}.xaif.json", as_xaif),
    Route(f"{_SYNTHESIS}/propositions/{{proposition}}", proposition),
    Route(f"{_SYNTHESIS}/differences", differences),
    Route(f"{_SYNTHESIS}/contests", contests),
    Route(f"{_SYNTHESIS}/mine", mine),
    Route(f"{_SYNTHESIS}/work", work),
    Route(f"{_SYNTHESIS}/work/{{proposition}}", table),
    Route(f"{_SYNTHESIS}/suggestions/{{proposition}}", suggestions),
    Route("/api/propositions/{id}/placements", placements),
]
