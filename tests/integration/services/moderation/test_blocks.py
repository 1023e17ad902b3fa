"""Keeping a person from writing: who may, what it keeps them from, how it ends."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from hemicycle.core.blocks import DAY_MS, WRITING, is_writing
from hemicycle.core.permissions import PERMISSIONS, PROCESS_PERMISSIONS
from hemicycle.services.process.plan import NewProposition
from hemicycle.store import tables
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol import commands as c
from hemicycle_protocol import consultation as co
from hemicycle_protocol import mobilisation as mob
from hemicycle_protocol import moderation as m
from hemicycle_protocol.consultation import ArgumentSide
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.moderation import AppealOutcome, BlockState, ReportReason
from hemicycle_protocol.personal import Erasure, ErasureForm
from hemicycle_protocol.views import Choice, Role, You
from tests.support.evening import DEBATE, HOST, MOD_A, YANN
from tests.support.nodes import PROCESS, Node, open_nodes

FIRST = f"{PROCESS}-1"
PROPOSITIONS = [NewProposition("Publier", "Tout publier.", "Causes", "Inès")]
SAID = ReportReason.OFFENDING


class People:
    """An author with an account and a text, and three moderators of whom one also hosts."""

    def __init__(self, node: Node, zoe: You, awa: You, bruno: You, target: str) -> None:
        self.node, self.zoe, self.awa, self.bruno, self.target = node, zoe, awa, bruno, target

    async def block(self, *, by: You | None = None, days: int = 7, target: str = "") -> dict[str, Any]:
        command = m.BlockAuthor(PROCESS, target or self.target, SAID, "Des insultes, trois fois.", days)
        return await self.node.do(command, by or self.awa)


async def people_of(node: Node) -> People:
    async def account(name: str, role: Role | None = None) -> You:
        id_ = await node.services.people.accounts.expect(f"{name.lower()}@example.org", name=name)
        if role is not None:
            member = put_membership(Membership(PROCESS, id_, role.value, 1))
            await node.database.connections.write(member)
        return You(id_, name, [Role.CITIZEN])

    zoe = await account("Zoé")
    awa, bruno = await account("Awa", Role.MODERATOR), await account("Bruno", Role.MODERATOR)
    said = await node.do(co.Argue(FIRST, ArgumentSide.FOR, "Oui, bien sûr.", "k1"), zoe)
    return People(node, zoe, awa, bruno, f"argument/{said['argument']}")


async def refusal(node: Node, command: c.CommandBody, by: You) -> Refused:
    with pytest.raises(Refused) as refused:
        await node.do(command, by)
    return refused.value


async def test_who_is_blocked_writes_nothing_on_any_node_and_votes_as_before(any_url: str) -> None:
    """[MD18] [MD19]"""
    async with open_nodes(any_url, 2, propositions=PROPOSITIONS) as (a, b):
        one = await people_of(a)
        block = await one.block()
        assert (block["state"], block["version"]) == ("standing", 1)
        await b.services.kernel.roll.refresh()
        writings = (
            co.Argue(FIRST, ArgumentSide.FOR, "Et encore.", "k2"),
            c.AskQuestion(DEBATE, "Pourquoi ?", "k3"),
            m.Report(PROCESS, f"proposition/{FIRST}", SAID, "Non."),
        )
        for node in (a, b):
            for command in writings:
                refused = await refusal(node, command, one.zoe)
                assert (refused.code, refused.facts["until"]) == (Code.BLOCKED, block["until"])
                assert refused.facts["reason"] == SAID
            await node.do(c.Vote(FIRST, Choice.AGREE, 5 if node is a else 6), one.zoe)
        await a.do(writings[0], YANN)
        a.clock.at = block["until"]
        assert (await refusal(a, writings[0], one.zoe)).code is not Code.BLOCKED


async def test_nobody_blocks_themselves_a_member_or_without_saying_why(url: str) -> None:
    """[MD18]"""
    async with open_nodes(url, propositions=PROPOSITIONS) as (node,):
        one = await people_of(node)
        own = await node.do(co.Argue(FIRST, ArgumentSide.FOR, "Je modère.", "k2"), one.bruno)
        theirs = f"argument/{own['argument']}"
        for by, target, reason in ((one.bruno, theirs, "own"), (one.awa, theirs, "member")):
            command = m.BlockAuthor(PROCESS, target, SAID, "Parce que.", 7)
            assert (await refusal(node, command, by)).facts == {"reason": reason}
        nobody = m.BlockAuthor(PROCESS, f"proposition/{FIRST}", SAID, "Parce que.", 7)
        assert (await refusal(node, nobody, one.awa)).facts == {"reason": "author"}
        for by in (one.zoe, HOST, YANN):
            assert (
                await refusal(node, m.BlockAuthor(PROCESS, one.target, SAID, "x", 7), by)
            ).code is Code.FORBIDDEN
        for days in (0, 91):
            bad = m.BlockAuthor(PROCESS, one.target, SAID, "Parce que.", days)
            assert (await refusal(node, bad, one.awa)).facts["field"] == "days"
        wordless = m.BlockAuthor(PROCESS, one.target, SAID, " ", 7)
        assert (await refusal(node, wordless, one.awa)).code is Code.REASON_MISSING
        await one.block()
        twice = m.BlockAuthor(PROCESS, one.target, SAID, "Encore.", 7)
        assert (await refusal(node, twice, one.bruno)).code is Code.DUPLICATE


async def test_a_block_is_appealed_once_to_another_moderator(url: str) -> None:
    """[MD20]"""
    async with open_nodes(url, propositions=PROPOSITIONS) as (node,):
        one = await people_of(node)
        id_ = str((await one.block())["block"])
        appeal = m.AppealBlock(PROCESS, id_, "Ce n’étaient pas des insultes.")
        assert (await refusal(node, appeal, YANN)).code is Code.NOT_FOUND
        (mine,) = await node.services.moderation.desk.blocks_of(one.zoe.id)
        assert (mine.may_appeal, mine.name) == (True, "")
        assert (await node.do(appeal, one.zoe))["state"] == BlockState.APPEALED
        assert (await refusal(node, appeal, one.zoe)).code is Code.ILLEGAL_MOVE
        (seen,) = (await node.services.moderation.desk.desk(one.bruno, PROCESS)).blocks
        assert (seen.name, seen.appeal, seen.blocked_by_me) == ("Zoé", appeal.text, False)
        decide = m.DecideBlock(PROCESS, id_, 2, AppealOutcome.OVERTURNED, "C’était vif, pas insultant.")
        assert (await refusal(node, decide, one.awa)).facts == {"reason": "binned"}
        late = m.DecideBlock(PROCESS, id_, 1, AppealOutcome.OVERTURNED, "x")
        assert (await refusal(node, late, one.bruno)).facts["version"] == 2
        assert (await node.do(decide, one.bruno))["state"] == BlockState.LIFTED
        await node.do(co.Argue(FIRST, ArgumentSide.FOR, "Merci.", "k9"), one.zoe)
        assert (await node.services.moderation.desk.desk(one.bruno, PROCESS)).blocks == []


async def test_a_block_is_lifted_before_its_end_and_not_after(url: str) -> None:
    """[MD20]"""
    async with open_nodes(url, propositions=PROPOSITIONS) as (node,):
        one = await people_of(node)
        id_ = str((await one.block(days=1))["block"])
        await node.do(m.LiftBlock(PROCESS, id_, 1, "Une erreur."), one.awa)
        await node.do(co.Argue(FIRST, ArgumentSide.FOR, "Bien.", "k9"), one.zoe)
        again = await one.block(days=1)
        node.clock.at += DAY_MS
        over = m.LiftBlock(PROCESS, str(again["block"]), 1, "Trop tard.")
        assert (await refusal(node, over, one.awa)).code is Code.ILLEGAL_MOVE


async def test_the_register_says_every_step_and_never_of_whom(url: str) -> None:
    """[MD21] Neither does the log of the process; the person's own mail and page do."""
    async with open_nodes(url, propositions=PROPOSITIONS) as (node,):
        one = await people_of(node)
        id_ = str((await one.block())["block"])
        await node.do(m.AppealBlock(PROCESS, id_, "Je conteste."), one.zoe)
        decide = m.DecideBlock(PROCESS, id_, 2, AppealOutcome.UPHELD, "Relu à deux.")
        await node.do(decide, one.bruno)
        page = await node.services.moderation.desk.register(None, PROCESS, before=None)
        assert [(e.act, e.target) for e in page.entries] == [
            (act, f"block/{id_}") for act in ("uphold", "appeal", "block")
        ]
        told = str(page) + str(await node.database.log.read(f"process/{PROCESS}", after=0, limit=100))
        for secret in (one.zoe.id, "Zoé", one.awa.id, "Awa", "Je conteste."):
            assert secret not in told
        await node.services.notices.notices.tick()
        notices = (await node.services.notices.notices.settings(one.zoe)).recent
        assert {notice.kind for notice in notices} == {"blocked", "block_decided"}


