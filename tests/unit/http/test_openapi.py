"""The description of the API: every address, well formed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from jsonschema import Draft202012Validator
from starlette.routing import Route

from hemicycle.http.application import ROUTES
from hemicycle.http.openapi import document
from hemicycle_protocol.reads import READS, shape
from hemicycle_protocol.writes import WRITES

DOCUMENT = document(ROUTES)
GETS = {
    shape(route.path)
    for route in ROUTES
    if isinstance(route, Route) and "GET" in (route.methods or ()) and route.path.startswith("/api/")
}


def refs(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from refs(inner)


def test_every_address_that_is_read_stands_in_the_document() -> None:
    """A new `GET /api/…` route needs a line in `hemicycle_protocol.reads`."""
    assert READS.keys() == GETS
    assert {path for path, item in DOCUMENT["paths"].items() if "get" in item} == GETS


def test_every_address_that_is_written_to_stands_in_the_document() -> None:
    written = {
        (path, method.upper())
        for path, item in DOCUMENT["paths"].items()
        for method in item
        if method != "get"
    }
    assert written == {(path, write.method) for path, write in WRITES.items()}


def test_the_document_is_well_formed() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    known = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert set(refs(DOCUMENT)) <= known
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    operations = [each for item in DOCUMENT["paths"].values() for each in item.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    for operation in operations:
        assert operation["summary"]
        assert "default" in operation["responses"]
    json.dumps(DOCUMENT)
