"""Phase 2, consultation, on the wire: what citizens write, how they vote on it, and what becomes of it.

Texts stand in answers of the API, never in facts: a fact says which proposition or argument changed, so that
a page counts what is new and reads it when its reader wants to. Facts stand on C = `process/{id}` and
P = `person/{id}`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Struct, field

from .commands import CommandBody, ResultBody, VersionResult, answers
from .differences import DiffPiece, DiffRow
from .events import EventBody
from .marks import Limit
from .views import PhasePlan, TextKind


class ListSort(StrEnum):
    """In which order propositions are listed: `random` with one's own seed, `best` for words."""

    RANDOM = "random"
    AGREED = "agreed"
    VOTED = "voted"
    NEWEST = "newest"
    BEST = "best"


class PropositionKind(StrEnum):
    """What a proposition names: what is wrong, why, or what to do."""

    PROBLEM = "problem"
    CAUSE = "cause"
    SOLUTION = "solution"


class ArgumentSide(StrEnum):
    """Which side of a proposition an argument takes."""

    FOR = "for"
    AGAINST = "against"


# --- commands -------------------------------------------------------------------------------


class ProposeResult(ResultBody, frozen=True):
    """The proposition."""

    proposition: str


@answers(ProposeResult)
class Propose(CommandBody, frozen=True):
    """Propose something under a node of the presentation or a proposition."""

    process: str
    kind: PropositionKind
    title: Annotated[str, Limit(150)]
    body: Annotated[str, Limit(8_000)]
    key: str
    parent: str | None = None
    section: Annotated[str, Limit(200)] = ""
    sources: list[str] = field(default_factory=list)


class ArgueResult(ResultBody, frozen=True):
    """The argument."""

    argument: str


@answers(ArgueResult)
class Argue(CommandBody, frozen=True):
    """Argue for or against a proposition."""

    proposition: str
    side: ArgumentSide
    body: Annotated[str, Limit(2_000)]
    key: str
    sources: list[str] = field(default_factory=list)


@answers(VersionResult)
class ReviseProposition(CommandBody, frozen=True):
    """Write one's own proposition anew; `version` is the one that was read."""

    proposition: str
    version: int
    title: Annotated[str, Limit(150)]
    body: Annotated[str, Limit(8_000)]
    sources: list[str] = field(default_factory=list)


@answers(VersionResult)
class ReviseArgument(CommandBody, frozen=True):
    """Write one's own argument anew; `version` is the one that was read."""

    argument: str
    version: int
    body: Annotated[str, Limit(2_000)]
    sources: list[str] = field(default_factory=list)


class WithdrawProposition(CommandBody, frozen=True):
    """Take one's own proposition back: nobody votes on it any more, what was voted stays readable."""

    proposition: str


class WithdrawArgument(CommandBody, frozen=True):
    """Take one's own argument back: nobody supports it any more."""

    argument: str


class VoteArgumentResult(ResultBody, frozen=True):
    """Whether one supports it now, and since when."""

    on: bool
    at: int


@answers(VoteArgumentResult)
class VoteArgument(CommandBody, frozen=True):
    """Support an argument, or stop. `version` is the text that the person read."""

    argument: str
    on: bool
    seq: int
    version: int | None = None


# --- facts ----------------------------------------------------------------------------------


class PropositionMade(EventBody, frozen=True):
    """C: there is another proposition."""

    proposition: str
    kind: PropositionKind
    section: str = ""
    official: bool = False


class PropositionRevised(EventBody, frozen=True):
    """C: its text changed. Who acted on the one before finds it among the versions; else it was put right."""

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


# --- values ---------------------------------------------------------------------------------


class Similar(Struct, frozen=True, omit_defaults=True):
    """A proposition that says nearly the same as what somebody is typing; `likeness` from 0 to 100."""

    id: str
    number: int
    title: str
    kind: PropositionKind
    likeness: int


class RankedItem(Struct, frozen=True, omit_defaults=True):
    """A place of the ranking. `owed`: its author and readers are owed a reasoned answer."""

    rank: int
    id: str
    number: int
    title: str
    author: str
    agree: int = 0
    mixed: int = 0
    disagree: int = 0
    owed: bool = False


class Ranking(Struct, frozen=True, omit_defaults=True):
    """A page of the ranking; `frozen_at` once the consultation has closed. `after` continues the list."""

    process: str
    title: str
    top_n: int
    total: int
    items: list[RankedItem]
    frozen_at: int | None = None
    after: int | None = None


class VoteColumns(Struct, frozen=True):
    """Votes of each proposition of an `Overview`, in its order."""

    agree: list[int]
    mixed: list[int]
    disagree: list[int]


class WrittenDay(Struct, frozen=True, omit_defaults=True):
    """A day on the clocks of the process, `2015-09-26`, and what was written on it that can still be read."""

    day: str
    propositions: int = 0
    arguments: int = 0


class Overview(Struct, frozen=True, omit_defaults=True):
    """All visible propositions of a process, a column for each fact: entry *n* is of the *n*th of them.

    `parts` are places in `sections`; a rank of 0 is none. `imported` are votes of elsewhere, not in `cast`.
    """

    process: str
    title: str
    sections: list[str]
    ids: list[str]
    titles: list[str]
    parts: list[int]
    ranks: list[int]
    cast: VoteColumns
    days: list[WrittenDay]
    imported: VoteColumns | None = None
    owed: list[str] = []
    top_n: int = 0
    frozen_at: int | None = None


class TextVersion(Struct, frozen=True, omit_defaults=True):
    """A version of a text and what changed in it since the one before that can be read."""

    version: int
    at: int
    body_html: str
    title: str = ""
    sources: list[str] = []
    title_changes: list[DiffPiece] = []
    changes: list[DiffRow] = []


class TextVersions(Struct, frozen=True, omit_defaults=True):
    """The versions of a text, the newest first."""

    id: str
    kind: TextKind
    process: str
    proposition: str
    title: str
    versions: list[TextVersion]


class EditableText(Struct, frozen=True, omit_defaults=True):
    """One's own text as one wrote it, to write it anew."""

    id: str
    kind: TextKind
    process: str
    proposition: str
    version: int
    body: str
    title: str = ""
    sources: list[str] = []


class MyContribution(Struct, frozen=True, omit_defaults=True):
    """Something one wrote, with what became of it."""

    id: str
    kind: TextKind
    proposition: str
    number: int
    title: str
    excerpt: str
    created_at: int
    version: int
    state: str
    supports: int = 0
    side: ArgumentSide | None = None


class MyVote(Struct, frozen=True, omit_defaults=True):
    """A vote of one's own on a proposition; `version` is the text it was cast on, where that is known."""

    proposition: str
    number: int
    title: str
    choice: str
    version: int
    present: int


class MyConsultation(Struct, frozen=True, omit_defaults=True):
    """All of one's own in a consultation."""

    process: str
    title: str
    phases: list[PhasePlan]
    contributions: list[MyContribution]
    votes: list[MyVote]
    supports: int = 0
