"""Reading and acting without a WebSocket (SPEC F1): the same messages, positions and refusals."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from hemicycle.services.kernel.caller import Caller
from hemicycle_protocol.api import CommandAnswer, CommandRequest
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.messages import FromServer
from hemicycle_protocol.topics import Kind, parse_topic
from hemicycle_protocol.views import Position

from . import query, rates
from .answers import answer, locale_of_request, read_body
from .sessions import identity_of, you_of
from .site import address_of, site_of

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def follow(request: Request) -> Response:
    """GET /api/topics/{topic}: an event stream whose data lines are messages."""
    topic = parse_topic(request.path_params["topic"])
    if topic is None or topic.kind is Kind.STREAM:
        raise Refused(Code.NOT_FOUND, topic=request.path_params["topic"][:128])
    messages = site_of(request).feeds.follow(
        identity_of(request), address_of(request), topic, _position(request)
    )
    first = await anext(messages)
    return StreamingResponse(_lines(first, messages), media_type="text/event-stream", headers=_HEADERS)


async def act(request: Request) -> Response:
    """POST /api/commands."""
    site, you, address = site_of(request), you_of(request), address_of(request)
    site.rates.take(rates.COMMANDS, you.id if you else address, mono=site.clock.mono())
    wish = await read_body(request, CommandRequest)
    # Whole: who sends the end of an act after the close has sent it after the close, on either transport.
    caller = Caller(you, "", address, site.clock.now(), locale_of_request(request))
    at, result = await site.services.gate.handle(caller, wish.name, wish.args)
    return answer(CommandAnswer(at, result))


def _position(request: Request) -> Position | None:
    epoch, at = query.text(request, "epoch"), query.number(request, "at", 0)
    return Position(epoch, at) if epoch else None


async def _lines(first: FromServer | None, rest: AsyncIterator[FromServer | None]) -> AsyncIterator[bytes]:
    yield b"retry: 3000\n\n" + _line(first)
    del first  # a whole view, which nobody needs while the stream waits
    async for message in rest:
        yield _line(message)
        del message


def _line(message: FromServer | None) -> bytes:
    return b": still here\n\n" if message is None else b"data: " + msgspec.json.encode(message) + b"\n\n"


ROUTES = [
    Route("/api/topics/{topic:path}", follow),
    Route("/api/commands", act, methods=["POST"]),
]
