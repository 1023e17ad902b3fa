"""Who hears of what, when, once; what a link of a mail switches off."""

from __future__ import annotations

import asyncio
import re

import pytest

from hemicycle.core.emit import Emit, process_log
from hemicycle.core.notices import DAY_MS, GRACE_MS, next_digest
from hemicycle.services.kernel.decision import Decision
from hemicycle_protocol import consultation
from hemicycle_protocol import moderation as m
from hemicycle_protocol import personal as own
from hemicycle_protocol.api import Mail
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.events import EVENTS
from hemicycle_protocol.personal import NoticeKind, Pace, Subject
from hemicycle_protocol.views import Choice
from tests.support.evening import START, YANN, ZOE
from tests.support.moderation import AWA, BRUNO, INA, OTHER, TEXT, bin_, decide, restore, vote, write_texts
from tests.support.nodes import PROCESS, Node, open_nodes


async def mails_to(node: Node, name: str) -> list[Mail]:
    return [mail for mail in await node.services.people.accounts.outbox() if mail.to == f"{name}@example.org"]


async def pass_by(node: Node, ms: int, *, ticks: int = 3) -> None:
    """Time passes, and the clock's work is done."""
    node.clock.at += ms
    for _ in range(ticks):
        await node.services.notices.notices.tick()


async def told(node: Node, *names: str, **body: object) -> None:
    """A fact of another slice stands on the process's log."""
    (name,) = names
    fact = EVENTS[name](**body)
    await node.services.kernel.journal.append(
        Decision([Emit(process_log(PROCESS), fact)]), at=node.clock.now(), actor=None
    )


async def test_an_author_hears_why_their_text_is_in_the_bin(url: str) -> None:
    """[NO1]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await bin_(node)
        await pass_by(node, GRACE_MS - 10)
        assert await mails_to(node, "zoe") == []
        await pass_by(node, 20)
        (mail,) = await mails_to(node, "zoe")
        assert mail.subject == "Votre texte a été mis à la corbeille : « Publier »"
        assert "Motif : publicité" in mail.text
        assert "Publicité pour un produit." in mail.text
        assert f"/processes/{PROCESS}/bin" in mail.text
        assert "Awa" not in mail.text
        await pass_by(node, DAY_MS, ticks=5)
        assert len(await mails_to(node, "zoe")) == 1


async def test_a_slip_that_was_undone_is_not_told(url: str) -> None:
    """[NO1]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await bin_(node)
        await pass_by(node, 5)
        (mine,) = (await node.services.moderation.desk.desk(AWA, PROCESS)).recent
        await node.do(m.UndoModeration(PROCESS, TEXT, mine.version), AWA)
        await pass_by(node, GRACE_MS * 2)
        assert await mails_to(node, "zoe") == []


async def test_the_answer_to_an_appeal_is_told_and_so_is_a_restored_text(url: str) -> None:
    """[NO1]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await bin_(node)
        await node.do(m.Appeal(PROCESS, TEXT, "Relisez."), ZOE)
        await decide(node, m.AppealOutcome.UPHELD)
        await restore(node, by=BRUNO)
        await pass_by(node, GRACE_MS * 2)
        (mail,) = await mails_to(node, "zoe")
        for sentence in ("la décision est maintenue", "de nouveau visible", "Relu avec soin."):
            assert sentence in mail.text


async def test_two_nodes_tell_everybody_once(any_url: str) -> None:
    """[NO3] Followers, in parts; one node or another does each part, never both."""
    async with open_nodes(any_url, 2) as (a, b):
        await write_texts(a)
        for you in (YANN, INA, ZOE):
            await a.do(own.FollowProcess(PROCESS, True), you)
        await a.do(own.FollowProcess(PROCESS, False), ZOE)
        await told(a, "phase_opened", phase="debate", opens_at=a.clock.now())
        for _ in range(4):
            a.clock.at += 1_000
            await asyncio.gather(a.services.notices.notices.tick(), b.services.notices.notices.tick())
        assert len(await mails_to(a, "yann")) == len(await mails_to(a, "ina")) == 1
        assert await mails_to(a, "zoe") == []


async def test_arguments_of_a_day_are_one_line_of_the_digest(url: str) -> None:
    """[NO4]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        for number in range(3):
            await told(node, "argument_made", argument=f"x{number}", proposition="t1", side="for")
        await pass_by(node, 1_000)
        assert await mails_to(node, "zoe") == []
        await pass_by(node, next_digest(node.clock.now()) - node.clock.now() - 1)
        assert await mails_to(node, "zoe") == []
        await pass_by(node, 1)
        (mail,) = await mails_to(node, "zoe")
        assert mail.subject == "3 nouveaux arguments sur votre proposition « Publier »"


