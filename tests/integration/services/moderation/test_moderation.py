"""Reports, the bin, appeals, undoing: what is refused, what becomes of votes, what everybody can read."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle_protocol import moderation as m
from hemicycle_protocol.api import AcceptInvitation, NewInvitation
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.consultation import VoteArgument
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.moderation import AppealOutcome, ItemState, ModerationAct, ReportReason
from hemicycle_protocol.views import Choice, Role, You
from tests.support.boards import follow, heard
from tests.support.evening import START, YANN, ZOE
from tests.support.moderation import (
    ARGUMENT,
    AWA,
    BRUNO,
    INA,
    OTHER,
    TEXT,
    bin_,
    decide,
    restore,
    vote,
    write_texts,
)
from tests.support.nodes import PROCESS, Node, open_nodes


async def refusal(node: Node, command: CommandBody, by: You | None) -> Refused:
    with pytest.raises(Refused) as refused:
        await node.do(command, by)
    return refused.value


def report(target: str = TEXT, reason: ReportReason = ReportReason.SPAM, note: str = "") -> m.Report:
    return m.Report(PROCESS, target, reason, note)


async def test_a_report_hides_nothing_and_counts_once_a_person(url: str) -> None:
    """[MD1] Reports prioritise, never hide."""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        first = await node.do(report(note="Une publicité."), YANN)
        assert await node.do(report(reason=ReportReason.ERROR), YANN) == first
        for you in (INA, BRUNO):
            await node.do(report(OTHER), you)
        desk = await node.services.moderation.desk.desk(AWA, PROCESS)
        assert [item.target for item in desk.items] == [OTHER, TEXT]
        assert [(r.reason, r.note) for r in desk.items[1].reports] == [(ReportReason.SPAM, "Une publicité.")]
        assert (desk.waiting, desk.items[0].state) == (2, ItemState.VISIBLE)
        (standing,) = await node.services.moderation.desk.standings(YANN, PROCESS, [TEXT])
        assert (standing.reported, standing.state) == (True, ItemState.VISIBLE)


async def test_what_cannot_be_reported_is_refused_in_words(url: str) -> None:
    """[MD6]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        assert (await refusal(node, report(), None)).code is Code.SIGN_IN
        assert (await refusal(node, report(), ZOE)).facts == {"reason": "own"}
        for nowhere in ("proposition/none", "argument/t1", "question/1", "x"):
            assert (await refusal(node, report(nowhere), YANN)).code is Code.NOT_FOUND
        assert (await refusal(node, report(note="x" * 301), YANN)).code is Code.TOO_LONG
        guest = You("guest-1", "G", [Role.PANELIST], "d1")
        assert (await refusal(node, report(), guest)).code is Code.FORBIDDEN
        await bin_(node)
        assert (await refusal(node, report(), YANN)).code is Code.CLOSED


async def test_only_moderators_of_the_process_moderate(url: str) -> None:
    """[MD13]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        command = m.BinItem(PROCESS, TEXT, 0, ReportReason.SPAM, "Publicité.")
        for you in (YANN, You("p-o", "O", [Role.ORGANISER]), You("g", "G", [Role.MODERATOR], "d1")):
            assert (await refusal(node, command, you)).code is Code.FORBIDDEN
        with pytest.raises(Refused) as refused:
            await node.services.moderation.desk.desk(YANN, PROCESS)
        assert refused.value.code is Code.FORBIDDEN


async def test_votes_leave_the_counts_with_their_text_and_come_back_with_it(url: str) -> None:
    """[MD4] Binned items leave the totals; the change is logged; restoring is exact."""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await vote(node, TEXT, YANN, Choice.AGREE)
        await vote(node, TEXT, INA, Choice.DISAGREE)
        await vote(node, OTHER, INA, Choice.AGREE)
        board = f"process/{PROCESS}/board"
        before = await node.board(board)
        await bin_(node)
        binned = await node.board(board)
        assert TEXT not in binned
        assert binned["totals"] == {"votes_cast": 1, "voters": 1}
        with pytest.raises(Refused) as refused:
            await vote(node, TEXT, YANN, Choice.MIXED, seq=2)
        assert refused.value.code is Code.CLOSED
        assert await node.services.recount() == []
        await restore(node)
        assert await node.board(board) == before
        assert await node.services.recount() == []
        log = await node.database.log.read(f"ballots/{PROCESS}", limit=100)
        assert {"target_set_aside", "target_brought_back"} <= {event.type for event in log}


async def test_a_binned_argument_leaves_alone_and_its_proposition_takes_it_along(url: str) -> None:
    """[MD4]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await bin_(node, ARGUMENT)
        await bin_(node, TEXT)
        await restore(node, TEXT)
        (standing,) = await node.services.moderation.desk.standings(YANN, PROCESS, [ARGUMENT])
        assert standing.state is ItemState.BINNED
        assert await node.services.recount() == []


