"""Signing in and invitations."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from hemicycle_protocol.codec import decode_server, encode
from hemicycle_protocol.errors import CloseCode
from hemicycle_protocol.messages import SUBPROTOCOL, Command, Done, Hello
from hemicycle_protocol.views import Role, You
from tests.support.server import Browser, Served
from tests.support.web import web_client

OURS = [Subprotocol(SUBPROTOCOL)]


async def mail_for(browser: Browser, email: str) -> str:
    await browser.post("/api/sign-in", {"email": email, "next": "/debates/d1", "locale": "fr"})
    mails = (await browser.get("/api/outbox")).json()
    return str(next(mail["text"] for mail in mails if mail["to"] == email))


def token_in(text: str) -> str:
    found = re.search(r"token=([\w-]+)", text)
    assert found
    return found[1]


async def test_a_code_signs_in_and_the_cookie_cannot_be_read_by_scripts(browser: Browser) -> None:
    info = await browser.sign_in("Ines@Exemple.fr ".strip().lower())
    assert info["you"]["roles"] == ["citizen"]  # type: ignore[index]
    assert info["token"]
    again = (await browser.get("/api/session")).json()
    assert again["you"] == info["you"]


async def test_the_cookie_is_http_only_same_site_and_secure_behind_tls(browser: Browser) -> None:
    text = await mail_for(browser, "a@exemple.fr")
    answer = await browser.post("/api/sign-in/link", {"token": token_in(text)})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


async def test_opening_the_link_spends_nothing_only_its_button_does(browser: Browser) -> None:
    token = token_in(await mail_for(browser, "b@exemple.fr"))
    for _ in range(3):
        page = await browser.get(f"/sign-in/link?token={token}&next=/debates/d1")
        assert page.status_code == 200
        assert "set-cookie" not in page.headers
    assert (await browser.post("/api/sign-in/link", {"token": token})).status_code == 200
    spent = await browser.post("/api/sign-in/link", {"token": token})
    assert spent.json()["code"] == "invalid"


async def test_a_wrong_code_says_how_many_tries_are_left(browser: Browser) -> None:
    await browser.post("/api/sign-in", {"email": "c@exemple.fr"})
    wrong = await browser.post("/api/sign-in/code", {"email": "c@exemple.fr", "code": "000000"})
    if wrong.status_code == 200:  # one in a million
        return
    assert wrong.json()["facts"]["tries_left"] == 4


async def test_the_answer_is_the_same_for_any_address(browser: Browser) -> None:
    await browser.sign_in("known@exemple.fr")
    answers = [
        await browser.post("/api/sign-in", {"email": e}) for e in ("known@exemple.fr", "new@exemple.fr")
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, "{}")}


async def test_mails_to_one_address_are_limited_with_the_wait(browser: Browser) -> None:
    answers = [await browser.post("/api/sign-in", {"email": "d@exemple.fr"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [202] * 5 + [429]
    assert answers[-1].json()["code"] == "rate_limited"
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_signing_out_forgets_the_cookie(browser: Browser) -> None:
    await browser.sign_in("e@exemple.fr")
    assert (await browser.post("/api/sign-out")).status_code == 204
    assert (await browser.get("/api/session")).json().get("you") is None
    assert (await browser.post("/api/sign-out")).status_code == 204


async def test_signing_out_takes_back_what_signing_in_gave(server: Served, browser: Browser) -> None:
    """The cookie, the token for `hello`, and the connection that stands; other devices stay signed in."""
    token = (await browser.sign_in("f@exemple.fr"))["token"]
    assert isinstance(token, str)
    cookies = dict(browser.http.cookies)
    socket = f"{server.site.replace('http', 'ws')}/live"
    async with (
        server.browser() as elsewhere,
        connect(socket, subprotocols=OURS) as link,
    ):
        await elsewhere.sign_in("f@exemple.fr")
        await link.send(encode(Hello([1], token)))
        await link.recv()
        await browser.post("/api/sign-out")
        await link.wait_closed()
        assert link.close_code == CloseCode.TOKEN_INVALID
        assert (await elsewhere.get("/api/session")).json()["you"]
    async with server.browser() as thief:
        thief.http.cookies.update(cookies)
        assert (await thief.get("/api/session")).json().get("you") is None
    async with connect(socket, subprotocols=OURS) as link:
        await link.send(encode(Hello([1], token)))
        await link.wait_closed()
        assert link.close_code == CloseCode.TOKEN_INVALID


async def test_an_invitation_gives_its_role_and_can_be_taken_back(server: Served, browser: Browser) -> None:
    await browser.post("/api/invitations/accept", {"token": await server.link(Role.HOST)})
    made = await browser.post(
        "/api/invitations", {"debate": "d1", "role": "panelist", "name": "Léa", "seat": "2"}
    )
    assert made.status_code == 201
    invitation = made.json()
    assert invitation["link"].startswith("/debates/d1/join/")
    async with server.browser() as panelist:
        body = {"token": invitation["link"].rpartition("/")[2], "name": "Léa M."}
        you = (await panelist.post("/api/invitations/accept", body)).json()["you"]
        assert (you["name"], you["roles"], you["seat"]) == ("Léa M.", ["panelist"], "2")
        assert (await browser.delete(f"/api/invitations/{invitation['id']}")).status_code == 204
        assert (await panelist.get("/api/session")).json().get("you") is None
        assert (await panelist.post("/api/invitations/accept", body)).json()["code"] == "revoked"
    listed = (await browser.get("/api/invitations?debate=d1")).json()
    assert next(one for one in listed if one["id"] == invitation["id"])["revoked_at"]
    assert all(one.get("link") is None for one in listed)


async def test_an_invitation_is_sent_again_by_another_link(server: Served, browser: Browser) -> None:
    """The link before opens nothing; who came in by it stays, and may come in by the new one."""
    await browser.post("/api/invitations/accept", {"token": await server.link(Role.HOST)})
    wish = {"debate": "d1", "role": "moderator", "name": "Awa", "email": "awa@exemple.fr"}
    made = (await browser.post("/api/invitations", wish)).json()
    async with server.browser() as awa:
        old = {"token": made["link"].rpartition("/")[2]}
        you = (await awa.post("/api/invitations/accept", old)).json()["you"]
        again = await browser.post(f"/api/invitations/{made['id']}/link", {"valid_hours": 24})
        assert again.status_code == 201
        new = {"token": again.json()["link"].rpartition("/")[2]}
        assert (await awa.get("/api/session")).json()["you"]["id"] == you["id"] == made["person"]
        assert (await awa.post("/api/invitations/accept", old)).json()["code"] == "not_found"
        assert (await awa.post("/api/invitations/accept", new)).json()["you"]["id"] == you["id"]
        refused = await awa.post(f"/api/invitations/{made['id']}/link", {})
        assert refused.json()["code"] == "forbidden"
    mails = [mail["text"] for mail in (await browser.get("/api/outbox")).json()]
    for token, text in zip((new, old), mails, strict=False):
        assert f"/enter/{token['token']}" in text
    listed = (await browser.get("/api/invitations?debate=d1")).json()
    shown = next(one for one in listed if one["id"] == made["id"])
    assert shown["opened_at"] >= shown["created_at"] >= made["created_at"]


@pytest.mark.parametrize("path", ["", "/none/link"])
async def test_a_link_is_good_for_an_hour_to_a_month(server: Served, browser: Browser, path: str) -> None:
    await browser.post("/api/invitations/accept", {"token": await server.link(Role.HOST)})
    wish = {"debate": "d1", "role": "moderator", "name": "Awa"}
    made = (await browser.post("/api/invitations", wish)).json()
    for hours in (0, 721):
        answer = await browser.post(
            f"/api/invitations{path.replace('none', made['id'])}", wish | {"valid_hours": hours}
        )
        assert answer.json()["facts"]["field"] == "valid_hours"


async def test_a_revoked_invitation_ends_what_is_open(server: Served, browser: Browser) -> None:
    """Sockets and event streams alike: a token that is good no longer is no reason to stay."""
    await browser.post("/api/invitations/accept", {"token": await server.link(Role.MODERATOR)})
    info = (await browser.get("/api/session")).json()
    uri = server.site.replace("http", "ws") + "/live"
    async with connect(uri, subprotocols=OURS) as socket:
        await socket.send(encode(Hello([1], info["token"])))
        await socket.recv()
        async with browser.http.stream("GET", "/api/topics/debate/d1/desk") as stream:
            (invitation,) = await server.node.database.invitations.of_debate("d1")
            organiser = You("p-org", "Odile", [Role.ORGANISER])
            await server.node.services.people.invitations.revoke(organiser, invitation.id)
            text = "".join([line async for line in stream.aiter_lines()])
        await socket.wait_closed()
    assert "taken back" in text
    assert socket.close_code == CloseCode.TOKEN_INVALID


async def test_a_seat_taken_on_another_device_closes_the_first_ones_session(server: Served) -> None:
    """[S9, S10] With the code that says: do not come back by yourself."""
    link = await server.link(Role.PANELIST, seat="2")
    uri = server.site.replace("http", "ws") + "/live"
    async with AsyncExitStack() as stack:
        sockets = []
        for device in ("phone", "laptop"):
            browser = await stack.enter_async_context(server.browser())
            info = (await browser.post("/api/invitations/accept", {"token": link, "name": "Léa"})).json()
            socket = await stack.enter_async_context(connect(uri, subprotocols=OURS))
            await socket.send(encode(Hello([1], info["token"])))
            await socket.recv()
            await socket.send(encode(Command(1, "take_seat", {"debate": "d1", "device": device})))
            sockets.append(socket)
        first, second = sockets
        await first.wait_closed()
        assert first.close_code == CloseCode.REPLACED
        await second.send(encode(Command(2, "take_seat", {"debate": "d1", "device": "laptop", "back": True})))
        answers = [decode_server(await second.recv(decode=False)) for _ in range(2)]
        assert [answer.ref for answer in answers if isinstance(answer, Done)] == [1, 2]


async def test_only_hosts_and_organisers_invite(server: Served, browser: Browser) -> None:
    wish = {"debate": "d1", "role": "moderator", "name": "X"}
    assert (await browser.post("/api/invitations", wish)).status_code == 401
    await browser.sign_in("f@exemple.fr")
    assert (await browser.post("/api/invitations", wish)).status_code == 403
    assert (await browser.get("/api/invitations?debate=d1")).status_code == 403


async def test_opening_an_invitation_is_only_a_page(server: Served, browser: Browser) -> None:
    token = await server.link(Role.MODERATOR)
    page = await browser.get(f"/enter/{token}")
    assert page.status_code == 200
    assert "set-cookie" not in page.headers
    listed = await server.node.database.invitations.of_debate("d1")
    assert [one.accepted_at for one in listed] == [None]


async def test_another_site_cannot_sign_anybody_in_or_out(server: Served) -> None:
    async with web_client(server.site) as http:
        for path in ("/api/sign-in", "/api/sign-out", "/api/invitations/accept", "/api/commands"):
            answer = await http.post(path, json={}, headers={"Origin": "https://evil.example"})
            assert answer.status_code == 403
