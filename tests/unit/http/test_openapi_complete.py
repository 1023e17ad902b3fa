"""The description of the API says of every address what it answers, and is committed as it is."""

from __future__ import annotations

from starlette.routing import Route

from hemicycle.http.application import ROUTES
from hemicycle.http.openapi import shape, text_of
from hemicycle.http.reads import READS
from hemicycle.http.write_openapi import FILE

GETS = {
    shape(route.path)
    for route in ROUTES
    if isinstance(route, Route) and "GET" in (route.methods or ()) and route.path.startswith("/api/")
}


def test_the_document_says_of_each_what_it_answers() -> None:
    """A new `GET /api/…` route needs a line in `hemicycle.http.reads`."""
    assert GETS - READS.keys() == set()
    assert READS.keys() - GETS == set()


def test_the_committed_copy_is_what_would_be_written() -> None:
    """`make protocol` writes it."""
    assert FILE.read_text() == text_of(ROUTES)
