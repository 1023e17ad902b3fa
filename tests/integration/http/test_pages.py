"""Pages, assets, media and the operators' paths."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from hemicycle_protocol.views import Role
from tests.support.server import Browser, Served


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/", "index"),
        ("/sign-in", "index"),
        ("/sign-in/link?token=x", "index"),
        ("/outbox", "index"),
        ("/processes/p1", "index"),
        ("/propositions/p1-1", "index"),
        ("/enter/token", "index"),
        ("/debates/d1", "live"),
        ("/debates/d1/join/token", "stage"),
        ("/debates/d1/desk", "console"),
        ("/debates/d1/control", "console"),
        ("/debates/d1/people", "console"),
        ("/debates/d1/board", "board"),
        ("/debates/d1/overlay", "overlay"),
        ("/debates/d1/projector", "overlay"),
    ],
)
async def test_each_path_is_a_page_of_the_client(reader: Browser, path: str, entry: str) -> None:
    answer = await reader.get(path)
    assert f"<main id={entry}>" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    assert "script-src 'self';" in answer.headers["content-security-policy"]


async def test_after_its_end_the_page_of_a_debate_leads_to_what_it_left(
    server: Served, browser: Browser
) -> None:
    """Who comes late reads what was asked, from the second that the link names."""
    await browser.post("/api/invitations/accept", {"token": await server.link(Role.HOST)})
    assert (await browser.get("/debates/d1")).status_code == 200
    for state in ("live", "ended"):
        assert (await browser.act("set_debate_state", debate="d1", to=state)).status_code == 200
    answer = await browser.get("/debates/d1?t=12")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/processes/p1/debate?debate=d1&t=12"


async def test_assets_are_kept_for_ever_and_other_files_for_a_while(browser: Browser) -> None:
    asset = await browser.get("/assets/index-abc123.js")
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-type"].startswith("text/javascript")
    assert (await browser.get("/icon.svg")).headers["content-type"] == "image/svg+xml"


async def test_a_script_is_sent_small_to_whoever_can_read_that(server: Served, browser: Browser) -> None:
    script = server.node.config.client_dir / "assets" / "index-abc123.js"
    script.with_name(f"{script.name}.gz").write_bytes(gzip.compress(script.read_bytes()))
    small = await browser.get(f"/assets/{script.name}", Accept_Encoding="gzip, br")
    whole = await browser.get(f"/assets/{script.name}", Accept_Encoding="identity")
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in whole.headers
    assert small.content == whole.content == script.read_bytes()
    assert {a.headers["content-type"] for a in (small, whole)} == {"text/javascript; charset=utf-8"}
    assert {a.headers["vary"] for a in (small, whole)} == {"Accept-Encoding"}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/debates/d1/nowhere",
        "/assets/none.js",
        "/assets/..%2findex.html",
        "/index.html",
        "/%2e%2e/key",
    ],
)
async def test_a_path_that_leads_nowhere_is_a_page_in_words(reader: Browser, path: str) -> None:
    answer = await reader.get(path)
    assert answer.status_code == 404
    assert "<h1>Introuvable</h1>" in answer.text
    assert (await reader.get(path, Accept_Language="en")).text.count("Not found") == 2


async def test_the_program_is_served_whole_and_in_ranges_to_any_player(
    server: Served, browser: Browser
) -> None:
    folder = server.node.config.media / "d1"
    folder.mkdir(parents=True)
    (folder / "program.m3u8").write_text("#EXTM3U\n")
    (folder / "seg-1.m4s").write_bytes(bytes(range(100)))
    playlist = await browser.get("/hls/d1/program.m3u8", Origin="https://player.example")
    assert playlist.headers["content-type"] == "application/vnd.apple.mpegurl"
    assert playlist.headers["cache-control"] == "public, max-age=1"
    assert playlist.headers["access-control-allow-origin"] == "*"
    part = await browser.get("/hls/d1/seg-1.m4s", Range="bytes=10-19")
    assert part.status_code == 206
    assert part.content == bytes(range(10, 20))
    assert part.headers["content-range"] == "bytes 10-19/100"
    assert "max-age=86400" in part.headers["cache-control"]


async def test_nothing_but_the_program_is_served_from_the_media_folder(
    server: Served, browser: Browser
) -> None:
    (server.node.config.media / "secret.txt").write_text("x")
    (server.node.config.var_dir / "key.mp4").write_text("x")
    for path in ("secret.txt", "d1/..%2f..%2fkey.mp4", "..%2fkey.mp4", "d1/none.m4s", "d1"):
        assert (await browser.get(f"/hls/{path}")).status_code == 404


async def test_the_operators_paths_say_how_it_is(server: Served, browser: Browser) -> None:
    assert (await browser.get("/healthz")).json() == {"status": "ok"}
    ready = (await browser.get("/readyz")).json()
    parts = {"database": True, "bridge": True, "accepting": True}
    assert ready == {"ready": True, "acts": True, "parts": parts}
    metrics = (await browser.get("/metrics")).text
    assert "hemicycle_connections 0.0" in metrics
    assert "process_resident_memory_bytes" in metrics
    assert "hemicycle_loop_slow_total 0.0" in metrics
    assert "hemicycle_loop_busy_total 0.0" in metrics
    server.node.live.is_draining = True
    assert (await browser.get("/readyz")).status_code == 503


async def test_losing_redis_is_told_and_leaves_the_node_ready(server: Served, browser: Browser) -> None:
    """Losing Redis delays news; it loses none (DESIGN)."""
    await server.node.hub.close()
    answer = await browser.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert answer.json()["parts"]["bridge"] is False


async def test_the_page_of_the_design_is_for_demonstrations_only(server: Served, browser: Browser) -> None:
    assert "<main id=index>" in (await browser.get("/design")).text
    site = server.node.application.state.site
    real = replace(site, settings=replace(site.settings, demo=False))
    server.node.application.state.site = real
    assert (await browser.get("/design")).status_code == 404


async def test_the_outbox_is_for_demonstrations_only(browser: Browser, server: Served) -> None:
    assert (await browser.get("/api/outbox")).status_code == 200


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "path",
    [
        "/processes/none",
        "/processes/none/bill",
        "/processes/none/data",
        "/propositions/none",
        "/propositions/none/versions",
        "/debates/none",
        "/debates/none/board",
        "/processes/a b",
        "/processes/%00",
    ],
)
async def test_the_page_of_nothing_says_so_to_programs_too(reader: Browser, path: str) -> None:
    """[H48] People see the page of the client, which says it in their language."""
    answer = await reader.get(path)
    assert answer.status_code == 404
    assert "<main id=" in answer.text


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("path", ["/processes/p1", "/processes/p1/data", "/debates/d1", "/sign-in"])
async def test_a_slash_too_many_leads_to_the_page(reader: Browser, path: str) -> None:
    """[H48] With what was asked, and for good."""
    answer = await reader.get(f"{path}/?lang=en&x=1%2F")
    assert (answer.status_code, answer.headers["location"]) == (308, f"{path}?lang=en&x=1%2F")
    for beside in (f"{path}//", "/none/"):
        assert (await reader.get(beside)).status_code == 404


async def test_a_draft_is_a_page_of_nothing_for_strangers(browser: Browser, server: Served) -> None:
    """[H48] And one for who makes it."""
    accounts = server.node.services.people.accounts
    await accounts.add_account("nour@exemple.fr", name="Nour", roles=[Role.CITIZEN, Role.ORGANISER])
    await browser.sign_in("nour@exemple.fr")
    made = await browser.act("create_process", process="secret", title="En secret", key="k")
    assert made.status_code == 200, made.text
    page = "/processes/secret"
    assert (await browser.get(page)).status_code == 200
    async with server.browser() as stranger:
        assert (await stranger.get(page)).status_code == 404
