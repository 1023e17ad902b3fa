"""From the synthesis to the agenda, from a question to a proposition's page, from the end to the answers."""

from __future__ import annotations

import pytest

from hemicycle.core.emit import debate_log
from hemicycle.services.process.plan import NewProposition
from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol import commands as c
from hemicycle_protocol.debate_record import AnswerInWriting
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import AgendaKind, DebateState, Role, You
from tests.support.evening import DEBATE, HOST, MOD_A, YANN, ZOE
from tests.support.nodes import PROCESS, Node, open_nodes

MP = You("p-mp-account", "Claire Morel", [Role.CITIZEN])
PROPOSITIONS = [
    NewProposition("Un repas à un euro", "Texte", "Solutions", "Inès"),
    NewProposition("Des légumes d’ici", "Texte", "Solutions", "Ali"),
]
PRICE, GREENS = f"proposition/{PROCESS}-1", f"proposition/{PROCESS}-2"


async def code_of(act: object) -> Code:
    with pytest.raises(Refused) as refused:
        await act  # type: ignore[misc]
    return refused.value.code


async def join(node: Node, you: You, role: Role) -> None:
    await node.database.connections.write(put_membership(Membership(PROCESS, you.id, role.value, 1)))


async def ask(node: Node, text: str, by: You, about: str | None = None) -> str:
    done = await node.do(c.AskQuestion(DEBATE, text, text, about=about), by)
    return str(done["question"])


async def test_the_agenda_is_made_of_what_the_consultation_holds(url: str) -> None:
    """[DE44]"""
    async with open_nodes(url, live=False, propositions=PROPOSITIONS) as (node,):
        subjects = await node.services.debate.subjects.of_debate(None, DEBATE)
        assert [(one.target, one.title) for one in subjects] == [
            (PRICE, "Un repas à un euro"),
            (GREENS, "Des légumes d’ici"),
        ]
        items = [c.AgendaDraft(AgendaKind.THEME, one.title, 600_000, one.target) for one in subjects]
        wish = c.MakeAgenda(DEBATE, 0, items)
        assert await code_of(node.do(wish, ZOE)) is Code.FORBIDDEN
        await join(node, ZOE, Role.ORGANISER)
        assert await node.do(wish, ZOE) == {"version": 1}
        assert await code_of(node.do(wish, HOST)) is Code.CHANGED
        agenda = node.services.kernel.journal.debate(DEBATE).agenda
        assert [item.about.title for item in agenda if item.about] == [s.title for s in subjects]
        unknown = c.MakeAgenda(DEBATE, 1, [c.AgendaDraft(AgendaKind.THEME, "x", 600_000, "family/none")])
        assert await code_of(node.do(unknown, HOST)) is Code.NOT_FOUND


async def test_a_question_is_tied_by_who_asks_or_by_a_moderator(url: str) -> None:
    """[DE37]"""
    async with open_nodes(url, propositions=PROPOSITIONS) as (node,):
        mine = await ask(node, "Qui paie ?", ZOE, PRICE)
        other = await ask(node, "D’où viennent-ils ?", YANN)
        assert await code_of(ask(node, "Rien ?", YANN, "proposition/none")) is Code.NOT_FOUND
        tie = c.TieQuestion(DEBATE, other, await node.version(other), GREENS)
        assert await code_of(node.do(tie, YANN)) is Code.FORBIDDEN
        await node.do(tie, MOD_A)
        records = node.services.debate.records
        assert [one.question.id for one in await records.tied_to(None, f"{PROCESS}-1")] == [mine]
        (tied,) = await records.tied_to(None, f"{PROCESS}-2")
        assert (tied.question.id, tied.debate_title) == (other, "Débat")
        assert await code_of(records.tied_to(None, "none")) is Code.NOT_FOUND


async def test_what_is_owed_is_answered_in_writing_by_the_parliamentarian(any_url: str) -> None:
    """[DE24]"""
    async with open_nodes(any_url, propositions=PROPOSITIONS) as (node,):
        await join(node, MP, Role.PARLIAMENTARIAN)
        left, answered = await ask(node, "Qui paie ?", ZOE, PRICE), await ask(node, "Quand ?", YANN)
        await node.support(left, YANN)
        for to in ("on_air", "answered"):
            await node.move(answered, to, MOD_A)
        wish = AnswerInWriting(DEBATE, left, "**Tous**, selon leurs moyens.")
        assert await code_of(node.do(wish, MP)) is Code.ILLEGAL_MOVE
        await node.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)
        record = await node.services.debate.records.record(None, DEBATE)
        assert [(q.id, q.state, q.owed, q.supports) for q in record.questions] == [
            (answered, "answered", False, 0),
            (left, "unanswered", True, 1),
        ]
        assert (record.owed, record.answered_in_writing) == (1, 0)
        assert {one.seat for one in record.speaking} == {"s1", "s2", "s3"}
        for by in (ZOE, HOST):
            assert await code_of(node.do(wish, by)) is Code.FORBIDDEN
        assert await node.do(wish, MP) == {"version": 1}
        assert await code_of(node.do(wish, MP)) is Code.CHANGED
        await node.do(AnswerInWriting(DEBATE, left, "Tous.", 1), MP)
        record = await node.services.debate.records.record(None, DEBATE)
        written = record.questions[-1].written
        assert written is not None
        assert (written.text, written.name, written.role, written.version) == (
            "Tous.",
            "Claire Morel",
            "parliamentarian",
            2,
        )
        assert (record.owed, record.answered_in_writing) == (0, 1)


async def test_the_past_of_an_audience_is_the_same_for_whoever_comes_late(any_url: str) -> None:
    """One number a minute, the most that any node saw; it outlives a restart, and ends with the debate."""
    async with open_nodes(any_url, count=2) as (one, other):
        began = one.services.kernel.clock.now()
        for node, at, seen in ((one, 0, 5), (other, 20_000, 7), (one, 40_000, 6), (other, 60_000, 3)):
            node.hub._audience[debate_log(DEBATE)] = (seen, seen)
            await node.services.debate.audience.keep(began + at)
        await one.do(c.SetDebateState(DEBATE, DebateState.ENDED), HOST)
        await one.services.debate.audience.keep(began + 120_000)
        kept = await other.services.debate.audience.history(None, DEBATE)
        assert (kept.step_ms, kept.viewers) == (60_000, [7, 3])
    async with open_nodes(any_url, furnished=False) as (again,):
        assert await again.services.debate.audience.history(None, DEBATE) == kept
