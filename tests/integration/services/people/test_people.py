"""Signing in, invitations, tokens; commands that are not what they should be."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import pytest

from hemicycle.core.sign_ins import CODE_VALID_MS, LINK_VALID_MS
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.people.accounts import Asker
from hemicycle_protocol import commands as c
from hemicycle_protocol.api import AcceptInvitation, NewInvitation, SignInCode, SignInLink, SignInRequest
from hemicycle_protocol.errors import CloseCode, Code, Refused, WireError
from hemicycle_protocol.views import Role, SeatState, You
from tests.support.evening import DEBATE, HOST, MOD_A, YANN, ZOE
from tests.support.nodes import Node, open_nodes
from tests.support.patience import PATIENCE_S

SITE = "https://hemicycle.example"
ZOES = "zoe@example.org"
HERE = Asker("a secret of a browser", "203.0.113.9")


async def mail(node: Node, email: str = "zoe@example.org") -> tuple[str, str]:
    """Ask for a mail; its code and the token of its link."""
    await node.services.people.accounts.request_sign_in(
        SignInRequest(email, "/debates/d1"), HERE, base_url=SITE
    )
    (newest, *_) = await node.services.people.accounts.outbox()
    code, token = re.search(r"\b\d{6}\b", newest.text), re.search(r"token=([\w-]+)", newest.text)
    assert code is not None
    assert token is not None
    assert newest.to == email
    node.clock.at += 1
    return code.group(), token.group(1)


async def test_code_and_link_lead_to_the_same_person_each_once(url: str) -> None:
    """[DA8]"""
    async with open_nodes(url) as (node,):
        people = node.services.people.accounts
        code, _ = await mail(node)
        first = await people.sign_in_by_code(SignInCode("Zoe@Example.org ", code), browser=HERE.browser)
        _, token = await mail(node)
        second = await people.sign_in_by_link(SignInLink(token))
        assert (first.id, first.roles) == (second.id, [Role.CITIZEN])
        assert "zoe" not in first.name.lower()
        spent = SignInCode(ZOES, code)
        for again in (
            people.sign_in_by_link(SignInLink(token)),
            people.sign_in_by_code(spent, browser=HERE.browser),
        ):
            with pytest.raises(Refused) as refused:
                await again
            assert refused.value.code is Code.INVALID


async def test_a_mailbox_has_one_account_and_its_mails_go_where_it_was_confirmed(url: str) -> None:
    """[DA19] [H12]: no second account by a note, a wide letter or a dot, no mail to what nobody confirmed."""
    async with open_nodes(url) as (node,):
        people = node.services.people.accounts
        code, _ = await mail(node, "zoe+vote@gmail.com")
        first = await people.sign_in_by_code(SignInCode("Zoe@gmail.com", code), browser=HERE.browser)
        for typed in (
            "ｚｏｅ@gmail.com",
            "z.o.e@googlemail.com",
            "zoe+other@gmail.com",
            "zo\u200be@gmail.com",
        ):
            await people.request_sign_in(SignInRequest(typed), HERE, base_url=SITE)
            newest = (await people.outbox())[0]
            assert newest.to == "zoe+vote@gmail.com"
            code = re.findall(r"\b\d{6}\b", newest.text)[0]
            assert (
                await people.sign_in_by_code(SignInCode(typed, code), browser=HERE.browser)
            ).id == first.id
            node.clock.at += 1
        for _ in range(5):  # one mailbox, one quota
            await people.request_sign_in(SignInRequest("zoe+more@gmail.com"), HERE, base_url=SITE)
        with pytest.raises(Refused) as refused:
            await people.request_sign_in(SignInRequest("z.oe@gmail.com"), HERE, base_url=SITE)
        assert refused.value.code is Code.RATE_LIMITED


async def test_a_code_is_good_for_a_quarter_of_an_hour_and_a_link_for_an_hour(url: str) -> None:
    """[DA8]"""
    async with open_nodes(url) as (node,):
        people, (code, token) = node.services.people.accounts, await mail(node)
        asked_at = node.clock.at - 1
        node.clock.at = asked_at + CODE_VALID_MS
        with pytest.raises(Refused) as refused:
            await people.sign_in_by_code(SignInCode(ZOES, code), browser=HERE.browser)
        assert refused.value.code is Code.EXPIRED
        node.clock.at = asked_at + LINK_VALID_MS
        with pytest.raises(Refused) as refused:
            await people.sign_in_by_link(SignInLink(token))
        assert refused.value.code is Code.EXPIRED


async def test_an_invitation_gives_its_role_until_it_is_revoked(url: str) -> None:
    """[DA9]"""
    async with open_nodes(url) as (node,):
        services = node.services
        wish = NewInvitation(DEBATE, Role.MODERATOR, "Awa", email="awa@example.org")
        invitation = await services.people.invitations.invite(HOST, wish)
        assert invitation.link is not None
        assert SITE not in invitation.link
        assert (await services.people.accounts.outbox())[0].to == "awa@example.org"
        token = invitation.link.rpartition("/")[2]
        you = await services.people.invitations.accept(AcceptInvitation(token, "Awa D."), None)
        assert (you.name, you.roles, you.debate) == ("Awa D.", [Role.MODERATOR], DEBATE)
        identity = services.kernel.identities.begin(you)
        hello = services.kernel.identities.make_socket(identity)
        cookie = services.kernel.identities.make_session(identity)
        assert services.gate.identify(hello) == identity
        await services.people.invitations.revoke(HOST, invitation.id)
        assert services.kernel.identities.read_session(cookie) is None
        with pytest.raises(WireError) as error:
            services.gate.identify(hello)
        assert error.value.code is CloseCode.TOKEN_INVALID
        with pytest.raises(Refused) as refused:
            await services.people.invitations.accept(AcceptInvitation(token), None)
        assert refused.value.code is Code.REVOKED


async def test_a_revoked_panelist_leaves_the_stage(url: str) -> None:
    """[DA9]"""
    async with open_nodes(url) as (node,):
        invitations, view = node.services.people.invitations, node.services.kernel.journal.debate
        invitation = await invitations.invite(HOST, NewInvitation(DEBATE, Role.PANELIST, "Awa", seat="s1"))
        token = (invitation.link or "").rpartition("/")[2]
        you = await invitations.accept(AcceptInvitation(token), None)
        await node.do(c.TakeSeat(DEBATE), you)
        await node.do(c.SetSeatState(DEBATE, "s1", SeatState.ON_STAGE), HOST)
        await invitations.revoke(HOST, invitation.id)
        assert view(DEBATE).seats["s1"].state is SeatState.EMPTY
        await invitations.revoke(HOST, invitation.id)


async def test_other_nodes_hear_of_a_revocation(url: str) -> None:
    """[DA9]"""
    async with open_nodes(url, 2) as (a, b):
        wish = NewInvitation(DEBATE, Role.MODERATOR, "H")
        invitation = await a.services.people.invitations.invite(HOST, wish)
        token = (invitation.link or "").rpartition("/")[2]
        you = await b.services.people.invitations.accept(AcceptInvitation(token), None)
        cookie = b.services.kernel.identities.make_session(b.services.kernel.identities.begin(you))
        await a.services.people.invitations.revoke(HOST, invitation.id)
        await b.services.upkeep.tick()
        assert b.services.kernel.identities.read_session(cookie) is None


async def test_other_nodes_hear_who_signed_out_until_their_tokens_expire(url: str) -> None:
    """[DA18]"""
    async with open_nodes(url, 2) as (a, b):
        identity = a.services.kernel.identities.begin(ZOE)
        cookie = a.services.kernel.identities.make_session(identity)
        await a.services.people.accounts.sign_out(identity)
        assert a.services.kernel.identities.read_session(cookie) is None
        await eventually(lambda: b.services.kernel.identities.read_session(cookie) is None)
        a.clock.at += 12 * 3_600_000
        await b.services.people.accounts.forget_sessions()
        assert await a.database.revocations.current(now=0) == {}


async def test_a_node_that_no_news_reaches_knows_who_signed_out_after_its_next_look(url: str) -> None:
    """[H14] [DA18] Without Redis, or while it is away."""
    async with open_nodes(url, 2) as (a, b):
        a.hub.peers.tell = lambda: None  # type: ignore[method-assign]
        identity = a.services.kernel.identities.begin(ZOE)
        cookie = a.services.kernel.identities.make_session(identity)
        await a.services.people.accounts.sign_out(identity)
        assert b.services.kernel.identities.read_session(cookie) == identity
        await b.services.upkeep.tick()
        assert b.services.kernel.identities.read_session(cookie) is None


async def test_every_node_hears_of_a_role_that_was_given_or_taken(url: str) -> None:
    """[DA20] [H14] [H15] What is open ends there, and a cookie lets its person do what they may now."""
    async with open_nodes(url, 2) as (a, b):
        people = a.services.people.accounts
        heard: list[str] = []
        who = await people.expect("nour@example.org", name="Nour")
        there = b.services.kernel.identities
        cookie = there.make_session(there.begin(You(who, "Nour", [Role.CITIZEN])))
        b.services.kernel.roll.revocations.on_news = lambda moved: heard.extend(moved)
        for roles in ([Role.CITIZEN, Role.ORGANISER], [Role.CITIZEN]):
            a.clock.at += 1
            await people.add_account("nour@example.org", name="Nour", roles=roles)
            await eventually(lambda roles=roles: _roles(b, cookie) == roles)  # type: ignore[misc]
        await eventually(lambda: heard == [who, who])


async def test_a_sign_in_ends_by_its_age_however_often_it_is_renewed(url: str) -> None:
    """[DA21] [H14]"""
    async with open_nodes(url) as (node,):
        identities = node.services.kernel.identities
        begun = identities.begin(ZOE)
        cookie = identities.make_session(begun)
        node.clock.at += 11 * 3_600_000
        known = identities.read_session(cookie)
        assert known == begun
        renewed = identities.make_session(known._replace(you=YANN), signed_in_at=1)
        assert identities.ended(known) is None
        node.clock.at += 3_600_000
        assert identities.read_session(renewed) is None
        assert identities.ended(known) is CloseCode.TOKEN_EXPIRED


async def eventually(is_so: Callable[[], bool]) -> None:
    """Another node hears of it in its own time."""
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():  # noqa: ASYNC110 (nobody is told of it)
            await asyncio.sleep(0.01)


def _roles(node: Node, cookie: str) -> list[Role]:
    identity = node.services.kernel.identities.read_session(cookie)
    assert identity is not None
    return identity.you.roles


async def test_old_sign_ins_are_forgotten(url: str) -> None:
    async with open_nodes(url) as (node,):
        people = node.services.people.accounts
        _, old = await mail(node)
        node.clock.at += 24 * 3_600_000
        _, new = await mail(node)
        node.clock.at += 1
        await node.services.upkeep.tick()
        with pytest.raises(Refused) as refused:
            await people.sign_in_by_link(SignInLink(old))
        assert refused.value.code is Code.INVALID
        assert await people.sign_in_by_link(SignInLink(new))


async def test_only_hosts_and_organisers_invite(url: str) -> None:
    async with open_nodes(url) as (node,):
        for you in (MOD_A, ZOE):
            with pytest.raises(Refused) as refused:
                await node.services.people.invitations.invite(you, NewInvitation(DEBATE, Role.HOST, "H"))
            assert refused.value.code is Code.FORBIDDEN


async def test_a_hello_token_expires_and_strange_ones_are_told_apart(url: str) -> None:
    async with open_nodes(url) as (node,):
        gate, identities = node.services.gate, node.services.kernel.identities
        zoe = identities.begin(ZOE)
        token = identities.make_socket(zoe)
        assert gate.identify(None) is None
        assert gate.identify(identities.make_stage(DEBATE)) is not None
        node.clock.at += 5 * 60_000
        for bad, code in ((token, CloseCode.TOKEN_EXPIRED), ("x.y.z", CloseCode.TOKEN_INVALID)):
            with pytest.raises(WireError) as error:
                gate.identify(bad)
            assert error.value.code is code
        with pytest.raises(WireError):
            gate.identify(identities.make_session(zoe))


@pytest.mark.parametrize(
    ("name", "args", "code", "facts"),
    [
        ("drop_table", {}, Code.UNKNOWN_COMMAND, {"name": "drop_table"}),
        ("ask_question", {"debate": DEBATE}, Code.INVALID, {"field": "text"}),
        ("ask_question", {"debate": DEBATE, "text": 1, "key": "k"}, Code.INVALID, {"field": "text"}),
        ("ask_question", {"debate": "../x", "text": "t", "key": "k"}, Code.INVALID, {"field": "debate"}),
        ("ask_question", {"debate": "nowhere", "text": "t", "key": "k"}, Code.NOT_FOUND, None),
        ("react", {"debate": DEBATE, "kind": "boo"}, Code.INVALID, {"field": "kind"}),
        ("vote", {"proposition": "p", "choice": None}, Code.INVALID, {"field": "seq"}),
    ],
)
async def test_bad_commands_are_refused_in_words(
    url: str, name: str, args: dict[str, object], code: Code, facts: dict[str, object] | None
) -> None:
    async with open_nodes(url) as (node,):
        with pytest.raises(Refused) as refused:
            await node.services.gate.handle(Caller(ZOE, "s", "a", node.clock.now(), "fr"), name, args)
        assert refused.value.code is code
        assert facts is None or refused.value.facts == facts


async def test_made_up_debates_leave_nothing_in_memory(url: str) -> None:
    async with open_nodes(url) as (node,):
        known = len(node.services.kernel.journal.debates)
        for n in range(5):
            with pytest.raises(Refused):
                await node.do(c.AskQuestion(f"made-up-{n}", "?", "k"), ZOE)
        assert len(node.services.kernel.journal.debates) == known
