"""Checking a panel file against its own rules: every result is computed again from what was fixed before it.

The same checks stand in `client_web/src/draw-check/verify.ts`; `protocol/vectors/panel` holds both to the
same answers. What no file proves, that votes and applications are those of real people, is left to others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from hemicycle_protocol.panel_file import (
    PANEL_FORMAT,
    BeaconSource,
    CallOutcome,
    PanelCall,
    PanelFile,
    SeatMethod,
)

from . import beacon as beacons
from .canonical import numbered, pool_hash
from .draw import order_pool
from .ranking import rank
from .seating import lists_for


class Check(NamedTuple):
    """One thing that was checked. `holds` is None where the panel has not come so far."""

    name: str
    holds: bool | None
    facts: dict[str, object]


def verify(file: PanelFile) -> list[Check]:
    """All checks, in the order in which the panel came about."""
    return [Check(name, *check(file)) for name, check in CHECKS.items()]


def is_sound(checks: list[Check]) -> bool:
    """Whether nothing that could be checked is wrong."""
    return all(check.holds is not False for check in checks)


Found = tuple[bool | None, dict[str, object]]


def _format(file: PanelFile) -> Found:
    return file.format == PANEL_FORMAT, {"format": file.format}


def _pool_numbers(file: PanelFile) -> Found:
    if file.pool is None:
        return None, {}
    members = file.pool.members
    return members == numbered([member.person for member in members]), {"people": len(members)}


def _pool_hash(file: PanelFile) -> Found:
    if file.pool is None:
        return None, {}
    computed = pool_hash(file.process, file.pool.members)
    return computed == file.pool.hash, {"hash": computed}


def _beacon_dates(file: PanelFile) -> Found:
    """Fixed before it could be known, known only after the challenge window."""
    beacon, pool = file.beacon, file.pool
    if beacon is None or pool is None:
        return None, {}
    in_order = pool.closed_at <= pool.challenges_until < beacon.expected_at
    entered = beacon.entered_at is None or beacon.entered_at >= beacon.expected_at
    in_advance = beacon.announced_at < beacon.expected_at
    return in_order and in_advance and entered, {"expected_at": beacon.expected_at}


def _beacon_round(file: PanelFile) -> Found:
    beacon = file.beacon
    if beacon is None or beacon.source is not BeaconSource.DRAND or beacon.round is None:
        return None, {}
    return beacons.time_of(beacon.round) == beacon.expected_at, {"round": beacon.round}


def _beacon_signature(file: PanelFile) -> Found:
    beacon = file.beacon
    if beacon is None or not beacon.signature:
        return None, {}
    try:
        return beacons.is_randomness_of(beacon.signature, beacon.value), {}
    except ValueError:
        return False, {}


def _ranking(file: PanelFile) -> Found:
    if file.draw is None or file.snapshot is None:
        return None, {}
    computed = rank(file.snapshot.scores, process=file.process, beacon=_key(file))
    return computed == file.draw.ranking, {"people": len(computed), "propositions": len(file.snapshot.scores)}


def _draw(file: PanelFile) -> Found:
    if file.draw is None or file.pool is None or file.beacon is None:
        return None, {}
    algorithm = file.beacon.algorithm
    computed = order_pool(file.pool.members, process=file.process, beacon=_key(file), algorithm=algorithm)
    return computed == file.draw.pool, {"people": len(computed), "algorithm": algorithm.value}


def _one_call(file: PanelFile) -> Found:
    people = [call.person for call in file.calls]
    return (len(set(people)) == len(people) if people else None), {"calls": len(people)}


def _call_order(file: PanelFile) -> Found:
    """Each call went to the next in the list who had not been called, and no seat was called for twice."""
    called = [call for call in file.calls if _method(file, call.group) is not SeatMethod.CHOICE]
    if not called:
        return None, {}
    wrong = next(_out_of_order(file), None)
    return wrong is None, {"calls": len(called), **({} if wrong is None else {"person": wrong.person})}


def _out_of_order(file: PanelFile) -> Iterator[PanelCall]:
    sizes = {rule.group: rule for rule in file.rules.seats}
    for index, call in enumerate(file.calls):
        rule = sizes.get(call.group)
        before = file.calls[:index]
        if rule is None or (before and before[-1].at > call.at):
            yield call
            continue
        if sum(_held(one, call.group, call.at) for one in before) >= rule.size:
            yield call
        elif rule.method is not SeatMethod.CHOICE:
            known = {one.person for one in before}
            following = (place for place in lists_for(file, rule) if place[1] not in known)
            if next(following, None) != (call.order, call.person):
                yield call


def _held(call: PanelCall, group: str, at: int) -> bool:
    return call.group == group and (call.ended_at is None or call.ended_at > at)


def _seats(file: PanelFile) -> Found:
    """Each seat has one person, of the group it belongs to, who was called in time."""
    sitting = [call for call in file.calls if call.outcome is CallOutcome.ACCEPTED]
    if not sitting:
        return None, {}
    seats = [call.seat for call in sitting]
    known = {f"{rule.group}{n}" for rule in file.rules.seats for n in range(1, rule.size + 1)}
    in_time = all(
        call.accepted_at is not None and call.at <= call.accepted_at < call.expires_at for call in sitting
    )
    right = all(call.seat in known and call.seat.startswith(call.group) for call in sitting)
    return len(set(seats)) == len(seats) and right and in_time, {"seats": len(seats), "of": len(known)}


def _choices(file: PanelFile) -> Found:
    """Who was chosen has criteria and a reason, and was called after ranking and draw."""
    called = [call for call in file.calls if _method(file, call.group) is SeatMethod.CHOICE]
    if not called:
        return None, {}
    reasons = {choice.person: choice for choice in file.choices}
    given = all(
        call.person in reasons and reasons[call.person].criteria and reasons[call.person].reason
        for call in called
    )
    last = file.draw is not None and all(call.at >= file.draw.at for call in called)
    return given and last, {"people": len(called)}


def _method(file: PanelFile, group: str) -> SeatMethod | None:
    return next((rule.method for rule in file.rules.seats if rule.group == group), None)


def _key(file: PanelFile) -> str:
    beacon = file.beacon
    return "" if beacon is None else beacons.key_of(beacon.source, beacon.algorithm, beacon.value)


CHECKS: dict[str, Callable[[PanelFile], Found]] = {
    "format": _format,
    "pool_numbers": _pool_numbers,
    "pool_hash": _pool_hash,
    "beacon_dates": _beacon_dates,
    "beacon_round": _beacon_round,
    "beacon_signature": _beacon_signature,
    "ranking": _ranking,
    "draw": _draw,
    "one_call": _one_call,
    "call_order": _call_order,
    "seats": _seats,
    "choices": _choices,
}
