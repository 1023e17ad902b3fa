"""Consent before an opinion is kept; one's own data as a file; closing an account in both forms."""

from __future__ import annotations

import asyncio
import json

import msgspec
import pytest
from sqlalchemy import select

from hemicycle.services.kernel.caller import Identity
from hemicycle.services.kernel.consent_text import VERSION
from hemicycle.services.kernel.feature import Share
from hemicycle.services.panel.ranking import PanelRanking
from hemicycle.services.people.accounts import Asker
from hemicycle.services.people.personal import FRESH_MS
from hemicycle.store import Write, tables
from hemicycle.store.connections import together
from hemicycle.store.members import Membership, drop_membership, keep_one, put_membership
from hemicycle_protocol import commands as c
from hemicycle_protocol import consultation as co
from hemicycle_protocol import moderation as m
from hemicycle_protocol import personal as own
from hemicycle_protocol.api import AcceptInvitation, NewInvitation, SignInLink, SignInRequest
from hemicycle_protocol.debate_record import AnswerInWriting
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.moderation import ItemState, ModerationAct, ReportReason
from hemicycle_protocol.personal import AccountChange, Erasure, ErasureForm
from hemicycle_protocol.views import Choice, DebateState, QuestionState, Role, You
from tests.support.evening import DEBATE, HOST, YANN, ZOE
from tests.support.moderation import AWA, INA, OTHER, TEXT, bin_, vote, write_texts
from tests.support.nodes import PROCESS, Node, open_nodes

ACCOUNT = Erasure(ErasureForm.ACCOUNT, "Fermer mon compte")
CONTENT = Erasure(ErasureForm.CONTENT, "close my account")


async def close(node: Node, you: You, wish: Erasure) -> None:
    await node.services.people.personal.erase(you, wish, signed_in_at=node.clock.now())


async def test_the_first_opinion_needs_consent_once(url: str) -> None:
    """[DA1]"""
    async with open_nodes(url, consent=True) as (node,):
        await write_texts(node)
        with pytest.raises(Refused) as refused:
            await vote(node, TEXT, YANN, Choice.AGREE)
        assert refused.value.code is Code.CONSENT_NEEDED
        version = str(refused.value.facts["version"])
        with pytest.raises(Refused) as refused:
            await node.do(own.GiveConsent("1789"), YANN)
        assert (refused.value.code, refused.value.facts) == (Code.CHANGED, {"version": version})
        await node.do(own.GiveConsent(version), YANN)
        await vote(node, TEXT, YANN, Choice.AGREE)
        me = await node.services.people.personal.me(Identity(YANN, "s"), signed_in_at=0)
        assert me.consent is not None
        assert me.consent.version == version
        await node.do(m.Report(PROCESS, TEXT, ReportReason.SPAM), INA)  # no opinion: needs none
        with pytest.raises(Refused):
            await node.do(c.AskQuestion(DEBATE, "Pourquoi ?", "k"), INA)


