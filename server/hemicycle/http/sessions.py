"""The session cookie, and who one is."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.services.caller import Identity
from hemicycle_protocol.api import SessionInfo
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Role, You

from .answers import answer, nothing
from .relays import ice_servers
from .site import Site, site_of

COOKIE = "hemicycle_session"
COOKIE_S = 12 * 3600


def identity_of(request: Request) -> Identity | None:
    """Who the request's cookie stands for, and by which sign-in."""
    value = request.cookies.get(COOKIE)
    return site_of(request).tokens.read_session(value) if value else None


def you_of(request: Request) -> You | None:
    """The person of the request's cookie."""
    identity = identity_of(request)
    return None if identity is None else identity.you


def signed_in(request: Request) -> You:
    """The person of the request's cookie; refused `SIGN_IN` if there is none."""
    you = you_of(request)
    if you is None:
        raise Refused(Code.SIGN_IN)
    return you


def session_info(site: Site, identity: Identity | None) -> SessionInfo:
    """Who one is, and a fresh token for `hello`."""
    now = site.clock.now()
    if identity is None:
        return SessionInfo(now, demo=site.settings.demo)
    you, token = identity.you, site.tokens.make_socket(identity)
    relays = ice_servers(site.settings, you, now=now) if Role.PANELIST in you.roles else []
    return SessionInfo(now, you, token, site.settings.demo, relays)


def welcomed(site: Site, you: You) -> Response:
    """The answer of every way of signing in: who one is now, and the cookie that says so."""
    identity = site.tokens.begin(you)
    response = answer(session_info(site, identity))
    response.set_cookie(
        COOKIE,
        site.tokens.make_session(identity),
        max_age=COOKIE_S,
        path="/",
        httponly=True,
        samesite="lax",
        secure=site.settings.secure,
    )
    return response


async def show(request: Request) -> Response:
    """GET /api/session."""
    return answer(session_info(site_of(request), identity_of(request)))


async def sign_out(request: Request) -> Response:
    """POST /api/sign-out: of this browser; other devices stay signed in."""
    site, identity = site_of(request), identity_of(request)
    if identity is not None:
        await site.people.sign_out(identity)
    response = nothing()
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=site.settings.secure)
    return response


ROUTES = [
    Route("/api/session", show),
    Route("/api/sign-out", sign_out, methods=["POST"]),
]
