"""The table of routes is the table in the protocol."""

from __future__ import annotations

import re
from pathlib import Path

from hemicycle.http.application import ROUTES
from hemicycle.http.pages import ENTRIES, PATHS
from hemicycle_protocol import api

PAGES = Path(__file__).parents[3] / "client_web" / "src" / "pages" / "index" / "routes.ts"
ROW = re.compile(r"^\| (GET|POST|DELETE) (/api/[^ ?|]*)", re.MULTILINE)


def test_every_row_of_the_protocols_table_has_a_route() -> None:
    served = {(method, _shape(route.path)) for route in ROUTES for method in route.methods or ()}
    rows = {(method, _shape(path)) for method, path in ROW.findall(api.__doc__ or "")}
    assert len(rows) > 15
    assert rows <= served


def test_every_page_belongs_to_an_entry_of_the_client_and_every_entry_has_one() -> None:
    assert set(PATHS.values()) == set(ENTRIES)


def test_the_first_entry_has_a_page_for_each_of_its_paths_and_no_other() -> None:
    """Else a page would be a 404 when it is loaded anew, or an address would open none."""
    table = re.search(r"ROUTES: .* = \{\n(.*?)^\}", PAGES.read_text(), re.MULTILINE | re.DOTALL)
    assert table is not None
    opened = re.findall(r"^  '([^']+)': \{", table[1], re.MULTILINE)
    served = [path for path, entry in PATHS.items() if entry == "index"]
    assert sorted(re.sub(r":(\w+)", r"{\1}", path) for path in opened) == sorted(served)


def _shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)