async def test_the_copy_holds_everything(url: str) -> None:
    """[DA2]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)

        async def export(person: str) -> object:
            return [f"seat of {person}"]

        async def erase(person: str, with_content: bool) -> Write | None:
            return None

        node.services.people.personal.register("panel", Share(export, erase))
        await node.do(own.GiveConsent(VERSION), ZOE)
        await vote(node, OTHER, ZOE, Choice.AGREE)
        await vote(node, OTHER, ZOE, Choice.MIXED, seq=2)
        await node.ask("Pourquoi ?", ZOE)
        await bin_(node)
        await node.do(m.Appeal(PROCESS, TEXT, "Relisez."), ZOE)
        await node.do(own.FollowProcess(PROCESS, True), ZOE)
        document = json.loads(msgspec.json.encode(await node.services.people.personal.export(ZOE)))
        assert document["account"]["email"] == "zoe@example.org"
        assert [text["target"] for text in document["contributions"]] == [TEXT, OTHER]
        (box,) = [box for box in document["votes"] if box["box"] == PROCESS]
        assert box["stands"] == {OTHER: "mixed"}
        assert [entry["choice"] for entry in box["receipts"]] == ["agree", "mixed"]
        assert document["moderation"][0]["appeal"] == "Relisez."
        assert len(document["record"]["questions"]) == 1
        assert document["notifications"]["followed"][0]["process"] == PROCESS
        assert document["consents"][0]["version"] == VERSION
        assert document["panel"] == ["seat of p-zoe"]
        with pytest.raises(Refused) as refused:
            await node.services.people.personal.export(You("guest-1", "G", [Role.PANELIST], DEBATE))
        assert refused.value.code is Code.NOT_FOUND


async def test_an_account_alone_leaves_texts_and_counts_and_nobody_behind_them(any_url: str) -> None:
    """[DA3] Erasing destroys the salt; the votes still count and verify."""
    async with open_nodes(any_url) as (node,):
        await write_texts(node)
        await vote(node, OTHER, ZOE, Choice.AGREE)
        await vote(node, OTHER, YANN, Choice.AGREE)
        await node.do(m.Report(PROCESS, OTHER, ReportReason.ERROR, "Doublon ?"), YANN)
        before = await node.board(f"process/{PROCESS}/board")
        identity = node.services.kernel.identities.begin(ZOE)
        cookie = node.services.kernel.identities.make_session(identity)
        await close(node, ZOE, ACCOUNT)
        await close(node, YANN, ACCOUNT)
        assert await node.board(f"process/{PROCESS}/board") == before
        assert await node.services.recount() == []
        assert node.services.kernel.identities.read_session(cookie) is None
        assert await node.database.salts.of_person(ZOE.id) == {}
        assert await node.database.people.by_email("zoe@example.org") is None
        assert await node.database.members.of_person(ZOE.id) == []
        texts = await node.database.texts.several([TEXT, OTHER])
        assert {text.author for text in texts.values()} == {"Compte fermé"}
        assert texts[TEXT].body == "Tout publier."
        (item,) = (await node.services.moderation.desk.desk(AWA, PROCESS)).items
        assert [report.note for report in item.reports] == [""], "counted, in nobody's words"
        assert await node.services.people.personal.closed_among([ZOE.id, INA.id]) == {ZOE.id}
        with pytest.raises(Refused):
            await node.services.people.personal.me(Identity(ZOE, "s"), signed_in_at=0)


async def test_an_account_with_content_takes_texts_back_and_leaves_votes(any_url: str) -> None:
    """[DA4] [H11] No count falls, then or with the next vote of somebody who looks for it."""
    async with open_nodes(any_url) as (node,):
        await write_texts(node)
        await vote(node, TEXT, YANN, Choice.AGREE)
        await vote(node, OTHER, INA, Choice.AGREE)
        await vote(node, OTHER, ZOE, Choice.AGREE)
        question = await node.ask("Pourquoi ?", YANN)
        await node.support(question, ZOE)
        await close(node, ZOE, CONTENT)
        board = await node.board(f"process/{PROCESS}/board")
        assert board["totals"] == {}
        shown = f"support/{question}"
        assert (await node.board(f"debate/{DEBATE}/board"))[shown] == 1, "no count falls beside a name"
        await node.support(question, INA)
        assert (await node.board(f"debate/{DEBATE}/board"))[shown] == 2, "one came, and none went"
        assert await node.services.recount() == []
        texts = await node.database.texts.several([TEXT, OTHER])
        assert {(text.title, text.body, text.author) for text in texts.values()} == {("", "", "Compte fermé")}
        assert sorted(text.number for text in texts.values()) == [1, 2]
        (standing, _) = await node.services.moderation.desk.standings(YANN, PROCESS, [TEXT, OTHER])
        assert standing.state is ItemState.RETIRED
        register = await node.services.moderation.desk.register(None, PROCESS, before=None)
        assert [entry.act for entry in register.entries] == [ModerationAct.RETIRE] * 2
        facts = await node.database.log.read(f"process/{PROCESS}", limit=100)
        assert "Zoé" not in repr(facts)
        assert ZOE.id not in repr(facts)


async def test_one_mailbox_has_one_vote_whatever_accounts_it_opens_and_closes(any_url: str) -> None:
    """[CO1] [DA4] [H12] On any node, and under any of its addresses, on all kinds of targets."""
    async with open_nodes(any_url, 2) as (a, b):
        await write_texts(a)
        question, poll = await a.ask("Pourquoi ?", YANN), await open_poll(a)
        before: list[dict[str, object]] = []
        for number, form in enumerate((ACCOUNT, CONTENT, ACCOUNT)):
            node = (a, b)[number % 2]
            id_ = await node.services.people.accounts.expect(f"solo+{number}@example.org")
            solo = You(id_, "Solo", [Role.CITIZEN])
            acts = (
                lambda node=node, solo=solo: vote(node, OTHER, solo, Choice.AGREE),
                lambda node=node, solo=solo: node.do(co.VoteArgument("t1-a1", True, 1), solo),
                lambda node=node, solo=solo: node.support(question, solo),
                lambda node=node, solo=solo: node.answer(poll, 0, solo),
            )
            for act in acts:
                if number:
                    with pytest.raises(Refused, match="has_voted"):
                        await act()
                else:
                    await act()
            boards = (f"process/{PROCESS}/board", f"debate/{DEBATE}/desk/board", f"debate/{DEBATE}/board")
            counts = [await node.board(topic) for topic in boards]
            before = before or counts
            assert counts == before
            await close(node, solo, form)
        await vote(a, OTHER, INA, Choice.DISAGREE)
        assert await a.services.recount() == []
        held = await a.database.connections.rows(select(tables.leavers.c.name))
        assert held
        assert not any("solo" in row.name for row in held)


async def test_who_held_nothing_any_more_may_come_back_and_vote(url: str) -> None:
    """[DA4] Votes that were taken back before are nobody's second ones."""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await vote(node, OTHER, INA, Choice.AGREE)
        await vote(node, OTHER, INA, None, seq=2)
        await close(node, INA, ACCOUNT)
        id_ = await node.services.people.accounts.expect("ina@example.org")
        await vote(node, OTHER, You(id_, "Ina", [Role.CITIZEN]), Choice.MIXED)
        assert (await node.board(f"process/{PROCESS}/board"))["totals"] == {"votes_cast": 1, "voters": 1}


