"""The phase `mobilisation`: citizens publicly support the bill.

A support is a ballot on `bill/{process}`; that somebody supports is public only if they ask for it.

| method and path | answer |
|---|---|
| GET /cards/{kind}/{id}.png | 1200 × 630; `processes`, `propositions`, `bill` or `mobilisation` |
"""

from __future__ import annotations

from typing import Annotated

from .api import Value
from .bill_view import BillStep, SupportThreshold
from .commands import CommandBody, ResultBody, VersionResult, answers
from .events import EventBody
from .marks import Limit
from .views import PhasePlan

# --- commands -------------------------------------------------------------------------------------


class SupportResult(ResultBody, frozen=True):
    """Whether one supports it now, and since when."""

    on: bool
    at: int


@answers(SupportResult)
class SupportBill(CommandBody, frozen=True):
    """Support the bill, or change how.

    `public` shows name and message on the list; `news` asks for a mail at each step and threshold.
    """

    process: str
    seq: int
    public: bool = False
    message: Annotated[str, Limit(280)] = ""
    news: bool = False


@answers(SupportResult)
class WithdrawSupport(CommandBody, frozen=True):
    """Take one's support back, with everything said beside it."""

    process: str
    seq: int


@answers(VersionResult)
class SetThresholds(CommandBody, frozen=True):
    """Say what is promised at which numbers; one that was reached stays."""

    process: str
    version: int
    thresholds: list[SupportThreshold]


class HideSupportMessage(CommandBody, frozen=True):
    """Take a public message off the list, with a reason (moderators); `on=False` shows it again."""

    process: str
    support: str
    reason: Annotated[str, Limit(300)]
    on: bool = True


# --- events ---------------------------------------------------------------------------------------


class ThresholdsSet(EventBody, frozen=True):
    """C: what is promised at which numbers."""

    thresholds: list[SupportThreshold]
    version: int


class ThresholdCrossed(EventBody, frozen=True):
    """C: so many people support the bill, for the first time."""

    count: int
    promise: str


class SupportMessageHidden(EventBody, frozen=True):
    """C: moderation took a message of a supporter off the list (`on`), or showed it again."""

    support: str
    reason: str
    on: bool = True


# --- what the API answers -------------------------------------------------------------------------


class Supporter(Value, frozen=True):
    """Somebody who wants to be seen; `hidden` says why moderation took the message off."""

    id: str
    name: str
    at: int
    message: str = ""
    hidden: str = ""


class SupporterList(Value, frozen=True):
    """Public supporters, the newest first; `total` of those who chose to be public."""

    supporters: list[Supporter]
    total: int
    after: str | None = None


class SupportPoint(Value, frozen=True):
    """How many supported at the end of an hour or day that ends at `at`."""

    at: int
    count: int


class SupportCurve(Value, frozen=True):
    """The supports that stand now, by when they were given; the last point is their number."""

    step_ms: int
    points: list[SupportPoint]


class MobilisationPage(Value, frozen=True):
    """The bill and who supports it; `bill` is the number of the published version, 0 for none."""

    process: str
    process_title: str
    summary: str
    phases: list[PhasePlan]
    bill: int
    bill_title: str
    supports: int
    public: int
    thresholds: list[SupportThreshold]
    thresholds_version: int
    steps: list[BillStep]


class MySupport(Value, frozen=True):
    """One's own support."""

    on: bool = False
    at: int | None = None
    public: bool = False
    message: str = ""
    news: bool = False
    hidden: str = ""
