"""A text under moderation: what the rules decide on is what the store keeps. It is never on the wire."""

from __future__ import annotations

from typing import NamedTuple

from .moderation import AppealOutcome, BlockState, ItemState, ModerationAct, ReportReason
from .views import Role


class Item(NamedTuple):
    """A text that was reported or moderated, with what was said of it. `author` is its account, if any.

    `binned_by`, `reason`, `explanation`, `role` and `decided_at` are of the newest binning, `last_…` of the
    newest act, with the state before it. `reports` are those that nobody answered yet, `reported_at` is the
    oldest of them, `answered` how many the last act answered. `shown_as` is the state the text had in lists
    before it was taken out of view, and has again when it comes back. The order is that of the columns.
    """

    target: str
    process: str
    author: str | None
    state: ItemState = ItemState.VISIBLE
    version: int = 0
    reports: int = 0
    reported_at: int | None = None
    urgency: int | None = None
    answered: int = 0
    binned_by: str | None = None
    reason: ReportReason | None = None
    explanation: str = ""
    role: Role | None = None
    decided_at: int | None = None
    appeal: str = ""
    appealed_at: int | None = None
    outcome: AppealOutcome | None = None
    outcome_explanation: str = ""
    last_act: ModerationAct | None = None
    last_by: str | None = None
    last_at: int | None = None
    last_before: ItemState | None = None
    claimed_by: str | None = None
    claimed_name: str | None = None
    claimed_until: int = 0
    shown_as: str = ItemState.VISIBLE.value


class BlockRow(NamedTuple):
    """A block as it is kept, in the order of the columns.

    `person` None: they closed their account; while it holds, `mark` is that of their mailbox in the process.
    """

    id: str
    process: str
    person: str | None
    by: str
    at: int
    until: int
    reason: ReportReason
    explanation: str
    state: BlockState = BlockState.STANDING
    version: int = 1
    appeal: str = ""
    outcome: AppealOutcome | None = None
    outcome_explanation: str = ""
    mark: str | None = None
