"""The fair order of questions on a debate's board, and for moderators who has not been heard.

Worked out on each node while somebody there looks, and only when questions or supports have changed. Who
supports what is read on from the log of the ballots, and the longer the list, the longer the rest after it:
so it costs a node a small share of its time, whatever people do (docs/decisions/0057).
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import msgspec

from hemicycle.core.emit import debate_log, desk_log
from hemicycle.core.fair_order import Audit, Candidate, fair_order, representation, with_least_seen
from hemicycle.core.questions import LISTED
from hemicycle.hub import Hub
from hemicycle.services.kernel.journal import Journal
from hemicycle.store.ballots import BallotBox
from hemicycle.store.log import Log
from hemicycle_protocol.boards import Heard
from hemicycle_protocol.views import DebateView, DeskView, Question, QuestionState, QuestionStep

# Questions whose place is worked out; in a longer list the least supported follow unranked.
RANKED = 300
# The places that count as seen: about a screen.
SEEN = 10
# How often the least seen are chosen anew, and the longest time that one look counts for.
TURN_MS = 60_000
LOOK_MS = 10_000
# Supports times places for each millisecond of rest: 300 places with 80,000 supports rest for 2.4 seconds.
REST = 10_000
_TARGET = "question/"

Supporters = Mapping[str, Collection[int]]
_ASKED = frozenset({QuestionState.ON_AIR, QuestionState.ANSWERED})


class _Clock(NamedTuple):
    debate: int
    desk: int
    ballots: int


class _Standing:
    """What this node knows of a debate's list: the fair order, what it shows, and who saw how much of it.

    Exposure is the time that a question stood among the first places, times the viewers, in milliseconds.
    It is a help and no record: a node counts its own viewers, and begins at 0 when it starts.
    """

    def __init__(self) -> None:
        self.clock: _Clock | None = None
        # What the order was made of, and until when it stays whatever happens.
        self.given: tuple[object, ...] = ()
        self.rests_until = 0
        # Question → who supports it, by numbers, as far as the log of the ballots was read.
        self.supporters: defaultdict[str, set[int]] = defaultdict(set)
        self.numbers: dict[str, int] = {}
        self.read = 0
        self.turned = 0
        self.fair: list[str] = []
        self.audit = Audit(0, 0, None)
        self.shown: list[str] = []
        self._exposure: Counter[str] = Counter()
        self._counted: dict[str, int] = {}
        self._counted_at = 0
        self._at = 0

    def look(self, viewers: int, *, now: int) -> None:
        """Count that so many saw what was shown since the last time, and work out what is shown from now on.

        Who is least seen is judged once in a while only, so that the list does not move all the time.
        """
        seen_ms = viewers * min(now - self._at, LOOK_MS)
        self._at = now
        waiting = set(self.fair)
        self._exposure.update({id_: seen_ms for id_ in self.shown[:SEEN] if id_ in waiting})
        if now - self._counted_at >= TURN_MS:
            self._exposure = Counter({id_: ms for id_, ms in self._exposure.items() if id_ in waiting})
            self._counted, self._counted_at = dict(self._exposure), now
        self.shown = with_least_seen(self.fair, self._counted)[:RANKED]


class Fairness:
    """Shows `fair` on `debate/{id}/board`; on the desk's `heard`, and `fair` as it is by supports alone."""

    def __init__(self, journal: Journal, log: Log, box: BallotBox, hub: Hub) -> None:
        self._journal = journal
        self._log = log
        self._box = box
        self._hub = hub
        # One entry a debate in memory.
        self._standings: dict[str, _Standing] = {}

    async def show(self, debate: str, *, now: int) -> None:
        """Work the order out again if anything moved and somebody looks."""
        board, desk_board = f"debate/{debate}/board", f"debate/{debate}/desk/board"
        viewers = self._hub.readers(board)
        if not (viewers or self._hub.readers(desk_board)):
            return
        standing = self._standings.setdefault(debate, _Standing())
        await self._work_out(debate, standing, now=now)
        standing.look(viewers, now=now)
        self._hub.show_board(board, {"fair": standing.shown})
        heard = msgspec.to_builtins(Heard(*standing.audit))
        self._hub.show_board(desk_board, {"heard": heard, "fair": standing.fair[:RANKED]})

    async def _work_out(self, debate: str, standing: _Standing, *, now: int) -> None:
        log, desk = debate_log(debate), desk_log(debate)
        await self._journal.load(log, desk)
        ballots = f"ballots/{debate}"
        head = (await self._log.heads([ballots]))[ballots]
        clock = _Clock(self._journal.head(log), self._journal.head(desk), head)
        if standing.clock == clock or now < standing.rests_until:
            return
        await self._read_on(debate, standing, head)
        waiting, heard = gathered(
            self._journal.debate(debate), self._journal.desk(debate), standing.supporters
        )
        standing.clock = clock
        # Captions and answers to polls move the clock as well, and nothing here.
        every = [candidate._replace(supporters=()) for candidate in (*waiting, *heard)]
        given = (standing.turned, len(heard), every)
        if standing.given == given:
            return
        size = sum(len(candidate.supporters) for candidate in (*waiting[:RANKED], *heard))
        standing.rests_until = now + size * min(len(waiting), RANKED) // REST
        standing.fair, standing.audit = await asyncio.to_thread(worked_out, waiting, heard)
        standing.given = given

    async def _read_on(self, debate: str, standing: _Standing, head: int) -> None:
        while standing.read < head:
            standing.read, turns = await self._box.turns(debate, after=standing.read)
            for target, voter, counts in turns:
                if target.startswith(_TARGET):
                    who = standing.supporters[target.removeprefix(_TARGET)]
                    number = standing.numbers.setdefault(voter, len(standing.numbers))
                    (who.add if counts else who.discard)(number)
                    standing.turned += 1


def gathered(
    debate: DebateView, desk: DeskView, supporters: Supporters
) -> tuple[list[Candidate], list[Candidate]]:
    """The questions that wait for the stage, the most supported first, and those asked, in their order."""

    def candidate(question: Question) -> Candidate:
        return Candidate(question.id, question.asked_at, supporters.get(question.id, ()), question.theme)

    questions = debate.questions.values()
    waiting = [candidate(q) for q in questions if q.state in LISTED]
    asked = sorted((q for q in questions if q.state in _ASKED), key=lambda q: _aired_at(desk, q))
    return sorted(waiting, key=lambda c: (-len(c.supporters), c.asked_at, c.id)), [*map(candidate, asked)]


def worked_out(waiting: Sequence[Candidate], heard: Sequence[Candidate]) -> tuple[list[str], Audit]:
    """The fair order of all questions that wait for the stage, and the audit of those asked."""
    unranked = [candidate.id for candidate in waiting[RANKED:]]
    return fair_order(waiting[:RANKED], heard) + unranked, representation(waiting, heard)


def _aired_at(desk: DeskView, question: Question) -> int:
    """When a question first went on air."""
    steps: list[QuestionStep] = desk.questions[question.id].history if question.id in desk.questions else []
    return next((step.at for step in steps if step.to is QuestionState.ON_AIR), question.state_at)
