"""One's own page: account, consent, the copy of one's data, and closing the account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.services.kernel.consent_text import consent_text
from hemicycle_protocol.personal import AccountChange, Erasure

from . import query, rates
from .answers import answer, locale_of_request, nothing, public, read_body
from .sessions import asking_browser, forgotten, here, renamed, signed_in, signed_in_at
from .site import services_of, site_of

_FILE = {"Content-Disposition": 'attachment; filename="hemicycle-my-data.json"'}


async def show(request: Request) -> Response:
    """GET /api/me."""
    shown = await services_of(request).people.personal.me(here(request), signed_in_at=signed_in_at(request))
    return answer(shown)


async def change(request: Request) -> Response:
    """POST /api/me: another name, another language of mails."""
    you = signed_in(request)
    wish = await read_body(request, AccountChange)
    return renamed(request, await services_of(request).people.personal.change(you, wish))


async def end_others(request: Request) -> Response:
    """POST /api/me/sign-out-others: of every other browser."""
    await services_of(request).people.personal.end_others(here(request))
    return nothing()


async def export(request: Request) -> Response:
    """GET /api/me/export: everything that is kept of the person, as a file."""
    site, you = site_of(request), signed_in(request)
    site.rates.take(rates.EXPORT, you.id, mono=site.clock.mono())
    response = answer(await site.services.people.personal.export(you))
    response.headers.update(_FILE)
    return response


async def erase(request: Request) -> Response:
    """POST /api/me/erasure: close the account, for good."""
    site, you = site_of(request), signed_in(request)
    wish = await read_body(request, Erasure)
    site.rates.take(rates.ERASURE, you.id, mono=site.clock.mono())
    browser = asking_browser(request)
    await site.services.people.personal.erase(you, wish, signed_in_at=signed_in_at(request), browser=browser)
    return forgotten(site)


async def consent(request: Request) -> Response:
    """GET /api/consent?locale=…: the text people are asked to agree to."""
    locale = query.text(request, "locale") or locale_of_request(request)
    return public(request, consent_text(locale, services_of(request).kernel.site.view))


ROUTES = [
    Route("/api/me", show),
    Route("/api/me", change, methods=["POST"]),
    Route("/api/me/sign-out-others", end_others, methods=["POST"]),
    Route("/api/me/export", export),
    Route("/api/me/erasure", erase, methods=["POST"]),
    Route("/api/consent", consent),
]
