"""The program as files: playlists and segments that a stage wrote, for any player, any site, any cache."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from hemicycle_protocol.errors import Code, Refused

from .sessions import you_of
from .site import site_of

TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".m4a": "audio/mp4",
    ".vtt": "text/vtt; charset=utf-8",
    ".webp": "image/webp",
}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}(\.[A-Za-z0-9_-]{1,20})*\Z")
# A playlist grows; a segment never changes once a playlist names it, but a demo may begin anew.
_LIVE = "public, max-age=1"
_STILL = "public, max-age=15"
_WRITTEN = "public, max-age=86400"
# What a debate of a draft shows is for those who make it.
_DRAFT = "private, no-store"


async def media_file(request: Request) -> Response:
    """GET /hls/{debate}/{file}: whole or a range."""
    site = site_of(request)
    try:
        folder = await site.services.debate.pages.folder(you_of(request), request.path_params["debate"])
    except Refused as refused:
        if refused.code is not Code.NOT_FOUND:
            raise
        raise _missing() from None
    root = site.settings.media_dir
    path = media_path(root, f"{folder.name}/{request.path_params['file']}")
    if path is None or not path.is_file():
        raise _missing()
    kept = {".m3u8": _LIVE, ".webp": _STILL}.get(path.suffix, _WRITTEN)
    headers = {
        "Cache-Control": kept if folder.is_public else _DRAFT,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Content-Range, Content-Length",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return FileResponse(path, media_type=TYPES[path.suffix], headers=headers)


def _missing() -> HTTPException:
    return HTTPException(404, headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"})


def media_path(root: Path, name: str) -> Path | None:
    """The file of that name below `root`, or None if it can be none of ours."""
    parts = name.split("/")
    if not all(_NAME.match(part) for part in parts):
        return None
    path = root.joinpath(*parts)
    return path if path.suffix in TYPES else None


ROUTES = [Route("/hls/{debate}/{file:path}", media_file)]
