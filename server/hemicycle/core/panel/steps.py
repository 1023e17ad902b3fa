"""The steps of a panel, in order: open, publish the pool, fix the beacon, enter it and draw, call, choose.

Each takes the file and gives the file after; each writes its line in the file's own log. What a step is
refused for says what is missing first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from hemicycle.core.text import required, within
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.panel import ChoosePanelist, FixBeacon, StrikeFromPool
from hemicycle_protocol.panel_file import (
    PANEL_FORMAT,
    Beacon,
    BeaconSource,
    CallOutcome,
    Draw,
    DrawAlgorithm,
    PanelCall,
    PanelChoice,
    PanelFile,
    PanelRules,
    PanelStep,
    Pool,
    Score,
    SeatMethod,
    Snapshot,
    Struck,
)

from . import beacon as beacons
from . import seating
from .canonical import numbered, pool_hash
from .draw import order_pool
from .ranking import is_tied_at, rank

NAME_CHARACTERS = limit_of(FixBeacon, "name")
REASON_CHARACTERS = limit_of(StrikeFromPool, "reason")
CRITERIA = 8
CRITERION_CHARACTERS = limit_of(ChoosePanelist, "criteria")
LARGEST_GROUP = 50


def open_panel(
    *,
    process: str,
    title: str,
    debate: str,
    starts_at: int,
    rules: PanelRules,
    applications_close_at: int,
    now: int,
) -> PanelFile:
    """A panel that takes applications until `applications_close_at`.

    Raises:
        Refused: `INVALID` for rules without seats or twice the same group, or a closing that leaves no time.
    """
    groups = [rule.group for rule in rules.seats]
    if not groups or len(set(groups)) < len(groups):
        raise Refused(Code.INVALID, field="seats")
    if not all(1 <= rule.size <= LARGEST_GROUP for rule in rules.seats):
        raise Refused(Code.INVALID, field="seats")
    if not now < applications_close_at < starts_at:
        raise Refused(Code.INVALID, field="applications_close_at")
    file = PanelFile(PANEL_FORMAT, process, title, debate, starts_at, rules, applications_close_at)
    return noted(file, now, "opened")


def publish_pool(
    file: PanelFile, *, people: Collection[str], scores: Sequence[Score], closed_at: int, now: int
) -> PanelFile:
    """Number those who applied, take the ranking as it stood when the consultation closed, publish the hash.

    Raises:
        Refused: `NOT_OPEN` while applications are taken, `ILLEGAL_MOVE` a second time.
    """
    if file.pool is not None:
        raise Refused(Code.ILLEGAL_MOVE)
    if now < file.applications_close_at:
        raise Refused(Code.NOT_OPEN, opens_at=file.applications_close_at)
    members = numbered(list(people))
    until = now + file.rules.challenge_ms
    pool = Pool(file.applications_close_at, members, pool_hash(file.process, members), until, [])
    snapshot = Snapshot(closed_at, list(scores))
    return noted(replace(file, pool=pool, snapshot=snapshot), now, "pool_published", str(len(members)))


def strike(file: PanelFile, *, number: int, reason: str, now: int) -> PanelFile:
    """Somebody of the pool gets no seat; they keep their number, and the others theirs.

    Raises:
        Refused: `NOT_OPEN` before the pool, `CLOSED` once the beacon is known, `NOT_FOUND`, `DUPLICATE`.
    """
    pool = _pool(file)
    if file.draw is not None:
        raise Refused(Code.CLOSED)
    member = next((member for member in pool.members if member.number == number), None)
    if member is None:
        raise Refused(Code.NOT_FOUND, number=number)
    if any(one.person == member.person for one in pool.struck):
        raise Refused(Code.DUPLICATE, number=number)
    why = required(reason, field="reason", limit=REASON_CHARACTERS)
    struck = [*pool.struck, Struck(member.person, why, now)]
    return noted(replace(file, pool=replace(pool, struck=struck)), now, "struck", str(number))


def fix_beacon(
    file: PanelFile,
    *,
    source: BeaconSource,
    algorithm: DrawAlgorithm,
    round_: int | None,
    name: str,
    expected_at: int | None,
    now: int,
) -> PanelFile:
    """Say which public value will decide, before anybody can know it.

    Without a round, drand's first after the challenge window is taken.

    Raises:
        Refused: `NOT_OPEN` before the pool, `ILLEGAL_MOVE` once fixed, `INVALID` (`field`) for a value
            that is known before the challenge window ends, or after the debate began.
    """
    pool = _pool(file)
    if file.beacon is not None:
        raise Refused(Code.ILLEGAL_MOVE)
    earliest = max(pool.challenges_until, now)
    if source is BeaconSource.DRAND:
        chosen = round_ if round_ is not None else beacons.first_round_after(earliest)
        due, field = beacons.time_of(chosen), "round"
        called = within(name, field="name", limit=NAME_CHARACTERS)
    else:
        chosen, due, field = None, expected_at or 0, "expected_at"
        called = required(name, field="name", limit=NAME_CHARACTERS)
    if not earliest < due < file.starts_at:
        raise Refused(Code.INVALID, field=field, after=earliest, before=file.starts_at)
    fixed = Beacon(source, algorithm, called, chosen, now, due, "", "", None)
    return noted(replace(file, beacon=fixed), now, "beacon_fixed", "" if chosen is None else str(chosen))


def enter_beacon(
    file: PanelFile, *, value: str, signature: str, numbers: Sequence[Sequence[int]], now: int
) -> PanelFile:
    """The value, and with it the draw: both orders, whole and once.

    Raises:
        Refused: `NOT_OPEN` before its time, `ILLEGAL_MOVE` a second time, `INVALID` (`field`).
    """
    fixed, pool = file.beacon, _pool(file)
    if fixed is None or file.snapshot is None:
        raise Refused(Code.NOT_OPEN)
    if file.draw is not None:
        raise Refused(Code.ILLEGAL_MOVE)
    if now < fixed.expected_at:
        raise Refused(Code.NOT_OPEN, opens_at=fixed.expected_at)
    if fixed.source is BeaconSource.DRAND:
        known, signed = beacons.drand_value(value, signature), signature.strip().lower()
    else:
        known, signed = beacons.lottery_value(numbers), ""
    key = beacons.key_of(fixed.source, fixed.algorithm, known)
    draw = Draw(
        now,
        rank(file.snapshot.scores, process=file.process, beacon=key),
        order_pool(pool.members, process=file.process, beacon=key, algorithm=fixed.algorithm),
    )
    entered = replace(fixed, value=known, signature=signed, entered_at=now)
    drawn = noted(replace(file, beacon=entered, draw=draw), now, "drawn", str(len(draw.pool)))
    for rule in file.rules.seats:
        if rule.method is SeatMethod.RANKING and is_tied_at(draw.ranking, rule.size):
            drawn = noted(drawn, now, "tie_by_lot", rule.group)
    return drawn


def advance(file: PanelFile, *, now: int, closed: Collection[str]) -> PanelFile:
    """What the clock does: invitations that ran out pass, and the next are called. Often nothing.

    `closed`: public ids whose account is closed; they are noted and passed over.
    """
    for call in seating.expired(file, now=now):
        file = noted(seating.with_calls(file, [call]), now, "passed", call.group)
    for call in seating.due_calls(file, now=now, closed=closed):
        file = _called(file, call, now)
    return file


def answer(file: PanelFile, person: str, *, yes: bool, name: str, now: int) -> PanelFile:
    """An invitation is accepted or refused; the same answer again changes nothing."""
    if yes:
        call = seating.accept(file, person, name=name, now=now)
        step, note = "accepted", call.seat
    else:
        call = seating.pass_on(file, person, now=now)
        step, note = "passed", call.group
    if call in file.calls:
        return file
    return noted(seating.with_calls(file, [call]), now, step, note)


def pass_over(file: PanelFile, person: str, *, now: int) -> PanelFile:
    """Somebody could not be reached on the last day; the next is called at once.

    Raises:
        Refused: `NOT_OPEN` before the last day, when 72 hours are theirs; `ILLEGAL_MOVE` unless they wait.
    """
    if not seating.is_short(file, now):
        raise Refused(Code.NOT_OPEN, opens_at=file.starts_at - file.rules.short_notice_ms)
    call = seating.call_of(file, person)
    if call.outcome is not CallOutcome.PENDING:
        raise Refused(Code.ILLEGAL_MOVE, state=call.outcome.value)
    gone = seating.pass_on(file, person, now=now)
    return noted(seating.with_calls(file, [gone]), now, "not_reached", call.group)


def report_absent(file: PanelFile, person: str, *, now: int) -> PanelFile:
    """Somebody who accepted was not there when the debate began."""
    call = seating.miss(file, person, now=now)
    return noted(seating.with_calls(file, [call]), now, "absent", call.seat)


def choose(
    file: PanelFile,
    person: str,
    *,
    criteria: Sequence[str],
    reason: str,
    eligible: Collection[str],
    now: int,
) -> PanelFile:
    """Invite somebody to balance the panel, with what was looked for and why it is them.

    Raises:
        Refused: `REASON_MISSING` without criteria or reason, and as `seating.choose`.
    """
    call = seating.choose(file, person, eligible=eligible, now=now)
    looked_for = [within(one, field="criteria", limit=CRITERION_CHARACTERS) for one in criteria]
    looked_for = list(dict.fromkeys(filter(None, looked_for)))[:CRITERIA]
    why = within(reason, field="reason", limit=REASON_CHARACTERS)
    if not looked_for or not why:
        raise Refused(Code.REASON_MISSING)
    choices = [*file.choices, PanelChoice(person, looked_for, why, now)]
    return noted(seating.with_calls(replace(file, choices=choices), [call]), now, "chosen", call.group)


def noted(file: PanelFile, now: int, step: str, note: str = "") -> PanelFile:
    """The file with one more line in its log."""
    return replace(file, log=[*file.log, PanelStep(now, step, note)])


def _called(file: PanelFile, call: PanelCall, now: int) -> PanelFile:
    after = seating.with_calls(file, [call])
    if call.outcome is CallOutcome.INELIGIBLE:
        return noted(after, now, "ineligible", call.group)
    if call.order != call.group:
        after = noted(after, now, "from_other_list", f"{call.group}<{call.order}")
    return noted(after, now, "called", call.group)


def _pool(file: PanelFile) -> Pool:
    if file.pool is None:
        raise Refused(Code.NOT_OPEN)
    return file.pool
