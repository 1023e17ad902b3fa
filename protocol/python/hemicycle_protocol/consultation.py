"""Phase 2, consultation, on the wire: what citizens write, how they vote on it, and what becomes of it.

Texts stand in answers of the API, never in facts: a fact says which proposition or argument changed, so that
a page counts what is new and reads it when its reader wants to. Facts stand on C = `process/{id}` and
P = `person/{id}`.
"""

from __future__ import annotations

from enum import StrEnum

from .events import EventBody
from .views import TextKind


class PropositionKind(StrEnum):
    """What a proposition names: what is wrong, why, or what to do."""

    PROBLEM = "problem"
    CAUSE = "cause"
    SOLUTION = "solution"


class ArgumentSide(StrEnum):
    """Which side of a proposition an argument takes."""

    FOR = "for"
    AGAINST = "against"


# --- facts ----------------------------------------------------------------------------------


class PropositionMade(EventBody, frozen=True):
    """C: there is another proposition."""

    proposition: str
    kind: PropositionKind
    section: str = ""
    official: bool = False


class PropositionRevised(EventBody, frozen=True):
    """C: its text changed. The same version: nobody else had acted on it, and it was put right in place."""

    proposition: str
    version: int


class PropositionWithdrawn(EventBody, frozen=True):
    """C: its author took it back."""

    proposition: str


class ArgumentMade(EventBody, frozen=True):
    """C: there is another argument."""

    argument: str
    proposition: str
    side: ArgumentSide


class ArgumentRevised(EventBody, frozen=True):
    """C: its text changed; see `PropositionRevised`."""

    argument: str
    proposition: str
    version: int


class ArgumentWithdrawn(EventBody, frozen=True):
    """C: its author took it back."""

    argument: str
    proposition: str


class RankingFrozen(EventBody, frozen=True):
    """C: the consultation closed with this ranking; `top` is owed a reasoned answer each."""

    ranked: int
    top_n: int
    top: list[str]


class TextKept(EventBody, frozen=True):
    """P: something of yours was kept. `digest` is of its normalised text: who repeats it is told."""

    id: str
    kind: TextKind
    process: str
    digest: str


class TextWithdrawn(EventBody, frozen=True):
    """P: you took something back."""

    id: str