async def test_one_mailbox_opens_two_accounts_a_day(any_url: str) -> None:
    """[DA25] Else limits of writing would begin anew as often as somebody closes an account."""
    async with open_nodes(any_url, 2) as nodes:
        people = [node.services.people for node in nodes]
        for number in range(2):
            you = await sign_in(nodes[number], f"flot+{number}@example.org")
            await people[0].personal.erase(you, ACCOUNT, signed_in_at=nodes[0].clock.now())
        with pytest.raises(Refused) as refused:
            await sign_in(nodes[0], "flot@example.org")
        assert refused.value.facts["quota"] == "accounts_mailbox"
        nodes[0].clock.at += 24 * 3_600_000
        assert (await sign_in(nodes[1], "flot@example.org")).id


async def sign_in(node: Node, email: str) -> You:
    accounts = node.services.people.accounts
    await accounts.request_sign_in(SignInRequest(email), Asker("b", "n"), base_url="https://x.org")
    mail = next(mail for mail in await accounts.outbox() if mail.to == email)
    token = mail.text.partition("token=")[2].partition("&")[0]
    return await accounts.sign_in_by_link(SignInLink(token))


async def open_poll(node: Node) -> str:
    poll = (await node.do(c.CreatePoll(DEBATE, "Oui ?", ["oui", "non"]), HOST))["poll"]
    await node.do(c.OpenPoll(DEBATE, str(poll)), HOST)
    return str(poll)


async def test_a_question_asked_live_stands_without_its_name(url: str) -> None:
    """[DA5]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await node.ask("Pourquoi pas demain ?", ZOE)
        await close(node, ZOE, ACCOUNT)
        for log in (f"debate/{DEBATE}", f"debate/{DEBATE}/desk"):
            facts = await node.database.log.read(log, limit=100)
            assert "Pourquoi pas demain ?" in repr(facts)
            assert "Zoé" not in repr(facts)
            assert "Compte fermé" in repr(facts)


async def test_what_was_said_aloud_stays_of_a_closed_account_and_what_waited_goes(any_url: str) -> None:
    """[H19] [DA5] On the public log and at the desk, merged or not."""
    async with open_nodes(any_url) as (node,):
        await write_texts(node)
        said, waited, merged = [await node.ask(text, ZOE) for text in ("Dit ?", "Attendu ?", "Uni ?")]
        kept = await node.ask("Gardé ?", YANN)
        await node.support(merged, INA)
        for question, to, into in ((said, "on_air", None), (merged, "merged", kept)):
            version = node.services.kernel.journal.desk(DEBATE).questions[question].question.version
            await node.do(c.MoveQuestion(DEBATE, question, version, QuestionState(to), into=into), HOST)
        await close(node, ZOE, CONTENT)
        for log in (f"debate/{DEBATE}", f"debate/{DEBATE}/desk"):
            facts = repr(await node.database.log.read(log, limit=100))
            words = ("Dit ?", "Gardé ?", "Attendu ?", "Uni ?", "Zoé")
            assert [word for word in words if word in facts] == ["Dit ?", "Gardé ?"]
        record = await node.services.debate.records.record(None, DEBATE)
        assert {one.id: (one.state.value, one.text, one.name) for one in record.questions} == {
            said: ("on_air", "Dit ?", "Compte fermé"),
            waited: ("withdrawn", "", ""),
            merged: ("withdrawn", "", ""),
            kept: ("published", "Gardé ?", YANN.name),
        }
        assert await node.services.recount() == []


async def test_a_role_accepted_by_invitation_ends_with_the_account(url: str) -> None:
    """[DA10]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        invitations, identities = node.services.people.invitations, node.services.kernel.identities
        invitation = await invitations.create(NewInvitation(DEBATE, Role.HOST, "Zoé"))
        token = (invitation.link or "").rpartition("/")[2]
        guest = await invitations.accept(AcceptInvitation(token), ZOE)
        cookie = identities.make_session(identities.begin(guest))
        assert identities.read_session(cookie) is not None
        await close(node, ZOE, ACCOUNT)
        assert identities.read_session(cookie) is None


