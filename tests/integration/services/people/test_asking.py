"""Who asks to sign in, how often, and in whose name: what others do locks nobody out, and bombs nobody."""

from __future__ import annotations

import itertools
import re

import pytest

from hemicycle.core.sign_ins import (
    FROM_BROWSER,
    FROM_NETWORK,
    LINK_VALID_MS,
    TO_MAILBOX,
    TO_MAILBOX_FROM_NETWORK,
)
from hemicycle.services.people.accounts import Asker
from hemicycle_protocol.api import SignInCode, SignInLink, SignInRequest
from hemicycle_protocol.errors import Code, Refused
from tests.support.nodes import Node, open_nodes

SITE = "https://hemicycle.example"
BOSS = "boss@example.org"
HOME = Asker("the browser of the boss", "198.51.100.7")


async def ask(node: Node, email: str, asker: Asker) -> Refused | None:
    node.clock.at += 1
    try:
        await node.services.people.accounts.request_sign_in(SignInRequest(email), asker, base_url=SITE)
    except Refused as refused:
        return refused
    return None


async def newest(node: Node) -> tuple[str, str]:
    """The code and the link of the last mail."""
    text = (await node.database.mails.newest(1))[0].body
    code, token = re.search(r"\b\d{6}\b", text), re.search(r"token=([\w-]+)", text)
    assert code is not None
    assert token is not None
    return code[0], token[1]


async def test_nobody_is_locked_out_by_what_another_types(url: str) -> None:
    """[H28] Five requests and five wrong codes by a stranger, and the boss was out."""
    async with open_nodes(url) as (node,):
        people = node.services.people.accounts
        stranger = Asker("another browser", "203.0.113.66")
        while await ask(node, BOSS, stranger) is None:
            for _ in range(6):
                with pytest.raises(Refused):
                    await people.sign_in_by_code(SignInCode(BOSS, "000000"), browser=stranger.browser)
        assert await ask(node, BOSS, HOME) is None
        code, _ = await newest(node)
        with pytest.raises(Refused):
            await people.sign_in_by_code(SignInCode(BOSS, "000000"), browser=stranger.browser)
        assert await people.sign_in_by_code(SignInCode(BOSS, code), browser=HOME.browser)


async def test_who_is_refused_because_of_others_has_a_mail_that_lets_them_in(url: str) -> None:
    """[H28] However many ask from however many places, at whatever moment."""
    async with open_nodes(url) as (node,):
        people = node.services.people.accounts
        for place in itertools.count():
            refused = await ask(node, BOSS, Asker(f"browser {place}", f"203.0.113.{place}"))
            if refused is not None:
                break
        assert refused is not None
        assert refused.facts["quota"] == "sign_in_mailbox"
        _, token = await newest(node)
        wait = refused.facts["retry_after_ms"]
        assert isinstance(wait, int)
        assert 0 < wait <= LINK_VALID_MS
        node.clock.at += wait - 2
        assert await ask(node, BOSS, HOME) is not None
        assert await people.sign_in_by_link(SignInLink(token))
        assert await ask(node, BOSS, HOME) is None


async def test_a_mailbox_is_not_bombed(url: str) -> None:
    """[H28] 45 of 45 mails to `boss+N@` left."""
    async with open_nodes(url) as (node,):
        for n in range(45):
            await ask(node, f"boss+{n}@example.org", HOME)
        assert len(await node.database.mails.newest()) == TO_MAILBOX_FROM_NETWORK
        for n in range(45):
            await ask(node, f"boss+{n}@example.org", Asker(f"b{n}", f"203.0.113.{n}"))
        assert len(await node.database.mails.newest()) == TO_MAILBOX


async def test_one_browser_asks_for_so_many_that_nobody_uses(url: str) -> None:
    """[H27] [H28] A person who names strangers at one leaves the rest of the hall its mails."""
    async with open_nodes(url) as (node,):
        for n in range(FROM_BROWSER):
            assert await ask(node, f"p{n}@example.org", HOME) is None
        refused = await ask(node, BOSS, HOME)
        assert refused is not None
        assert refused.facts["quota"] == "sign_in_browser"
        assert await ask(node, BOSS, HOME._replace(browser="another")) is None


async def test_one_network_writes_to_so_many_strangers(url: str) -> None:
    """[H27]"""
    async with open_nodes(url) as (node,):
        strangers = [f"p{n}@example{n % 7}.org" for n in range(FROM_NETWORK + 20)]
        refused = [await ask(node, email, HOME._replace(browser=f"b{email}")) for email in strangers]
        assert refused[:FROM_NETWORK] == [None] * FROM_NETWORK
        assert all(
            each is not None and each.facts["quota"] == "sign_in_network" for each in refused[FROM_NETWORK:]
        )
        assert await ask(node, BOSS, HOME._replace(network="203.0.113.9")) is None


async def test_two_nodes_count_together(any_url: str) -> None:
    """[H22] [H28] What each node counted for itself was as many times the quota as there are nodes."""
    async with open_nodes(any_url, 2) as (one, other):
        refused = [
            await ask(node, BOSS, HOME) for node in (one, other) for _ in range(TO_MAILBOX_FROM_NETWORK)
        ]
        assert refused.count(None) == TO_MAILBOX_FROM_NETWORK


async def test_a_code_is_asked_of_the_browser_that_asked_for_it(url: str) -> None:
    """[H28] A stranger who reads it over a shoulder types it for nothing."""
    async with open_nodes(url) as (node,):
        assert await ask(node, BOSS, HOME) is None
        real, _ = await newest(node)
        people = node.services.people.accounts
        with pytest.raises(Refused) as refused:
            await people.sign_in_by_code(SignInCode(BOSS, real), browser="")
        assert (refused.value.code, refused.value.facts["asked_here"]) == (Code.INVALID, False)
        assert await people.sign_in_by_code(SignInCode(BOSS, real), browser=HOME.browser)
