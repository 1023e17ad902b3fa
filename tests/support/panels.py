"""Panels of tests: a rule of 3 + 3 + 2, citizens with scores, applicants, and the instants of each step."""

from __future__ import annotations

from collections.abc import Sequence

from hemicycle.core.panel import beacon, seating, steps
from hemicycle.core.panel.verify import is_sound, verify
from hemicycle_protocol.panel_file import (
    BeaconSource,
    CallOutcome,
    DrawAlgorithm,
    PanelCall,
    PanelFile,
    Score,
)

HOUR = 3_600_000
DAY = 24 * HOUR
OPENED = 1_790_000_000_000
CLOSES = OPENED + 10 * DAY
DRAWN = CLOSES + 3 * DAY
STARTS = CLOSES + 30 * DAY
RANDOMNESS = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
NUMBERS = [[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]]


def score(person: str, agree: int, disagree: int = 0, proposition: str = "") -> Score:
    return Score(proposition or f"prop-{person}", person, agree, disagree)


RANKED = [score(f"r{n}", 100 - n) for n in range(1, 9)]
APPLIED = [f"b{n}" for n in range(1, 9)]


def opened() -> PanelFile:
    return steps.open_panel(
        process="p1",
        title="Logement",
        debate="d1",
        starts_at=STARTS,
        rules=seating.default_rules(),
        applications_close_at=CLOSES,
        now=OPENED,
    )


def published(people: Sequence[str] = APPLIED, scores: Sequence[Score] = RANKED) -> PanelFile:
    return steps.publish_pool(opened(), people=people, scores=scores, closed_at=OPENED, now=CLOSES)


def fixed(file: PanelFile, algorithm: DrawAlgorithm = DrawAlgorithm.TICKETS) -> PanelFile:
    return steps.fix_beacon(
        file,
        source=BeaconSource.DRAND,
        algorithm=algorithm,
        round_=None,
        name="",
        expected_at=None,
        now=CLOSES + HOUR,
    )


def entered(file: PanelFile, value: str = RANDOMNESS, *, now: int = DRAWN) -> PanelFile:
    return steps.enter_beacon(file, value=value, signature="", numbers=[], now=now)


def drawn(people: Sequence[str] = APPLIED, scores: Sequence[Score] = RANKED) -> PanelFile:
    """A panel just after its draw, nobody called yet."""
    return entered(fixed(published(people, scores)))


def called(
    people: Sequence[str] = APPLIED, scores: Sequence[Score] = RANKED, *, closed: Sequence[str] = ()
) -> PanelFile:
    return steps.advance(drawn(people, scores), now=DRAWN, closed=closed)


def accept_all(file: PanelFile, *, now: int = DRAWN + HOUR) -> PanelFile:
    for call in file.calls:
        if call.outcome is CallOutcome.PENDING:
            file = steps.answer(file, call.person, yes=True, name=f"Name of {call.person}", now=now)
    return file


def waiting(file: PanelFile, group: str) -> list[str]:
    return [c.person for c in file.calls if c.group == group and c.outcome is CallOutcome.PENDING]


def call(file: PanelFile, person: str) -> PanelCall:
    return seating.call_of(file, person)


def order_of(file: PanelFile) -> list[str]:
    assert file.draw is not None
    return [ticket.person for ticket in file.draw.pool]


def logged(file: PanelFile) -> list[tuple[str, str]]:
    return [(step.step, step.note) for step in file.log]


def is_proven(file: PanelFile) -> bool:
    return is_sound(verify(file))


FIRST_ROUND = beacon.first_round_after(CLOSES + 2 * DAY)
