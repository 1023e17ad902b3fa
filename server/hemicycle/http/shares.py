"""What a shared link shows elsewhere: tags in the head of a page, and their picture.

The pages are the client's build; its `index.html` is read once and filled in for each page that is shared.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from hemicycle.services.sharing.sharing import Page, Share

from . import rates
from .answers import locale_of_request
from .feed import feed_link, feed_tag
from .sessions import count_use
from .site import services_of, site_of

# Paths of pages → what is told of them.
SHARED = {
    "/processes/{id}": Page.PROCESS,
    "/processes/{id}/consultation": Page.PROCESS,
    "/propositions/{id}": Page.PROPOSITION,
    "/processes/{id}/bill": Page.BILL,
    "/processes/{id}/mobilisation": Page.MOBILISATION,
}
# The words depend on the reader's language, and the numbers move.
_HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
_PICTURE = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language"}
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}


async def shared_page(request: Request, path: str, status: int = 200) -> Response:
    """The client's page, with the tags of what stands there if everybody may read it."""
    site = site_of(request)
    file = site.settings.client_dir / "index.html"
    share = await site.services.sharing.links.share(SHARED[path], request.path_params["id"])
    if share is None:
        return FileResponse(file, status_code=status, headers=_HEADERS | feed_link(request))
    locale = locale_of_request(request)
    base = site.settings.base_url
    image = f"{base}/cards/{SHARED[path].value}/{request.path_params['id']}.png?n={share.figure or 0}"
    tags = tags_of(share, locale, url=f"{base}{request.url.path}", image=image)
    page = filled(_build(file, file.stat().st_mtime_ns), tags + feed_tag(request))
    return HTMLResponse(page, headers=_HEADERS | feed_link(request))


async def picture(request: Request) -> Response:
    """GET /cards/{page}/{id}.png."""
    try:
        page = Page(request.path_params["page"])
    except ValueError:
        raise HTTPException(404) from None
    count_use(request, rates.CARDS)
    sharing = services_of(request).sharing.links
    png = await sharing.picture(page, request.path_params["id"], locale_of_request(request))
    if png is None:
        raise HTTPException(404)
    return Response(png, headers=_PICTURE, media_type="image/png")


def tags_of(share: Share, locale: str, *, url: str, image: str) -> str:
    """The title and the tags of OpenGraph and of what goes by the name of Twitter cards, escaped."""
    values = {
        "og:type": "website",
        "og:site_name": "Hémicycle",
        "og:locale": _LOCALES[locale],
        "og:title": share.title,
        "og:description": share.sentences[locale],
        "og:url": url,
        "og:image": image,
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": f"{share.kickers[locale]} : {share.title}",
    }
    named = {"twitter:card": "summary_large_image", "description": share.sentences[locale]}
    return "\n".join(
        [
            f"<title>{html.escape(share.title)} · Hémicycle</title>",
            *(_tag("property", name, value) for name, value in values.items() if value),
            *(_tag("name", name, value) for name, value in named.items() if value),
        ]
    )


def filled(page: str, tags: str) -> str:
    """The page with these tags instead of its title."""
    if _TITLE.search(page):
        return _TITLE.sub(lambda _: tags, page, count=1)
    return page.replace("</head>", f"{tags}</head>", 1)


def _tag(kind: str, name: str, value: str) -> str:
    return f'<meta {kind}="{name}" content="{html.escape(value)}">'


@lru_cache(maxsize=4)
def _build(file: Path, _written: int) -> str:
    return file.read_text(encoding="utf-8")


ROUTES = [Route("/cards/{page}/{id}.png", picture)]
