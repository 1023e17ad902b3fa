"""The table of routes is the table in the protocol."""

from __future__ import annotations

import re

from hemicycle.http.application import ROUTES
from hemicycle_protocol import api
from hemicycle_protocol.pages import ENTRIES, PATHS

ROW = re.compile(r"^\| (POST|DELETE) (/api/[^ ?|]*)", re.MULTILINE)


def test_every_row_of_the_protocols_table_has_a_route() -> None:
    served = {(method, _shape(route.path)) for route in ROUTES for method in route.methods or ()}
    rows = {(method, _shape(path)) for method, path in ROW.findall(api.__doc__ or "")}
    assert len(rows) > 5
    assert rows <= served


def test_every_page_belongs_to_an_entry_of_the_client_and_every_entry_has_one() -> None:
    assert set(PATHS.values()) == set(ENTRIES)


def _shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)
