"""For operators and load balancers: is this process alive, may it have traffic, how is it doing."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import answer
from .site import site_of


async def alive(request: Request) -> Response:
    """GET /healthz: the process answers."""
    return answer({"status": "ok"})


async def ready(request: Request) -> Response:
    """GET /readyz: what it depends on works, and it is not going away."""
    parts = dict(await site_of(request).readiness())
    return answer({"ready": all(parts.values()), "parts": parts}, status=200 if all(parts.values()) else 503)


async def metrics(request: Request) -> Response:
    """GET /metrics."""
    return Response(site_of(request).metrics(), media_type="text/plain; version=0.0.4")


ROUTES = [
    Route("/healthz", alive),
    Route("/readyz", ready),
    Route("/metrics", metrics),
]
