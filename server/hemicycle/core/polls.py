"""Live polls: created → open → closed → published, and who sees the result when.

| hiding | while open | once closed | once published |
|---|---|---|---|
| `always` | everybody | everybody | everybody |
| `after_vote` | who has answered | everybody | everybody |
| `at_close` | the desk | the desk | everybody |

Counting is left to the ballot box; whoever closes a poll passes its counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from hemicycle_protocol import commands as c
from hemicycle_protocol import events as e
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import DebateView, Poll, PollHiding, PollState

from .text import required

POLL_MOVES: dict[PollState, PollState] = {
    PollState.CREATED: PollState.OPEN,
    PollState.OPEN: PollState.CLOSED,
    PollState.CLOSED: PollState.PUBLISHED,
}
OPTIONS = range(2, 7)
QUESTION_CHARACTERS = limit_of(c.CreatePoll, "question")
OPTION_CHARACTERS = limit_of(c.CreatePoll, "options")
DURATION_MS = range(5_000, 3_600_001)


def create(view: DebateView, command: c.CreatePoll, *, now: int, new_id: str) -> list[e.EventBody]:
    """Prepare a poll; its hiding rule is fixed from here on."""
    if len(command.options) not in OPTIONS:
        raise Refused(Code.INVALID, field="options")
    question = required(command.question, field="question", limit=QUESTION_CHARACTERS)
    options = [required(option, field="options", limit=OPTION_CHARACTERS) for option in command.options]
    if len(set(options)) < len(options):
        raise Refused(Code.DUPLICATE, field="options")
    return [e.PollCreated(Poll(new_id, question, options, PollState.CREATED, command.hiding))]


def open_(view: DebateView, command: c.OpenPoll, *, now: int) -> list[e.EventBody]:
    """Take answers from now on, for a time or until closed."""
    _movable(view, command.poll, PollState.OPEN)
    if command.duration_ms is None:
        return [e.PollOpened(command.poll)]
    if command.duration_ms not in DURATION_MS:
        raise Refused(Code.INVALID, field="duration_ms")
    return [e.PollOpened(command.poll, now + command.duration_ms)]


def close(view: DebateView, poll: str, counts: Sequence[int]) -> list[e.EventBody]:
    """Take no more answers; the result is told unless its rule waits for publication."""
    held = _movable(view, poll, PollState.CLOSED)
    return [e.PollClosed(poll, None if held.hiding is PollHiding.AT_CLOSE else list(counts))]


def publish(view: DebateView, poll: str, counts: Sequence[int]) -> list[e.EventBody]:
    """Make the result public."""
    _movable(view, poll, PollState.PUBLISHED)
    return [e.PollPublished(poll, list(counts))]


def due(view: DebateView, *, now: int) -> list[str]:
    """The polls whose time is over."""
    polls = view.polls.values()
    return [
        p.id for p in polls if p.state is PollState.OPEN and p.closes_at is not None and p.closes_at <= now
    ]


def check_answer(view: DebateView, command: c.AnswerPoll, *, at: int) -> Poll:
    """The poll, if an answer received at `at` counts: in [opened_at, closes_at).

    Raises:
        Refused: `NOT_FOUND`, `NOT_OPEN`, `CLOSED`, or `INVALID` for an option it does not have.
    """
    poll = poll_of(view, command.poll)
    if poll.state is PollState.CREATED:
        raise Refused(Code.NOT_OPEN)
    closed_at = poll.closed_at if poll.closes_at is None else poll.closes_at
    if poll.state is not PollState.OPEN or (closed_at is not None and at >= closed_at):
        raise Refused(Code.CLOSED, closed_at=closed_at)
    if command.option is not None and command.option not in range(len(poll.options)):
        raise Refused(Code.INVALID, field="option")
    return poll


def is_public(poll: Poll) -> bool:
    """Whether everybody may see the counts now."""
    if poll.hiding is PollHiding.ALWAYS:
        return poll.state is not PollState.CREATED
    if poll.hiding is PollHiding.AFTER_VOTE:
        return poll.state in (PollState.CLOSED, PollState.PUBLISHED)
    return poll.state is PollState.PUBLISHED


def poll_of(view: DebateView, poll: str) -> Poll:
    """The poll of that id; refused `NOT_FOUND`."""
    if poll not in view.polls:
        raise Refused(Code.NOT_FOUND, poll=poll)
    return view.polls[poll]


def _movable(view: DebateView, poll: str, to: PollState) -> Poll:
    held = poll_of(view, poll)
    if POLL_MOVES.get(held.state) is not to:
        raise Refused(Code.ILLEGAL_MOVE, state=held.state.value)
    return held