async def test_after_the_close_votes_stay_and_lose_their_person(url: str) -> None:
    """[DA4]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await vote(node, OTHER, INA, Choice.AGREE)
        node.clock.at += 10_000_000
        await close(node, INA, CONTENT)
        assert (await node.board(f"process/{PROCESS}/board"))["totals"] == {"votes_cast": 1, "voters": 1}
        assert await node.database.salts.of_person(INA.id) == {}
        assert await node.services.recount() == []


async def test_closing_wants_the_words_and_a_fresh_sign_in(url: str) -> None:
    """[DA6]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        personal = node.services.people.personal
        with pytest.raises(Refused) as refused:
            await close(node, ZOE, Erasure(ErasureForm.ACCOUNT, "oui"))
        assert (refused.value.code, refused.value.facts) == (Code.INVALID, {"field": "confirmation"})
        old = node.clock.now() - FRESH_MS
        with pytest.raises(Refused) as refused:
            await personal.erase(ZOE, ACCOUNT, signed_in_at=old)
        assert refused.value.code is Code.EXPIRED
        people = node.services.people.accounts
        await people.request_sign_in(
            SignInRequest("zoe@example.org"), Asker("b", "n"), base_url="https://x.org"
        )
        (mail, *_) = await people.outbox()
        other = f"{(int(mail.subject[:6]) + 1) % 10**6:06}"
        wrong = Erasure(ErasureForm.ACCOUNT, "fermer mon compte", other)
        with pytest.raises(Refused) as refused:
            await personal.erase(ZOE, wrong, signed_in_at=old, browser="b")
        assert refused.value.facts["tries_left"] == 4
        right = Erasure(ErasureForm.ACCOUNT, "fermer mon compte", mail.subject[:6])
        await personal.erase(ZOE, right, signed_in_at=old, browser="b")
        assert await personal.is_closed(ZOE.id)
        assert all(mail.to != "zoe@example.org" for mail in await people.outbox())


async def test_another_name_and_language(url: str) -> None:
    async with open_nodes(url) as (node,):
        await write_texts(node)
        personal = node.services.people.personal
        you = await personal.change(ZOE, AccountChange(" Zoé  M. ", "en"))
        assert you.name == "Zoé M."
        me = await personal.me(Identity(you, "s"), signed_in_at=node.clock.now())
        assert (me.name, me.locale, me.fresh) == ("Zoé M.", "en", True)
        assert [text.target for text in me.contributions] == [OTHER, TEXT]
        for bad, code in (
            (AccountChange(" "), Code.EMPTY),
            (AccountChange("x" * 61), Code.TOO_LONG),
            (AccountChange(locale="xx"), Code.INVALID),
        ):
            with pytest.raises(Refused) as refused:
                await personal.change(ZOE, bad)
            assert refused.value.code is code


async def test_ones_other_sign_ins_can_be_ended(url: str) -> None:
    """[DA18]"""
    async with open_nodes(url, 2) as (a, b):
        await write_texts(a)
        identities, personal = a.services.kernel.identities, a.services.people.personal
        here, there = identities.begin(ZOE), identities.begin(ZOE)
        for identity in (here, there, identities.begin(You("guest-1", "G", [Role.PANELIST], DEBATE))):
            await personal.began(identity)
        assert len((await personal.me(here, signed_in_at=0)).sign_ins) == 2
        assert await personal.end_others(here) == 1
        cookies = [identities.make_session(identity) for identity in (here, there)]
        await b.services.kernel.roll.refresh()
        for node in (a, b):
            shown = [node.services.kernel.identities.read_session(cookie) for cookie in cookies]
            assert shown == [here, None]
        (only,) = (await personal.me(here, signed_in_at=0)).sign_ins
        assert only.here
        assert await personal.end_others(here) == 0


