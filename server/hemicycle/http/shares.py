"""What a shared link shows elsewhere: tags in the head of a page, and their picture.

The pages are the client's build (`entries`), with these tags instead of their title.
"""

from __future__ import annotations

import html
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle.services.sharing.sharing import HOME, Page, Share
from hemicycle_protocol.pages import PATHS

from . import rates
from .answers import locale_of_request
from .entries import entry
from .feed import feed_link, feed_tag
from .sessions import count_use
from .site import services_of, site_of

# Paths of pages → what is told of them.
SHARED = {
    "/": Page.HOME,
    "/debates/{id}": Page.DEBATE,
    "/processes/{id}/debate": Page.DEBATE,
    "/processes/{id}": Page.PROCESS,
    "/processes/{id}/consultation": Page.PROCESS,
    "/propositions/{id}": Page.PROPOSITION,
    "/processes/{id}/bill": Page.BILL,
    "/processes/{id}/mobilisation": Page.MOBILISATION,
}
# The words depend on the reader's language, and the numbers move.
_HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
_PICTURE = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language"}
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}


async def shared_page(request: Request, path: str, status: int = 200) -> Response:
    """The client's page, with the tags of what stands there if everybody may read it."""
    site = site_of(request)
    page, id_ = _named(request, path)
    share = await site.services.sharing.links.share(page, id_)
    if share is None:
        return await entry(request, PATHS[path], status=status, headers=_HEADERS | feed_link(request))
    locale = locale_of_request(request)
    base = site.settings.base_url
    image = f"{base}/cards/{page.value}/{quote(id_)}.png?n={share.figure or 0}"
    name = site.services.kernel.site.view.name
    tags = tags_of(share, locale, site=name, url=f"{base}{request.url.path}", image=image)
    headers = _HEADERS | feed_link(request)
    return await entry(request, PATHS[path], headers=headers, tags=tags + feed_tag(request))


def _named(request: Request, path: str) -> tuple[Page, str]:
    """Of which page, and of what, an address tells; the record of a debate names it in its query."""
    if path == "/processes/{id}/debate":
        debate = request.query_params.get("debate")
        return (Page.DEBATE, debate) if debate else (Page.PROCESS, request.path_params["id"])
    return SHARED[path], request.path_params.get("id", HOME)


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


def tags_of(share: Share, locale: str, *, site: str, url: str, image: str) -> str:
    """The title and the tags of OpenGraph and of what goes by the name of Twitter cards, escaped."""
    values = {
        "og:type": "website",
        "og:site_name": site,
        "og:locale": _LOCALES[locale],
        "og:title": share.title_in(locale),
        "og:description": share.sentences[locale],
        "og:url": url,
        "og:image": image,
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": f"{share.kickers[locale]} : {share.title_in(locale)}",
    }
    named = {"twitter:card": "summary_large_image", "description": share.sentences[locale]}
    return "\n".join(
        [
            f"<title>{html.escape(share.title_in(locale))} · {html.escape(site)}</title>",
            *(_tag("property", name, value) for name, value in values.items() if value),
            *(_tag("name", name, value) for name, value in named.items() if value),
        ]
    )


def _tag(kind: str, name: str, value: str) -> str:
    return f'<meta {kind}="{name}" content="{html.escape(value)}">'


ROUTES = [Route("/cards/{page}/{id}.png", picture)]
