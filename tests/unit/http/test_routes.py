"""The table of routes is the tables in the protocol; that of what is read is held to it by `test_openapi`."""

from __future__ import annotations

import ast
import inspect

from starlette.routing import Route

from hemicycle.http.application import ROUTES
from hemicycle_protocol.pages import ENTRIES, PATHS
from hemicycle_protocol.reads import PART, shape
from hemicycle_protocol.writes import WRITES

WRITTEN = {
    (method, shape(route.path)): route
    for route in ROUTES
    if isinstance(route, Route) and route.path.startswith("/api/")
    for method in (route.methods or set()) - {"GET", "HEAD"}
}


def decoded(route: Route) -> list[str]:
    """The types of the bodies that a handler reads."""
    calls = [
        node for node in ast.walk(ast.parse(inspect.getsource(route.endpoint))) if isinstance(node, ast.Call)
    ]
    return [ast.unparse(call.args[1]) for call in calls if getattr(call.func, "id", "") == "read_body"]


def test_every_address_that_is_written_to_stands_in_the_table() -> None:
    """A new `POST` or `DELETE` under `/api/` needs a line in `hemicycle_protocol.writes`."""
    assert {(str(write.method), path) for path, write in WRITES.items()} == WRITTEN.keys()


def test_every_handler_decodes_the_body_of_the_table() -> None:
    told = {path: decoded(route) for (_, path), route in WRITTEN.items()}
    assert told == {path: [write.body.__name__] if write.body else [] for path, write in WRITES.items()}


def test_no_part_of_a_path_has_the_name_of_a_field() -> None:
    """Both are told in one object, as to a read."""
    for path, write in WRITES.items():
        if write.body is not None:
            assert set(PART.findall(path)).isdisjoint(write.body.__struct_fields__)


def test_every_page_belongs_to_an_entry_of_the_client_and_every_entry_has_one() -> None:
    assert set(PATHS.values()) == set(ENTRIES)
