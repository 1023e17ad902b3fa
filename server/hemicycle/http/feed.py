"""The Atom feed of a process."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import is_known, locale_of_request
from .sessions import you_of
from .site import site_of


async def feed(request: Request) -> Response:
    """GET /processes/{id}/feed.atom?lang=."""
    lang = request.query_params.get("lang", "")
    locale = lang if lang in ("fr", "en") else locale_of_request(request)
    made = await site_of(request).feed.feed(you_of(request), request.path_params["id"], locale)
    headers = {
        "Cache-Control": "public, no-cache",
        "ETag": f'W/"{made.tag}"',
        "Vary": "Accept-Language, Accept-Encoding",
        "Content-Language": locale,
    }
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(made.body, 200, headers, "application/atom+xml; charset=utf-8")


ROUTES = [Route("/processes/{id}/feed.atom", feed)]
