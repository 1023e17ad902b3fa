"""The panel of a process: its page, its file, one's own part, the organisers' desk, answers by link."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.auth.invitations import token_hash
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.panel import PanelAnswer

from . import rates
from .answers import answer, public, read_body
from .sessions import signed_in, you_of
from .site import services_of, site_of

TOKEN_CHARACTERS = 200


async def page(request: Request) -> Response:
    """GET /api/processes/{id}/panel."""
    pages = services_of(request).panel.pages
    return public(request, await pages.page(you_of(request), request.path_params["id"]))


async def file(request: Request) -> Response:
    """GET /api/processes/{id}/panel/file: the canonical bytes, whose SHA-256 is their tag."""
    process = request.path_params["id"]
    body = await services_of(request).panel.pages.file(you_of(request), process)
    tag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"Cache-Control": "public, no-cache", "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'inline; filename="panel-{process}.json"'
    return Response(body, 200, headers, "application/json")


async def mine(request: Request) -> Response:
    """GET /api/processes/{id}/panel/mine."""
    site = site_of(request)
    you, process = signed_in(request), request.path_params["id"]
    return answer(await site.services.panel.pages.mine(you, process, now=site.clock.now()))


async def desk(request: Request) -> Response:
    """GET /api/processes/{id}/panel/desk."""
    pages = services_of(request).panel.pages
    return answer(await pages.desk(signed_in(request), request.path_params["id"]))


async def invitation(request: Request) -> Response:
    """POST /api/processes/{id}/panel/answer: who holds the link needs no account here."""
    given = await read_body(request, PanelAnswer)
    if len(given.token) > TOKEN_CHARACTERS:
        raise Refused(Code.NOT_FOUND)
    site = site_of(request)
    site.rates.take(rates.LINK, token_hash(given.token), mono=site.clock.mono())
    return answer(await site.services.panel.people.invitation(request.path_params["id"], given))


ROUTES = [
    Route("/api/processes/{id}/panel", page),
    Route("/api/processes/{id}/panel/file", file),
    Route("/api/processes/{id}/panel/mine", mine),
    Route("/api/processes/{id}/panel/desk", desk),
    Route("/api/processes/{id}/panel/answer", invitation, methods=["POST"]),
]
