"""What organisers read of their processes, and what happened in one. The process is in `consultation`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle_protocol.errors import Code, Refused

from .answers import answer, public
from .sessions import signed_in, you_of
from .site import services_of

HAPPENINGS = 100
_OFFSET_DIGITS = 15


async def mine(request: Request) -> Response:
    """GET /api/my/processes."""
    return answer(await services_of(request).process.setup.mine(signed_in(request)))


async def setup(request: Request) -> Response:
    """GET /api/processes/{id}/setup."""
    you = signed_in(request)
    return answer(await services_of(request).process.setup.setup(you, request.path_params["id"]))


async def happenings(request: Request) -> Response:
    """GET /api/processes/{id}/happenings?before=&limit=."""
    before = number(request, "before", default=None, most=10**_OFFSET_DIGITS - 1)
    limit = number(request, "limit", default=20, most=HAPPENINGS)
    assert limit is not None
    you, process = you_of(request), request.path_params["id"]
    page = await services_of(request).process.setup.happenings(you, process, before=before, limit=limit)
    return public(request, page)


def number(request: Request, name: str, *, default: int | None, most: int) -> int | None:
    """A positive number of the query; refused `INVALID` for anything else."""
    given = request.query_params.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and len(given) <= _OFFSET_DIGITS and 1 <= int(given) <= most):
        raise Refused(Code.INVALID, field=name, allowed=most)
    return int(given)


ROUTES = [
    Route("/api/my/processes", mine),
    Route("/api/processes/{id}/setup", setup),
    Route("/api/processes/{id}/happenings", happenings),
]
