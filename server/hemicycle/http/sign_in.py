"""Signing in by mail: a link and a code in the same message, each good once.

Opening the link only shows a page: its button posts the token, so a mail scanner that follows links spends
nothing. The code is good in the browser that asked for it, which a cookie knows. The answer is the same
whether an address is known or not.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.auth.codes import new_link_token, normal_code
from hemicycle.services.people.accounts import Asker
from hemicycle_protocol.api import SignInCode, SignInLink, SignInRequest

from . import rates
from .answers import answer, read_body
from .sessions import asking_browser, keep_browser, welcomed
from .site import address_of, services_of, site_of


async def request_mail(request: Request) -> Response:
    """POST /api/sign-in."""
    site = site_of(request)
    wish = await read_body(request, SignInRequest)
    address = address_of(request)
    site.rates.take(rates.SIGN_IN_ADDRESS, address, mono=site.clock.mono())
    locale = "en" if wish.locale.startswith("en") else "fr"
    asker = Asker(asking_browser(request) or new_link_token(), address)
    await site.services.people.accounts.request_sign_in(
        SignInRequest(wish.email, own_path(wish.next), locale), asker, base_url=site.settings.base_url
    )
    return keep_browser(site, answer({}, status=202), asker.browser)


async def mail_state(request: Request) -> Response:
    """GET /api/sign-in/mail: for who waits for it, in the browser that asked."""
    browser = asking_browser(request)
    return answer(await services_of(request).people.accounts.asked_mail(browser))


async def by_code(request: Request) -> Response:
    """POST /api/sign-in/code."""
    site = site_of(request)
    given = await read_body(request, SignInCode)
    wish = SignInCode(given.email, normal_code(given.code))
    browser = asking_browser(request)
    return await welcomed(request, await site.services.people.accounts.sign_in_by_code(wish, browser=browser))


async def by_link(request: Request) -> Response:
    """POST /api/sign-in/link."""
    site = site_of(request)
    given = await read_body(request, SignInLink)
    return await welcomed(request, await site.services.people.accounts.sign_in_by_link(given))


def own_path(path: str) -> str:
    """`path` if it leads to a page of ours, else the front page."""
    is_own = re.match(r"/(?![/\\])[^\s\\\x00-\x1f]{0,500}\Z", path)
    return path if is_own else "/"


ROUTES = [
    Route("/api/sign-in", request_mail, methods=["POST"]),
    Route("/api/sign-in/mail", mail_state),
    Route("/api/sign-in/code", by_code, methods=["POST"]),
    Route("/api/sign-in/link", by_link, methods=["POST"]),
]
