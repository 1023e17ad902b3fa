"""Who is called next, and who sits. The orders of the draw never change; only the calls grow.

A person is called once for the whole panel: whoever sits, waits for an answer, passed or was absent is
skipped in every other list. Without applicants or ranked citizens left, seats go to the other list's
alternates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.panel_file import CallOutcome, PanelCall, PanelFile, PanelRules, SeatMethod, SeatRule

_O = CallOutcome
_HOLDING = frozenset({_O.PENDING, _O.ACCEPTED})
# Alternates are called until so long after the planned beginning, when the debate is as good as over.
LATE_MS = 2 * 3_600_000


def rule_of(file: PanelFile, group: str) -> SeatRule:
    """The rule of a group; refused `NOT_FOUND` if there is none."""
    for rule in file.rules.seats:
        if rule.group == group:
            return rule
    raise Refused(Code.NOT_FOUND, group=group)


def call_of(file: PanelFile, person: str) -> PanelCall:
    """The call of a person; refused `NOT_FOUND` if they were never called."""
    for call in file.calls:
        if call.person == person:
            return call
    raise Refused(Code.NOT_FOUND)


def list_of(file: PanelFile, rule: SeatRule) -> list[str]:
    """The whole order that a group is seated from; empty before the draw, and for a group that is chosen."""
    if file.draw is None or rule.method is SeatMethod.CHOICE:
        return []
    if rule.method is SeatMethod.RANKING:
        return [place.person for place in file.draw.ranking]
    struck = {one.person for one in file.pool.struck} if file.pool else set()
    return [one.person for one in file.draw.pool if one.person not in struck]


def lists_for(file: PanelFile, rule: SeatRule) -> Iterator[tuple[str, str]]:
    """Everybody a group may be seated from as (list, person): its own order first, then the other lists'."""
    others = [other for other in file.rules.seats if other.group != rule.group]
    for source in [rule, *others]:
        for person in list_of(file, source):
            yield source.group, person


def holders(calls: Iterable[PanelCall], group: str) -> int:
    """How many seats of a group are taken or wait for an answer."""
    return sum(call.group == group and call.outcome in _HOLDING for call in calls)


def expires_at(file: PanelFile, now: int) -> int:
    """Until when an invitation made now waits for its answer.

    72 hours, but not into the last day before the debate, when there must be time to call the next; from
    then on an hour each.
    """
    rules = file.rules
    short = file.starts_at - rules.short_notice_ms
    return min(now + rules.answer_ms, max(short, now + rules.short_answer_ms))


def is_short(file: PanelFile, now: int) -> bool:
    """Whether the debate is so near that whoever cannot be reached is passed over at once."""
    return now >= file.starts_at - file.rules.short_notice_ms


def due_calls(file: PanelFile, *, now: int, closed: Collection[str]) -> list[PanelCall]:
    """The invitations to make now, in the order of the groups; `closed` accounts are noted and skipped."""
    if file.draw is None or now >= file.starts_at + LATE_MS:
        return []
    calls = list(file.calls)
    for rule in file.rules.seats:
        if rule.method is not SeatMethod.CHOICE:
            _fill(file, rule, calls, now, closed)
    return calls[len(file.calls) :]


def _fill(file: PanelFile, rule: SeatRule, calls: list[PanelCall], now: int, closed: Collection[str]) -> None:
    called = {call.person for call in calls}
    for order, person in lists_for(file, rule):
        if holders(calls, rule.group) >= rule.size:
            return
        if person in called:
            continue
        called.add(person)
        if person in closed:
            calls.append(PanelCall(rule.group, order, person, now, now, _O.INELIGIBLE, ended_at=now))
        else:
            calls.append(PanelCall(rule.group, order, person, now, expires_at(file, now), _O.PENDING))


def expired(file: PanelFile, *, now: int) -> list[PanelCall]:
    """The invitations whose time is over, as they become."""
    return [
        replace(call, outcome=_O.PASSED, ended_at=now)
        for call in file.calls
        if call.outcome is _O.PENDING and call.expires_at <= now
    ]


