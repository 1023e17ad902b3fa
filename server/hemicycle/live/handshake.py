"""The opening handshake: which requests become a WebSocket of ours, and the answer to all others."""

from __future__ import annotations

import http
import logging
from collections.abc import Sequence
from typing import NamedTuple

from websockets.http11 import Request, Response
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from hemicycle.auth.origin import is_ours, is_own
from hemicycle_protocol.messages import SUBPROTOCOL

from .settings import LiveSettings

PATHS = {"/live": False, "/media": True}

_log = logging.getLogger("hemicycle.live.handshake")
_log.setLevel(logging.ERROR)


class Handshake(NamedTuple):
    """The bytes to answer with; `media` is None when the answer is a refusal."""

    response: bytes
    media: bool | None
    forwarded: Sequence[str]


def shake_hands(data: bytes, settings: LiveSettings) -> Handshake:
    """Answer a whole upgrade request."""
    server = ServerProtocol(subprotocols=[Subprotocol(SUBPROTOCOL)], logger=_log)
    server.receive_data(data)
    request = next(iter(server.events_received()), None)
    if not isinstance(request, Request):
        return Handshake(unread(http.HTTPStatus.BAD_REQUEST), None, ())
    media = PATHS.get(request.path.partition("?")[0])
    response = _answer(server, request, settings, known=media is not None)
    server.send_response(response)
    accepted = response.status_code == http.HTTPStatus.SWITCHING_PROTOCOLS
    forwarded = request.headers.get_all("X-Forwarded-For")
    return Handshake(b"".join(server.data_to_send()), media if accepted else None, forwarded)


def unread(status: http.HTTPStatus, **headers: str) -> bytes:
    """A refusal that needs no look at the request."""
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", "Content-Length: 0", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def _answer(server: ServerProtocol, request: Request, settings: LiveSettings, *, known: bool) -> Response:
    if not known:
        return server.reject(http.HTTPStatus.NOT_FOUND, "There is no such WebSocket.\n")
    if not _is_allowed(request, settings):
        return server.reject(http.HTTPStatus.FORBIDDEN, "This site may not open a connection.\n")
    return server.accept(request)


def _is_allowed(request: Request, settings: LiveSettings) -> bool:
    """Browsers name the page's site: ours, or one the operator allows. Programs name none."""
    origins, hosts = request.headers.get_all("Origin"), request.headers.get_all("Host")
    return not origins or (is_ours(hosts, settings.site) and is_own(origins, hosts, settings.origins))
