"""When people hear of something, and what stands in one mail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.core.notices import (
    DAY_MS,
    DEFAULTS,
    DIGEST_MS,
    GRACE_MS,
    LINES,
    SUBJECTS,
    digest_of,
    due_at,
    is_closing_soon,
    next_digest,
    pace_of,
)
from hemicycle_protocol.personal import Notice, NoticeKind, Pace, Subject
from hemicycle_protocol.views import Phase

MIDNIGHT = 20_000 * DAY_MS


def argued(target: str, at: int) -> Notice:
    return Notice(NoticeKind.ARGUED, "p1", at, target, "Publier")


def test_every_kind_has_a_subject_and_every_subject_a_pace() -> None:
    """[NO2]"""
    assert set(SUBJECTS) == set(NoticeKind)
    assert set(DEFAULTS) == set(Subject)
    assert pace_of({}, Subject.ARGUMENTS) is Pace.DAILY
    assert pace_of({Subject.ARGUMENTS: Pace.NONE}, Subject.ARGUMENTS) is Pace.NONE


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (MIDNIGHT, MIDNIGHT + DIGEST_MS),
        (MIDNIGHT + DIGEST_MS - 1, MIDNIGHT + DIGEST_MS),
        (MIDNIGHT + DIGEST_MS, MIDNIGHT + DAY_MS + DIGEST_MS),
        (MIDNIGHT + DAY_MS - 1, MIDNIGHT + DAY_MS + DIGEST_MS),
    ],
)
def test_the_digest_goes_at_a_fixed_hour(at: int, told: int) -> None:
    """[NO2]"""
    assert next_digest(at) == told
    assert due_at(NoticeKind.ARGUED, Pace.DAILY, at=at) == told


@given(st.integers(0, 10**13))
def test_a_notice_waits_a_day_at_most(at: int) -> None:
    """[NO2]"""
    assert at < next_digest(at) <= at + DAY_MS


def test_who_is_judged_hears_of_it_after_the_moment_to_undo() -> None:
    """[NO1]"""
    assert due_at(NoticeKind.BINNED, Pace.AT_ONCE, at=5) == 5 + GRACE_MS
    assert due_at(NoticeKind.PHASE_OPENED, Pace.AT_ONCE, at=5) == 5
    assert due_at(NoticeKind.PHASE_OPENED, Pace.NONE, at=5) is None


def test_the_same_of_the_same_is_one_line() -> None:
    """[NO4]"""
    digest = digest_of([argued("proposition/a", 3), argued("proposition/b", 2), argued("proposition/a", 1)])
    assert [(line.notice.target, line.notice.at, line.times) for line in digest.lines] == [
        ("proposition/b", 2, 1),
        ("proposition/a", 3, 2),
    ]
    assert (digest.more, digest.subjects) == (0, [Subject.ARGUMENTS])


def test_what_was_judged_stands_first() -> None:
    """[NO4]"""
    opened = Notice(NoticeKind.PHASE_OPENED, "p1", 1, phase=Phase.CONSULTATION)
    binned = Notice(NoticeKind.BINNED, "p1", 9, "argument/x")
    digest = digest_of([opened, argued("proposition/a", 5), binned])
    assert [line.notice.kind for line in digest.lines] == ["binned", "argued", "phase_opened"]
    assert digest.subjects == [Subject.MODERATION, Subject.ARGUMENTS, Subject.PHASES]


def test_a_mail_has_an_end() -> None:
    """[NO4]"""
    digest = digest_of([argued(f"proposition/{n}", n) for n in range(LINES + 7)])
    assert (len(digest.lines), digest.more) == (LINES, 7)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 99)), max_size=40))
def test_a_digest_leaves_nothing_out(notices: list[tuple[str, int]]) -> None:
    """[NO4]"""
    digest = digest_of([argued(f"proposition/{target}", at) for target, at in notices])
    assert sum(line.times for line in digest.lines) == len(notices)


def test_a_phase_closes_soon_within_two_days() -> None:
    """[NO6]"""
    assert is_closing_soon(2 * DAY_MS, now=0)
    assert not is_closing_soon(2 * DAY_MS + 1, now=0)
    assert not is_closing_soon(5, now=5)
    assert not is_closing_soon(None, now=5)
