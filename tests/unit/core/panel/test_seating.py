"""The seats: one a person, refusals and silence, alternates, the last day, too few applicants."""

from typing import Any

import pytest

from hemicycle.core.panel import seating, steps
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.panel_file import CallOutcome, PanelFile
from tests.support import panels as p


def later(file: PanelFile, now: int, closed: tuple[str, ...] = ()) -> PanelFile:
    return steps.advance(file, now=now, closed=closed)


def refuse(file: PanelFile, person: str, now: int = p.DRAWN + p.HOUR) -> PanelFile:
    return later(steps.answer(file, person, yes=False, name="", now=now), now)


def test_the_first_three_of_both_orders_are_invited() -> None:
    """[PA1] A by ranking, B by lot; C waits for them."""
    file = p.called()
    assert p.waiting(file, "A") == ["r1", "r2", "r3"]
    assert p.waiting(file, "B") == p.order_of(file)[:3]
    assert p.waiting(file, "C") == []
    assert p.is_proven(file)


def test_a_refusal_passes_the_seat_to_the_next_in_the_same_order() -> None:
    """[P8] [PA12]"""
    file = p.called()
    first = p.order_of(file)
    file = refuse(file, first[1])
    assert p.waiting(file, "B") == [first[0], first[2], first[3]]
    file = refuse(file, "r1")
    assert p.waiting(file, "A") == ["r2", "r3", "r4"]
    assert p.is_proven(file)


def test_silence_of_72_hours_passes_the_seat_on_and_not_a_moment_earlier() -> None:
    """[PA11]"""
    file = p.called()
    end = p.DRAWN + 72 * p.HOUR
    assert later(file, end - 1) == file
    file = later(file, end)
    assert p.waiting(file, "A") == ["r4", "r5", "r6"]
    assert p.waiting(file, "B") == p.order_of(file)[3:6]
    with pytest.raises(Refused) as refused:
        steps.answer(file, "r1", yes=True, name="Late", now=end)
    assert refused.value.code is Code.EXPIRED
    assert p.is_proven(file)


def test_an_answer_at_the_last_moment_counts_even_before_the_clock_passes_it_on() -> None:
    """[PA11]"""
    file = p.called()
    end = p.DRAWN + 72 * p.HOUR
    assert p.call(steps.answer(file, "r1", yes=True, name="R", now=end - 1), "r1").seat == "A1"
    with pytest.raises(Refused):
        steps.answer(file, "r1", yes=True, name="R", now=end)


def test_somebody_in_two_groups_sits_once_and_no_number_changes() -> None:
    """[PA13] Someone already seated is skipped, numbering never changes."""
    people = [*p.APPLIED, "r1", "r2", "r3"]
    file = p.called(people)
    both = [person for person in p.order_of(file) if person not in ("r1", "r2", "r3")]
    assert p.waiting(file, "B") == both[:3]
    assert file.pool is not None
    assert len(file.pool.members) == len(people)
    assert len(p.order_of(file)) == len(people)
    assert p.is_proven(file)


def test_somebody_who_refused_one_seat_is_not_called_for_another() -> None:
    """[P8] [PA13]"""
    file = refuse(p.called([*p.APPLIED, "r1"]), "r1")
    for _ in range(12):
        waiting = p.waiting(file, "B")
        if not waiting:
            break
        file = refuse(file, waiting[0])
    assert [call.person for call in file.calls].count("r1") == 1
    assert p.is_proven(file)


def test_an_alternate_of_one_list_who_sits_by_the_other_is_skipped() -> None:
    """[PA13] r4 is drawn into B; when r1 refuses, the seat of A goes past r4 to r5."""
    file = p.accept_all(p.called(["r4"]))
    assert p.call(file, "r4").group == "B"
    file = p.called(["r4"])
    file = refuse(file, "r1")
    assert "r4" not in p.waiting(file, "A")
    assert p.is_proven(file)


def test_too_few_applicants_are_all_seated_and_the_rest_come_from_the_alternates_of_a() -> None:
    """[P8] [PA14] All seated, the rest from A's alternates, logged."""
    file = p.called(["only"])
    assert p.waiting(file, "B") == ["only", "r4", "r5"]
    assert p.logged(file).count(("from_other_list", "B<A")) == 2
    assert p.is_proven(file)


