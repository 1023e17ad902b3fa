"""What people and programs are told when a request fails: a page in the look of the site, or a problem."""

from __future__ import annotations

import html
import re
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from hemicycle_protocol.errors import Code, Refused

from .answers import locale_of_request, on_bug, on_http_error, on_refused
from .sentences import words_of
from .site import site_of

# Below these addresses programs ask: scripts of our pages, players, other sites.
_FOR_PROGRAMS = ("/api/", "/hls/")
# What a person can meet in the address bar, and what is said of it.
_FOR_PEOPLE = {404: Code.NOT_FOUND, 500: Code.UNAVAILABLE, 503: Code.UNAVAILABLE}
_STYLES = re.compile(r'<link rel="stylesheet"[^>]*>')
_HOME = {"fr": "Accueil", "en": "Home"}
_AGAIN = {"fr": "Réessayer", "en": "Try again"}


def on_error(request: Request, error: Exception) -> Response:
    """Whatever went wrong: what was refused, what is not there, what is our fault."""
    if isinstance(error, Refused):
        problem = on_refused(request, error)
    elif isinstance(error, HTTPException):
        problem = on_http_error(request, error)
    else:
        problem = on_bug(request, error)
    code = _FOR_PEOPLE.get(problem.status_code)
    if (
        code is None
        or request.method not in ("GET", "HEAD")
        or request.scope["path"].startswith(_FOR_PROGRAMS)
    ):
        return problem
    page = HTMLResponse(_page(request, code), problem.status_code)
    kept = ("cache-control", "content-language", "retry-after")
    page.headers.update({name: problem.headers[name] for name in kept if name in problem.headers})
    return page


def _page(request: Request, code: Code) -> str:
    locale = locale_of_request(request)
    title, detail = (html.escape(words) for words in words_of(code, locale, {}))
    again = html.escape(f"/{request.url.path.lstrip('/')}?{request.url.query}".rstrip("?"))
    way = "" if code is Code.NOT_FOUND else f'<a class="button" href="{again}">{_AGAIN[locale]}</a> '
    return (
        f'<!doctype html><html lang="{locale}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title} · Hémicycle</title>'
        f'{_styles(site_of(request).settings.client_dir)}</head><body><main class="trouble"><h1>{title}</h1>'
        f'<p>{detail}</p><p>{way}<a href="/">{_HOME[locale]}</a></p></main></body></html>'
    )


def _styles(build: Path) -> str:
    """The links to the styles of the site, from a page that is built with them."""
    try:
        return "".join(_STYLES.findall((build / "index.html").read_text(encoding="utf-8")))
    except OSError:
        return ""
