"""Keeping a person from writing in a process for a while: who may be, how long, and the appeal to another.

A block takes words, never a vote: nobody whose texts are judged may be kept from being counted by who judges.
"""

from __future__ import annotations

from typing import NamedTuple

from hemicycle_protocol import commands as c
from hemicycle_protocol import consultation as co
from hemicycle_protocol import mobilisation as mob
from hemicycle_protocol import moderation as m
from hemicycle_protocol import panel as pa
from hemicycle_protocol import synthesis as sy
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.events import EventBody
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.moderation import AppealOutcome, BlockState
from hemicycle_protocol.moderation_item import BlockRow
from hemicycle_protocol.views import Role, You

from .text import required

_S = BlockState
MOST_DAYS = 90
# Of who moderates one debate by a link: the evening and the day after.
GUESTS_DAYS = 1
EXPLANATION_CHARACTERS = limit_of(m.BlockAuthor, "explanation")
APPEAL_CHARACTERS = limit_of(m.AppealBlock, "text")
DAY_MS = 86_400_000
# What is kept from who is blocked: everything in which they address others.
WRITING: frozenset[type[c.CommandBody]] = frozenset(
    {
        c.AskQuestion,
        co.Propose,
        co.Argue,
        co.ReviseProposition,
        co.ReviseArgument,
        m.Report,
        sy.ContestPlacement,
        pa.ApplyToPanel,
        pa.ChallengePool,
    }
)


class BlockMove(NamedTuple):
    """What an act makes of a block, and the fact that says so."""

    row: BlockRow
    fact: EventBody


def is_writing(command: c.CommandBody) -> bool:
    """Whether an act addresses others in words: a support does with a message alone."""
    if isinstance(command, mob.SupportBill):
        return command.message.strip() != ""
    return type(command) in WRITING


def holds(row: BlockRow, *, at: int) -> bool:
    """Whether the person may not write at an instant."""
    return row.state is not _S.LIFTED and at < row.until


def block(
    wish: m.BlockAuthor | m.BlockAsker,
    process: str,
    *,
    id: str,
    person: str | None,
    is_member: bool,
    by: You,
    now: int,
) -> BlockMove:
    """A new block of the author of a text, or of a question.

    Raises:
        Refused: `FORBIDDEN` (`reason` `own`, `member`, `author` for a text of nobody), `INVALID` (`days`).
    """
    if person is None:
        raise Refused(Code.FORBIDDEN, reason="author")
    if person == by.id:
        raise Refused(Code.FORBIDDEN, reason="own")
    if is_member:
        raise Refused(Code.FORBIDDEN, reason="member")
    most = MOST_DAYS if by.debate is None else GUESTS_DAYS
    if not 1 <= wish.days <= most:
        raise Refused(Code.INVALID, field="days", limit=most)
    explanation, until = _explained(wish.explanation), now + wish.days * DAY_MS
    row = BlockRow(id, process, person, by.id, now, until, wish.reason, explanation)
    return BlockMove(row, m.PersonBlocked(id, wish.reason, explanation, Role.MODERATOR, until))


def lift(row: BlockRow, command: m.LiftBlock, *, now: int) -> BlockMove:
    """They may write again."""
    _check(row, command.version, now)
    explanation = _explained(command.explanation)
    return BlockMove(_moved(row, _S.LIFTED), m.BlockLifted(row.id, explanation, Role.MODERATOR))


def appeal(row: BlockRow, command: m.AppealBlock, *, by: str, now: int) -> BlockMove:
    """The person asks another moderator, once."""
    if row.person != by:
        raise Refused(Code.NOT_FOUND, block=row.id)
    text = required(command.text, field="text", limit=APPEAL_CHARACTERS)
    if row.state is not _S.STANDING or not holds(row, at=now):
        raise Refused(Code.ILLEGAL_MOVE, state=row.state.value)
    return BlockMove(_moved(row, _S.APPEALED)._replace(appeal=text), m.BlockAppealed(row.id))


def decide(row: BlockRow, command: m.DecideBlock, *, by: str, now: int) -> BlockMove:
    """Another moderator answers. Refused: `FORBIDDEN` (`reason` `binned`) for the one who blocked."""
    _check(row, command.version, now)
    if row.by == by:
        raise Refused(Code.FORBIDDEN, reason="binned")
    if row.state is not _S.APPEALED:
        raise Refused(Code.ILLEGAL_MOVE, state=row.state.value)
    explanation = _explained(command.explanation)
    to = _S.UPHELD if command.outcome is AppealOutcome.UPHELD else _S.LIFTED
    decided = _moved(row, to)._replace(outcome=command.outcome, outcome_explanation=explanation)
    return BlockMove(decided, m.BlockDecided(row.id, command.outcome, explanation, Role.MODERATOR))


def _check(row: BlockRow, version: int, now: int) -> None:
    if row.version != version:
        raise changed(row.version, state=row.state)
    if not holds(row, at=now):
        raise Refused(Code.ILLEGAL_MOVE, state=row.state.value)


def _moved(row: BlockRow, to: BlockState) -> BlockRow:
    return row._replace(state=to, version=row.version + 1)


def _explained(text: str) -> str:
    if not text.strip():
        raise Refused(Code.REASON_MISSING, field="explanation")
    return required(text, field="explanation", limit=EXPLANATION_CHARACTERS)
