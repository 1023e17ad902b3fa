"""The life of a debate: rehearsal → lobby → live ⇄ paused → ended, its running order, its switches."""

from __future__ import annotations

from collections.abc import Mapping

from hemicycle_protocol import commands as c
from hemicycle_protocol import events as e
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.process import CreateProcess
from hemicycle_protocol.views import About, AgendaItem, DebateState, DebateView, Seat

from . import floor
from .text import NAME_CHARACTERS, required

_S = DebateState

DEBATE_MOVES: dict[DebateState, frozenset[DebateState]] = {
    _S.REHEARSAL: frozenset({_S.LOBBY}),
    _S.LOBBY: frozenset({_S.LIVE, _S.REHEARSAL}),
    _S.LIVE: frozenset({_S.PAUSED, _S.ENDED}),
    _S.PAUSED: frozenset({_S.LIVE, _S.ENDED}),
    _S.ENDED: frozenset(),
}
TITLE_CHARACTERS = limit_of(CreateProcess, "title")
AGENDA_ITEMS = 40
MINUTE_MS = 60_000
ITEM_MS = 6 * 60 * MINUTE_MS


def created(
    *,
    id: str,
    process: str,
    title: str,
    starts_at: int,
    agenda: list[AgendaItem],
    seats: list[Seat],
    pre_moderation: bool,
) -> e.DebateCreated:
    """The first fact of a debate.

    Raises:
        Refused: `EMPTY` or `TOO_LONG` for a title or name, `DUPLICATE` for two seats or items of one id.
    """
    for field, ids in (("agenda", [i.id for i in agenda]), ("seats", [s.id for s in seats])):
        if len(set(ids)) < len(ids):
            raise Refused(Code.DUPLICATE, field=field)
    for seat in seats:
        required(seat.name, field="seats", limit=NAME_CHARACTERS)
    clean_title = required(title, field="title", limit=TITLE_CHARACTERS)
    return e.DebateCreated(id, process, clean_title, starts_at, agenda, seats, pre_moderation)


def move(view: DebateView, command: c.SetDebateState, *, now: int) -> list[e.EventBody]:
    """Move the debate on. A pause stops the clock; the end ends the turn.

    What the end means for questions and polls is decided by `questions.at_the_end` and `polls.close`.
    """
    if command.to not in DEBATE_MOVES[view.state]:
        raise Refused(Code.ILLEGAL_MOVE, state=view.state.value)
    facts: list[e.EventBody] = []
    if command.to is _S.PAUSED:
        facts = floor.stop_clock(view, "debate")
    elif command.to is _S.ENDED:
        facts = floor.end_running(view, now=now)
    return [*facts, e.DebateStateChanged(command.to)]


def make_agenda(view: DebateView, command: c.MakeAgenda, *, about: Mapping[str, About]) -> e.AgendaMade:
    """The running order anew; `about` names what its items are about.

    Raises:
        Refused: `CHANGED` if somebody made it meanwhile, `ILLEGAL_MOVE` once an item has begun, `EMPTY`,
            `TOO_LONG`, `INVALID` (`field`), `NOT_FOUND` for a proposition or family that the process lacks.
    """
    if command.version != view.agenda_version:
        raise changed(view.agenda_version)
    if any(item.started_at is not None for item in view.agenda):
        raise Refused(Code.ILLEGAL_MOVE, state=view.state.value)
    if not command.items:
        raise Refused(Code.EMPTY, field="items")
    if len(command.items) > AGENDA_ITEMS:
        raise Refused(Code.TOO_LONG, field="items", limit=AGENDA_ITEMS)
    return e.AgendaMade([_item(number, draft, about) for number, draft in enumerate(command.items, 1)])


def _item(number: int, draft: c.AgendaDraft, about: Mapping[str, About]) -> AgendaItem:
    if not MINUTE_MS <= draft.planned_ms <= ITEM_MS:
        raise Refused(Code.INVALID, field="planned_ms", item=number)
    if draft.about is not None and draft.about not in about:
        raise Refused(Code.NOT_FOUND, target=draft.about)
    title = required(draft.title, field="title", limit=TITLE_CHARACTERS)
    known = None if draft.about is None else about[draft.about]
    return AgendaItem(f"i{number}", draft.kind, title, draft.planned_ms, about=known)


def start_item(view: DebateView, command: c.StartAgendaItem, *, now: int) -> list[e.EventBody]:
    """Begin an item; the one before it ends. An item may be begun again."""
    if all(item.id != command.item for item in view.agenda):
        raise Refused(Code.NOT_FOUND, item=command.item)
    if view.item == command.item:
        raise Refused(Code.ILLEGAL_MOVE, item=command.item)
    return [e.AgendaItemStarted(command.item)]


def switch_pre_moderation(view: DebateView, command: c.SwitchPreModeration, *, now: int) -> list[e.EventBody]:
    """Read questions before or after publication, from the next one on; repeating changes nothing."""
    return [] if view.pre_moderation == command.on else [e.PreModerationSwitched(command.on)]
