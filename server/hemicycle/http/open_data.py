"""The open data of a process: which files there are, and each of them, streamed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from . import rates
from .answers import is_known, public
from .sessions import count_use, you_of
from .site import services_of

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


async def page(request: Request) -> Response:
    """GET /api/processes/{id}/export."""
    you, process = you_of(request), request.path_params["id"]
    return public(request, await services_of(request).open_data.page(you, process))


async def archive(request: Request) -> Response:
    """GET /api/processes/{id}/export.zip."""
    you, process = you_of(request), request.path_params["id"]
    tag, stream = await services_of(request).open_data.archive(you, process)
    return _sent(request, tag, stream, f"{process}.zip", "application/zip")


async def file(request: Request) -> Response:
    """GET /api/processes/{id}/export/{type}.{format}."""
    you, process = you_of(request), request.path_params["id"]
    name, format_ = request.path_params["type"], request.path_params["format"]
    tag, stream = await services_of(request).open_data.file(you, process, name, format_)
    return _sent(request, tag, stream, f"{process}-{name}.{format_}", MEDIA_TYPES[format_])


def _sent(
    request: Request, tag: str, stream: Callable[[], AsyncIterator[bytes]], name: str, media_type: str
) -> Response:
    headers = {"Cache-Control": "public, no-cache", "ETag": f'W/"{tag}"', "Vary": "Accept-Encoding"}
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    count_use(request, rates.FILES)
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return StreamingResponse(stream(), headers=headers, media_type=media_type)


ROUTES = [
    Route("/api/processes/{id}/export", page),
    Route("/api/processes/{id}/export.zip", archive),
    Route("/api/processes/{id}/export/{type}.{format}", file),
]
