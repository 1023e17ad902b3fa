"""Searching, writing, versions and the ranking over HTTP."""

from __future__ import annotations

import pytest

from tests.support.server import Browser, Served

TEXT = {"title": "Plus d’eau", "body": "De l’**eau** pour les communes.", "kind": "solution"}


async def propose(browser: Browser, **more: object) -> str:
    answer = await browser.act("propose", **{"process": "p1", "key": "k", **TEXT, **more})
    return str(answer.json()["result"]["proposition"])


async def test_what_is_written_is_found_with_its_words_marked(server: Served, browser: Browser) -> None:
    await browser.sign_in("ines@exemple.fr")
    id_ = await propose(browser)
    for query in ("q=eaux", "q=l%27EAU+commune&sort=newest", "q=eau&kind=solution&limit=1"):
        page = (await browser.get(f"/api/processes/p1/propositions?{query}")).json()
        assert [card["id"] for card in page["propositions"]] == [id_], query
    pieces = (await browser.get("/api/processes/p1/propositions?q=eau")).json()["propositions"][0]["found"][
        "pieces"
    ]
    assert pieces[1::2] == ["eau"]
    for query in ("q=%22%20OR%201", "q=de+la", "q=" + "x" * 5_000):
        assert (await browser.get(f"/api/processes/p1/propositions?{query}")).json()["total"] == 0
    mine = (await browser.get("/api/processes/p1/propositions?mine=true")).json()
    assert [card["id"] for card in mine["propositions"]] == [id_]
    async with server.browser() as other:
        assert (await other.get("/api/processes/p1/propositions?mine=true")).status_code == 401
        assert (await other.get("/api/processes/p1/similar?q=plus+d%27eau")).json()[0]["id"] == id_


async def test_ones_own_texts_are_read_by_oneself_alone(server: Served, browser: Browser) -> None:
    await browser.sign_in("ines@exemple.fr")
    id_ = await propose(browser)
    assert (await browser.get(f"/api/my/text?target=proposition/{id_}")).json()["body"] == TEXT["body"]
    mine = (await browser.get("/api/my/consultation?process=p1")).json()
    assert [text["id"] for text in mine["contributions"]] == [id_]
    async with server.browser() as other:
        for path in (f"my/text?target=proposition/{id_}", "my/consultation?process=p1"):
            assert (await other.get(f"/api/{path}")).status_code == 401
    async with server.browser() as other:
        await other.sign_in("yann@exemple.fr")
        assert (await other.get(f"/api/my/text?target=proposition/{id_}")).status_code == 403


async def test_versions_and_ranking_are_public(browser: Browser) -> None:
    versions = (await browser.get("/api/propositions/p1-1/versions")).json()["versions"]
    assert [version["version"] for version in versions] == [1]
    ranking = (await browser.get("/api/processes/p1/ranking")).json()
    assert [item["rank"] for item in ranking["items"]] == [1] * len(ranking["items"])
    overview = (await browser.get("/api/processes/p1/overview")).json()
    assert set(overview["ids"]) >= {item["id"] for item in ranking["items"]}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("propositions/none/versions", 404),
        ("arguments/none/versions", 404),
        ("processes/none/similar?q=eau", 404),
        ("processes/none/ranking", 404),
        ("processes/none/overview", 404),
        ("processes/p1/ranking?after=x", 400),
        ("processes/p1/ranking?limit=0", 400),
        ("processes/p1/propositions?kind=idea", 400),
        ("processes/p1/propositions?sort=worst", 400),
        ("my/consultation", 400),
        ("my/text", 401),
    ],
)
async def test_a_wrong_question_is_a_problem(reader: Browser, path: str, status: int) -> None:
    answer = await reader.get(f"/api/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_refused_text_says_which_field_and_how_long(browser: Browser) -> None:
    await browser.sign_in("ines@exemple.fr")
    answer = await browser.act("propose", **{"process": "p1", "key": "k", **TEXT, "title": "t" * 200})
    problem = answer.json()
    assert (answer.status_code, problem["facts"]["field"], problem["facts"]["limit"]) == (422, "title", 150)
    assert (
        await browser.act("propose", **{**TEXT, "process": "p1", "key": "k", "kind": "idea"})
    ).status_code == 400


async def test_a_long_answer_is_sent_small_to_who_takes_it_so(browser: Browser) -> None:
    path = "/api/openapi.json"
    small = await browser.get(path, Accept_Encoding="gzip")
    plain = await browser.get(path, Accept_Encoding="identity")
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.json() == plain.json()
    assert small.headers["etag"] == plain.headers["etag"]
