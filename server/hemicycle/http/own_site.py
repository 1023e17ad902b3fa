"""What the site says of itself, its texts, and what its administrators change."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import query
from .answers import answer, locale_of_request, public
from .sessions import signed_in
from .site import services_of


async def show(request: Request) -> Response:
    """GET /api/site."""
    return public(request, services_of(request).site.reading.site())


async def page(request: Request) -> Response:
    """GET /api/site/pages/{slug}?locale=…."""
    locale = query.text(request, "locale") or locale_of_request(request)
    return public(request, await services_of(request).site.reading.page(request.path_params["slug"], locale))


async def setup(request: Request) -> Response:
    """GET /api/site/setup."""
    return answer(await services_of(request).site.reading.setup(signed_in(request)))


ROUTES = [
    Route("/api/site", show),
    Route("/api/site/pages/{slug}", page),
    Route("/api/site/setup", setup),
]
