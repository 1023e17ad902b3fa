"""For operators and load balancers: is this process alive, may it have traffic, how is it doing.

Only the first is told to the world: the others to who asks from this machine or a private network.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.auth.origin import address_of, is_inside

from .answers import answer
from .site import site_of


async def alive(request: Request) -> Response:
    """GET /healthz: the process answers."""
    return answer({"status": "ok"})


async def ready(request: Request) -> Response:
    """GET /readyz: 200 while the node is not going away; `acts` says whether what people do can be kept.

    Database and bridge are told and decide nothing: all nodes share them, and would turn everybody away
    together, from pages, pictures and debates that they still can serve.
    """
    _check_inside(request)
    parts = dict(await site_of(request).readiness())
    is_ready = parts["accepting"]
    found = {"ready": is_ready, "acts": is_ready and parts["database"], "parts": parts}
    return answer(found, status=200 if is_ready else 503)


async def metrics(request: Request) -> Response:
    """GET /metrics."""
    _check_inside(request)
    return Response(site_of(request).metrics(), media_type="text/plain; version=0.0.4")


def _check_inside(request: Request) -> None:
    """Pass for who asks from inside, by their own address and by what any proxy says of them."""
    peer = request.client.host if request.client else ""
    named = request.headers.getlist("x-forwarded-for")
    asking = {peer, address_of(peer, named, is_behind_proxy=True)}
    if not all(is_inside(address) for address in asking):
        raise HTTPException(404)


ROUTES = [
    Route("/healthz", alive),
    Route("/readyz", ready),
    Route("/metrics", metrics),
]
