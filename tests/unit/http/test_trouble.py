"""A request that fails is answered to people by a page in the look of the site, to programs by a problem."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hemicycle.http.trouble import on_error
from hemicycle.store import Unavailable

STYLE = '<link rel="stylesheet" crossorigin href="/assets/site-1.css">'


@pytest.fixture
def build(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text(f"<!doctype html><head>{STYLE}</head>")
    return tmp_path


def answer(
    build: Path, error: Exception, path: str = "/processes/p", **given: Any
) -> tuple[int, str, Response]:
    site = SimpleNamespace(settings=SimpleNamespace(client_dir=build))
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [],
        "server": ("site", 80),
        "app": SimpleNamespace(state=SimpleNamespace(site=site)),
    }
    response = on_error(Request(scope | given), error)
    return response.status_code, bytes(response.body).decode(), response


def test_a_page_that_cannot_be_shown_now_says_so_and_offers_to_try_again(build: Path) -> None:
    """[H32] In the reader's language, with the site's own styles, and when to come back."""
    status, page, response = answer(build, Unavailable("away"), query_string=b"sort=new&q=%22")
    assert status == 503
    assert STYLE in page
    assert "<h1>Indisponible</h1>" in page
    assert 'href="/processes/p?sort=new&amp;q=%22">Réessayer</a>' in page
    assert response.headers["retry-after"] == "1"
    assert response.headers["cache-control"] == "no-store"
    english: dict[str, Any] = {"headers": [(b"accept-language", b"en")]}
    assert "Try again</a>" in answer(build, Unavailable("away"), **english)[1]


def test_a_fault_of_ours_is_a_page_too_and_tells_nothing_of_itself(build: Path) -> None:
    status, page, _ = answer(build, RuntimeError("the key is 1234"))
    assert status == 500
    assert "<h1>Indisponible</h1>" in page
    assert "1234" not in page


def test_what_is_not_there_offers_the_way_home_only(build: Path) -> None:
    status, page, _ = answer(build, HTTPException(404))
    assert status == 404
    assert 'href="/">Accueil' in page
    assert "Réessayer" not in page


def test_a_page_is_shown_without_its_build(tmp_path: Path) -> None:
    assert answer(tmp_path, HTTPException(404))[0] == 404


def test_the_way_back_stays_on_the_site(build: Path) -> None:
    assert 'href="/other.example/x"' in answer(build, Unavailable("away"), "//other.example/x")[1]


@pytest.mark.parametrize("given", [{"path": "/api/x"}, {"path": "/hls/d/x.m4s"}, {"method": "POST"}])
def test_programs_get_a_problem(build: Path, given: dict[str, Any]) -> None:
    status, body, response = answer(build, Unavailable("away"), **given)
    assert (status, response.media_type) == (503, "application/problem+json")
    assert '"code":"unavailable"' in body
