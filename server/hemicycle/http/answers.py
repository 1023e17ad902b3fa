"""JSON answers and problems (RFC 9457), and the bodies of requests."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from typing import TypeVar

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hemicycle_protocol.api import CommandRequest, Problem
from hemicycle_protocol.errors import Code, Facts, Refused
from hemicycle_protocol.integers import beyond
from hemicycle_protocol.reads import shape
from hemicycle_protocol.writes import WRITES

from .sentences import locale_of, words_of

BODY_BYTES = 65_536
# Answers for everybody are sent small to who takes them so: a list of twenty propositions becomes a fifth of
# itself, in a millisecond. Below this size it is not worth it.
SMALL_BYTES = 1_024
GZIP_LEVEL = 5
# A body of that size over the slowest of networks; who sends one byte a minute is no person.
BODY_S = 30.0
Body = TypeVar("Body", bound=msgspec.Struct)

STATUS: dict[Code, int] = {
    Code.UNKNOWN_COMMAND: 400,
    Code.INVALID: 400,
    Code.FORBIDDEN: 403,
    Code.SIGN_IN: 401,
    Code.CONSENT_NEEDED: 403,
    Code.NOT_FOUND: 404,
    Code.CHANGED: 409,
    Code.CLAIMED: 409,
    Code.ILLEGAL_MOVE: 409,
    Code.REASON_MISSING: 422,
    Code.CLOSED: 409,
    Code.NOT_OPEN: 409,
    Code.EMPTY: 422,
    Code.TOO_LONG: 422,
    Code.TOO_MANY_OPEN: 409,
    Code.LIMIT_REACHED: 409,
    Code.TOO_SOON: 429,
    Code.ROOM_FULL: 429,
    Code.RATE_LIMITED: 429,
    Code.OWN_QUESTION: 409,
    Code.DUPLICATE: 409,
    Code.SEAT_TAKEN: 409,
    Code.SEAT_ELSEWHERE: 409,
    Code.SEAT_REMOVED: 403,
    Code.STAGE_AWAY: 503,
    Code.EXPIRED: 410,
    Code.REVOKED: 410,
    Code.BLOCKED: 403,
    Code.HAS_VOTED: 409,
    Code.UNAVAILABLE: 503,
    Code.BUSY: 503,
}


def answer(value: object, *, status: int = 200) -> Response:
    """`value` for this person only."""
    body = msgspec.json.encode(value)
    return Response(body, status, {"Cache-Control": "no-store"}, "application/json")


def public(request: Request, value: object) -> Response:
    """`value` for everybody, with a tag: who has it already gets 304."""
    return public_bytes(request, msgspec.json.encode(value))


def public_bytes(request: Request, body: bytes) -> Response:
    """As `public`, for JSON that is written already."""
    tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"Cache-Control": "public, no-cache", "ETag": tag, "Vary": "Accept-Encoding"}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    if len(body) >= SMALL_BYTES and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, GZIP_LEVEL, mtime=0)
    return Response(body, 200, headers, "application/json")


def is_known(request: Request, tag: str) -> bool:
    """Whether who asks has what the tag stands for."""
    known = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    return tag in known or "*" in known


def nothing() -> Response:
    """Done; there is nothing to say."""
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def problem(code: Code, facts: Facts, *, locale: str, status: int | None = None) -> Response:
    """A refusal."""
    status = status or STATUS[code]
    title, detail = words_of(code, locale, facts)
    headers = {"Cache-Control": "no-store", "Content-Language": locale}
    if isinstance(wait := facts.get("retry_after_ms"), int):
        headers["Retry-After"] = str(-(-wait // 1000))
    body = msgspec.json.encode(Problem(code.value, title, detail, status, facts))
    return Response(body, status, headers, "application/problem+json")


async def read_body(request: Request, type_: type[Body]) -> Body:
    """The JSON body of a request, of the type in the table of writes, which is bounded before it is read.

    Raises:
        Refused: `TOO_LONG` above the limit, `INVALID` if it is not of that type.
    """
    assert WRITES[shape(request.scope["route"].path)].body is type_, f"{type_.__name__} is not in the table"
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused(Code.INVALID, expected="application/json")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_BYTES:
                    raise Refused(Code.TOO_LONG, limit_bytes=BODY_BYTES)
    except TimeoutError:
        raise HTTPException(408) from None
    try:
        read = msgspec.json.decode(bytes(body), type=type_)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(Code.INVALID, reason=str(error)[:200]) from None
    if (field := beyond({} if isinstance(read, CommandRequest) else read)) is not None:
        raise Refused(Code.INVALID, field=field)
    return read


def on_refused(request: Request, error: Exception) -> Response:
    """What a service refused."""
    assert isinstance(error, Refused)
    return problem(error.code, error.facts, locale=locale_of_request(request))


def on_http_error(request: Request, error: Exception) -> Response:
    """What the router refused: no such path, no such method."""
    assert isinstance(error, HTTPException)
    code = Code.NOT_FOUND if error.status_code == 404 else Code.INVALID
    response = problem(code, {}, locale=locale_of_request(request), status=error.status_code)
    response.headers.update(error.headers or {})
    return response


def on_bug(request: Request, error: Exception) -> Response:
    """Ours, not theirs: the person hears a word, the log gets all of it from uvicorn."""
    return problem(Code.UNAVAILABLE, {}, locale=locale_of_request(request), status=500)


def locale_of_request(request: Request) -> str:
    """The language of the answer."""
    return locale_of(request.headers.get("accept-language", ""))