def test_nobody_applied() -> None:
    """[PA14]"""
    file = p.called([])
    assert p.waiting(file, "B") == ["r4", "r5", "r6"]
    assert p.is_proven(file)


def test_applicants_who_run_out_later_leave_their_seats_to_a_too() -> None:
    """[PA14]"""
    file = refuse(p.called(["x", "y", "z"]), "y")
    assert [c.order for c in file.calls if c.group == "B" and c.outcome is CallOutcome.PENDING] == [
        "B",
        "B",
        "A",
    ]
    assert p.is_proven(file)


def test_too_few_authors_leave_their_seats_to_the_pool() -> None:
    """[PA14]"""
    file = p.called(p.APPLIED, p.RANKED[:1])
    assert p.waiting(file, "A") == ["r1", *p.order_of(file)[:2]]
    assert p.waiting(file, "B") == p.order_of(file)[2:5]
    assert p.is_proven(file)


def test_nobody_is_left_to_call() -> None:
    file = p.called(["x"], p.RANKED[:2])
    assert [c.person for c in file.calls] == ["r1", "r2", "x"]
    assert seating.is_settled(p.accept_all(file))
    assert p.is_proven(file)


def test_a_closed_account_is_noted_and_never_called() -> None:
    """[PA17] It keeps its place in the order; the next is called."""
    first = p.order_of(p.drawn())[0]
    file = p.called(closed=["r2", first])
    assert p.waiting(file, "A") == ["r1", "r3", "r4"]
    assert p.call(file, "r2").outcome is CallOutcome.INELIGIBLE
    assert p.waiting(file, "B") == p.order_of(file)[1:4]
    assert p.is_proven(file)


def test_somebody_struck_keeps_the_number_and_gets_no_seat() -> None:
    """[P3] [PA16]"""
    drawn = p.drawn()
    first = p.order_of(drawn)[0]
    assert drawn.pool is not None
    number = next(m.number for m in drawn.pool.members if m.person == first)
    struck = steps.strike(p.published(), number=number, reason="Deux comptes.", now=p.CLOSES + p.HOUR)
    file = steps.advance(p.entered(p.fixed(struck)), now=p.DRAWN, closed=[])
    assert p.order_of(file) == p.order_of(drawn)
    assert p.waiting(file, "B") == p.order_of(file)[1:4]
    assert p.is_proven(file)


def test_seats_are_taken_in_order_and_given_again() -> None:
    file = p.accept_all(p.called())
    assert [p.call(file, r).seat for r in ("r1", "r2", "r3")] == ["A1", "A2", "A3"]
    file = refuse(file, "r2", p.DRAWN + 2 * p.HOUR)
    file = steps.answer(file, "r4", yes=True, name="Rita", now=p.DRAWN + 3 * p.HOUR)
    assert (p.call(file, "r4").seat, p.call(file, "r4").name) == ("A2", "Rita")
    assert p.is_proven(file)


def test_the_same_answer_again_changes_nothing() -> None:
    """[PA12]"""
    file = p.accept_all(p.called())
    assert steps.answer(file, "r1", yes=True, name="Other", now=p.DRAWN + 9 * p.HOUR) == file
    gone = steps.answer(p.called(), "r1", yes=False, name="", now=p.DRAWN)
    assert steps.answer(gone, "r1", yes=False, name="", now=p.DRAWN + 1) == gone


def test_who_refused_cannot_come_back() -> None:
    """[PA12]"""
    file = refuse(p.called(), "r1")
    with pytest.raises(Refused) as refused:
        steps.answer(file, "r1", yes=True, name="R", now=p.DRAWN + 2 * p.HOUR)
    assert refused.value.code is Code.ILLEGAL_MOVE


def test_somebody_never_called_has_nothing_to_answer() -> None:
    with pytest.raises(Refused) as refused:
        steps.answer(p.called(), "r8", yes=True, name="R", now=p.DRAWN)
    assert refused.value.code is Code.NOT_FOUND


def test_an_invitation_does_not_wait_into_the_last_day() -> None:
    """[PA11] Inside 24 h it is the first who can be reached: an hour each."""
    file = p.called()
    assert seating.expires_at(file, p.STARTS - 90 * p.HOUR) == p.STARTS - 24 * p.HOUR
    assert seating.expires_at(file, p.STARTS - 96 * p.HOUR) == p.STARTS - 24 * p.HOUR
    assert seating.expires_at(file, p.STARTS - 97 * p.HOUR) == p.STARTS - 25 * p.HOUR
    assert seating.expires_at(file, p.STARTS - 10 * p.HOUR) == p.STARTS - 9 * p.HOUR


