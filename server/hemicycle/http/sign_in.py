"""Signing in by mail: a link and a code in the same message, each good once.

Opening the link only shows a page: its button posts the token, so a mail scanner that follows links spends
nothing. The answer is the same whether an address is known or not.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.auth.codes import normal_code
from hemicycle.auth.mailboxes import mailbox_of, normal_email
from hemicycle_protocol.api import SignInCode, SignInLink, SignInRequest

from . import rates
from .answers import answer, read_body
from .sessions import welcomed
from .site import address_of, site_of


async def request_mail(request: Request) -> Response:
    """POST /api/sign-in."""
    site = site_of(request)
    wish = await read_body(request, SignInRequest)
    email = normal_email(wish.email)
    mono = site.clock.mono()
    site.rates.take(rates.SIGN_IN_ADDRESS, address_of(request), mono=mono)
    site.rates.take(rates.SIGN_IN_EMAIL, mailbox_of(email), mono=mono)
    locale = "en" if wish.locale.startswith("en") else "fr"
    await site.services.people.accounts.request_sign_in(
        SignInRequest(email, own_path(wish.next), locale), base_url=site.settings.base_url
    )
    return answer({}, status=202)


async def by_code(request: Request) -> Response:
    """POST /api/sign-in/code."""
    site = site_of(request)
    given = await read_body(request, SignInCode)
    email = normal_email(given.email)
    mono = site.clock.mono()
    site.rates.take(rates.CODE_ADDRESS, address_of(request), mono=mono)
    site.rates.take(rates.CODE_EMAIL, mailbox_of(email), mono=mono)
    wish = SignInCode(email, normal_code(given.code))
    return await welcomed(site, await site.services.people.accounts.sign_in_by_code(wish))


async def by_link(request: Request) -> Response:
    """POST /api/sign-in/link."""
    site = site_of(request)
    given = await read_body(request, SignInLink)
    site.rates.take(rates.CODE_ADDRESS, address_of(request), mono=site.clock.mono())
    return await welcomed(site, await site.services.people.accounts.sign_in_by_link(given))


def own_path(path: str) -> str:
    """`path` if it leads to a page of ours, else the front page."""
    is_own = re.match(r"/(?![/\\])[^\s\\\x00-\x1f]{0,500}\Z", path)
    return path if is_own else "/"


ROUTES = [
    Route("/api/sign-in", request_mail, methods=["POST"]),
    Route("/api/sign-in/code", by_code, methods=["POST"]),
    Route("/api/sign-in/link", by_link, methods=["POST"]),
]
