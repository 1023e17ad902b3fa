"""The synthesis over HTTP: what everybody reads, what editors read, what is refused."""

from __future__ import annotations

import pytest
import pytest_asyncio

from hemicycle.services.process.plan import NewArgument, NewProcess, NewProposition
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol.views import Phase, PhasePlan, Role
from tests.support.server import Browser, Served
from tests.support.synthesis import read_argdown

EDITOR = "solene@exemple.fr"


@pytest.fixture
async def proposition(server: Served, browser: Browser) -> str:
    return await open_table(server, browser)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def standing_proposition(standing: Served, reader: Browser) -> str:
    return await open_table(standing, reader)


async def open_table(server: Served, browser: Browser) -> str:
    """A process `loi` in synthesis whose editor is signed in; its one proposition."""
    node = server.node
    now = node.clock.now()
    phases = [
        PhasePlan(Phase.CONSULTATION, now - 2_000, now - 1_000),
        PhasePlan(Phase.SYNTHESIS, now - 1_000, now + 10_000_000),
    ]
    arguments = [
        NewArgument("for", "On verra où va l’argent.", "Ali"),
        NewArgument("against", "Trop cher, [vraiment].", "Bo"),
    ]
    propositions = [NewProposition("Publier", "Tous.", "Dépense", "Inès", arguments=arguments)]
    await node.services.process.creation.create_process(NewProcess("loi", "Loi", "", phases, propositions))
    editor = (await browser.sign_in(EDITOR))["you"]
    assert isinstance(editor, dict)
    role = put_membership(Membership("loi", str(editor["id"]), Role.STAFF.value, now))
    await node.database.connections.write(role)
    work = (await browser.get("/api/processes/loi/synthesis/work")).json()
    return str(work["propositions"][0]["id"])


async def publish(browser: Browser, proposition: str) -> None:
    table = (await browser.get(f"/api/processes/loi/synthesis/work/{proposition}")).json()
    seen = [{"argument": one["id"], "version": 0} for one in table["arguments"] if one["side"] == "for"]
    made = await browser.act(
        "create_family",
        process="loi",
        proposition=proposition,
        side="for",
        title="Transparence",
        key="k",
        arguments=seen,
    )
    assert made.status_code == 200, made.text
    assert (await browser.act("publish_synthesis", process="loi", number=1)).status_code == 200


async def test_the_map_is_for_everybody_and_kept_by_its_tag(
    server: Served, browser: Browser, proposition: str
) -> None:
    await publish(browser, proposition)
    async with server.browser() as visitor:
        answer = await visitor.get("/api/processes/loi/synthesis")
        map_ = answer.json()
        assert map_["version"]["number"] == 1
        assert map_["version"]["coverage"] == {"arguments": 2, "placed": 1}
        assert [family["title"] for family in map_["propositions"][0]["families"]] == ["Transparence"]
        again = await visitor.get("/api/processes/loi/synthesis", If_None_Match=answer.headers["etag"])
        assert again.status_code == 304
        page = (await visitor.get(f"/api/processes/loi/synthesis/propositions/{proposition}")).json()
        assert page["families"][0]["arguments"][0]["body_html"] == "<p>On verra où va l’argent.</p>\n"
        assert page["unclassified"][0]["reason"] == "todo"
        placements = (await visitor.get(f"/api/propositions/{proposition}/placements")).json()
        assert len(placements["arguments"]) == 2
        assert (await visitor.get("/api/processes/loi/synthesis/differences?from=0&to=1")).json()[
            "propositions"
        ]
        assert (await visitor.get("/api/processes/loi/synthesis/contests")).json() == {
            "contests": [],
            "open": 0,
        }


async def test_the_exports_read_back(browser: Browser, proposition: str) -> None:
    """[SY15]"""
    await publish(browser, proposition)
    argdown = await browser.get("/api/processes/loi/synthesis.argdown")
    assert argdown.headers["content-type"] == "text/plain; charset=utf-8"
    lines = read_argdown(argdown.text)
    assert [(line.sign, line.text) for line in lines] == [
        ("", "Publier"),
        ("+", "Transparence"),
        ("+", "On verra où va l’argent."),
        ("", "Trop cher, [vraiment]."),
    ]
    xaif = (await browser.get("/api/processes/loi/synthesis.xaif.json")).json()
    assert {node["type"] for node in xaif["AIF"]["nodes"]} == {"I", "RA", "MA", "L", "YA"}
    assert [person["surname"] for person in xaif["AIF"]["participants"]] == ["Ali", "Bo"]


async def test_the_work_is_for_editors(server: Served, browser: Browser, proposition: str) -> None:
    paths = [
        "work",
        f"work/{proposition}",
        f"suggestions/{proposition}?side=for",
    ]
    async with server.browser() as visitor:
        for path in paths:
            assert (await visitor.get(f"/api/processes/loi/synthesis/{path}")).json()["code"] == "sign_in"
        await visitor.sign_in("ines@exemple.fr")
        for path in paths:
            assert (await visitor.get(f"/api/processes/loi/synthesis/{path}")).json()["code"] == "forbidden"
        refused = await visitor.act("publish_synthesis", process="loi", number=1)
        assert refused.json()["code"] == "forbidden"


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("processes/none/synthesis", "not_found"),
        ("processes/none/synthesis/work", "not_found"),
        ("processes/loi/synthesis?version=1", "not_found"),
        ("processes/loi/synthesis?version=x", "invalid"),
        ("processes/loi/synthesis?version=99999999999", "invalid"),
        ("processes/loi/synthesis.argdown", "not_found"),
        ("processes/loi/synthesis.xaif.json", "not_found"),
        ("processes/loi/synthesis/differences?from=0&to=3", "not_found"),
        ("processes/loi/synthesis/differences?from=-1", "invalid"),
        ("processes/loi/synthesis/propositions/none", "not_found"),
        ("processes/loi/synthesis/suggestions/none?side=for", "not_found"),
        ("processes/loi/synthesis/suggestions/none?side=both", "invalid"),
        ("propositions/none/placements", "not_found"),
    ],
)
@pytest.mark.usefixtures("standing_proposition")
async def test_what_is_not_there(reader: Browser, path: str, code: str) -> None:
    assert (await reader.get(f"/api/{path}")).json()["code"] == code


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"title": ""}, "empty"),
        ({"title": "x" * 121}, "too_long"),
        ({"side": "both"}, "invalid"),
        ({"arguments": [{"argument": "none", "version": 0}]}, "not_found"),
        ({"arguments": [{"argument": "none"}]}, "invalid"),
        ({"proposition": "none"}, "not_found"),
        ({"process": "none"}, "not_found"),
        ({"process": "p1"}, "forbidden"),
        ({"process": "a/b"}, "invalid"),
    ],
)
async def test_bad_families_are_refused(
    reader: Browser, standing_proposition: str, args: dict[str, object], code: str
) -> None:
    good = {
        "process": "loi",
        "proposition": standing_proposition,
        "side": "for",
        "title": "T",
        "key": "k",
        "arguments": [],
    }
    assert (await reader.act("create_family", **(good | args))).json()["code"] == code