async def test_a_block_outlasts_the_account_it_was_of(any_url: str) -> None:
    """[MD22] [H12] Closing an account and signing in again, however the address is written, frees nobody."""
    async with open_nodes(any_url, 2, propositions=PROPOSITIONS) as (a, b):
        one = await people_of(a)
        block = await one.block()
        id_ = str(block["block"])
        await a.do(m.AppealBlock(PROCESS, id_, "Je conteste."), one.zoe)
        wish = Erasure(ErasureForm.CONTENT, "fermer mon compte")
        await a.services.people.personal.erase(one.zoe, wish, signed_in_at=a.clock.now())
        (left,) = await a.database.connections.rows(select(tables.blocks))
        assert (left.person, left.appeal) == (None, "")
        assert "zoé" not in left.mark

        async def comes_back(node: Node, email: str) -> You:
            return You(await node.services.people.accounts.expect(email), "", [Role.CITIZEN])

        other = await comes_back(b, "karim@example.org")
        said = co.Argue(FIRST, ArgumentSide.FOR, "Encore moi.", "k5")
        await b.do(said, other)
        back = await comes_back(b, "zoé+autre@example.org")
        assert back.id != one.zoe.id
        for node in (a, b):
            await node.services.kernel.roll.refresh()
            refused = await refusal(node, said, back)
            assert (refused.code, refused.facts["until"]) == (Code.BLOCKED, block["until"])
        (mine,) = await a.services.moderation.desk.blocks_of(back.id)
        assert mine.may_appeal
        await a.do(m.AppealBlock(PROCESS, id_, "Je conteste encore."), back)
        (seen,) = (await a.services.moderation.desk.desk(one.bruno, PROCESS)).blocks
        assert seen.appeal == "Je conteste encore."
        lifted = m.LiftBlock(PROCESS, id_, seen.version, "Bien.")
        await a.do(lifted, one.bruno)
        await a.do(said, back)


