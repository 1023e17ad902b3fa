"""What somebody is no longer ends at once: in requests, on open sockets and on event streams."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from hemicycle_protocol.codec import decode_server, encode
from hemicycle_protocol.errors import CloseCode
from hemicycle_protocol.messages import SUBPROTOCOL, Hello, Subscribe, Subscribed, Welcome
from hemicycle_protocol.views import Role
from tests.support.server import Browser, Served

DRAFT = {"process": "eau", "title": "L’eau", "summary": "", "starts_at": 1_900_000_000_000, "key": "k"}
STAFF = "samir@exemple.fr"


@asynccontextmanager
async def socket_of(server: Served, browser: Browser) -> AsyncIterator[tuple[ClientConnection, Welcome]]:
    """A connection of who is signed in, which said hello."""
    token = (await browser.get("/api/session")).json()["token"]
    uri = server.site.replace("http", "ws") + "/live"
    async with connect(uri, subprotocols=[Subprotocol(SUBPROTOCOL)]) as socket:
        await socket.send(encode(Hello([1], token)))
        welcome = await hear(socket)
        assert isinstance(welcome, Welcome)
        yield socket, welcome


async def hear(socket: ClientConnection) -> object:
    data = await socket.recv()
    assert isinstance(data, bytes)
    return decode_server(data)


async def test_a_role_that_was_taken_back_is_gone_from_a_cookie_that_names_it(server: Served) -> None:
    """[H14] Also from one that was renewed by another name since."""
    people = server.node.services.people.accounts
    await people.add_account("nour@exemple.fr", name="Nour", roles=[Role.CITIZEN, Role.ORGANISER])
    async with server.browser() as browser, server.browser() as renamed:
        await browser.sign_in("nour@exemple.fr")
        await renamed.sign_in("nour@exemple.fr")
        async with socket_of(server, browser) as (socket, welcome):
            assert welcome.you is not None
            assert welcome.you.roles == [Role.CITIZEN, Role.ORGANISER]
            await people.add_account("nour@exemple.fr", name="Nour", roles=[Role.CITIZEN])
            await socket.wait_closed()
            assert socket.close_code == CloseCode.TOKEN_EXPIRED
        await renamed.post("/api/me", {"name": "Nour B."})
        for each in (browser, renamed):
            assert (await each.get("/api/session")).json()["you"]["roles"] == ["citizen"]
            assert (await each.act("create_process", **DRAFT)).status_code == 403
        async with socket_of(server, renamed) as (_, welcome):
            assert welcome.you is not None
            assert welcome.you.roles == [Role.CITIZEN]


async def test_a_removed_member_hears_nothing_more_of_a_draft(server: Served) -> None:
    """[H15] Neither on a socket nor on an event stream that was open before."""
    people = server.node.services.people.accounts
    await people.add_account("nour@exemple.fr", name="Nour", roles=[Role.CITIZEN, Role.ORGANISER])
    async with server.browser() as organiser, server.browser() as member:
        await organiser.sign_in("nour@exemple.fr")
        assert (await organiser.act("create_process", **DRAFT)).status_code == 200
        invited = await organiser.act("invite_member", process="eau", role="staff", email=STAFF, key="i")
        await member.sign_in(STAFF)
        async with (
            socket_of(server, member) as (socket, _),
            member.http.stream("GET", "/api/topics/process/eau") as stream,
        ):
            await socket.send(encode(Subscribe("process/eau")))
            assert isinstance(await hear(socket), Subscribed)
            who = invited.json()["result"]["person"]
            assert (
                await organiser.act("remove_member", process="eau", role="staff", person=who, key="r")
            ).status_code == 200
            await socket.wait_closed()
            assert socket.close_code == CloseCode.TOKEN_EXPIRED
            text = "".join([line async for line in stream.aiter_lines()])
        assert "closing" in text
        assert (await member.get("/api/session")).json()["you"]
        assert (await member.get("/api/topics/process/eau")).status_code == 404


async def test_who_signs_in_in_place_of_somebody_ends_what_was_there(server: Served) -> None:
    """[DA21] [H15] By an invitation, a code or a link: signing out leaves nothing that answers."""
    invited = await server.link(Role.MODERATOR)
    async with server.browser() as browser, server.browser() as kept, server.browser() as elsewhere:
        await elsewhere.sign_in("awa@exemple.fr")

        async def replaced_by_invitation() -> None:
            answer = await browser.post("/api/invitations/accept", {"token": invited, "name": ""})
            assert answer.status_code == 200

        async def replaced_by_code() -> None:
            await browser.sign_in("awa@exemple.fr")

        await browser.sign_in("awa@exemple.fr")
        for replace in (replaced_by_invitation, replaced_by_code, replaced_by_code):
            kept.http.cookies.clear()
            kept.http.cookies.update(browser.http.cookies)
            assert (await kept.get("/api/session")).json()["you"]
            await replace()
            assert (await kept.get("/api/session")).json().get("you") is None, replace
        assert len((await browser.get("/api/me")).json()["sign_ins"]) == 2
        assert (await elsewhere.get("/api/session")).json()["you"]
