"""What people hear of by mail, and when: paces, the instant of the digest, the lines of a mail.

Who hears of what is worked out by the services from the facts; sentences are in `services.letters`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hemicycle_protocol.personal import Notice, NoticeKind, Pace, Subject

_K = NoticeKind

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
# 06:00 UTC: 7 or 8 in the morning in France.
DIGEST_MS = 6 * HOUR_MS
# A moderator who slipped has this long to undo before an author hears of it.
GRACE_MS = 60_000
CLOSING_SOON_MS = 2 * DAY_MS
# Lines of one mail; what is beyond is counted.
LINES = 40

SUBJECTS: Mapping[NoticeKind, Subject] = {
    _K.BINNED: Subject.MODERATION,
    _K.RESTORED: Subject.MODERATION,
    _K.APPEAL_DECIDED: Subject.MODERATION,
    _K.ARGUED: Subject.ARGUMENTS,
    _K.NEW_VERSION: Subject.VERSIONS,
    _K.PHASE_OPENED: Subject.PHASES,
    _K.PHASE_CLOSING: Subject.PHASES,
    _K.PHASE_EXTENDED: Subject.PHASES,
}
# Who is judged hears of it at once; the rest waits for the morning, unless one chose otherwise.
DEFAULTS: Mapping[Subject, Pace] = {
    Subject.MODERATION: Pace.AT_ONCE,
    Subject.ARGUMENTS: Pace.DAILY,
    Subject.VERSIONS: Pace.DAILY,
    Subject.PHASES: Pace.AT_ONCE,
}


class Line(NamedTuple):
    """One line of a mail: the newest notice of several that say the same of the same, and how many."""

    notice: Notice
    times: int


class Digest(NamedTuple):
    """What stands in a mail, and how many lines did not find room."""

    lines: list[Line]
    more: int

    @property
    def subjects(self) -> list[Subject]:
        """What the mail is about, in the order of the settings."""
        told = {SUBJECTS[line.notice.kind] for line in self.lines}
        return [subject for subject in Subject if subject in told]


def pace_of(paces: Mapping[Subject, Pace], subject: Subject) -> Pace:
    """How somebody wants to hear of a subject."""
    return paces.get(subject, DEFAULTS[subject])


def due_at(kind: NoticeKind, pace: Pace, *, at: int) -> int | None:
    """When a notice of `at` is told; None if its person does not want to hear of it."""
    if pace is Pace.NONE:
        return None
    if pace is Pace.DAILY:
        return next_digest(at)
    return at + GRACE_MS if SUBJECTS[kind] is Subject.MODERATION else at


def next_digest(at: int) -> int:
    """The first instant of a digest after `at`."""
    today = at - at % DAY_MS + DIGEST_MS
    return today if at < today else today + DAY_MS


def digest_of(notices: Sequence[Notice]) -> Digest:
    """The mail for these notices: the same said of the same is one line, the oldest first."""
    groups: dict[tuple[object, ...], Line] = {}
    for notice in sorted(notices, key=lambda notice: notice.at):
        key = (notice.kind, notice.process, notice.target, notice.phase)
        known = groups.pop(key, None)
        groups[key] = Line(notice, 1 if known is None else known.times + 1)
    lines = sorted(groups.values(), key=_place)
    return Digest(lines[:LINES], max(0, len(lines) - LINES))


def is_closing_soon(closes_at: int | None, *, now: int) -> bool:
    """Whether a phase that is open ends within two days."""
    return closes_at is not None and now < closes_at <= now + CLOSING_SOON_MS


def _place(line: Line) -> tuple[int, int]:
    return list(Subject).index(SUBJECTS[line.notice.kind]), line.notice.at
