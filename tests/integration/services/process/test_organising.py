"""Organisers make a process, set it up, invite and publish; others do not."""

from __future__ import annotations

import pytest

from hemicycle_protocol import process as p
from hemicycle_protocol.api import NewInvitation
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Phase, Role, You
from tests.support.evening import DEBATE, HOST, START, YANN, ZOE
from tests.support.nodes import PROCESS, Node, open_nodes

NOUR = You("p-nour", "Nour", [Role.CITIZEN, Role.ORGANISER])
DAY_MS = 86_400_000
CREATE = p.CreateProcess("eau", "L’eau", "k1", "Qui décide ?", START + DAY_MS, 7)


async def refusal(node: Node, command: CommandBody, by: You | None) -> Refused:
    with pytest.raises(Refused) as refused:
        await node.do(command, by)
    return refused.value


async def member(node: Node, role: Role, email: str, *, by: You = NOUR, name: str = "") -> You:
    """Somebody invited to a role in `eau`, as they are after signing in."""
    made = await node.do(p.InviteMember("eau", email, role, f"k-{email}", name), by)
    person = await node.database.people.get(made["person"])
    assert person is not None
    return You(person.id, person.name, [Role(role) for role in person.roles])


async def test_only_a_general_organiser_creates_a_process(url: str) -> None:
    """[PR16]"""
    async with open_nodes(url, live=False) as (node,):
        assert (await refusal(node, CREATE, None)).code is Code.SIGN_IN
        for other in (ZOE, HOST):
            assert (await refusal(node, CREATE, other)).code is Code.FORBIDDEN
        assert await node.do(CREATE, NOUR) == {"process": "eau"}
        setup = await node.services.process.setup.setup(NOUR, "eau")
        assert (setup.view.draft, setup.view.commitment.top_n) == (True, 7)
        assert [one.role for one in setup.members] == [Role.ORGANISER]


async def test_creating_it_again_finds_it_and_another_of_its_id_is_refused(url: str) -> None:
    """[PR29]"""
    async with open_nodes(url, live=False) as (node,):
        await node.do(CREATE, NOUR)
        assert await node.do(CREATE, NOUR) == {"process": "eau"}
        other = p.CreateProcess("eau", "Autre chose", "k2")
        assert (await refusal(node, other, NOUR)).facts == {"field": "process"}
        assert (await refusal(node, p.CreateProcess(PROCESS, "Cantines", "k"), NOUR)).code is Code.DUPLICATE


async def test_a_draft_is_known_to_its_members_alone(url: str) -> None:
    """[PR14]"""
    async with open_nodes(url, live=False) as (node,):
        await node.do(CREATE, NOUR)
        staff = await member(node, Role.STAFF, "equipe@an.fr", name="Équipe")
        visible = node.services.kernel.visibility.process
        assert (await visible(staff, "eau")).title == "L’eau"
        for stranger in (None, ZOE, HOST):
            with pytest.raises(Refused) as refused:
                await visible(stranger, "eau")
            assert refused.value.code is Code.NOT_FOUND
        assert (await refusal(node, p.PublishProcess("eau"), ZOE)).code is Code.NOT_FOUND
        assert (await refusal(node, p.PublishProcess("eau"), staff)).code is Code.FORBIDDEN


async def test_publishing_makes_it_public_and_its_phases_run(url: str) -> None:
    """[PR12]"""
    async with open_nodes(url, live=False) as (node,):
        await node.do(CREATE, NOUR)
        await node.do(p.PublishProcess("eau"), NOUR)
        assert not (await node.services.kernel.visibility.process(ZOE, "eau")).draft
        assert (await refusal(node, p.PublishProcess("eau"), NOUR)).code is Code.ILLEGAL_MOVE
        await node.services.process.phases.advance(now=START + DAY_MS)
        page = await node.services.process.setup.happenings(None, "eau", before=None, limit=2)
        assert [(one.type, one.path) for one in page.happenings] == [
            ("phase_opened", "/presentation"),
            ("process_published", ""),
        ]
        assert page.happenings[0].fr == "La phase Présentation est ouverte."


async def test_publishing_without_a_summary_says_what_is_missing(url: str) -> None:
    """[PR12]"""
    async with open_nodes(url, live=False) as (node,):
        await node.do(p.CreateProcess("vide", "Sans résumé", "k"), NOUR)
        assert (await refusal(node, p.PublishProcess("vide"), NOUR)).facts == {"missing": ["summary"]}
        checks = (await node.services.process.setup.setup(NOUR, "vide")).checks
        assert [check.id for check in checks if check.required and not check.done] == ["summary"]


async def test_the_second_of_two_equal_edits_is_refused(any_url: str) -> None:
    """[PR15]"""
    async with open_nodes(any_url, 2, live=False) as (one, two):
        await one.do(CREATE, NOUR)
        await two.services.kernel.visibility.process(NOUR, "eau")
        wish = p.ChangeProcess("eau", 0, "L’eau, demain", "Qui décide ?", 7)
        assert await one.do(wish, NOUR) == {"version": 1}
        assert (await refusal(two, wish, NOUR)).facts == {"version": 1}
        plan = p.PlanPhase("eau", Phase.BILL, 0, START + 90 * DAY_MS, START + 99 * DAY_MS)
        assert await two.do(plan, NOUR) == {"version": 1}
        assert (await refusal(one, plan, NOUR)).code is Code.CHANGED