async def test_readers_see_a_binned_argument_leave_whatever_node_binned_it(any_url: str) -> None:
    """[MD4] The third node has never heard of the argument: the others find what it cannot tell them."""
    topic = f"process/{PROCESS}/arguments/{TEXT.removeprefix('proposition/')}"
    async with open_nodes(any_url, 3) as (a, b, c):
        await write_texts(a)
        readers = [await follow(node, topic) for node in (a, b)]
        await a.do(VoteArgument(ARGUMENT.removeprefix("argument/"), True, 1), INA)
        for reader in readers:
            await heard(reader, {ARGUMENT: 1})
        await bin_(c, ARGUMENT)
        for node, reader in zip((a, b), readers, strict=True):
            await node.hub.check()
            await heard(reader, {})


async def test_of_two_moderators_at_once_the_second_is_told(any_url: str) -> None:
    """[MD9]"""
    async with open_nodes(any_url, 2) as (a, b):
        await write_texts(a)
        await vote(a, TEXT, YANN, Choice.AGREE)
        results = await asyncio.gather(
            bin_(a, by=AWA, version=0), bin_(b, by=BRUNO, version=0), return_exceptions=True
        )
        (refused,) = [result for result in results if result is not None]
        assert isinstance(refused, Refused)
        assert (refused.code, refused.facts) == (Code.CHANGED, {"version": 1, "state": "binned"})
        register = await a.services.moderation.desk.register(None, PROCESS, before=None)
        assert [entry.act for entry in register.entries] == [ModerationAct.BIN]
        assert await a.services.recount() == []


async def test_the_bin_is_read_by_members_and_names_no_moderator(url: str) -> None:
    """[MD15]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await bin_(node)
        page = await node.services.moderation.desk.bin(YANN, PROCESS, after=None)
        (entry,) = page.entries
        assert (entry.reason, entry.role, entry.mine) == (ReportReason.SPAM, Role.MODERATOR, False)
        assert entry.explanation == "Publicité pour un produit."
        assert "Tout publier." in entry.body_html
        assert "Awa" not in repr(page)
        assert AWA.id not in repr(page)
        mine = (await node.services.moderation.desk.bin(ZOE, PROCESS, after=None)).entries[0]
        assert (mine.mine, mine.may_appeal) == (True, True)
        for bad in ("x", "1", "-1.a"):
            if bad != "1":
                with pytest.raises(Refused):
                    await node.services.moderation.desk.bin(YANN, PROCESS, after=bad)


async def test_an_appeal_goes_to_another_moderator_and_is_told(url: str) -> None:
    """[MD8]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await vote(node, TEXT, YANN, Choice.AGREE)
        await bin_(node)
        appeal = m.Appeal(PROCESS, TEXT, "Ce n’est pas une publicité.")
        assert (await refusal(node, appeal, YANN)).code is Code.FORBIDDEN
        await node.do(appeal, ZOE)
        assert (await refusal(node, appeal, ZOE)).code is Code.ILLEGAL_MOVE
        desk = await node.services.moderation.desk.desk(AWA, PROCESS)
        assert (desk.appeals, desk.appealed[0].appeal) == (1, appeal.text)
        assert desk.appealed[0].binned_by_me
        with pytest.raises(Refused) as refused:
            await decide(node, AppealOutcome.UPHELD, AWA)
        assert refused.value.facts == {"reason": "binned"}
        await decide(node, AppealOutcome.OVERTURNED, BRUNO)
        assert (await node.board(f"process/{PROCESS}/board"))["totals"]["votes_cast"] == 1
        register = await node.services.moderation.desk.register(None, PROCESS, before=None)
        assert [e.act for e in register.entries] == ["overturn", "appeal", "bin"]
        assert register.figures.acts == {"overturn": 1, "appeal": 1, "bin": 1}
        assert register.figures.reasons == {"spam": 1}
        assert await node.services.recount() == []


