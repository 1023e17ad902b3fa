"""The bin, the register and the desk over HTTP; one's own data; the links of mails."""

from __future__ import annotations

import re
from pathlib import Path

from hemicycle.auth.unsubscribe import make_unsubscribe
from hemicycle.config import read_secret
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol.personal import Subject
from tests.support.server import Browser, Served, run_server
from tests.support.web import web_client

TARGET = "proposition/p1-1"


async def moderator(server: Served, browser: Browser, email: str) -> None:
    """Sign in as somebody who moderates p1."""
    info = await browser.sign_in(email)
    person = str(info["you"]["id"])  # type: ignore[index]
    member = Membership("p1", person, "moderator", 0)
    await server.node.database.connections.write(put_membership(member))


async def test_the_desk_is_for_moderators_the_bin_for_members_the_register_for_all(
    server: Served, browser: Browser
) -> None:
    """[MD15]"""
    for path, status in (("moderation", 401), ("bin", 401), ("register", 200), ("register?after=x", 400)):
        assert (await browser.get(f"/api/processes/p1/{path}")).status_code == status
    assert (await browser.get("/api/processes/none/register")).status_code == 404
    await browser.sign_in("ines@exemple.fr")
    for path, status in (("moderation", 403), ("bin", 200), ("bin?after=x", 400)):
        assert (await browser.get(f"/api/processes/p1/{path}")).status_code == status
    report = await browser.act("report", process="p1", target=TARGET, reason="spam")
    assert report.status_code == 200
    assert (await browser.act("report", process="p1", target=TARGET, reason="boo")).status_code == 400
    async with server.browser() as other:
        await moderator(server, other, "awa@exemple.fr")
        desk = (await other.get("/api/processes/p1/moderation")).json()
        assert [item["target"] for item in desk["items"]] == [TARGET]
        binned = {"process": "p1", "target": TARGET, "version": 0, "reason": "spam"}
        empty = await other.act("bin_item", **binned, explanation="")
        assert (empty.status_code, empty.json()["code"]) == (422, "reason_missing")
        assert (await other.act("bin_item", **binned, explanation="Publicité.")).status_code == 200
        late = await other.act("bin_item", **binned, explanation="Publicité.")
        assert (late.status_code, late.json()["code"]) == (409, "changed")
        item = await other.get(f"/api/processes/p1/moderation/item?target={TARGET}")
        assert item.json()["state"] == "binned"
    (entry,) = (await browser.get("/api/processes/p1/bin")).json()["entries"]
    assert entry["explanation"] == "Publicité."
    register = await browser.get("/api/processes/p1/register")
    assert "awa" not in register.text.lower()
    known = await browser.get("/api/processes/p1/register", If_None_Match=register.headers["etag"])
    assert known.status_code == 304


async def test_ones_data_can_be_taken_and_the_account_closed(browser: Browser) -> None:
    await browser.sign_in("ines@exemple.fr")
    await browser.act("vote", proposition="p1-2", choice="agree", seq=1)
    renamed = await browser.post("/api/me", {"name": "Inès B.", "locale": "en"})
    assert renamed.json()["you"]["name"] == "Inès B."
    assert (await browser.get("/api/session")).json()["you"]["name"] == "Inès B."
    export = await browser.get("/api/me/export")
    assert "attachment" in export.headers["content-disposition"]
    assert export.json()["account"]["email"] == "ines@exemple.fr"
    assert export.json()["votes"][0]["stands"] == {"proposition/p1-2": "agree"}
    wrong = await browser.post("/api/me/erasure", {"form": "account", "confirmation": "oui"})
    assert wrong.json()["facts"] == {"field": "confirmation"}
    closing = {"form": "content", "confirmation": "fermer mon compte"}
    assert (await browser.post("/api/me/erasure", closing)).status_code == 204
    assert (await browser.get("/api/me")).status_code == 401
    again = await browser.sign_in("ines@exemple.fr")
    assert again["you"]["name"] != "Inès B."  # type: ignore[index]
    assert (await browser.get("/api/me")).json().get("contributions", []) == []


async def test_a_name_does_not_make_a_sign_in_younger(server: Served, browser: Browser) -> None:
    """[DA6]"""
    await browser.sign_in("ines@exemple.fr")
    before = (await browser.get("/api/me")).json()["signed_in_at"]
    await browser.post("/api/me", {"name": "Inès"})
    assert (await browser.get("/api/me")).json()["signed_in_at"] == before


async def test_a_mail_program_unsubscribes_without_cookie_or_origin(server: Served, browser: Browser) -> None:
    """[NO7] RFC 8058: the signed address is all it needs; opening it changes nothing."""
    info = await browser.sign_in("ines@exemple.fr")
    person = str(info["you"]["id"])  # type: ignore[index]
    token = make_unsubscribe(person, [Subject.PHASES], key=read_secret(server.node.config))
    async with web_client(server.site) as program:
        assert (await program.get(f"/unsubscribe/{token}")).status_code == 200
        shown = await program.get(f"/api/unsubscribe/{token}")
        assert shown.json() == {"paces": {"phases": "at_once"}}
        click = await program.post(f"/unsubscribe/{token}", data={"List-Unsubscribe": "One-Click"})
        assert click.status_code == 204
        assert (await program.post("/unsubscribe/x.y")).status_code == 400
        assert (await program.post("/api/sign-out")).status_code == 403
    settings = (await browser.get("/api/me/notifications")).json()
    assert settings["paces"]["phases"] == "none"


async def test_consent_is_asked_for_in_ones_language(tmp_path: Path) -> None:
    async with run_server(tmp_path, consent=True) as server, server.browser() as browser:
        await browser.sign_in("ines@exemple.fr")
        refused = await browser.act("vote", proposition="p1-2", choice="agree", seq=1)
        assert (refused.status_code, refused.json()["code"]) == (403, "consent_needed")
        text = (await browser.get("/api/consent?locale=en")).json()
        assert re.search("political|politics", " ".join(text["paragraphs"]))
        assert text["version"] == refused.json()["facts"]["version"]
        assert (await browser.act("give_consent", version=text["version"])).status_code == 200
        assert (await browser.act("vote", proposition="p1-2", choice="agree", seq=1)).status_code == 200
