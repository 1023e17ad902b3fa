"""The life of a text under moderation: reported, kept, binned, appealed, decided, taken back.

`MOVES` lists every legal move. Reports never move anything: they only say what moderators look at first.
Counting votes out and in is left to the ballot box, who moderates to `permissions`.
"""

from __future__ import annotations

from typing import NamedTuple

from hemicycle_protocol import moderation as m
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.events import EventBody
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.moderation import AppealOutcome, ItemState, ModerationAct
from hemicycle_protocol.moderation_item import Item
from hemicycle_protocol.views import Role

from .text import required, within

_S, _A = ItemState, ModerationAct

EXPLANATION_CHARACTERS = limit_of(m.BinItem, "explanation")
NOTE_CHARACTERS = limit_of(m.Report, "note")
APPEAL_CHARACTERS = limit_of(m.Appeal, "text")
CLAIM_MS = 60_000
# Long enough to see one's own slip, short enough that a decision is one.
UNDO_MS = 10 * 60_000
DAY_MS = 86_400_000

# What is out of lists, rankings and totals.
HIDDEN = frozenset({_S.BINNED, _S.APPEALED, _S.UPHELD, _S.RETIRED})

MOVES: dict[tuple[ItemState, ModerationAct], ItemState] = {
    (_S.VISIBLE, _A.KEEP): _S.VISIBLE,
    (_S.VISIBLE, _A.BIN): _S.BINNED,
    (_S.BINNED, _A.RESTORE): _S.VISIBLE,
    (_S.UPHELD, _A.RESTORE): _S.VISIBLE,
    (_S.BINNED, _A.APPEAL): _S.APPEALED,
    (_S.APPEALED, _A.UPHOLD): _S.UPHELD,
    (_S.APPEALED, _A.OVERTURN): _S.VISIBLE,
    **{(state, _A.RETIRE): _S.RETIRED for state in _S if state is not _S.RETIRED},
}
UNDOABLE = frozenset({_A.KEEP, _A.BIN, _A.RESTORE, _A.UPHOLD, _A.OVERTURN})


class Move(NamedTuple):
    """What a decision did: the item after it, and the fact for the process's log."""

    item: Item
    fact: EventBody


def bin_item(item: Item, command: m.BinItem, *, by: str, role: Role, now: int) -> Move:
    """Into the bin; its reports are answered by that."""
    _check_judge(item, command.version, by)
    explanation = _explanation(command.explanation)
    moved = _moved(item, _A.BIN, by=by, now=now)._replace(
        binned_by=by,
        reason=command.reason,
        explanation=explanation,
        role=role,
        decided_at=now,
        appeal="",
        appealed_at=None,
        outcome=None,
        outcome_explanation="",
    )
    fact = m.ItemBinned(item.target, command.reason, explanation, role, item.reports)
    return Move(moved, fact)


def restore_item(item: Item, command: m.RestoreItem, *, by: str, role: Role, now: int) -> Move:
    """Out of the bin."""
    _check_judge(item, command.version, by)
    explanation = _explanation(command.explanation)
    moved = _moved(item, _A.RESTORE, by=by, now=now)
    return Move(moved, m.ItemRestored(item.target, explanation, role))


def keep_item(item: Item, command: m.KeepItem, *, by: str, role: Role, now: int) -> Move:
    """The reports are answered: nothing is wrong with it."""
    _check_judge(item, command.version, by)
    explanation = within(command.explanation, field="explanation", limit=EXPLANATION_CHARACTERS)
    moved = _moved(item, _A.KEEP, by=by, now=now)
    return Move(moved, m.ItemKept(item.target, explanation, role, item.reports))


def appeal(item: Item, text: str, *, by: str, now: int) -> Move:
    """The author asks again, with the words that `appeal_text` has passed."""
    if item.author != by:
        raise Refused(Code.FORBIDDEN, reason="author")
    moved = _moved(item, _A.APPEAL, by=by, now=now)._replace(
        appeal=text, appealed_at=now, outcome=None, outcome_explanation=""
    )
    return Move(moved, m.AppealFiled(item.target))


