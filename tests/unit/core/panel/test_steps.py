"""The steps in order, what each needs before it, and that there is one draw."""

import pytest
from msgspec.structs import replace

from hemicycle.core.panel import steps
from hemicycle.core.panel.beacon import time_of
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.panel_file import BeaconSource, DrawAlgorithm, PanelFile, SeatMethod, SeatRule
from tests.support import panels as p


def fix(file: PanelFile, **changes: object) -> PanelFile:
    wish = {
        "source": BeaconSource.DRAND,
        "algorithm": DrawAlgorithm.TICKETS,
        "round_": None,
        "name": "",
        "expected_at": None,
        "now": p.CLOSES + p.HOUR,
    }
    return steps.fix_beacon(file, **{**wish, **changes})  # type: ignore[arg-type]


def code_of(refused: pytest.ExceptionInfo[Refused]) -> tuple[Code, object]:
    return refused.value.code, refused.value.facts.get("field")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"applications_close_at": p.OPENED}, "applications_close_at"),
        ({"applications_close_at": p.STARTS}, "applications_close_at"),
        ({"seats": []}, "seats"),
        ({"seats": [SeatRule("A", SeatMethod.DRAW, 0)]}, "seats"),
        ({"seats": [SeatRule("A", SeatMethod.DRAW, 1), SeatRule("A", SeatMethod.CHOICE, 1)]}, "seats"),
    ],
)
def test_a_panel_that_cannot_be_seated_is_refused(change: dict[str, object], field: str) -> None:
    file = p.opened()
    rules = replace(file.rules, seats=change.get("seats", file.rules.seats))
    with pytest.raises(Refused) as refused:
        steps.open_panel(
            process="p1",
            title="",
            debate="d1",
            starts_at=p.STARTS,
            rules=rules,
            applications_close_at=change.get("applications_close_at", p.CLOSES),  # type: ignore[arg-type]
            now=p.OPENED,
        )
    assert code_of(refused) == (Code.INVALID, field)


def test_the_pool_is_published_after_the_closing_and_once() -> None:
    """[PA5]"""
    with pytest.raises(Refused) as refused:
        steps.publish_pool(p.opened(), people=[], scores=[], closed_at=0, now=p.CLOSES - 1)
    assert refused.value.code is Code.NOT_OPEN
    with pytest.raises(Refused) as refused:
        steps.publish_pool(p.published(), people=["x"], scores=[], closed_at=0, now=p.CLOSES + 9)
    assert refused.value.code is Code.ILLEGAL_MOVE


def test_the_beacon_is_the_first_round_after_the_challenge_window() -> None:
    """[PA7] A public random beacon strictly later than the window."""
    file = fix(p.published())
    assert file.pool is not None
    assert file.beacon is not None
    assert file.beacon.round == p.FIRST_ROUND
    assert file.pool.challenges_until < file.beacon.expected_at <= file.pool.challenges_until + 3_000
    assert file.beacon.expected_at == time_of(p.FIRST_ROUND)


def test_a_value_that_is_known_too_early_or_too_late_is_refused() -> None:
    """[PA7]"""
    file = p.published()
    assert file.pool is not None
    until = file.pool.challenges_until
    lottery = {"source": BeaconSource.LOTTERY, "name": "Loto du 3 mars"}
    cases: list[tuple[dict[str, object], str]] = [
        ({"round_": p.FIRST_ROUND - 1}, "round"),
        ({"round_": 1}, "round"),
        ({"now": p.STARTS}, "round"),
        ({**lottery, "expected_at": until}, "expected_at"),
        ({**lottery, "expected_at": None}, "expected_at"),
        ({**lottery, "expected_at": p.STARTS}, "expected_at"),
    ]
    for change, field in cases:
        with pytest.raises(Refused) as refused:
            fix(file, **change)
        assert code_of(refused) == (Code.INVALID, field)
    with pytest.raises(Refused) as refused:
        fix(file, source=BeaconSource.LOTTERY, expected_at=until + 1)
    assert code_of(refused) == (Code.EMPTY, "name")


def test_the_beacon_is_fixed_once_and_after_the_pool() -> None:
    """[PA7]"""
    with pytest.raises(Refused) as refused:
        fix(p.opened())
    assert refused.value.code is Code.NOT_OPEN
    with pytest.raises(Refused) as refused:
        fix(fix(p.published()), round_=p.FIRST_ROUND + 5)
    assert refused.value.code is Code.ILLEGAL_MOVE


def test_the_value_is_entered_when_it_is_known_and_draws_once() -> None:
    """[PA8] Never a second draw."""
    file = p.fixed(p.published())
    assert file.beacon is not None
    with pytest.raises(Refused) as refused:
        p.entered(file, now=file.beacon.expected_at - 1)
    assert refused.value.code is Code.NOT_OPEN
    with pytest.raises(Refused) as refused:
        p.entered(p.published())
    assert refused.value.code is Code.NOT_OPEN
    file = p.entered(file)
    with pytest.raises(Refused) as refused:
        p.entered(file, "0" * 64)
    assert refused.value.code is Code.ILLEGAL_MOVE


def test_numbers_of_a_lottery_draw_as_rfc_3797_says() -> None:
    """[PA10]"""
    people = [f"m{n:02}" for n in range(1, 26)]
    file = fix(
        p.published(people),
        source=BeaconSource.LOTTERY,
        algorithm=DrawAlgorithm.RFC3797,
        name="Exemple de la RFC 3797",
        expected_at=p.DRAWN,
    )
    with pytest.raises(Refused) as refused:
        steps.enter_beacon(file, value="", signature="", numbers=[], now=p.DRAWN)
    assert code_of(refused) == (Code.INVALID, "numbers")
    file = steps.enter_beacon(file, value="", signature="", numbers=p.NUMBERS, now=p.DRAWN)
    assert p.order_of(file)[:11] == [f"m{n:02}" for n in (17, 7, 2, 16, 25, 23, 8, 24, 19, 13, 22)]
    assert p.is_proven(file)


def test_a_tie_at_the_boundary_is_written_down() -> None:
    """[PA3]"""
    tied = [p.score(f"t{n}", 5) for n in range(5)]
    assert ("tie_by_lot", "A") in p.logged(p.drawn(scores=tied))
    assert ("tie_by_lot", "A") not in p.logged(p.drawn(scores=tied[:3]))


def test_nobody_is_struck_once_the_value_is_known() -> None:
    """[PA16]"""
    with pytest.raises(Refused) as refused:
        steps.strike(p.drawn(), number=1, reason="x", now=p.DRAWN)
    assert refused.value.code is Code.CLOSED


def test_striking_needs_a_number_and_a_reason_and_happens_once() -> None:
    """[PA16]"""
    file = p.published()
    for number, reason, code in [
        (99, "x", Code.NOT_FOUND),
        (1, " ", Code.EMPTY),
        (1, "x" * 1_001, Code.TOO_LONG),
    ]:
        with pytest.raises(Refused) as refused:
            steps.strike(file, number=number, reason=reason, now=p.CLOSES)
        assert refused.value.code is code
    struck = steps.strike(file, number=1, reason="Deux comptes.", now=p.CLOSES)
    with pytest.raises(Refused) as refused:
        steps.strike(struck, number=1, reason="x", now=p.CLOSES)
    assert refused.value.code is Code.DUPLICATE
    with pytest.raises(Refused) as refused:
        steps.strike(p.opened(), number=1, reason="x", now=p.OPENED)
    assert refused.value.code is Code.NOT_OPEN
