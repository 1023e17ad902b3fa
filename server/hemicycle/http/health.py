"""For operators and load balancers: is this process alive, may it have traffic, how is it doing.

Only the first is told to the world: the others to who asks from this machine or a private network.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.auth.origin import address_behind, is_inside

from .answers import answer
from .site import site_of

_TOLD_ONLY = frozenset({"bridge"})


async def alive(request: Request) -> Response:
    """GET /healthz: the process answers."""
    return answer({"status": "ok"})


async def ready(request: Request) -> Response:
    """GET /readyz: the database answers, and the node is not going away.

    The bridge is told but not asked: losing Redis delays news and loses none, and where all nodes share it,
    all would turn newcomers away together.
    """
    _check_inside(request)
    parts = dict(await site_of(request).readiness())
    is_ready = all(works for part, works in parts.items() if part not in _TOLD_ONLY)
    return answer({"ready": is_ready, "parts": parts}, status=200 if is_ready else 503)


async def metrics(request: Request) -> Response:
    """GET /metrics."""
    _check_inside(request)
    return Response(site_of(request).metrics(), media_type="text/plain; version=0.0.4")


def _check_inside(request: Request) -> None:
    """Pass for who asks from inside, by their own address and by what any proxy says of them."""
    peer = request.client.host if request.client else ""
    named = request.headers.getlist("x-forwarded-for")
    asking = [peer, address_behind(named) or ""] if named else [peer]
    if not all(is_inside(address) for address in asking):
        raise HTTPException(404)


ROUTES = [
    Route("/healthz", alive),
    Route("/readyz", ready),
    Route("/metrics", metrics),
]