def decide_appeal(item: Item, command: m.DecideAppeal, *, by: str, role: Role, now: int) -> Move:
    """Another moderator answers.

    Raises:
        Refused: `FORBIDDEN` (`reason` `binned`) for the one who binned.
    """
    _check_judge(item, command.version, by)
    if item.binned_by == by:
        raise Refused(Code.FORBIDDEN, reason="binned")
    explanation = _explanation(command.explanation)
    act = _A.UPHOLD if command.outcome is AppealOutcome.UPHELD else _A.OVERTURN
    fact = m.AppealDecided(item.target, command.outcome, explanation, role)
    moved = _moved(item, act, by=by, now=now)
    return Move(moved._replace(outcome=command.outcome, outcome_explanation=explanation), fact)


def undo(item: Item, command: m.UndoModeration, *, by: str, role: Role, now: int) -> Move:
    """One's own last act is taken back; reports it answered wait again."""
    _check_version(item, command.version)
    act, before = item.last_act, item.last_before
    if act is None or before is None or not can_undo(item, by=by, now=now):
        raise Refused(Code.ILLEGAL_MOVE, state=item.state.value)
    back = item._replace(
        state=before,
        version=item.version + 1,
        reports=item.reports + item.answered,
        answered=0,
        outcome=None if before is _S.APPEALED else item.outcome,
        last_act=None,
        last_by=None,
        last_at=None,
        last_before=None,
    )
    return Move(back, m.ModerationUndone(item.target, act, before, role))


def retire(item: Item, *, now: int) -> Move:
    """Its author takes it back for good: nothing of theirs stays with it."""
    moved = _moved(item, _A.RETIRE, by=item.author or "", now=now)
    gone = moved._replace(author=None, appeal="", last_act=None, last_by=None, last_at=None)
    return Move(gone._replace(last_before=None), m.ItemRetired(item.target))


def claim(item: Item, *, on: bool, by: str, name: str, now: int) -> Item:
    """The item in hand, or let go. A claim is a courtesy: it keeps nobody from acting.

    Raises:
        Refused: `CLAIMED` while somebody else has it in hand.
    """
    if item.claimed_until > now and item.claimed_by not in (None, by):
        raise Refused(Code.CLAIMED, name=item.claimed_name, until=item.claimed_until)
    if not on:
        return item._replace(claimed_by=None, claimed_name=None, claimed_until=0)
    return item._replace(claimed_by=by, claimed_name=name, claimed_until=now + CLAIM_MS)


def can_undo(item: Item, *, by: str, now: int) -> bool:
    """Whether this person may take the last act on the item back now."""
    act, at, before = item.last_act, item.last_at, item.last_before
    if act not in UNDOABLE or at is None or before is None or item.last_by != by:
        return False
    return now - at < UNDO_MS and item.state is MOVES[before, act]


def appeal_text(text: str) -> str:
    """What an author says in an appeal; refused `EMPTY` or `TOO_LONG`."""
    return required(text, field="text", limit=APPEAL_CHARACTERS)


def report_note(note: str) -> str:
    """What a reporter adds; refused `TOO_LONG`."""
    return within(note, field="note", limit=NOTE_CHARACTERS)


def urgency(reports: int, reported_at: int) -> int:
    """The order of the queue, lowest first: each further report weighs as much as a day of waiting.

    So what many report comes first, and what few report is not left waiting for ever. It does not depend on
    the time of asking: a queue keeps its order until something happens.
    """
    return reported_at - reports * DAY_MS


def _moved(item: Item, act: ModerationAct, *, by: str, now: int) -> Item:
    to = MOVES.get((item.state, act))
    if to is None:
        raise Refused(Code.ILLEGAL_MOVE, state=item.state.value)
    return item._replace(
        state=to,
        version=item.version + 1,
        reports=0,
        answered=item.reports,
        last_act=act,
        last_by=by,
        last_at=now,
        last_before=item.state,
        claimed_by=None,
        claimed_name=None,
        claimed_until=0,
    )


def _check_judge(item: Item, version: int, by: str) -> None:
    if item.author == by:
        raise Refused(Code.FORBIDDEN, reason="own")
    _check_version(item, version)


def _check_version(item: Item, version: int) -> None:
    if item.version != version:
        raise changed(item.version, state=item.state)


def _explanation(text: str) -> str:
    if not text.strip():
        raise Refused(Code.REASON_MISSING, field="explanation")
    return required(text, field="explanation", limit=EXPLANATION_CHARACTERS)
