"""Notifications: one's settings, and the links of mails that switch them off without signing in.

Opening such a link only shows a page: its button posts, so that a scanner of mails that follows links
switches nothing off. Mail programs post to the same address by themselves (RFC 8058).
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import answer, nothing
from .sessions import signed_in
from .site import services_of


async def settings(request: Request) -> Response:
    """GET /api/me/notifications."""
    return answer(await services_of(request).notices.notices.settings(signed_in(request)))


async def behind(request: Request) -> Response:
    """GET /api/unsubscribe/{token}: what the link would switch off."""
    return answer(await services_of(request).notices.notices.behind(request.path_params["token"]))


async def switch_off(request: Request) -> Response:
    """POST /api/unsubscribe/{token}: the button of the page."""
    return answer(await services_of(request).notices.notices.unsubscribe(request.path_params["token"]))


async def one_click(request: Request) -> Response:
    """POST /unsubscribe/{token}: what a mail program sends."""
    await services_of(request).notices.notices.unsubscribe(request.path_params["token"])
    return nothing()


ROUTES = [
    Route("/api/me/notifications", settings),
    Route("/api/unsubscribe/{token}", behind),
    Route("/api/unsubscribe/{token}", switch_off, methods=["POST"]),
    Route("/unsubscribe/{token}", one_click, methods=["POST"]),
]
