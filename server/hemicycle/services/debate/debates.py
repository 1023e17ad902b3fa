"""Acts of the host that need more than the public log: ending the debate, closing and publishing polls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hemicycle.core import lifecycle, polls, questions
from hemicycle.core.emit import debate_log, desk_log, on_debate
from hemicycle.services.kernel.ballots import CLOSED_WITH_DEBATE, Ballots, closed_by, poll_counts
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.room import Result, Room
from hemicycle.store.ballots import Choices
from hemicycle.store.moves import Close
from hemicycle.store.processes import change_debate
from hemicycle_protocol import commands as c
from hemicycle_protocol.events import EventBody
from hemicycle_protocol.views import DebateState, DebateView, PollState, You

# A poll whose time is over is closed this much later, so that what was received in time is counted on
# every node. Answers received after `closes_at` are refused at once.
GRACE_MS = 1_000


class Debates:
    """The handlers of commands on a whole debate."""

    def __init__(self, room: Room, ballots: Ballots) -> None:
        self._room = room
        self._journal = room.journal
        self._ballots = ballots

    async def set_state(self, caller: Caller, command: c.SetDebateState) -> Result:
        """Move the debate on. At the end polls close and open questions become unanswered."""
        debate, follow = command.debate, change_debate(command.debate, state=command.to.value)
        if command.to is not DebateState.ENDED:
            return await self._room.act_alone(caller, command, writes=[follow])
        await self._journal.load(debate_log(debate))

        def decide(by: You, now: int, counts: Choices) -> Decision[None]:
            view = self._journal.debate(debate)
            moved = lifecycle.move(view, command, now=now)
            unanswered = questions.at_the_end(view, self._journal.desk(debate), now=now)
            closed = _close_all(view, counts)
            facts = [*on_debate(debate, closed), *unanswered, *on_debate(debate, moved)]
            return Decision(facts, [follow], ballots=[closed_by(closed), Close(CLOSED_WITH_DEBATE)])

        async with self._ballots.closing(debate, self._under_way(debate)):
            made = await self._room.act_on_counts(caller, command, debate, decide, logs=[desk_log(debate)])
        return made.at, {}

    def _under_way(self, debate: str) -> list[str]:
        polls_ = self._journal.debate(debate).polls.values()
        return [poll.id for poll in polls_ if poll.state is PollState.OPEN]

    async def create_poll(self, caller: Caller, command: c.CreatePoll) -> Result:
        """Prepare a poll."""
        debate, poll = command.debate, self._room.new_id()

        def decide(by: You, now: int) -> Decision[None]:
            view = self._journal.debate(debate)
            return Decision(on_debate(debate, polls.create(view, command, now=now, new_id=poll)))

        made = await self._room.act(caller, command, debate, decide)
        return made.at, {"poll": poll}

    async def close_poll(self, caller: Caller, command: c.ClosePoll) -> Result:
        """Take no more answers; the result holds all that were confirmed."""
        return await self._with_counts(caller, command, polls.close)

    async def publish_poll(self, caller: Caller, command: c.PublishPoll) -> Result:
        """Make the result public."""
        return await self._with_counts(caller, command, polls.publish)

    async def _with_counts(
        self, caller: Caller, command: c.ClosePoll | c.PublishPoll, decide: _DecideWithCounts
    ) -> Result:
        debate = command.debate

        def decided(by: You, now: int, counts: Choices) -> Decision[None]:
            view = self._journal.debate(debate)
            counted = poll_counts(polls.poll_of(view, command.poll), counts)
            facts = decide(view, command.poll, counted)
            return Decision(on_debate(debate, facts), ballots=[closed_by(facts)])

        async with self._ballots.closing(debate, [command.poll]):
            made = await self._room.act_on_counts(caller, command, debate, decided)
        return made.at, {}

    async def close_due(self, debate: str, *, now: int) -> None:
        """Close the polls whose time is over; on all nodes together exactly once."""
        journal = self._journal
        due = polls.due(journal.debate(debate), now=now - GRACE_MS)
        if not due:
            return

        def decide(at: int, counts: Choices) -> Decision[None]:
            view = journal.debate(debate)
            over = polls.due(view, now=now - GRACE_MS)
            facts = [fact for poll in over for fact in _close(view, poll, counts)]
            return Decision(on_debate(debate, facts), ballots=[closed_by(facts)])

        async with self._ballots.closing(debate, due):
            await journal.decide_on_counts([debate_log(debate)], decide, now=now, actor=None)

    async def sweep(self, debate: str, *, now: int) -> None:
        """A question that slipped in while another node ended the debate is unanswered too."""
        journal = self._journal
        if journal.debate(debate).state is not DebateState.ENDED:
            return

        def decide(at: int) -> Decision[None]:
            return Decision(questions.at_the_end(journal.debate(debate), journal.desk(debate), now=at))

        await journal.decide([debate_log(debate), desk_log(debate)], decide, now=now, actor=None)


class _DecideWithCounts(Protocol):
    def __call__(self, view: DebateView, poll: str, counts: Sequence[int], /) -> list[EventBody]: ...


def _close(view: DebateView, poll: str, counts: Choices) -> list[EventBody]:
    return polls.close(view, poll, poll_counts(view.polls[poll], counts))


def _close_all(view: DebateView, counts: Choices) -> list[EventBody]:
    under_way = [poll.id for poll in view.polls.values() if poll.state is PollState.OPEN]
    return [fact for poll in under_way for fact in _close(view, poll, counts)]
