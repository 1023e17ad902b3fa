"""The Atom feed of a process."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import is_known, locale_of_request
from .sessions import you_of
from .site import services_of

MEDIA_TYPE = "application/atom+xml"


async def feed(request: Request) -> Response:
    """GET /processes/{id}/feed.atom?lang=."""
    lang = request.query_params.get("lang", "")
    locale = lang if lang in ("fr", "en") else locale_of_request(request)
    made = await services_of(request).notices.feed.feed(you_of(request), request.path_params["id"], locale)
    headers = {
        "Cache-Control": "public, no-cache",
        "ETag": f'W/"{made.tag}"',
        "Vary": "Accept-Language, Accept-Encoding",
        "Content-Language": locale,
    }
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(made.body, 200, headers, f"{MEDIA_TYPE}; charset=utf-8")


def feed_link(request: Request) -> dict[str, str]:
    """The header of a page of a process by which readers of feeds find this one."""
    path = _feed_path(request)
    return {} if path is None else {"Link": f'<{path}>; rel="alternate"; type="{MEDIA_TYPE}"'}


def feed_tag(request: Request) -> str:
    """The same as a tag of the page's head."""
    path = _feed_path(request)
    return "" if path is None else f'<link rel="alternate" type="{MEDIA_TYPE}" href="{path}">'


def _feed_path(request: Request) -> str | None:
    if not request.url.path.startswith("/processes/"):
        return None
    return f"/processes/{quote(request.path_params['id'], safe='')}/feed.atom"


ROUTES = [Route("/processes/{id}/feed.atom", feed)]
