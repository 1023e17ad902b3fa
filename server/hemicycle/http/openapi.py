"""The API as an OpenAPI 3.1 document: made from the routes, the tables of reads and writes, and the structs.

`GET /api/openapi.json` answers it; `write_openapi` keeps the committed copy.
"""

from __future__ import annotations

import inspect
import json
import re
import typing
from collections.abc import Iterable

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hemicycle_protocol.api import Problem
from hemicycle_protocol.reads import PART, READS, Kind, Query, Read, Reader, shape
from hemicycle_protocol.writes import WRITES, Write

from .answers import public_bytes

_REF = "#/components/schemas/{name}"
_PATH_PARTS = {
    "id": "The id in the address of its page.",
    "type": "A type of records, as `/api/processes/{id}/export` lists them.",
    "format": "`csv` or `json`.",
    "topic": "A topic that is a log or a board (protocol/SPEC.md).",
}
Json = dict[str, typing.Any]


def document(routes: Iterable[object]) -> Json:
    """The whole document for a table of routes."""
    reads = {shape(route.path): route for route in routes if _is_read(route)}
    types = [READS[path].answer for path in reads if path in READS]
    structs = {type_ for type_ in types if not isinstance(type_, str)}
    structs |= {type_ for write in WRITES.values() for type_ in (write.body, write.answer) if type_}
    ordered = sorted(structs, key=str)
    _, schemas = msgspec.json.schema_components([*ordered, Problem], schema_hook=_anything, ref_template=_REF)
    paths: dict[str, Json] = {path: {"get": _operation(path, route)} for path, route in reads.items()}
    for path, write in WRITES.items():
        paths.setdefault(path, {})[write.method.lower()] = _write(path, write)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hemicycle",
            "version": "1",
            "summary": "Everything that is public of the processes and debates of this site.",
            "description": (
                "Instants are milliseconds since 1970 in UTC. Answers for everybody carry an `ETag`: send it "
                "back as `If-None-Match`. Fields that have their default value are left out. Refusals are "
                "problems (RFC 9457) with a stable `code`."
            ),
        },
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


def _is_read(route: object) -> typing.TypeGuard[Route]:
    return isinstance(route, Route) and "GET" in (route.methods or ()) and route.path.startswith("/api/")


def _operation(path: str, route: Route) -> Json:
    read = READS.get(path)
    query = read.query if read else ()
    return {
        "operationId": _id(path),
        "summary": _summary(route, read),
        "parameters": [
            *_parts(path),
            *(
                _parameter("query", each.name, each.about, _bounds(each), needed=each.is_needed)
                for each in query
            ),
        ],
        "responses": _responses(read),
    }


def _summary(route: Route, read: Read | None) -> str:
    """What the handler or the struct says of the answer, and who gets it."""
    if read is None:
        return (inspect.getdoc(route.endpoint) or "").splitlines()[0]
    if isinstance(read.answer, str):
        return read.answer
    type_ = (typing.get_args(read.answer) or (read.answer,))[0]
    text = (inspect.getdoc(type_) or "").splitlines()[0]
    is_list = typing.get_origin(read.answer) is list
    text = f"A list, each: {text[0].lower()}{text[1:]}" if is_list else text
    return text if read.reader is Reader.EVERYBODY else f"{text} For {read.reader}."


def _parameter(place: str, name: str, about: str, schema: Json, *, needed: bool = True) -> Json:
    return {"name": name, "in": place, "required": needed, "description": about, "schema": schema}


def _bounds(query: Query) -> Json:
    if query.choices:
        return {"type": "string", "enum": list(query.choices)}
    if query.kind is Kind.INTEGER:
        return {"type": "integer", "minimum": query.least, "maximum": query.most}
    return {"type": query.kind.value}


def _about_part(name: str) -> str:
    return _PATH_PARTS.get(name, f"The {name.replace('_', ' ')}.")


def _responses(read: Read | None) -> Json:
    content: Json = {"schema": {}}
    media_type = read.media_type if read else "application/json"
    if read is not None and not isinstance(read.answer, str):
        (schema,), _ = msgspec.json.schema_components([read.answer], schema_hook=_anything, ref_template=_REF)
        content = {"schema": schema}
    responses: Json = {"200": {"description": "The answer.", "content": {media_type: content}}}
    if read is not None and read.reader is Reader.EVERYBODY and media_type != "text/event-stream":
        responses["200"]["headers"] = {"ETag": {"schema": {"type": "string"}}}
        responses["304"] = {"description": "What stands behind `If-None-Match` is still so."}
    responses["default"] = _problem()
    return responses


def _write(path: str, write: Write) -> Json:
    done: Json = {"description": "It is done."}
    if write.answer:
        done["content"] = _json(write.answer)
    operation: Json = {
        "operationId": f"{write.method.lower()}_{_id(path)}",
        "summary": write.about,
        "parameters": _parts(path),
    }
    if write.body:
        operation["requestBody"] = {"required": True, "content": _json(write.body)}
    return operation | {"responses": {"2XX": done, "default": _problem()}}


def _json(struct: type[msgspec.Struct]) -> Json:
    return {"application/json": {"schema": {"$ref": _REF.format(name=struct.__name__)}}}


def _id(path: str) -> str:
    return re.sub(r"\W+", "_", path.removeprefix("/api/")).strip("_")


def _parts(path: str) -> list[Json]:
    return [_parameter("path", name, _about_part(name), {"type": "string"}) for name in PART.findall(path)]


def _problem() -> Json:
    schema = {"schema": {"$ref": _REF.format(name="Problem")}}
    return {
        "description": "A refusal, in a sentence and with a code.",
        "content": {"application/problem+json": schema},
    }


def _anything(hint: type) -> Json:
    if hint is object:
        return {"description": "any value"}
    raise NotImplementedError(hint)


def text_of(routes: Iterable[object]) -> str:
    """The document as its file holds it."""
    return json.dumps(document(routes), indent=1, ensure_ascii=False) + "\n"


async def openapi(request: Request) -> Response:
    """GET /api/openapi.json: this document."""
    state = request.app.state
    if not hasattr(state, "openapi"):
        state.openapi = text_of(request.app.routes).encode()
    return public_bytes(request, state.openapi)


ROUTES = [Route("/api/openapi.json", openapi)]