async def test_an_upheld_decision_stands_in_the_bin_with_its_answer(url: str) -> None:
    """[MD17]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await bin_(node)
        await node.do(m.Appeal(PROCESS, TEXT, "Relisez."), ZOE)
        await decide(node, AppealOutcome.UPHELD)
        entry = (await node.services.moderation.desk.bin(ZOE, PROCESS, after=None)).entries[0]
        assert (entry.outcome, entry.may_appeal) == (AppealOutcome.UPHELD, False)
        await restore(node, by=BRUNO)
        assert (await node.services.moderation.desk.bin(ZOE, PROCESS, after=None)).total == 0


async def test_the_last_act_is_undone_by_who_did_it(url: str) -> None:
    """[MD10]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await node.do(report(), YANN)
        await bin_(node)
        (mine,) = (await node.services.moderation.desk.desk(AWA, PROCESS)).recent
        assert mine.undoable
        undo = m.UndoModeration(PROCESS, TEXT, mine.version)
        assert (await refusal(node, undo, BRUNO)).code is Code.ILLEGAL_MOVE
        await node.do(undo, AWA)
        desk = await node.services.moderation.desk.desk(AWA, PROCESS)
        assert [(item.target, len(item.reports)) for item in desk.items] == [(TEXT, 1)]
        await node.do(m.KeepItem(PROCESS, TEXT, desk.items[0].version), AWA)
        assert (await node.services.moderation.desk.desk(AWA, PROCESS)).waiting == 0


async def test_the_register_stands_beside_the_facts(url: str) -> None:
    """[MD15]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await bin_(node)
        await restore(node)
        facts = await node.database.log.read(f"process/{PROCESS}", limit=100)
        told = {e.offset: e.type for e in facts if e.type.startswith("item_")}
        register = await node.services.moderation.desk.register(None, PROCESS, before=None)
        lines = {entry.number: f"item_{entry.act.value}" for entry in register.entries}
        assert told == {
            number: {"item_bin": "item_binned"}.get(name, "item_restored") for number, name in lines.items()
        }
        assert all(event.actor is None for event in facts)
        assert "Awa" not in repr(facts)
        older = await node.services.moderation.desk.register(None, PROCESS, before=min(told))
        assert older.entries == []


async def test_a_host_of_the_process_does_not_moderate(url: str) -> None:
    """[MD12] Host and moderator are different people."""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        wish = NewInvitation("d1", Role.HOST, "Awa")
        invitation = await node.services.people.invitations.create(wish)
        token = (invitation.link or "").rpartition("/")[2]
        await node.services.people.invitations.accept(AcceptInvitation(token), AWA)
        command = m.BinItem(PROCESS, TEXT, 0, ReportReason.SPAM, "Publicité.")
        assert (await refusal(node, command, AWA)).facts == {"reason": "host"}


async def test_a_claim_is_seen_by_the_other_moderators(url: str) -> None:
    """[MD11]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await node.do(report(), YANN)
        await node.do(m.ClaimItem(PROCESS, TEXT), AWA)
        (item,) = (await node.services.moderation.desk.desk(BRUNO, PROCESS)).items
        assert (item.claimed_by, item.claimed_by_me) == ("Awa", False)
        refused = await refusal(node, m.ClaimItem(PROCESS, TEXT), BRUNO)
        assert (refused.code, refused.facts["name"]) == (Code.CLAIMED, "Awa")
        await bin_(node, by=BRUNO)
        assert node.clock.at > START


async def test_lists_and_counts_of_arguments_follow_the_bin(url: str) -> None:
    """[MD4]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        rows = node.database.propositions

        async def listed() -> list[tuple[str, int]]:
            page = await rows.page(PROCESS)
            return sorted((row.id, row.arguments_for) for row in page.rows)

        before = await listed()
        await bin_(node, ARGUMENT)
        assert await listed() == [("t1", 0), ("t2", 0)]
        await bin_(node, TEXT)
        assert await listed() == [("t2", 0)]
        await restore(node, TEXT)
        await restore(node, ARGUMENT)
        assert await listed() == before == [("t1", 1), ("t2", 0)]