async def test_who_voted_is_asked_to_confirm_a_new_version(url: str) -> None:
    """[CO13]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await vote(node, TEXT, YANN, Choice.AGREE)
        await vote(node, OTHER, INA, Choice.AGREE)
        await vote(node, TEXT, ZOE, Choice.AGREE)
        await node.do(own.SetPace(Subject.VERSIONS, Pace.AT_ONCE), YANN)
        await told(node, "proposition_revised", proposition="t1", version=2)
        await pass_by(node, 1_000, ticks=4)
        (mail,) = await mails_to(node, "yann")
        assert "nouvelle version" in mail.subject
        assert await mails_to(node, "ina") == []
        assert (await node.services.notices.notices.settings(ZOE)).recent == []


async def test_a_phase_that_ends_soon_is_announced_once(url: str) -> None:
    """[NO6]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await node.do(own.FollowProcess(PROCESS, True), YANN)
        for _ in range(3):
            await node.services.notices.notices.look_ahead()
            await pass_by(node, 1_000)
        (notice,) = (await node.services.notices.notices.settings(YANN)).recent
        assert (notice.kind, notice.process_title) == (NoticeKind.PHASE_CLOSING, "Cantines")
        (mail,) = await mails_to(node, "yann")
        assert "se termine bientôt" in mail.subject


async def test_what_happened_long_ago_is_news_to_nobody(url: str) -> None:
    """[NO5]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await bin_(node)
        node.clock.at += 4 * DAY_MS
        await pass_by(node, GRACE_MS)
        assert await mails_to(node, "zoe") == []


async def test_a_link_of_a_mail_switches_off_what_it_names(url: str) -> None:
    """[NO7]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await bin_(node)
        await pass_by(node, 2)
        await pass_by(node, GRACE_MS)
        (mail,) = await mails_to(node, "zoe")
        link = re.search(r"/unsubscribe/([\w-]+)", mail.text)
        assert link is not None
        notices = node.services.notices.notices
        assert (await notices.behind(link[1])).paces == {"moderation": Pace.AT_ONCE}
        assert (await notices.unsubscribe(link[1])).paces == {"moderation": Pace.NONE}
        assert (await notices.unsubscribe(link[1])).paces == {"moderation": Pace.NONE}
        (row,) = await node.database.mails.newest(1)
        assert row.unsubscribe is not None
        assert row.unsubscribe.endswith(link[1])
        await restore(node)
        await pass_by(node, GRACE_MS * 2)
        assert len(await mails_to(node, "zoe")) == 1
        with pytest.raises(Refused) as refused:
            await notices.unsubscribe("x" + link[1])
        assert refused.value.code is Code.INVALID


async def test_changing_the_pace_moves_what_waits(url: str) -> None:
    """[NO2]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await node.do(own.SetPace(Subject.MODERATION, Pace.DAILY), ZOE)
        await bin_(node)
        await pass_by(node, GRACE_MS * 2)
        assert await mails_to(node, "zoe") == []
        await node.do(own.SetPace(Subject.MODERATION, Pace.AT_ONCE), ZOE)
        await pass_by(node, 1)
        assert len(await mails_to(node, "zoe")) == 1
        assert node.clock.at < START + DAY_MS


async def test_mails_are_in_the_language_of_their_reader(url: str) -> None:
    """[NO8]"""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await node.database.preferences.set_language(ZOE.id, "en", chosen=True)
        await bin_(node)
        await pass_by(node, 2)
        await pass_by(node, GRACE_MS)
        (mail,) = await mails_to(node, "zoe")
        assert mail.subject == "Your text was put into the bin: “Publier”"
        assert "Reason: advertising" in mail.text


async def test_an_author_hears_of_arguments_of_others_not_of_their_own(url: str) -> None:
    """[NO9] With the acts of the consultation themselves."""
    async with open_nodes(url) as (node,):
        await write_texts(node)
        await node.do(own.SetPace(Subject.ARGUMENTS, Pace.AT_ONCE), ZOE)
        side = consultation.ArgumentSide.AGAINST
        await node.do(consultation.Argue("t1", side, "C’est à moi de le dire aussi.", "k1"), ZOE)
        await pass_by(node, 1_000)
        assert await mails_to(node, "zoe") == []
        await node.do(consultation.Argue("t1", side, "Cela coûte trop cher à publier.", "k2"), YANN)
        await pass_by(node, 1_000)
        (mail,) = await mails_to(node, "zoe")
        assert mail.subject == "Un nouvel argument sur votre proposition « Publier »"
