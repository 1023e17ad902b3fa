"""The mails a demo would have sent, so that a newcomer without a mail server can sign in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle_protocol.errors import Code, Refused

from .answers import answer
from .site import site_of


async def show(request: Request) -> Response:
    """GET /api/outbox."""
    site = site_of(request)
    if not site.settings.demo:
        raise Refused(Code.NOT_FOUND)
    return answer(await site.services.people.accounts.outbox())


ROUTES = [Route("/api/outbox", show)]
