"""The public life of a bill: a version is published, the bill is filed, and takes dated steps.

Each is a fact on the log of the process. A step that was told wrongly is corrected by another fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from hemicycle_protocol import bill as b
from hemicycle_protocol.bill import BillText, OwedAnswer
from hemicycle_protocol.bill_view import BillStep, BillStepKind, BillSummary
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import ProcessView

from .bill_draft import TITLE_CHARACTERS
from .links import required_link
from .text import required, required_lines, within

NOTE_CHARACTERS = limit_of(b.PublishBill, "note")
LABEL_CHARACTERS = limit_of(b.AddBillStep, "label")
NUMBER_CHARACTERS = limit_of(b.FileBill, "number")
STEPS = 60
# A bill of this republic is not older, and no step is planned further ahead.
_FIRST_DAY = date(1958, 10, 4)
_DAYS_AHEAD = 3 * 366


def check_publication(
    summary: BillSummary, text: BillText, note: str, owed: Sequence[OwedAnswer]
) -> b.BillPublished:
    """The fact that the draft `text` is published as the next version.

    Raises:
        Refused: `EMPTY` (`field`, and `article` for one without text), `TOO_LONG`, `REASON_MISSING` with
            what is `owed` to the top contributions.
    """
    title = required(text.title, field="title", limit=TITLE_CHARACTERS)
    if not text.statement:
        raise Refused(Code.EMPTY, field="statement")
    if not text.articles:
        raise Refused(Code.EMPTY, field="articles")
    for number, article in enumerate(text.articles, 1):
        if not article.body:
            raise Refused(Code.EMPTY, field="body", article=article.id, number=number)
    cleaned = required(note, field="note", limit=NOTE_CHARACTERS)
    check_nothing_owed(owed)
    return b.BillPublished(summary.published + 1, title, cleaned, len(text.articles))


def check_nothing_owed(owed: Sequence[OwedAnswer]) -> None:
    """Pass if every top contribution has its answer. Refused: `REASON_MISSING` with the list."""
    if owed:
        missing = [{"target": item.target, "rank": item.rank, "why": item.why.value} for item in owed]
        raise Refused(Code.REASON_MISSING, owed=missing)


def file(summary: BillSummary, command: b.FileBill, *, id: str, now: int) -> b.BillStepAdded:
    """The bill was filed.

    Raises:
        Refused: `NOT_OPEN` before a version is published, `DUPLICATE` when it was filed already (with the
            `step`, which can be corrected), and what `checked_step` refuses.
    """
    if not summary.published:
        raise Refused(Code.NOT_OPEN, field="published")
    step = BillStep(
        id, BillStepKind.FILED, command.date, "", command.chamber, command.number, command.link, said_at=now
    )
    return b.BillStepAdded(checked_step(summary, step, now=now))


def add_step(summary: BillSummary, command: b.AddBillStep, *, id: str, now: int) -> b.BillStepAdded:
    """A later step. Refused: `NOT_OPEN` before the filing, and what `checked_step` refuses."""
    if command.kind is BillStepKind.FILED:
        raise Refused(Code.INVALID, field="kind")
    if not any(step.kind is BillStepKind.FILED for step in summary.steps):
        raise Refused(Code.NOT_OPEN, field="filed")
    step = BillStep(id, command.kind, command.date, command.label, link=command.link, said_at=now)
    return b.BillStepAdded(checked_step(summary, step, now=now))


def correct_step(summary: BillSummary, command: b.CorrectBillStep, *, now: int) -> b.BillStepCorrected:
    """A step as it should have been told. The filing stays one, and so do the others.

    Raises:
        Refused: `NOT_FOUND`, `CHANGED`, `REASON_MISSING`, `DUPLICATE` when nothing
            would change, and what `checked_step` refuses.
    """
    old = next((step for step in summary.steps if step.id == command.step), None)
    if old is None:
        raise Refused(Code.NOT_FOUND, step=command.step)
    if old.version != command.version:
        raise changed(old.version)
    if (old.kind is BillStepKind.FILED) != (command.kind is BillStepKind.FILED):
        raise Refused(Code.INVALID, field="kind")
    if not command.reason.strip():
        raise Refused(Code.REASON_MISSING, field="reason")
    said = BillStep(
        old.id,
        command.kind,
        command.date,
        command.label,
        command.chamber,
        command.number,
        command.link,
        version=old.version,
        said_at=old.said_at,
    )
    step = checked_step(summary, said, now=now)
    if step == old:
        raise Refused(Code.DUPLICATE)
    reason = required_lines(command.reason, field="reason", limit=NOTE_CHARACTERS)
    return b.BillStepCorrected(replace(step, version=old.version + 1), reason)


def checked_step(summary: BillSummary, step: BillStep, *, now: int) -> BillStep:
    """The step with its texts cleaned.

    Raises:
        Refused: `EMPTY`, `TOO_LONG` or `INVALID` with the field, `DUPLICATE` for a second filing.
    """
    others = [other for other in summary.steps if other.id != step.id]
    if len(others) >= STEPS:
        raise Refused(Code.TOO_LONG, field="steps", limit=STEPS, length=len(others) + 1)
    is_filing = step.kind is BillStepKind.FILED
    if is_filing and (filed := next((s for s in others if s.kind is BillStepKind.FILED), None)):
        raise Refused(Code.DUPLICATE, step=filed.id)
    if is_filing and step.chamber is None:
        raise Refused(Code.INVALID, field="chamber")
    needs_label = step.kind is BillStepKind.OTHER
    return replace(
        step,
        date=_checked_date(step.date, now=now, passed=is_filing),
        label=(required if needs_label else within)(step.label, field="label", limit=LABEL_CHARACTERS),
        chamber=step.chamber if is_filing else None,
        number=required(step.number, field="number", limit=NUMBER_CHARACTERS) if is_filing else "",
        link=_checked_link(step.link),
    )


def bill_of(process: ProcessView) -> BillSummary:
    """What is known of the bill of a process; nothing yet before its first version."""
    return process.bill or BillSummary()


def fold_published(view: ProcessView, body: b.BillPublished, at: int) -> ProcessView:
    """The view once a version is published."""
    return replace(
        view,
        bill=replace(bill_of(view), published=body.number, published_at=at, title=body.title),
    )


def fold_step_added(view: ProcessView, body: b.BillStepAdded, at: int) -> ProcessView:
    """The view once the bill was filed or took a step."""
    summary = bill_of(view)
    return replace(view, bill=replace(summary, steps=in_order([*summary.steps, body.step])))


def fold_step_corrected(view: ProcessView, body: b.BillStepCorrected, at: int) -> ProcessView:
    """The view once a step is told as it should have been."""
    summary = bill_of(view)
    steps = [body.step if step.id == body.step.id else step for step in summary.steps]
    return replace(view, bill=replace(summary, steps=in_order(steps)))


def in_order(steps: Sequence[BillStep]) -> list[BillStep]:
    """The steps by their dates, those of one day in the order in which they were said."""
    return sorted(steps, key=lambda step: (step.date, step.said_at))


def _checked_date(text: str, *, now: int, passed: bool) -> str:
    """A day as `2027-03-01`; one that has come (it may be tomorrow already elsewhere) if `passed`."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(Code.INVALID, field="date") from None
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    last = today + timedelta(days=1 if passed else _DAYS_AHEAD)
    if not _FIRST_DAY <= day <= last:
        raise Refused(Code.INVALID, field="date", first=_FIRST_DAY.isoformat(), last=last.isoformat())
    return day.isoformat()


def _checked_link(text: str) -> str:
    return required_link(text, field="link") if text.strip() else ""
