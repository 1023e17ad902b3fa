"""Administrators set the site up; every node knows it, and who changed what."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.core.site import SITE_LOG
from hemicycle_protocol import site as s
from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Role, You
from tests.support.evening import DEBATE, HOST, ZOE
from tests.support.nodes import Node, open_nodes

LEGAL = s.SitePageSlug.LEGAL
NAMED = s.ChangeSite(0, "Débat public", "Indian/Reunion", "Région Réunion", "nous@exemple.re")


async def administrator(node: Node) -> You:
    """Somebody whom the operator named."""
    accounts = node.services.people.accounts
    id_ = await accounts.add_account("ada@exemple.fr", name="Ada", roles=[Role.CITIZEN, Role.ADMINISTRATOR])
    return You(id_, "Ada", [Role.CITIZEN, Role.ADMINISTRATOR])


async def test_only_an_administrator_changes_the_site(any_url: str) -> None:
    """[SI1]"""
    async with open_nodes(any_url) as (node,):
        organiser = You("p-nour", "Nour", [Role.CITIZEN, Role.ORGANISER])
        for other in (ZOE, HOST, organiser):
            for command in (NAMED, s.WriteSitePage(LEGAL, "fr", 0, "Nous.")):
                with pytest.raises(Refused) as refused:
                    await node.do(command, other)
                assert refused.value.code is Code.FORBIDDEN
            with pytest.raises(Refused):
                await node.services.site.reading.setup(other)
        assert await node.do(NAMED, await administrator(node)) == {"version": 1}
        assert node.services.kernel.site.view.name == "Débat public"


async def test_nobody_is_invited_to_administer_the_site(url: str) -> None:
    """[SI1]"""
    async with open_nodes(url) as (node,):
        wish = NewInvitation(DEBATE, Role.ADMINISTRATOR, "Ada")
        with pytest.raises(Refused) as refused:
            await node.services.people.invitations.create(wish)
        assert refused.value.code is Code.INVALID


async def test_every_node_knows_what_the_site_says_of_itself(url: str) -> None:
    """[SI2]"""
    async with open_nodes(url, 2) as (here, there):
        heard = asyncio.Event()
        there.hub.watch(SITE_LOG, lambda first, events: heard.set())
        await here.do(NAMED, await administrator(here))
        await asyncio.wait_for(heard.wait(), 60)
        assert there.services.site.reading.site().name == "Débat public"
        assert there.services.site.reading.site().zone == "Indian/Reunion"


async def test_the_register_says_who_changed_what(any_url: str) -> None:
    """[SI2]"""
    async with open_nodes(any_url) as (node,):
        ada = await administrator(node)
        await node.do(NAMED, ada)
        await node.do(s.WriteSitePage(LEGAL, "fr", 0, "Nous."), ada)
        with pytest.raises(Refused) as refused:
            await node.do(s.WriteSitePage(LEGAL, "fr", 0, "Vous."), ada)
        assert (refused.value.code, refused.value.facts) == (Code.CHANGED, {"version": 1})
        setup = await node.services.site.reading.setup(ada)
        assert [(change.by, change.what) for change in setup.changes] == [
            ("Ada", "legal/fr"),
            ("Ada", "settings"),
        ]


async def test_a_text_is_a_draft_until_somebody_writes_it(url: str) -> None:
    """[SI4]"""
    async with open_nodes(url) as (node,):
        ada, reading = await administrator(node), node.services.site.reading
        await node.do(NAMED, ada)
        for locale in ("fr", "en"):
            for slug in s.SitePageSlug:
                page = await reading.page(slug.value, locale)
                assert page.is_draft
                assert "{" not in page.html
        assert "Région Réunion" in (await reading.page("legal", "fr")).html
        await node.do(s.WriteSitePage(LEGAL, "fr", 0, "## Nous\n\n<b>Ici</b>"), ada)
        written = await reading.page("legal", "fr")
        assert written.html.strip() == "<h2>Nous</h2>\n<p>&lt;b&gt;Ici&lt;/b&gt;</p>"
        assert not written.is_draft
        assert (await reading.page("legal", "en")).is_draft
        await node.do(s.WriteSitePage(LEGAL, "fr", 1, " "), ada)
        assert (await reading.page("legal", "fr")).is_draft
