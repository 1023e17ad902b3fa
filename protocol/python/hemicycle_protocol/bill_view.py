"""What the view of a process knows of its bill and of the mobilisation. Texts are read from the API."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from .marks import Limit


class Chamber(StrEnum):
    """Where a bill is filed."""

    ASSEMBLY = "assembly"
    SENATE = "senate"


class BillStepKind(StrEnum):
    """What happened to a bill after it was written."""

    FILED = "filed"
    COMMITTEE = "committee"
    FIRST_READING = "first_reading"
    OTHER_CHAMBER = "other_chamber"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    OTHER = "other"


class BillStep(Struct, frozen=True, omit_defaults=True):
    """A dated step. `date` is a day, `2027-03-01`; a correction changes `version`, never silently."""

    id: str
    kind: BillStepKind
    date: str
    label: str = ""
    chamber: Chamber | None = None
    number: str = ""
    link: str = ""
    version: int = 1
    said_at: int = 0


class BillSummary(Struct, frozen=True, omit_defaults=True):
    """What the view of a process knows of its bill."""

    published: int = 0
    published_at: int | None = None
    title: str = ""
    steps: list[BillStep] = []


class SupportThreshold(Struct, frozen=True, omit_defaults=True):
    """What is promised when so many people support the bill, and when that was."""

    count: int
    promise: Annotated[str, Limit(300)]
    crossed_at: int | None = None


class Mobilisation(Struct, frozen=True, omit_defaults=True):
    """What the view of a process knows of its mobilisation; `version` is that of the thresholds."""

    thresholds: list[SupportThreshold] = []
    version: int = 0
