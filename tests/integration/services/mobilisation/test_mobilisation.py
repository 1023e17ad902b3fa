"""Citizens support a bill: the counter, the list, the promises, the news."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.store.people import Person
from hemicycle_protocol import bill as b
from hemicycle_protocol import mobilisation as m
from hemicycle_protocol.bill_view import BillStepKind, Chamber, SupportThreshold
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.mobilisation import MySupport
from hemicycle_protocol.views import You
from tests.support.bills import (
    BILL,
    DEBATE,
    HOUR_MS,
    MEETING,
    MODERATOR,
    WRITER,
    citizen,
    facts,
    make,
    promise,
    publish_text,
    view_of,
)
from tests.support.nodes import Node, open_nodes


async def support(node: Node, by: You, seq: int = 1, **how: object) -> dict[str, object]:
    return await node.do(m.SupportBill(BILL, seq, **how), by)  # type: ignore[arg-type]


async def code_of(node: Node, command: m.SupportBill | m.WithdrawSupport | m.SetThresholds, by: You) -> Code:
    with pytest.raises(Refused) as refused:
        await node.do(command, by)
    return refused.value.code


async def test_supports_are_counted_once_a_person_on_page_and_board(url: str) -> None:
    """[MO1]"""
    async with open_nodes(url, 2) as (one, two):
        await make(one)
        await publish_text(one)
        for n, node in enumerate((one, two, one)):
            await support(node, citizen(n))
        await support(two, citizen(0), seq=2)
        assert (await one.services.mobilisation.reading.page(None, BILL)).supports == 3
        assert (await two.board(f"process/{BILL}/board"))["bill/supports"] == 3
        assert (await one.board(f"process/{BILL}/board"))["totals"] == {}
        await one.do(m.WithdrawSupport(BILL, 3), citizen(0))
        assert (await two.services.mobilisation.reading.page(None, BILL)).supports == 2
        assert await one.services.recount() == []


async def test_a_support_is_public_only_for_those_who_say_so(url: str) -> None:
    """[MO2]"""
    async with open_nodes(url) as (node,):
        await make(node)
        await publish_text(node)
        await support(node, citizen(1), message="Chut")
        await support(node, citizen(2), public=True, message=" Bravo  à toutes ")
        page = await node.services.mobilisation.reading.page(None, BILL)
        listed = await node.services.mobilisation.reading.supporters(None, BILL, None)
        assert (page.supports, page.public, listed.total) == (2, 1, 1)
        assert [(s.name, s.message) for s in listed.supporters] == [("Citoyenne 2", "Bravo à toutes")]
        mine = await node.services.mobilisation.reading.mine(citizen(1), BILL)
        assert (mine.on, mine.public, mine.message) == (True, False, "")
        await support(node, citizen(2), seq=2, public=False)
        assert (await node.services.mobilisation.reading.supporters(None, BILL, None)).supporters == []
        assert (await node.services.mobilisation.reading.page(None, BILL)).supports == 2


async def test_who_withdraws_is_on_no_list_and_may_come_back(url: str) -> None:
    """[MO3]"""
    async with open_nodes(url) as (node,):
        await make(node)
        await publish_text(node)
        await support(node, citizen(1), public=True, news=True)
        await node.do(m.WithdrawSupport(BILL, 2), citizen(1))
        assert await node.services.mobilisation.reading.mine(citizen(1), BILL) == MySupport()
        assert (await node.services.mobilisation.reading.page(None, BILL)).public == 0
        late = await support(node, citizen(1), seq=1, public=True)  # an older press that arrives late
        assert late["on"] is False
        assert (await node.services.mobilisation.reading.page(None, BILL)).public == 0
        await support(node, citizen(1), seq=3)
        mine = await node.services.mobilisation.reading.mine(citizen(1), BILL)
        assert (mine.on, mine.public, mine.news) == (True, False, False)


async def test_a_withdrawal_and_a_support_at_once_leave_no_name_behind(any_url: str) -> None:
    """[MO3]"""
    async with open_nodes(any_url, 2) as (one, two):
        await make(one)
        await publish_text(one)
        for n in range(12):
            await asyncio.gather(
                support(one, citizen(n), public=True), two.do(m.WithdrawSupport(BILL, 2), citizen(n))
            )
        page = await one.services.mobilisation.reading.page(None, BILL)
        assert (page.supports, page.public) == (0, 0)
        assert await one.services.recount() == []


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (m.SupportBill(BILL, 1, public=True, message="x" * 281), Code.TOO_LONG),
        (m.SupportBill("nowhere", 1), Code.NOT_FOUND),
    ],
)
async def test_a_support_that_cannot_be_is_refused(url: str, command: m.SupportBill, code: Code) -> None:
    """[MO1]"""
    async with open_nodes(url) as (node,):
        await make(node)
        await publish_text(node)
        assert await code_of(node, command, citizen(1)) is code
        assert (await node.services.mobilisation.reading.page(None, BILL)).supports == 0


async def test_a_support_waits_for_a_bill_and_ends_with_the_phase(url: str) -> None:
    """[MO1]"""
    async with open_nodes(url) as (node,):
        await make(node)
        assert await code_of(node, m.SupportBill(BILL, 1), citizen(1)) is Code.NOT_OPEN
        await publish_text(node)
        await support(node, citizen(1))
        node.clock.at += HOUR_MS
        assert await code_of(node, m.SupportBill(BILL, 1), citizen(2)) is Code.CLOSED
        assert await code_of(node, m.WithdrawSupport(BILL, 2), citizen(1)) is Code.CLOSED


# --- promises -----------------------------------------------------------------------------------------


async def test_a_threshold_is_crossed_once_whoever_counts(any_url: str) -> None:
    """[MO5]"""
    async with open_nodes(any_url, 2) as (one, two):
        await make(one)
        await publish_text(one)
        await promise(one, MEETING, DEBATE)
        people = [citizen(n) for n in range(5)]
        await asyncio.gather(*(support(node, by) for by in people for node in (one, two)))
        assert [fact["count"] for fact in await facts(one, "threshold_crossed")] == [2, 4]
        for by in people:
            await two.do(m.WithdrawSupport(BILL, 2), by)
        await asyncio.gather(*(support(one, by, seq=3) for by in people))
        assert len(await facts(one, "threshold_crossed")) == 2
        page = await two.services.mobilisation.reading.page(None, BILL)
        assert all(threshold.crossed_at for threshold in page.thresholds)


async def test_a_promise_made_late_is_owed_at_once_and_none_is_taken_back(url: str) -> None:
    """[MO6, MO7]"""
    async with open_nodes(url) as (node,):
        await make(node)
        await publish_text(node)
        for n in range(3):
            await support(node, citizen(n))
        await promise(node, MEETING, DEBATE)
        assert [fact["count"] for fact in await facts(node, "threshold_crossed")] == [2]
        assert await code_of(node, m.SetThresholds(BILL, 1, [DEBATE]), WRITER) is Code.ILLEGAL_MOVE
        assert await code_of(node, m.SetThresholds(BILL, 0, [MEETING]), WRITER) is Code.CHANGED
        assert await code_of(node, m.SetThresholds(BILL, 1, [MEETING]), citizen(1)) is Code.FORBIDDEN
        await promise(node, MEETING, SupportThreshold(9, "Une tribune"))
        view = await view_of(node)
        assert view.mobilisation is not None
        assert [threshold.crossed_at is None for threshold in view.mobilisation.thresholds] == [False, True]


async def test_the_upkeep_crosses_what_a_node_that_died_could_not(url: str) -> None:
    """[MO5]"""
    async with open_nodes(url) as (node,):
        await make(node)
        await publish_text(node)
        await promise(node, MEETING)
        box = node.services.kernel.ballots
        for n in range(2):  # the ballots are in, and the node dies
            caller = await node.services.kernel.rules.ask(node.caller(citizen(n)), m.SupportBill(BILL, 1))
            await box.support_bill(caller, BILL, "support", 1)
        assert await facts(node, "threshold_crossed") == []
        await node.services.mobilisation.supports.watch(node.clock.now())
        await node.services.mobilisation.supports.watch(node.clock.now())
        assert [fact["count"] for fact in await facts(node, "threshold_crossed")] == [2]
        curve = await node.services.mobilisation.reading.curve(None, BILL)
        assert curve.points[-1].count == 2


# --- moderation ---------------------------------------------------------------------------------------


async def test_a_message_is_hidden_with_a_public_reason_and_shown_again(url: str) -> None:
    """[MO8]"""
    async with open_nodes(url) as (node,):
        await make(node)
        await publish_text(node)
        await support(node, citizen(1), public=True, message="Injure")
        (shown,) = (await node.services.mobilisation.reading.supporters(None, BILL, None)).supporters
        hide = m.HideSupportMessage(BILL, shown.id, "Propos injurieux")
        with pytest.raises(Refused, match="forbidden"):
            await node.do(hide, citizen(2))
        with pytest.raises(Refused, match="empty"):
            await node.do(m.HideSupportMessage(BILL, shown.id, " "), MODERATOR)
        await node.do(hide, MODERATOR)
        with pytest.raises(Refused, match="changed") as refused:
            await node.do(hide, MODERATOR)
        assert refused.value.facts == {"state": {"hidden": "Propos injurieux"}}
        (found,) = (await node.services.mobilisation.reading.supporters(None, BILL, None)).supporters
        assert (found.message, found.hidden) == ("", "Propos injurieux")
        assert (await node.services.mobilisation.reading.mine(citizen(1), BILL)).hidden == "Propos injurieux"
        await node.do(m.HideSupportMessage(BILL, shown.id, "", on=False), MODERATOR)
        (found,) = (await node.services.mobilisation.reading.supporters(None, BILL, None)).supporters
        assert (found.message, found.hidden) == ("Injure", "")
        assert [fact.get("on", True) for fact in await facts(node, "support_message_hidden")] == [True, False]


# --- news ---------------------------------------------------------------------------------------------


async def test_who_asked_is_told_of_each_step_and_threshold_once(url: str) -> None:
    """[MO9]"""
    async with open_nodes(url) as (node,):
        await make(node)
        await publish_text(node)
        await promise(node, MEETING)
        for n in range(3):
            await node.database.people.welcome(Person(f"p-citizen-{n}", f"c{n}@exemple.fr", f"C{n}", [], 1))
            await support(node, citizen(n), news=n != 1)
        await node.do(b.FileBill(BILL, "k", Chamber.SENATE, "312", "2023-11-14"), WRITER)
        await node.services.mobilisation.newsroom.tell_due()
        await node.services.mobilisation.newsroom.tell_due()
        mails = await node.database.mails.newest()
        assert sorted((mail.recipient, "312" in mail.body) for mail in mails) == [
            ("c0@exemple.fr", False),
            ("c0@exemple.fr", True),
            ("c2@exemple.fr", False),
            ("c2@exemple.fr", True),
        ]
        filed = next(mail for mail in mails if "312" in mail.body)
        assert "au Sénat, n° 312" in filed.body
        assert f"/processes/{BILL}/bill" in filed.body
        assert filed.unsubscribe is not None
        await node.services.notices.notices.unsubscribe(filed.unsubscribe.rpartition("/")[2])
        await node.do(b.AddBillStep(BILL, "k2", BillStepKind.COMMITTEE, "2023-11-15"), WRITER)
        await node.services.mobilisation.newsroom.tell_due()
        later = [mail for mail in await node.database.mails.newest() if mail not in mails]
        assert [mail.recipient for mail in later] == [
            mail for mail in ("c0@exemple.fr", "c2@exemple.fr") if mail != filed.recipient
        ]


async def test_closing_an_account_takes_its_support_off_the_list(url: str) -> None:
    """[DA16]"""
    async with open_nodes(url) as (node,):
        await make(node)
        await publish_text(node)
        for n in range(2):
            await support(node, citizen(n), public=True, message=f"Mot {n}")
        mobilisation = node.services.mobilisation.supports
        assert "Mot 0" in repr(await mobilisation.export_of("p-citizen-0"))
        for n, with_content in enumerate((False, True)):
            write = await mobilisation.erase(f"p-citizen-{n}", with_content)
            await node.database.connections.write(write)
        page = await node.services.mobilisation.reading.page(None, BILL)
        assert (page.supports, page.public) == (2, 0), "what becomes of ballots is the box's"
        assert await node.services.recount() == []