async def test_nothing_is_left_of_a_mailbox_once_its_block_has_ended(url: str) -> None:
    """[MD22] [DA3]"""
    async with open_nodes(url, propositions=PROPOSITIONS) as (node,):
        one = await people_of(node)
        await one.block(days=1)
        wish = Erasure(ErasureForm.ACCOUNT, "fermer mon compte")
        await node.services.people.personal.erase(one.zoe, wish, signed_in_at=node.clock.now())
        node.clock.at += DAY_MS
        for tick in node.services.moderation.ticks():
            await tick.work(node.clock.now())
        (left,) = await node.database.connections.rows(select(tables.blocks))
        assert (left.person, left.mark) == (None, None)


async def test_the_author_of_a_question_is_blocked_from_the_desk_of_the_debate(url: str) -> None:
    """[MD23] By its moderators: those of the process as from their desk, a guest for a day; by no host."""
    async with open_nodes(url, propositions=PROPOSITIONS) as (node,):
        one = await people_of(node)
        question = await node.ask("Pourquoi êtes-vous si bêtes ?", one.zoe)
        member = await node.ask("Et moi ?", one.bruno)

        def block(days: int, of: str = question) -> m.BlockAsker:
            return m.BlockAsker(DEBATE, of, SAID, "Des insultes.", days)

        for by in (HOST, YANN, one.zoe):
            assert (await refusal(node, block(1), by)).code is Code.FORBIDDEN
        assert (await refusal(node, block(1, "nobody"), MOD_A)).code is Code.NOT_FOUND
        assert (await refusal(node, block(1, member), MOD_A)).facts == {"reason": "member"}
        assert (await refusal(node, block(2), MOD_A)).facts["limit"] == 1
        blocked = await node.do(block(1), MOD_A)
        assert (await refusal(node, c.AskQuestion(DEBATE, "Non ?", "k3"), one.zoe)).code is Code.BLOCKED
        assert (await refusal(node, block(30), one.awa)).code is Code.DUPLICATE
        page = await node.services.moderation.desk.register(None, PROCESS, before=None)
        assert [(e.act, e.target) for e in page.entries] == [("block", f"block/{blocked['block']}")]
        told = str(await node.database.log.read(f"process/{PROCESS}", after=0, limit=100))
        for secret in (one.zoe.id, MOD_A.id, "Zoé", question):
            assert secret not in told
        decide = m.DecideBlock(PROCESS, str(blocked["block"]), 2, AppealOutcome.OVERTURNED, "Vif, sans plus.")
        await node.do(m.AppealBlock(PROCESS, str(blocked["block"]), "Je conteste."), one.zoe)
        assert (await node.do(decide, one.awa))["state"] == BlockState.LIFTED
        assert (await node.do(block(30), one.awa))["until"] == node.clock.at + 30 * DAY_MS


