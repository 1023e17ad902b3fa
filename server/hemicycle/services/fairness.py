"""The fair order of questions on a debate's board, and for moderators who has not been heard.

Worked out on each node while somebody there looks, and only when questions or supports have changed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import NamedTuple

import msgspec

from hemicycle.core.emit import debate_log, desk_log
from hemicycle.core.fair_order import Audit, Candidate, fair_order, representation
from hemicycle.core.questions import LISTED
from hemicycle.hub import Hub
from hemicycle.store.ballots import BallotBox
from hemicycle.store.log import Log
from hemicycle_protocol.boards import Heard
from hemicycle_protocol.views import DebateView, DeskView, Question, QuestionState, QuestionStep

from .journal import Journal

# Questions whose place is worked out; in a longer list the least supported follow unranked.
RANKED = 300
_ASKED = frozenset({QuestionState.ON_AIR, QuestionState.ANSWERED})

Supporters = Mapping[str, Collection[str]]


class _Seen(NamedTuple):
    debate: int
    desk: int
    ballots: int


class Fairness:
    """Shows `fair` on `debate/{id}/board` and `heard` on the desk's."""

    def __init__(self, journal: Journal, log: Log, box: BallotBox, hub: Hub) -> None:
        self._journal = journal
        self._log = log
        self._box = box
        self._hub = hub
        # One entry a debate in memory.
        self._seen: dict[str, _Seen] = {}

    async def show(self, debate: str) -> None:
        """Work the order out again if anything moved and somebody looks."""
        board, desk_board = f"debate/{debate}/board", f"debate/{debate}/desk/board"
        if not (self._hub.readers(board) or self._hub.readers(desk_board)):
            return
        log, desk = debate_log(debate), desk_log(debate)
        await self._journal.load(log, desk)
        ballots = f"ballots/{debate}"
        clock = (await self._log.heads([ballots]))[ballots]
        seen = _Seen(self._journal.head(log), self._journal.head(desk), clock)
        if self._seen.get(debate) == seen:
            return
        supporters = await self._box.holders(debate, "question/")
        views = self._journal.debate(debate), self._journal.desk(debate)
        order, audit = await asyncio.to_thread(worked_out, *views, supporters)
        self._seen[debate] = seen
        self._hub.publish_board(board, {"fair": order})
        heard = msgspec.to_builtins(Heard(*audit))
        self._hub.publish_board(desk_board, {"heard": heard})


def worked_out(debate: DebateView, desk: DeskView, supporters: Supporters) -> tuple[list[str], Audit]:
    """The fair order of the questions that wait for the stage, and the audit of those asked."""

    def candidate(question: Question) -> Candidate:
        who = supporters.get(f"question/{question.id}", ())
        return Candidate(question.id, question.asked_at, who, question.theme)

    questions = debate.questions.values()
    waiting = [candidate(q) for q in questions if q.state in LISTED]
    asked = sorted((q for q in questions if q.state in _ASKED), key=lambda q: _aired_at(desk, q))
    heard = [candidate(q) for q in asked]
    ranked = sorted(waiting, key=lambda c: (-len(c.supporters), c.asked_at, c.id))[:RANKED]
    return fair_order(ranked, heard), representation(waiting, heard)


def _aired_at(desk: DeskView, question: Question) -> int:
    """When a question first went on air."""
    steps: list[QuestionStep] = desk.questions[question.id].history if question.id in desk.questions else []
    return next((step.at for step in steps if step.to is QuestionState.ON_AIR), question.state_at)
