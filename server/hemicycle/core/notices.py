"""What people hear of by mail, and when: what a fact is told as and to whom, paces, the lines of a mail.

Who these people are is looked up by the store; sentences are in `services.notice_letters`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from hemicycle_protocol.moderation import AppealOutcome, ReportReason
from hemicycle_protocol.personal import Notice, NoticeKind, Pace, Subject
from hemicycle_protocol.views import Event, Phase, PhasePlan

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
    _K.BLOCKED: Subject.MODERATION,
    _K.BLOCK_DECIDED: Subject.MODERATION,
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
    # Asked for with each support; here they are all switched off, or on again.
    Subject.BILL: Pace.AT_ONCE,
}


# What happened longer ago is news to nobody: a node that was away for a week does not write of it.
STALE_MS = 3 * DAY_MS


class Audience(StrEnum):
    """Who hears of a fact."""

    AUTHOR = "author"
    VOTERS = "voters"
    FOLLOWERS = "followers"


class Announcement(NamedTuple):
    """What a fact is told as. `of` is the text whose author or voters are meant, or the block whose
    person is; `but` another text whose author is left out.
    """

    audience: Audience
    notice: Notice
    of: str = ""
    but: str = ""


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


def announcements(event: Event, process: str) -> list[Announcement]:
    """Who is told what of a fact on a process's log; nothing of facts that concern nobody in particular."""
    tell = _TELLERS.get(event.type)
    return [] if tell is None else tell(event.body, process, event.at)


def takes_back(event: Event) -> str | None:
    """The text of which what was not told yet need not be told any more, if the fact is of that kind."""
    return str(event.body["target"]) if event.type in ("moderation_undone", "item_retired") else None


def closing_soon(process: str, plan: PhasePlan, *, now: int) -> Announcement:
    """What followers hear two days before a phase ends."""
    notice = Notice(_K.PHASE_CLOSING, process, now, phase=plan.phase, until=plan.closes_at)
    return Announcement(Audience.FOLLOWERS, notice)


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


Body = Mapping[str, Any]


def _binned(body: Body, process: str, at: int) -> list[Announcement]:
    reason = ReportReason(body["reason"])
    return _to_author(_judged(_K.BINNED, body, process, at, reason=reason))


def _restored(body: Body, process: str, at: int) -> list[Announcement]:
    return _to_author(_judged(_K.RESTORED, body, process, at))


def _appeal_decided(body: Body, process: str, at: int) -> list[Announcement]:
    outcome = AppealOutcome(body["outcome"])
    return _to_author(_judged(_K.APPEAL_DECIDED, body, process, at, outcome=outcome))


def _judged(kind: NoticeKind, body: Body, process: str, at: int, **more: Any) -> Notice:
    return Notice(kind, process, at, body["target"], explanation=body.get("explanation", ""), **more)


def _blocked(body: Body, process: str, at: int) -> list[Announcement]:
    reason, until = ReportReason(body["reason"]), body["until"]
    target = f"block/{body['block']}"
    return _to_author(
        Notice(_K.BLOCKED, process, at, target, reason=reason, explanation=body["explanation"], until=until)
    )


def _block_decided(body: Body, process: str, at: int) -> list[Announcement]:
    outcome = AppealOutcome(body.get("outcome", AppealOutcome.OVERTURNED))
    target = f"block/{body['block']}"
    return _to_author(
        Notice(_K.BLOCK_DECIDED, process, at, target, explanation=body["explanation"], outcome=outcome)
    )


def _to_author(notice: Notice) -> list[Announcement]:
    return [Announcement(Audience.AUTHOR, notice, notice.target)]


def _argued(body: Body, process: str, at: int) -> list[Announcement]:
    proposition = f"proposition/{body['proposition']}"
    notice = Notice(_K.ARGUED, process, at, proposition)
    return [Announcement(Audience.AUTHOR, notice, proposition, but=f"argument/{body['argument']}")]


def _revised(kind: str) -> Callable[[Body, str, int], list[Announcement]]:
    def tell(body: Body, process: str, at: int) -> list[Announcement]:
        target = f"{kind}/{body[kind]}"
        return [
            Announcement(Audience.VOTERS, Notice(_K.NEW_VERSION, process, at, target), target, but=target)
        ]

    return tell


def _phase(kind: NoticeKind) -> Callable[[Body, str, int], list[Announcement]]:
    def tell(body: Body, process: str, at: int) -> list[Announcement]:
        until, why = body.get("closes_at"), body.get("reason", "")
        notice = Notice(kind, process, at, explanation=why, phase=Phase(body["phase"]), until=until)
        return [Announcement(Audience.FOLLOWERS, notice)]

    return tell


_TELLERS: Mapping[str, Callable[[Body, str, int], list[Announcement]]] = {
    "item_binned": _binned,
    "item_restored": _restored,
    "appeal_decided": _appeal_decided,
    "person_blocked": _blocked,
    "block_lifted": _block_decided,
    "block_decided": _block_decided,
    "argument_made": _argued,
    "proposition_revised": _revised("proposition"),
    "argument_revised": _revised("argument"),
    "phase_opened": _phase(_K.PHASE_OPENED),
    "phase_extended": _phase(_K.PHASE_EXTENDED),
}


def _place(line: Line) -> tuple[int, int]:
    return list(Subject).index(SUBJECTS[line.notice.kind]), line.notice.at
