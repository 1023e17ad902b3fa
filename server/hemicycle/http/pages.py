"""The six pages of the built client, and its assets."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from hemicycle_protocol.pages import DEMO_PATHS, ENTRIES, PATHS

from .entries import entry
from .feed import feed_link
from .sessions import you_of
from .shares import SHARED, shared_page
from .site import services_of, site_of

# A page names the assets of its build, so it is asked for again each time; assets carry a hash in their name.
_PAGE = {"Cache-Control": "no-cache"}
_ASSET = {"Cache-Control": "public, max-age=31536000, immutable"}
_PUBLIC = {"Cache-Control": "public, max-age=3600"}
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}\Z")


def missing_build(client_dir: Path) -> str | None:
    """A sentence that says what to do when the client was not built, or None."""
    missing = [name for name in ENTRIES if not (client_dir / f"{name}.html").is_file()]
    if not missing:
        return None
    return f"The pages are not built: {client_dir}/{missing[0]}.html is missing. Run `make client` first."


def page_routes() -> list[Route]:
    """Every path of a page, and with a slash too many the way to it."""
    pages = [Route(path, _page_of(path, name), name=f"page {path}") for path, name in PATHS.items()]
    return pages + [Route(f"{path}/", _without_slash) for path in PATHS if path != "/"]


def _page_of(path: str, name: str) -> Callable[[Request], Awaitable[Response]]:
    if path == "/debates/{id}":
        return _debate
    return _shared(path) if path in SHARED else _entry(path, name)


def _shared(path: str) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        return await shared_page(request, path, await _status(request, path))

    return page


async def _debate(request: Request) -> Response:
    """The page of a debate; once it is over, the way to what it left: `?t=` goes along."""
    debate = request.path_params["id"]
    process = await services_of(request).debate.pages.ended_in(you_of(request), debate)
    if process is None:
        return await shared_page(request, "/debates/{id}", await _status(request, "/debates/{id}"))
    query = urlencode({"debate": debate, **dict(request.query_params)})
    return RedirectResponse(f"/processes/{process}/debate?{query}", 303, _PAGE)


def _entry(path: str, name: str) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        status, headers = await _status(request, path), _PAGE | feed_link(request)
        return await entry(request, name, status=status, headers=headers)

    return page


async def _status(request: Request, path: str) -> int:
    """404 where the address names nothing that its reader may know of; the page says it in its own words.

    A link with a token is good for who has it, before the account is known that may read more.

    Raises:
        HTTPException: the address is no page of a node that works for real.
    """
    if path in DEMO_PATHS and not site_of(request).settings.demo:
        raise HTTPException(404)
    id_ = request.path_params.get("id")
    if id_ is None or "token" in request.path_params:
        return 200
    kind = path.split("/")[1]
    there = await services_of(request).sharing.links.is_there(you_of(request), kind, id_)
    return 200 if there else 404


async def _without_slash(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(request.url.path.rstrip("/") + query, 308)


async def asset(request: Request) -> Response:
    """GET /assets/{name}."""
    return _file(request, Path("assets"), _ASSET)


async def public_file(request: Request) -> Response:
    """GET /{name}: the few files at the root of the build, such as the icon."""
    name = request.path_params["name"]
    if name.endswith(".html"):
        raise HTTPException(404)
    return _file(request, Path(), _PUBLIC)


def _file(request: Request, folder: Path, headers: dict[str, str]) -> Response:
    name = request.path_params["name"]
    path = site_of(request).settings.client_dir / folder / name
    if not _FILE.match(name) or not path.is_file():
        raise HTTPException(404)
    small = path.with_name(f"{name}.gz")  # made with the build, for whoever has no proxy in front
    if not small.is_file():
        return FileResponse(path, headers=headers)
    headers = headers | {"Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return FileResponse(path, headers=headers)
    return FileResponse(small, headers=headers | {"Content-Encoding": "gzip"}, media_type=guess_type(name)[0])


ROUTES = [
    *page_routes(),
    Route("/assets/{name}", asset),
    Route("/{name}", public_file),
]
