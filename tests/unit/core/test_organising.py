"""What organisers decide: the template, settings, dates, publishing."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from hemicycle.core import organising
from hemicycle.core.phases import GRACE_MS, due, next_due
from hemicycle.core.process import empty_process, folded
from hemicycle_protocol import process as p
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.events import EventBody, ProcessCreated
from hemicycle_protocol.views import (
    Commitment,
    Cover,
    CoverColour,
    Phase,
    PhasePlan,
    PhaseState,
    ProcessView,
    Role,
)

DAY_MS = 86_400_000
NOW = 1_000 * DAY_MS
PARIS = ZoneInfo("Europe/Paris")
OPENS, CLOSES = NOW + DAY_MS, NOW + 9 * DAY_MS
PHASES = [PhasePlan(Phase.PRESENTATION, NOW - DAY_MS, CLOSES), PhasePlan(Phase.CONSULTATION, OPENS, CLOSES)]
CREATED = ProcessCreated("p1", "Eau", "Pourquoi.", PHASES, draft=True, commitment=Commitment(10))
DRAFT = folded(empty_process("p1"), [CREATED], at=NOW)
PUBLIC = folded(DRAFT, [p.ProcessPublished()], at=NOW)


def checks(view: ProcessView, *, now: int = NOW) -> list[p.Check]:
    return organising.checks(view, now=now, has_problem=False, roles=[Role.ORGANISER])


def test_a_draft_begins_with_six_phases_in_two_weeks() -> None:
    """[PR2]"""
    fact = organising.create(p.CreateProcess("p1", " Eau ", "k"), now=NOW, zone=PARIS)
    assert (fact.title, fact.draft, fact.commitment) == ("Eau", True, Commitment(10))
    assert [plan.phase for plan in fact.phases] == list(Phase)
    # 1,014 days after 1970 began, at eight by the clocks of Paris
    assert fact.phases[0].opens_at == NOW + 14 * DAY_MS + 7 * 3_600_000


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (p.CreateProcess("p1", " ", "k"), Code.EMPTY, "title"),
        (p.CreateProcess("p1", "x" * 201, "k"), Code.TOO_LONG, "title"),
        (p.CreateProcess("p1", "Eau", "k", summary="x" * 5_001), Code.TOO_LONG, "summary"),
        (p.CreateProcess("p1", "Eau", "k", top_n=-1), Code.INVALID, "top_n"),
        (p.CreateProcess("p1", "Eau", "k", top_n=10**9), Code.INVALID, "top_n"),
        (p.CreateProcess("p1", "Eau", "k", starts_at=10**18), Code.INVALID, "starts_at"),
        (p.CreateProcess("p1", "Eau", "k", starts_at=-(10**18)), Code.INVALID, "starts_at"),
    ],
)
def test_what_makes_no_process_is_refused_with_its_field(
    command: p.CreateProcess, code: Code, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        organising.create(command, now=NOW, zone=PARIS)
    assert (refused.value.code, refused.value.facts["field"]) == (code, field)


def change(view: ProcessView, wish: p.ChangeProcess, *, now: int) -> list[EventBody]:
    return organising.change(view, wish, now=now, zones={"Europe/Paris", "Indian/Reunion"})


def test_a_process_has_a_zone_and_a_cover_of_its_own() -> None:
    """[SI5]"""
    cover = Cover(CoverColour.FOREST)
    wish = p.ChangeProcess("p1", 0, "Eau", "Pourquoi.", 10, "Indian/Reunion", cover)
    after = folded(DRAFT, change(DRAFT, wish, now=NOW), at=NOW)
    assert (after.zone, after.cover, after.version) == ("Indian/Reunion", cover, 1)
    back = p.ChangeProcess("p1", 1, "Eau", "Pourquoi.", 10)
    assert folded(after, change(after, back, now=NOW), at=NOW).zone == ""


def test_what_is_no_zone_is_refused() -> None:
    """[SI5]"""
    with pytest.raises(Refused) as refused:
        change(DRAFT, p.ChangeProcess("p1", 0, "Eau", "Pourquoi.", 10, "Paris"), now=NOW)
    assert (refused.value.code, refused.value.facts) == (Code.INVALID, {"field": "zone"})


def test_settings_are_changed_by_who_saw_the_present_ones() -> None:
    """[PR15]"""
    wish = p.ChangeProcess("p1", 0, "L’eau", "Pourquoi.", 5)
    after = folded(DRAFT, change(DRAFT, wish, now=NOW), at=NOW)
    assert (after.title, after.commitment.top_n, after.version) == ("L’eau", 5, 1)
    with pytest.raises(Refused) as refused:
        change(after, wish, now=NOW)
    assert (refused.value.code, refused.value.facts) == (Code.CHANGED, {"version": 1})


def test_the_same_settings_are_no_fact() -> None:
    """[PR15]"""
    assert change(DRAFT, p.ChangeProcess("p1", 0, "Eau", "Pourquoi.", 10), now=NOW) == []


def test_the_commitment_stands_from_the_closing_on() -> None:
    """[PR13] Frozen at closing; title and summary may still be put right."""
    more = p.ChangeProcess("p1", 0, "Eau", "Pourquoi.", 3)
    assert change(PUBLIC, more, now=CLOSES - 1)
    with pytest.raises(Refused) as refused:
        change(PUBLIC, more, now=CLOSES)
    assert refused.value.code is Code.CLOSED
    assert change(PUBLIC, p.ChangeProcess("p1", 0, "L’eau", "Pourquoi.", 10), now=CLOSES)


def test_a_phase_is_planned_by_who_saw_its_present_dates() -> None:
    """[PR15]"""
    wish = p.PlanPhase("p1", Phase.CONSULTATION, 0, OPENS + 5, CLOSES)
    after = folded(DRAFT, organising.plan(DRAFT, wish, now=NOW), at=NOW)
    assert after.phases[1] == PhasePlan(Phase.CONSULTATION, OPENS + 5, CLOSES, version=1)
    with pytest.raises(Refused) as refused:
        organising.plan(after, wish, now=NOW)
    assert refused.value.code is Code.CHANGED
    assert organising.plan(after, p.PlanPhase("p1", Phase.CONSULTATION, 1, OPENS + 5, CLOSES), now=NOW) == []


def test_an_extension_says_why() -> None:
    """[PR9]"""
    wish = p.ExtendPhase("p1", Phase.PRESENTATION, 0, CLOSES + 5, " Panne  du site ")
    assert organising.extend(PUBLIC, wish, now=NOW) == [
        p.PhaseExtended(Phase.PRESENTATION, CLOSES + 5, "Panne du site")
    ]
    with pytest.raises(Refused) as refused:
        organising.extend(PUBLIC, wish, now=CLOSES)
    assert refused.value.code is Code.CLOSED


def test_nothing_of_a_draft_is_extended() -> None:
    """[PR5]"""
    with pytest.raises(Refused) as refused:
        organising.extend(DRAFT, p.ExtendPhase("p1", Phase.PRESENTATION, 0, CLOSES + 5), now=NOW)
    assert refused.value.code is Code.NOT_OPEN


def test_publishing_opens_what_has_begun() -> None:
    """[PR12]"""
    facts = organising.publish(DRAFT, checks(DRAFT), now=NOW)
    assert facts == [p.ProcessPublished(), p.PhaseOpened(Phase.PRESENTATION, NOW - DAY_MS)]
    with pytest.raises(Refused) as refused:
        organising.publish(PUBLIC, checks(PUBLIC), now=NOW)
    assert refused.value.code is Code.ILLEGAL_MOVE


def test_publishing_without_what_is_required_names_all_of_it() -> None:
    """[PR12]"""
    bare = ProcessView("p1", "Eau", phases=[PhasePlan(Phase.PRESENTATION, 9), PhasePlan(Phase.BILL, 1)])
    with pytest.raises(Refused) as refused:
        organising.publish(ProcessView("p1", "Eau", draft=True), checks(bare), now=NOW)
    assert refused.value.facts == {"missing": ["summary", "dates", "order"]}


def test_a_consultation_that_is_over_is_not_published() -> None:
    """[PR12]"""
    assert [check.id for check in checks(DRAFT, now=CLOSES) if check.required and not check.done] == ["ahead"]


def test_what_is_due_is_said_in_the_order_in_which_it_happened() -> None:
    """[PR6]"""
    late = CLOSES + GRACE_MS
    said = due(PUBLIC, now=late)
    assert [type(fact).__name__ for fact in said] == [
        "PhaseOpened",
        "PhaseOpened",
        "PhaseClosed",
        "PhaseClosed",
    ]
    after = folded(PUBLIC, said, at=late)
    assert [plan.state for plan in after.phases] == [PhaseState.CLOSED] * 2
    assert due(after, now=late) == []
    assert next_due(after) is None


def test_a_phase_opens_at_its_instant_and_is_said_to_be_over_a_grace_later() -> None:
    """[PR6]"""
    begun = folded(PUBLIC, due(PUBLIC, now=NOW), at=NOW)
    assert next_due(begun) == OPENS
    assert due(begun, now=OPENS - 1) == []
    assert due(begun, now=OPENS) == [p.PhaseOpened(Phase.CONSULTATION, OPENS)]
    running = folded(begun, due(begun, now=OPENS), at=OPENS)
    assert next_due(running) == CLOSES + GRACE_MS
    assert due(running, now=CLOSES + GRACE_MS - 1) == []


def test_nothing_is_due_of_a_draft() -> None:
    """[PR5]"""
    assert due(DRAFT, now=CLOSES + GRACE_MS) == []
    assert next_due(DRAFT) is None
