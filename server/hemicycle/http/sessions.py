"""The session cookie, and who one is."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.core.sign_ins import LINK_VALID_MS
from hemicycle.services.kernel.caller import Identity
from hemicycle_protocol.api import SessionInfo
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Role, You

from .answers import answer, nothing
from .rates import Quota
from .relays import ice_servers
from .site import Site, address_of, services_of, site_of

COOKIE = "hemicycle_session"
# Over https: no other site of the same domain can set one of that name (RFC 6265bis).
SECURE_COOKIE = f"__Host-{COOKIE}"
COOKIE_S = 12 * 3600
# In which browser a code was asked for.
BROWSER_COOKIE = "hemicycle_browser"
SECURE_BROWSER_COOKIE = f"__Host-{BROWSER_COOKIE}"


def identity_of(request: Request) -> Identity | None:
    """Who the request's cookie stands for, and by which sign-in."""
    value = _value(request)
    return services_of(request).kernel.identities.read_session(value) if value else None


def cookie_name(site: Site) -> str:
    """The name of the cookie on this site."""
    return SECURE_COOKIE if site.settings.secure else COOKIE


def _value(request: Request) -> str:
    return request.cookies.get(cookie_name(site_of(request)), "")


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


def count_use(request: Request, quota: Quota) -> None:
    """Count one use of what costs, by the person; by the address, which many share, of who is nobody.

    Raises:
        Refused: `RATE_LIMITED`.
    """
    site, you = site_of(request), you_of(request)
    site.rates.take(quota, you.id if you else address_of(request), mono=site.clock.mono())


def session_info(site: Site, identity: Identity | None) -> SessionInfo:
    """Who one is, and a fresh token for `hello`."""
    now, debate = site.clock.now(), site.demonstration.debate
    if identity is None:
        return SessionInfo(now, demo=site.settings.demo, demo_debate=debate)
    you, token = identity.you, site.services.kernel.identities.make_socket(identity)
    relays = ice_servers(site.settings, you, now=now) if Role.PANELIST in you.roles else []
    return SessionInfo(now, you, token, site.settings.demo, relays, debate)


async def welcomed(request: Request, you: You, said: object = None) -> Response:
    """The answer of every way of signing in: who one is now (or `said`), and the cookie that says so.

    The sign-in that it replaces ends: nobody is left who could sign out of it.
    """
    site = site_of(request)
    await _leave(request)
    identity = site.services.kernel.identities.begin(you)
    await site.services.people.personal.began(identity)
    response = answer(said or session_info(site, identity))
    _set_cookie(site, response, site.services.kernel.identities.make_session(identity))
    return response


def asking_browser(request: Request) -> str:
    """The secret of a browser in which somebody asked for a code; empty if nobody did."""
    return request.cookies.get(_browser_cookie(site_of(request)), "")


def keep_browser(site: Site, response: Response, secret: str) -> Response:
    """Let the browser know its secret for as long as a mail that it asked for is good."""
    response.set_cookie(
        _browser_cookie(site),
        secret,
        max_age=LINK_VALID_MS // 1000,
        path="/",
        httponly=True,
        samesite="strict",
        secure=site.settings.secure,
    )
    return response


def _browser_cookie(site: Site) -> str:
    return SECURE_BROWSER_COOKIE if site.settings.secure else BROWSER_COOKIE


def here(request: Request) -> Identity:
    """The person of the request's cookie, and this sign-in; refused `SIGN_IN` if there is none."""
    identity = identity_of(request)
    if identity is None:
        raise Refused(Code.SIGN_IN)
    return identity


def signed_in_at(request: Request) -> int:
    """When the person of the request's cookie proved who they are; 0 if nobody did."""
    return services_of(request).kernel.identities.signed_in_at(_value(request))


def renamed(request: Request, you: You) -> Response:
    """The same sign-in under another name: who one is now, and the cookie that says so."""
    site, identity = site_of(request), identity_of(request)
    assert identity is not None
    identity = identity._replace(you=you)
    response = answer(session_info(site, identity))
    _set_cookie(
        site,
        response,
        site.services.kernel.identities.make_session(identity, signed_in_at=signed_in_at(request)),
    )
    return response


def forgotten(site: Site) -> Response:
    """Done, and nobody is signed in on this browser any more."""
    response = nothing()
    response.delete_cookie(
        cookie_name(site), path="/", httponly=True, samesite="lax", secure=site.settings.secure
    )
    return response


async def show(request: Request) -> Response:
    """GET /api/session."""
    return answer(session_info(site_of(request), identity_of(request)))


async def sign_out(request: Request) -> Response:
    """POST /api/sign-out: of this browser; other devices stay signed in."""
    await _leave(request)
    return forgotten(site_of(request))


async def _leave(request: Request) -> None:
    """End the sign-in of the request's cookie, if there is one."""
    identity, people = identity_of(request), services_of(request).people
    if identity is not None:
        await people.accounts.sign_out(identity)
        await people.personal.ended(identity)


def _set_cookie(site: Site, response: Response, value: str) -> None:
    response.set_cookie(
        cookie_name(site),
        value,
        max_age=COOKIE_S,
        path="/",
        httponly=True,
        samesite="lax",
        secure=site.settings.secure,
    )


ROUTES = [
    Route("/api/session", show),
    Route("/api/sign-out", sign_out, methods=["POST"]),
]
