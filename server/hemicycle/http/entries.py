"""The six pages of the build as they are sent: with the name of the site and what else a page knows of it.

It stands in the head as a block of JSON, which runs nothing: the policy of pages stays as it is, and no page
has to ask for it.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from .site import services_of, site_of

_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)


async def entry(
    request: Request, name: str, *, status: int = 200, headers: dict[str, str], tags: str | None = None
) -> Response:
    """A page of the build; `tags` instead of its title."""
    reading, id_ = services_of(request).site.reading, request.path_params.get("id")
    # Of what is not there for its reader, not even the zone is told.
    if id_ is not None and status == 200:
        site = await reading.site_of(request.url.path.split("/")[1], id_)
    else:
        site = reading.site()
    title = tags or f"<title>{html.escape(site.name)}</title>"
    # No text of the block can end it.
    block = msgspec.json.encode(site).decode().replace("<", "\\u003c")
    told = f'{title}\n<script type="application/json" id="site">{block}</script>'
    file = site_of(request).settings.client_dir / f"{name}.html"
    page = filled(_build(file, file.stat().st_mtime_ns), told)
    return HTMLResponse(page, status, headers)


def filled(page: str, tags: str) -> str:
    """The page with these tags instead of its title."""
    if _TITLE.search(page):
        return _TITLE.sub(lambda _: tags, page, count=1)
    return page.replace("</head>", f"{tags}</head>", 1)


@lru_cache(maxsize=16)
def _build(file: Path, _written: int) -> str:
    return file.read_text(encoding="utf-8")
