"""Public support of a bill: what one may say beside it, and what is promised at which numbers.

Counting is left to the ballot box. A threshold is crossed once: later withdrawals do not take it back.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from hemicycle_protocol.bill_view import Mobilisation, SupportThreshold
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.mobilisation import SupportBill, ThresholdCrossed, ThresholdsSet
from hemicycle_protocol.views import ProcessView

from .text import required, within

MESSAGE_CHARACTERS = limit_of(SupportBill, "message")
PROMISE_CHARACTERS = limit_of(SupportThreshold, "promise")
THRESHOLDS = 8
HIGHEST = 50_000_000


def check_message(message: str, *, public: bool) -> str:
    """The message as it is kept: one that nobody may read is not. Refused: `TOO_LONG`."""
    checked = within(message, field="message", limit=MESSAGE_CHARACTERS)
    return checked if public else ""


def set_thresholds(
    mobilisation: Mobilisation, thresholds: Sequence[SupportThreshold], *, version: int
) -> ThresholdsSet:
    """What is promised from now on, ascending; what was reached is owed and stays as it was.

    Raises:
        Refused: `CHANGED`, `TOO_LONG`, `EMPTY`, `INVALID` for numbers that do not grow, `ILLEGAL_MOVE` with
            the `count` of a reached threshold that would be lost, changed or overtaken.
    """
    if version != mobilisation.version:
        raise changed(mobilisation.version)
    if len(thresholds) > THRESHOLDS:
        raise Refused(Code.TOO_LONG, field="thresholds", limit=THRESHOLDS, length=len(thresholds))
    reached = {threshold.count: threshold for threshold in mobilisation.thresholds if is_crossed(threshold)}
    made: list[SupportThreshold] = []
    for wished in thresholds:
        if not (made[-1].count if made else 0) < wished.count <= HIGHEST:
            raise Refused(Code.INVALID, field="count")
        promise = required(wished.promise, field="promise", limit=PROMISE_CHARACTERS)
        old = reached.pop(wished.count, None)
        if old is not None and old.promise != promise:
            raise Refused(Code.ILLEGAL_MOVE, count=wished.count)
        made.append(old or SupportThreshold(wished.count, promise))
    if reached:
        raise Refused(Code.ILLEGAL_MOVE, count=min(reached))
    return ThresholdsSet(made, mobilisation.version + 1)


def crossings(mobilisation: Mobilisation, count: int) -> list[ThresholdCrossed]:
    """The facts that are due now that `count` people support: one for each threshold not crossed before."""
    return [
        ThresholdCrossed(threshold.count, threshold.promise)
        for threshold in mobilisation.thresholds
        if not is_crossed(threshold) and threshold.count <= count
    ]


def mobilisation_of(process: ProcessView) -> Mobilisation:
    """What is known of the mobilisation of a process."""
    return process.mobilisation or Mobilisation()


def fold_thresholds_set(view: ProcessView, body: ThresholdsSet, at: int) -> ProcessView:
    """The view once promises are made."""
    return replace(view, mobilisation=Mobilisation(body.thresholds, body.version))


def fold_threshold_crossed(view: ProcessView, body: ThresholdCrossed, at: int) -> ProcessView:
    """The view once so many people have supported."""
    known = mobilisation_of(view)
    thresholds = [
        replace(threshold, crossed_at=at) if threshold.count == body.count else threshold
        for threshold in known.thresholds
    ]
    return replace(view, mobilisation=replace(known, thresholds=thresholds))


def is_crossed(threshold: SupportThreshold) -> bool:
    """Whether so many people have supported at one time."""
    return threshold.crossed_at is not None