async def test_an_invitation_gives_a_role_and_sends_a_mail_once(url: str) -> None:
    """[PR30]"""
    async with open_nodes(url, live=False) as (node,):
        await node.do(CREATE, NOUR)
        mp = await member(node, Role.PARLIAMENTARIAN, " Elise@AN.fr ", name="Élise Vannier")
        assert (await node.services.kernel.forum.roles(mp, "eau")) >= {Role.PARLIAMENTARIAN}
        await member(node, Role.PARLIAMENTARIAN, "elise@an.fr")
        (mail,) = await node.services.people.accounts.outbox()
        assert mail.to == "elise@an.fr"
        assert "/sign-in?next=/processes/eau/presentation/edit" in mail.text
        events = await node.database.log.read("process/eau")
        assert [event.type for event in events] == ["process_created", "member_invited"]
        assert "elise" not in str(events).lower()


async def test_an_invitation_to_another_role_or_a_wrong_address_is_refused(url: str) -> None:
    async with open_nodes(url, live=False) as (node,):
        await node.do(CREATE, NOUR)
        for command, field in [
            (p.InviteMember("eau", "a@b.fr", Role.PANELIST, "k"), "role"),
            (p.InviteMember("eau", "a@b", Role.STAFF, "k"), "email"),
            (p.InviteMember("eau", "a@b.fr", Role.STAFF, "k", "x" * 61), "name"),
        ]:
            assert (await refusal(node, command, NOUR)).facts["field"] == field
        invite = p.InviteMember("eau", "intrus@b.fr", Role.ORGANISER, "k")
        assert (await refusal(node, invite, YANN)).code is Code.NOT_FOUND
        assert await node.database.people.by_email("intrus@b.fr") is None


async def test_a_role_is_taken_back_but_not_the_last_organiser_s(url: str) -> None:
    """[PR17]"""
    async with open_nodes(url, live=False) as (node,):
        await node.do(CREATE, NOUR)
        auditor = await member(node, Role.AUDITOR, "oeil@b.fr")
        assert not (await node.services.process.setup.setup(auditor, "eau")).may_change
        await node.do(p.RemoveMember("eau", auditor.id, Role.AUDITOR), NOUR)
        with pytest.raises(Refused):
            await node.services.process.setup.setup(auditor, "eau")
        gone = p.RemoveMember("eau", auditor.id, Role.AUDITOR)
        assert (await refusal(node, gone, NOUR)).code is Code.NOT_FOUND
        last = p.RemoveMember("eau", NOUR.id, Role.ORGANISER)
        assert (await refusal(node, last, NOUR)).facts == {"reason": "last_organiser"}
        assert Role.ORGANISER in await node.services.process.setup.roles_given("eau")


async def test_a_member_who_organises_one_process_organises_no_other(url: str) -> None:
    """[PR16]"""
    async with open_nodes(url, live=False) as (node,):
        await node.do(CREATE, NOUR)
        local = await member(node, Role.ORGANISER, "local@b.fr")
        await node.do(p.ChangeProcess("eau", 0, "L’eau ici", "Qui décide ?", 7), local)
        wish = p.ChangeProcess(PROCESS, 0, "Tout", "autre", 1)
        assert (await refusal(node, wish, local)).code is Code.FORBIDDEN
        assert (await refusal(node, p.CreateProcess("air", "L’air", "k"), local)).code is Code.FORBIDDEN
        mine = await node.services.process.setup.mine(local)
        assert [(one.id, one.draft, one.roles) for one in mine.processes] == [("eau", True, [Role.ORGANISER])]
        assert not mine.may_create
        assert {one.id for one in (await node.services.process.setup.mine(NOUR)).processes} == {
            "eau",
            PROCESS,
        }


async def test_a_debate_is_announced_once(url: str) -> None:
    """[PR27]"""
    async with open_nodes(url, live=False) as (node,):
        await node.do(CREATE, NOUR)
        wish = p.AddDebate("eau", "L’eau en débat", START + 60 * DAY_MS, "k")
        made = await node.do(wish, NOUR)
        assert await node.do(wish, NOUR) == made
        page = await node.services.debate.pages.page(NOUR, made["debate"])
        assert page.card.process == "eau"
        assert (await node.services.kernel.visibility.process(NOUR, "eau")).debate == made["debate"]
        assert (await refusal(node, wish, ZOE)).code is Code.NOT_FOUND


async def test_who_organises_a_process_invites_to_its_debates_alone(url: str) -> None:
    """[PR16]"""
    async with open_nodes(url, live=False) as (node,):
        await node.do(CREATE, NOUR)
        local = await member(node, Role.ORGANISER, "local@b.fr")
        debate = (await node.do(p.AddDebate("eau", "L’eau", START + DAY_MS, "k"), local))["debate"]
        made = await node.services.people.invitations.invite(
            local, NewInvitation(debate, Role.HOST, "Hélène")
        )
        assert made.link is not None
        assert [one.name for one in await node.services.people.invitations.of_debate(local, debate)] == [
            "Hélène"
        ]
        for elsewhere in (DEBATE, "x"):
            with pytest.raises(Refused) as refused:
                await node.services.people.invitations.of_debate(local, elsewhere)
            assert refused.value.code is Code.FORBIDDEN


async def test_what_happened_is_paged_newest_first(url: str) -> None:
    async with open_nodes(url, live=False) as (node,):
        await node.do(CREATE, NOUR)
        for version in range(5):
            await node.do(p.ChangeProcess("eau", version, f"L’eau {version}", "Pourquoi.", 7), NOUR)
        seen: list[int] = []
        before: int | None = None
        while True:
            page = await node.services.process.setup.happenings(NOUR, "eau", before=before, limit=4)
            seen += [one.offset for one in page.happenings]
            before = page.before
            if before is None:
                break
        assert seen == [6, 5, 4, 3, 2, 1]
