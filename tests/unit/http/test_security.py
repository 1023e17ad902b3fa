"""Who may call from a browser, and the headers on everything."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse

from hemicycle.http.security import Security
from hemicycle.http.site import SiteSettings

SETTINGS = SiteSettings(
    Path(), Path(), "http://site.example", frozenset({"https://partner.example"}), secure=True
)


def client() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=Security(PlainTextResponse("done"), SETTINGS))
    return httpx.AsyncClient(transport=transport, base_url="http://site.example")


@pytest.mark.parametrize("origin", ["http://site.example", "https://site.example", "https://partner.example"])
async def test_our_own_pages_and_those_the_operator_allows_may_act(origin: str) -> None:
    async with client() as http:
        response = await http.post("/api/commands", headers={"Origin": origin})
    assert response.text == "done"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://site.example.evil.example"},
        {"Origin": "http://site.example:8080"},
        {"Origin": "http://["},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_other_sites_may_not_act(method: str, headers: dict[str, str]) -> None:
    async with client() as http:
        response = await http.request(method, "/api/commands", headers=headers)
    assert response.status_code == 403
    assert response.json()["code"] == "forbidden"
    assert response.headers["content-type"] == "application/problem+json"


async def test_two_origins_are_none() -> None:
    headers = [("Origin", "http://site.example"), ("Origin", "http://site.example")]
    async with client() as http:
        assert (await http.post("/", headers=headers)).status_code == 403


async def test_reading_needs_no_origin() -> None:
    async with client() as http:
        assert (await http.get("/", headers={"Origin": "https://evil.example"})).text == "done"


async def test_every_answer_carries_a_policy_without_inline_code() -> None:
    async with client() as http:
        headers = (await http.get("/debates/d1")).headers
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert headers["permissions-policy"].startswith("camera=(), microphone=()")


async def test_only_the_panelists_page_may_use_devices() -> None:
    async with client() as http:
        headers = (await http.get("/debates/d1/join/secret")).headers
    assert headers["permissions-policy"].startswith("camera=(self), microphone=(self)")


@pytest.mark.parametrize("page", ["board", "overlay"])
async def test_boards_and_overlays_may_stand_in_other_pages(page: str) -> None:
    async with client() as http:
        headers = (await http.get(f"/debates/d1/{page}")).headers
    assert "frame-ancestors *" in headers["content-security-policy"]


async def test_parts_of_a_page_carry_no_policy_but_workers_do() -> None:
    async with client() as http:
        part = (await http.get("/assets/index-abc.js")).headers
        worker = (await http.get("/assets/worker-abc.js")).headers
    assert "content-security-policy" not in part
    assert part["x-content-type-options"] == "nosniff"
    assert part["cross-origin-resource-policy"] == "same-origin"
    assert "connect-src 'self'" in worker["content-security-policy"]