async def test_what_the_desk_offers_is_what_its_reader_may_do(url: str) -> None:
    """[MD13] [MD18] Organisers and auditors read the desk, and were shown forms that refused them."""
    async with open_nodes(url, propositions=PROPOSITIONS) as (node,):
        one = await people_of(node)
        await node.do(m.Report(PROCESS, one.target, SAID, ""), YANN)
        own = await node.do(co.Argue(FIRST, ArgumentSide.FOR, "Je modère.", "k2"), one.bruno)
        theirs = f"argument/{own['argument']}"
        await node.do(m.Report(PROCESS, theirs, SAID, ""), YANN)
        await one.block()
        desk, organiser = node.services.moderation.desk, You("p-org", "Odile", [Role.ORGANISER])
        for reader, acts in ((one.awa, {one.target, theirs}), (one.bruno, {one.target}), (organiser, set())):
            page = await desk.desk(reader, PROCESS)
            assert {item.target for item in page.items if item.may_act} == acts
            assert {block.may_act for block in page.blocks} == {reader is not organiser}
            assert (await desk.item(reader, PROCESS, theirs)).may_act is (theirs in acts)
        forms = (m.BlockAuthor(PROCESS, one.target, SAID, "x", 1), m.KeepItem(PROCESS, one.target, 1))
        for form in forms:
            assert (await refusal(node, form, organiser)).code is Code.FORBIDDEN


def test_every_act_that_addresses_others_is_kept_and_no_vote_is() -> None:
    """[MD19] A new act with words is decided about here."""
    own = {name for name in (*PERMISSIONS, *PROCESS_PERMISSIONS) if _is_of_citizens(name)}
    silent = {kind for kind in own if kind not in WRITING and kind is not mob.SupportBill}
    assert {kind.__name__ for kind in silent} == {
        *("Vote", "VoteArgument", "SupportQuestion", "AnswerPoll", "React", "WithdrawQuestion"),
        *("WithdrawProposition", "WithdrawArgument", "WithdrawApplication", "WithdrawSupport"),
        *("Appeal", "AppealBlock", "FollowProcess", "GiveConsent", "SetPace"),
    }
    assert not is_writing(mob.SupportBill(PROCESS, 1, public=True))
    assert is_writing(mob.SupportBill(PROCESS, 1, public=True, message="Bravo"))


def _is_of_citizens(kind: type[c.CommandBody]) -> bool:
    rule = PERMISSIONS.get(kind) or PROCESS_PERMISSIONS[kind]
    return Role.CITIZEN in rule.roles
