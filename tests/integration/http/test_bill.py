"""The bill and its supporters over HTTP: reads, acts, refusals, and what shared links show."""

from __future__ import annotations

from hemicycle.services.process.plan import NewProcess, NewProposition
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol.views import Phase, PhasePlan
from tests.support.drafts import DRAFT, SECRET, furnish_draft
from tests.support.server import Browser, Served

HOUR_MS = 3_600_000
HOSTILE = 'L’eau "><script>alert(1)</script>'


async def furnish(server: Served, title: str = "L’eau partagée") -> None:
    now = server.node.clock.now()
    phases = [
        PhasePlan(Phase.BILL, now - HOUR_MS, now + HOUR_MS),
        PhasePlan(Phase.MOBILISATION, now - HOUR_MS, now + HOUR_MS),
    ]
    new = NewProcess("b1", title, title, phases, [NewProposition(title, title, "S", "A")])
    await server.node.services.process.creation.create_process(new)


async def writer(server: Served, browser: Browser) -> None:
    """Sign in as the parliamentarian."""
    info = await browser.sign_in("durand@exemple.fr")
    person = info["you"]["id"]  # type: ignore[index]
    write = put_membership(Membership("b1", person, "parliamentarian", 1))
    await server.node.database.connections.write(write)


async def act(browser: Browser, name: str, **args: object) -> dict[str, object]:
    answer = await browser.act(name, process="b1", **args)
    assert answer.status_code == 200, answer.text
    result: dict[str, object] = answer.json()["result"]
    return result


async def publish(server: Served, browser: Browser) -> str:
    await furnish(server)
    await writer(server, browser)
    await act(browser, "save_bill_head", version=1, title="Proposition de loi sur l’eau", statement="Exposé.")
    added = await act(browser, "add_bill_article", key="k")
    article = str(added["id"])
    saved = await act(browser, "save_bill_article", article=article, version=1, title="", body="Les réseaux.")
    await act(browser, "publish_bill", revision=saved["revision"], note="Première version")
    return article


async def test_a_bill_is_written_published_and_read(server: Served, browser: Browser) -> None:
    article = await publish(server, browser)
    async with server.browser() as reader:
        page = await reader.get("/api/processes/b1/bill")
        assert page.json()["current"]["articles"] == [
            {"id": article, "number": 1, "title": "", "body_html": "<p>Les réseaux.</p>\n"}
        ]
        again = await reader.get("/api/processes/b1/bill", If_None_Match=page.headers["etag"])
        assert again.status_code == 304
        assert (await reader.get("/api/processes/b1/bill/versions/1")).status_code == 200
        assert (await reader.get("/api/processes/b1/bill/compare?from=1&to=1")).status_code == 200
        assert (await reader.get("/api/processes/b1/bill/answers")).json()["version"] == 1
        assert (await reader.get("/api/propositions/b1-1/outcome")).json()["answers"] == []
        assert (await reader.get("/api/processes/b1/bill/draft")).status_code == 401
        await reader.sign_in("lectrice@exemple.fr")
        assert (await reader.get("/api/processes/b1/bill/draft")).status_code == 403
        assert (await reader.get("/api/processes/b1/bill/targets?query=eau")).status_code == 403
    found = await browser.get("/api/processes/b1/bill/targets?query=eau")
    assert [target["id"] for target in found.json()] == ["b1-1"]


async def test_numbers_that_are_none_are_refused(server: Served, browser: Browser) -> None:
    await publish(server, browser)
    for path in ("versions/x", "versions/-1", "compare?from=a", "compare?to=9999999"):
        assert (await browser.get(f"/api/processes/b1/bill/{path}")).status_code == 400
    assert (await browser.get("/api/processes/b1/bill/versions/9")).status_code == 404
    assert (await browser.get("/api/processes/b1/supporters?after=x")).status_code == 400
    assert (await browser.get("/api/my/support?process=nowhere")).status_code == 404


async def test_a_citizen_supports_and_withdraws(server: Served, browser: Browser) -> None:
    await publish(server, browser)
    async with server.browser() as reader:
        answer = await reader.act("support_bill", process="b1", seq=1)
        assert answer.status_code == 401
        await reader.sign_in("zoe@exemple.fr")
        await act(reader, "support_bill", seq=1, public=True, message="Bravo")
        page = (await reader.get("/api/processes/b1/mobilisation")).json()
        assert (page["supports"], page["public"], page["bill"]) == (1, 1, 1)
        listed = (await reader.get("/api/processes/b1/supporters")).json()
        assert [supporter["message"] for supporter in listed["supporters"]] == ["Bravo"]
        assert (await reader.get("/api/my/support?process=b1")).json()["message"] == "Bravo"
        curve = (await reader.get("/api/processes/b1/supports/curve")).json()
        assert curve["points"][-1]["count"] == 1
        await act(reader, "withdraw_support", seq=2)
        assert (await reader.get("/api/processes/b1/mobilisation")).json()["supports"] == 0


# --- shared links ---------------------------------------------------------------------------------------


async def test_a_shared_page_names_what_stands_there(server: Served, browser: Browser) -> None:
    await publish(server, browser)
    for path, title in (
        ("/", "Écrire la loi ensemble, en direct"),
        ("/debates/d1", "Jusqu’où ?"),
        ("/processes/p1/debate?debate=d1", "Jusqu’où ?"),
        ("/processes/b1/debate", "L’eau partagée"),
        ("/processes/b1", "L’eau partagée"),
        ("/propositions/b1-1", "L’eau partagée"),
        ("/processes/b1/bill", "Proposition de loi sur l’eau"),
        ("/processes/b1/mobilisation", "Proposition de loi sur l’eau"),
    ):
        page = await browser.get(path)
        assert f'<meta property="og:title" content="{title}">' in page.text
        image = page.text.partition('property="og:image" content="')[2].partition('"')[0]
        picture = await browser.get(image.removeprefix(server.site))
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
        assert picture.content.startswith(b"\x89PNG")


async def test_a_hostile_title_is_told_as_text(server: Served, browser: Browser) -> None:
    await furnish(server, HOSTILE)
    for path in ("/processes/b1", "/propositions/b1-1", "/processes/b1/bill"):
        page = (await browser.get(path)).text
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


async def test_a_draft_is_told_to_nobody_in_a_page_or_a_picture(server: Served, browser: Browser) -> None:
    await furnish_draft(server.node)
    info = await browser.sign_in("membre@exemple.fr")
    person = info["you"]["id"]  # type: ignore[index]
    write = put_membership(Membership(DRAFT, person, "organiser", 1))
    await server.node.database.connections.write(write)
    pages = (f"processes/{DRAFT}", f"propositions/{DRAFT}-1", f"processes/{DRAFT}/bill", "processes/nowhere")
    for path in pages:
        page = await browser.get(f"/{path}")
        assert page.status_code == (404 if "nowhere" in path else 200), "its members may read it"
        assert SECRET not in page.text
        assert "og:title" not in page.text
    for name in (*pages[:2], f"bill/{DRAFT}", pages[3], "x/b1"):
        assert (await browser.get(f"/cards/{name}.png")).status_code == 404
    async with server.browser() as reader:
        for path in ("bill", "bill/answers", "mobilisation", "supporters", "supports/curve", "bill/compare"):
            assert (await reader.get(f"/api/processes/{DRAFT}/{path}")).status_code == 404
        assert (await reader.get(f"/api/propositions/{DRAFT}-1/outcome")).status_code == 404