def test_on_the_last_day_whoever_cannot_be_reached_is_passed_over_at_once() -> None:
    """[PA15]"""
    last_day = p.STARTS - 10 * p.HOUR
    file = refuse(p.accept_all(p.called()), "r1", last_day)
    assert p.waiting(file, "A") == ["r4"]
    with pytest.raises(Refused) as refused:
        steps.pass_over(file, "r4", now=p.STARTS - 25 * p.HOUR)
    assert refused.value.code is Code.NOT_OPEN
    file = later(steps.pass_over(file, "r4", now=last_day + 60_000), last_day + 60_000)
    assert p.waiting(file, "A") == ["r5"]
    assert ("not_reached", "A") in p.logged(file)
    with pytest.raises(Refused):
        steps.pass_over(file, "r2", now=last_day + 70_000)
    assert p.is_proven(file)


def test_who_is_absent_leaves_the_seat_to_the_first_alternate() -> None:
    """[PA12]"""
    file = p.accept_all(p.called())
    with pytest.raises(Refused) as refused:
        steps.report_absent(file, "r1", now=p.STARTS - 1)
    assert refused.value.code is Code.NOT_OPEN
    now = p.STARTS + 10 * 60_000
    file = later(steps.report_absent(file, "r1", now=now), now)
    assert p.waiting(file, "A") == ["r4"]
    file = steps.answer(file, "r4", yes=True, name="R4", now=now + 60_000)
    assert p.call(file, "r4").seat == "A1"
    with pytest.raises(Refused):
        steps.report_absent(file, "r1", now=now + 2)
    assert p.is_proven(file)


def test_nobody_is_called_when_the_debate_is_long_over() -> None:
    """[PA22]"""
    file = p.called()
    over = p.STARTS + seating.LATE_MS
    assert p.waiting(later(file, over), "A") == []


def test_the_choice_comes_last_with_criteria_and_a_reason() -> None:
    """[P9] [PA18] C: recorded criteria, public reason, after A and B."""
    choice: dict[str, Any] = {
        "criteria": ["territoire"],
        "reason": "Personne d’outre-mer.",
        "eligible": ["b8", "r8"],
    }
    file = p.called()
    with pytest.raises(Refused) as refused:
        steps.choose(file, "r8", now=p.DRAWN + 1, **choice)
    assert refused.value.code is Code.NOT_OPEN
    file = p.accept_all(file)
    missing: dict[str, Any]
    for missing in ({"criteria": []}, {"criteria": [" "]}, {"reason": " "}):
        with pytest.raises(Refused) as refused:
            steps.choose(file, "r8", now=p.DRAWN + 2, **{**choice, **missing})
        assert refused.value.code is Code.REASON_MISSING
    for person, code in [("r1", Code.DUPLICATE), ("nobody", Code.NOT_FOUND)]:
        with pytest.raises(Refused) as refused:
            steps.choose(file, person, now=p.DRAWN + 2, **choice)
        assert refused.value.code is code
    file = steps.choose(file, "r8", now=p.DRAWN + 2, **choice)
    assert p.waiting(file, "C") == ["r8"]
    assert p.is_proven(file)


def test_the_group_of_the_choice_fills_up_and_a_refusal_gives_another_choice() -> None:
    """[PA18]"""
    file = p.accept_all(p.called())
    spare = p.order_of(file)[3:6]
    for person in spare[:2]:
        file = steps.choose(
            file, person, criteria=["âge"], reason="Équilibre.", eligible=spare, now=p.DRAWN + p.HOUR
        )
    with pytest.raises(Refused) as refused:
        steps.choose(file, spare[2], criteria=["âge"], reason="x", eligible=spare, now=p.DRAWN + p.HOUR)
    assert refused.value.code is Code.CLOSED
    file = refuse(file, spare[0])
    assert p.waiting(file, "C") == [spare[1]]  # the clock never chooses
    file = steps.choose(
        file, spare[2], criteria=["âge"], reason="Encore.", eligible=spare, now=p.DRAWN + 2 * p.HOUR
    )
    assert p.waiting(file, "C") == [spare[1], spare[2]]
    assert p.is_proven(file)