def accept(file: PanelFile, person: str, *, name: str, now: int) -> PanelCall:
    """Take the first free seat of the group; accepting again changes nothing.

    Raises:
        Refused: `NOT_FOUND`, `EXPIRED` when the time is over, `ILLEGAL_MOVE` after a refusal.
    """
    call = call_of(file, person)
    if call.outcome is _O.ACCEPTED:
        return call
    if call.outcome is not _O.PENDING:
        raise Refused(Code.EXPIRED if _ran_out(call) else Code.ILLEGAL_MOVE, state=call.outcome.value)
    if now >= call.expires_at:
        raise Refused(Code.EXPIRED, expires_at=call.expires_at)
    taken = {other.seat for other in file.calls if other.outcome is _O.ACCEPTED}
    seats = (f"{call.group}{n}" for n in range(1, rule_of(file, call.group).size + 1))
    free = next(seat for seat in seats if seat not in taken)
    return replace(call, outcome=_O.ACCEPTED, accepted_at=now, seat=free, name=name)


def _ran_out(call: PanelCall) -> bool:
    return call.accepted_at is None and call.ended_at is not None and call.ended_at >= call.expires_at


def pass_on(file: PanelFile, person: str, *, now: int) -> PanelCall:
    """Refuse, give the seat back, or be out of reach: the next in the same order is called.

    Raises:
        Refused: `NOT_FOUND`, `ILLEGAL_MOVE` for somebody who has no seat and no invitation any more.
    """
    call = call_of(file, person)
    if call.outcome is _O.PASSED:
        return call
    if call.outcome not in _HOLDING:
        raise Refused(Code.ILLEGAL_MOVE, state=call.outcome.value)
    return replace(call, outcome=_O.PASSED, ended_at=now)


def miss(file: PanelFile, person: str, *, now: int) -> PanelCall:
    """Not be there when the debate began.

    Raises:
        Refused: `NOT_OPEN` before the debate, `ILLEGAL_MOVE` for somebody without a seat.
    """
    call = call_of(file, person)
    if call.outcome is not _O.ACCEPTED:
        raise Refused(Code.ILLEGAL_MOVE, state=call.outcome.value)
    if now < file.starts_at:
        raise Refused(Code.NOT_OPEN, opens_at=file.starts_at)
    return replace(call, outcome=_O.ABSENT, ended_at=now)


def is_settled(file: PanelFile) -> bool:
    """Whether every seat that is ranked or drawn is accepted, or nobody is left to call for it."""
    if file.draw is None:
        return False
    called = {call.person for call in file.calls}
    for rule in file.rules.seats:
        if rule.method is SeatMethod.CHOICE:
            continue
        sitting = sum(c.group == rule.group and c.outcome is _O.ACCEPTED for c in file.calls)
        waiting = any(c.group == rule.group and c.outcome is _O.PENDING for c in file.calls)
        left = any(person not in called for _, person in lists_for(file, rule))
        if waiting or (sitting < rule.size and left):
            return False
    return True


def choose(file: PanelFile, person: str, *, eligible: Collection[str], now: int) -> PanelCall:
    """Invite somebody chosen for balance, after ranking and draw have settled.

    Raises:
        Refused: `NOT_OPEN` before that, `DUPLICATE` for somebody called before, `NOT_FOUND` for somebody who
            neither applied nor contributed, `CLOSED` when the group has no free seat.
    """
    if not is_settled(file):
        raise Refused(Code.NOT_OPEN)
    chosen = [rule for rule in file.rules.seats if rule.method is SeatMethod.CHOICE]
    free = [rule for rule in chosen if holders(file.calls, rule.group) < rule.size]
    if not free:
        raise Refused(Code.CLOSED)
    if any(call.person == person for call in file.calls):
        raise Refused(Code.DUPLICATE)
    if person not in eligible:
        raise Refused(Code.NOT_FOUND)
    group = free[0].group
    return PanelCall(group, group, person, now, expires_at(file, now), _O.PENDING)


def with_calls(file: PanelFile, calls: Iterable[PanelCall]) -> PanelFile:
    """The file with calls added, or put in the place of the same person's."""
    changed = {call.person: call for call in calls}
    kept = [changed.pop(call.person, call) for call in file.calls]
    return replace(file, calls=[*kept, *changed.values()])


def default_rules() -> PanelRules:
    """The seed's rule: 3 + 3 + 2 (rule PA1)."""
    hour = 3_600_000
    seats = [
        SeatRule("A", SeatMethod.RANKING, 3),
        SeatRule("B", SeatMethod.DRAW, 3),
        SeatRule("C", SeatMethod.CHOICE, 2),
    ]
    return PanelRules(
        seats,
        answer_ms=72 * hour,
        short_answer_ms=hour,
        short_notice_ms=24 * hour,
        challenge_ms=48 * hour,
    )