async def test_a_closed_account_ranks_for_no_seat(url: str) -> None:
    """[PA17]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await vote(node, TEXT, YANN, Choice.AGREE)
        ranking = PanelRanking(node.database)
        assert {counted.person for counted in await ranking.counted(PROCESS) if counted.visible} == {ZOE.id}
        await close(node, ZOE, ACCOUNT)
        assert [counted for counted in await ranking.counted(PROCESS) if counted.visible] == []


@pytest.mark.parametrize(
    ("wish", "text", "owed"), [(ACCOUNT, "Tous.", 0), (CONTENT, "", 1)], ids=["account", "content"]
)
async def test_an_answer_in_writing_loses_its_name_and_if_wished_its_text(
    any_url: str, wish: Erasure, text: str, owed: int
) -> None:
    """[DA5] An answer that was taken away is owed again, and may be written anew."""
    async with open_nodes(any_url) as (node,):
        await write_texts(node)
        for you in (ZOE, INA):
            member = put_membership(Membership(PROCESS, you.id, Role.PARLIAMENTARIAN.value, 1))
            await node.database.connections.write(member)
        left, other = await node.ask("Qui paie ?", YANN), await node.ask("Quand ?", YANN)
        await node.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)
        await node.do(AnswerInWriting(DEBATE, left, "Tous."), ZOE)
        await node.do(AnswerInWriting(DEBATE, other, "Demain."), INA)
        copy = json.loads(msgspec.json.encode(await node.services.people.personal.export(ZOE)))
        assert [(one["question"], one["body"]) for one in copy["written_answers"]] == [(left, "Tous.")]
        await close(node, ZOE, wish)
        record = await node.services.debate.records.record(None, DEBATE)
        written = {one.id: one.written for one in record.questions if one.written}
        assert (written[left].text, written[left].name) == (text, "Compte fermé")
        assert (written[other].text, written[other].name) == ("Demain.", INA.name)
        assert (record.owed, record.answered_in_writing) == (owed, 2 - owed)
        assert await node.database.written_answers.of_person(ZOE.id) == []
        await node.do(AnswerInWriting(DEBATE, left, "Nous tous.", 1), INA)
        record = await node.services.debate.records.record(None, DEBATE)
        assert (record.owed, record.answered_in_writing) == (0, 2)


async def test_who_alone_organises_a_process_under_way_names_somebody_else_first(url: str) -> None:
    """[H49] A process keeps an organiser; one that is over keeps nobody's account."""
    async with open_nodes(url) as (node,):
        people = node.services.people.accounts
        first, second = [
            You(await people.expect(f"{name}@example.org"), name, [Role.CITIZEN])
            for name in ("odile", "omar")
        ]
        write = node.database.connections.write
        await write(put_membership(Membership(PROCESS, first.id, Role.ORGANISER.value, 1)))
        with pytest.raises(Refused) as refused:
            await close(node, first, CONTENT)
        assert refused.value.code is Code.ILLEGAL_MOVE
        assert refused.value.facts == {"reason": "last_organiser", "process": PROCESS}
        await write(put_membership(Membership(PROCESS, second.id, Role.ORGANISER.value, 2)))
        await close(node, first, CONTENT)
        assert [m.person for m in await node.database.members.of_process(PROCESS)] == [second.id]


async def test_of_two_organisers_who_leave_at_once_one_stays(url: str) -> None:
    """[H49] Also when both were told that the other is there."""
    async with open_nodes(url) as (node,):
        write = node.database.connections.write
        leave = []
        for n in (1, 2):
            await write(put_membership(Membership(PROCESS, f"p-{n}", Role.ORGANISER.value, n)))
            steps = [
                keep_one(f"p-{n}", Role.ORGANISER, [PROCESS]),
                drop_membership(PROCESS, f"p-{n}", "organiser"),
            ]
            leave.append(write(together(steps)))
        ended = await asyncio.gather(*leave, return_exceptions=True)
        assert [isinstance(one, Refused) for one in ended].count(True) == 1
        assert len(await node.database.members.of_process(PROCESS)) == 1
