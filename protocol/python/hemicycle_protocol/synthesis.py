"""Phase 3, synthesis: families of arguments, where each argument was placed, published versions.

Facts stand on `process/{id}` (C) when the public reads of them, else on `process/{id}/synthesis` (S), whose
view `SynthesisDesk` says how often the work on each proposition was changed: editors read again what moved.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from .commands import CommandBody, ResultBody, VersionResult, answers
from .events import EventBody
from .marks import Limit
from .views import Coverage


class FamilySide(StrEnum):
    """What an argument does to its proposition."""

    FOR = "for"
    AGAINST = "against"


class FilingState(StrEnum):
    """Where an argument stands for the editors (à traiter, classé, ignoré)."""

    TODO = "todo"
    CLASSIFIED = "classified"
    IGNORED = "ignored"


class IgnoreReason(StrEnum):
    """Why an argument is in no family; `TODO` is said of what nobody has read yet."""

    OFF_TOPIC = "off_topic"
    NO_ARGUMENT = "no_argument"
    DUPLICATE = "duplicate"
    UNCLEAR = "unclear"
    OTHER = "other"
    TODO = "todo"


class PlaceSource(StrEnum):
    """Who found the place: a person alone, or a suggestion that a person accepted."""

    HUMAN = "human"
    SUGGESTION = "suggestion"


class ContestOutcome(StrEnum):
    """What came of a contest."""

    MOVED = "moved"
    KEPT = "kept"


# --- values ---------------------------------------------------------------------------------


class FamilyPlace(Struct, frozen=True, omit_defaults=True):
    """An argument's place in a family; `part` quotes what of its text is meant, None for all of it."""

    family: str
    part: str | None = None
    source: PlaceSource = PlaceSource.HUMAN


class ArgumentFamily(Struct, frozen=True, omit_defaults=True):
    """Arguments that say the same for, or against, a proposition."""

    id: str
    side: FamilySide
    title: str
    summary: str = ""
    position: int = 0
    version: int = 1


class Filing(Struct, frozen=True, omit_defaults=True):
    """What was done with an argument; `reason` and `note` say why it is ignored."""

    argument: str
    state: FilingState = FilingState.TODO
    places: list[FamilyPlace] = []
    reason: IgnoreReason | None = None
    note: str = ""
    version: int = 0


class SeenArgument(Struct, frozen=True, omit_defaults=True):
    """An argument as its editor saw it."""

    argument: str
    version: int


class SynthesisDesk(Struct, frozen=True, omit_defaults=True):
    """The view of S: how often the work on each proposition was changed."""

    id: str
    changes: dict[str, int] = {}


# --- acts of editors ------------------------------------------------------------------------


class CreateFamilyResult(ResultBody, frozen=True):
    """The family."""

    family: str


@answers(CreateFamilyResult)
class CreateFamily(CommandBody, frozen=True):
    """Found a family, with the arguments that come into it at once."""

    process: str
    proposition: str
    side: FamilySide
    title: Annotated[str, Limit(120)]
    key: str
    arguments: list[SeenArgument]
    summary: Annotated[str, Limit(1_000)] = ""
    source: PlaceSource = PlaceSource.HUMAN


@answers(VersionResult)
class ChangeFamily(CommandBody, frozen=True):
    """Give a family another title, summary or position among those of its side."""

    process: str
    proposition: str
    family: str
    version: int
    title: Annotated[str, Limit(120)]
    summary: Annotated[str, Limit(1_000)] = ""
    position: int | None = None


class MergeFamilies(CommandBody, frozen=True):
    """Move all arguments of a family into another one; the first is gone."""

    process: str
    proposition: str
    family: str
    version: int
    into: str


class DeleteFamily(CommandBody, frozen=True):
    """Do away with a family in which no argument is."""

    process: str
    proposition: str
    family: str
    version: int


class PlaceArgument(CommandBody, frozen=True):
    """Say all places of an argument: one family, or several that each get a part of its text."""

    process: str
    proposition: str
    argument: str
    version: int
    places: list[FamilyPlace]


class PlaceArguments(CommandBody, frozen=True):
    """Put several arguments into one family, and out of any other."""

    process: str
    proposition: str
    arguments: list[SeenArgument]
    family: str
    source: PlaceSource = PlaceSource.HUMAN


class IgnoreArguments(CommandBody, frozen=True):
    """Leave arguments out of all families, with the reason that everybody reads."""

    process: str
    proposition: str
    arguments: list[SeenArgument]
    reason: IgnoreReason
    note: Annotated[str, Limit(500)] = ""


class UnplaceArguments(CommandBody, frozen=True):
    """Put arguments back among those to be read."""

    process: str
    proposition: str
    arguments: list[SeenArgument]


class PublishSynthesisResult(ResultBody, frozen=True):
    """The number of the version."""

    number: int


@answers(PublishSynthesisResult)
class PublishSynthesis(CommandBody, frozen=True):
    """Publish the work as it stands: a version that never changes again.

    `number` is that of the version the editor takes it to become, so that two cannot publish at once.
    """

    process: str
    number: int
    note: Annotated[str, Limit(1_000)] = ""


@answers(VersionResult)
class AnswerContest(CommandBody, frozen=True):
    """Tell an author what became of the contest, and why."""

    process: str
    contest: str
    version: int
    outcome: ContestOutcome
    answer: Annotated[str, Limit(600)]


# --- acts of authors ------------------------------------------------------------------------


class ContestPlacementResult(ResultBody, frozen=True):
    """The contest."""

    contest: str


@answers(ContestPlacementResult)
class ContestPlacement(CommandBody, frozen=True):
    """Say that one's own argument stands in the wrong place."""

    process: str
    argument: str
    text: Annotated[str, Limit(600)]


# --- facts ----------------------------------------------------------------------------------


class SynthesisChanged(EventBody, frozen=True):
    """S: editors worked on a proposition."""

    proposition: str


class SynthesisPublished(EventBody, frozen=True):
    """C: a version of the synthesis can be read; authors may contest until `contest_until`."""

    number: int
    coverage: Coverage
    families: int
    contest_until: int
    note: str = ""


class PlacementContested(EventBody, frozen=True):
    """C: the author of an argument says that it stands in the wrong place."""

    contest: str
    proposition: str
    argument: str


class ContestAnswered(EventBody, frozen=True):
    """C: the editors answered a contest."""

    contest: str
    outcome: ContestOutcome


# --- what the public reads ------------------------------------------------------------------


class FamilyCard(Struct, frozen=True, omit_defaults=True):
    """A published family with its three numbers."""

    id: str
    side: FamilySide
    title: str
    summary: str
    arguments: int
    people: int
    supports: int


class PropositionCoverage(Struct, frozen=True, omit_defaults=True):
    """A proposition of the map, with its families."""

    id: str
    number: int
    title: str
    section: str
    coverage: Coverage
    families: list[FamilyCard] = []


class VersionCard(Struct, frozen=True, omit_defaults=True):
    """A published version."""

    number: int
    at: int
    coverage: Coverage
    families: int
    contest_until: int
    note: str = ""


class SynthesisMap(Struct, frozen=True, omit_defaults=True):
    """A published version as a whole, and which versions there are; the newest first.

    `progress` is the coverage of the work under way, public before anything is published.
    """

    process: str
    title: str
    progress: Coverage
    versions: list[VersionCard] = []
    version: VersionCard | None = None
    propositions: list[PropositionCoverage] = []
    contests: int = 0


class PlacedArgument(Struct, frozen=True, omit_defaults=True):
    """An argument in a family; `part` is what of it is meant. `moved` if it was given for the other side."""

    id: str
    side: FamilySide
    body_html: str
    author: str
    supports: int
    part: str | None = None
    source: PlaceSource = PlaceSource.HUMAN
    elsewhere: list[str] = []


class UnclassifiedArgument(Struct, frozen=True, omit_defaults=True):
    """An argument in no family, with the reason."""

    id: str
    side: FamilySide
    body_html: str
    author: str
    supports: int
    reason: IgnoreReason
    note: str = ""


class FamilyPage(Struct, frozen=True, omit_defaults=True):
    """A family with all of its arguments."""

    family: FamilyCard
    arguments: list[PlacedArgument]


class PlacementContest(Struct, frozen=True, omit_defaults=True):
    """A contest as everybody reads it: no names."""

    id: str
    proposition: str
    argument: str
    text: str
    at: int
    synthesis: int
    version: int = 1
    outcome: ContestOutcome | None = None
    answer: str = ""
    answered_at: int | None = None


class PropositionMap(Struct, frozen=True, omit_defaults=True):
    """A proposition in one published version: every argument in its families or with a reason."""

    id: str
    number: int
    title: str
    section: str
    version: VersionCard
    coverage: Coverage
    families: list[FamilyPage]
    unclassified: list[UnclassifiedArgument]
    contests: list[PlacementContest] = []
    gone: int = 0


class ContestList(Struct, frozen=True, omit_defaults=True):
    """Contests, the newest first."""

    contests: list[PlacementContest]
    open: int
    after: str | None = None


class FamilyDifference(Struct, frozen=True, omit_defaults=True):
    """What became of a family between two versions."""

    family: str
    side: FamilySide
    title: str
    change: str
    title_before: str | None = None
    summary_changed: bool = False
    came: int = 0
    left: int = 0


class PropositionDifference(Struct, frozen=True, omit_defaults=True):
    """What changed in a proposition: its families, and how many arguments found a place or lost it."""

    id: str
    number: int
    title: str
    families: list[FamilyDifference]
    newly_placed: int = 0
    no_longer_placed: int = 0


class SynthesisDifferences(Struct, frozen=True, omit_defaults=True):
    """What changed between two versions; `before` is 0 for nothing at all."""

    before: int
    after: int
    propositions: list[PropositionDifference]


class PlacedIn(Struct, frozen=True, omit_defaults=True):
    """A family an argument stands in."""

    family: str
    title: str
    side: FamilySide


class Placement(Struct, frozen=True, omit_defaults=True):
    """Where an argument stands: in families, or in none for a reason."""

    families: list[PlacedIn] = []
    reason: IgnoreReason | None = None
    note: str = ""


class Placements(Struct, frozen=True, omit_defaults=True):
    """Where the arguments of a proposition stand in the newest version; nothing without one."""

    process: str
    number: int | None = None
    contest_until: int | None = None
    arguments: dict[str, Placement] = {}


class MyPlacements(Struct, frozen=True, omit_defaults=True):
    """One's own arguments in a process, by id, and what one contested."""

    arguments: list[str] = []
    contests: list[PlacementContest] = []


# --- what editors read ----------------------------------------------------------------------


class WorkCard(Struct, frozen=True, omit_defaults=True):
    """A proposition in the editors' list."""

    id: str
    number: int
    title: str
    section: str
    coverage: Coverage
    families: int


class SynthesisWork(Struct, frozen=True, omit_defaults=True):
    """The work on a process: its propositions that have arguments, and what is to be answered."""

    process: str
    title: str
    coverage: Coverage
    propositions: list[WorkCard]
    versions: list[VersionCard]
    contests: list[PlacementContest]
    can_publish: bool
    can_suggest: bool


class WorkArgument(Struct, frozen=True, omit_defaults=True):
    """An argument on the editors' table."""

    id: str
    side: FamilySide
    body: str
    author: str
    supports: int
    filing: Filing


class PropositionWork(Struct, frozen=True, omit_defaults=True):
    """The table of a proposition: families in their order, arguments with what was done with them."""

    id: str
    number: int
    title: str
    section: str
    body_html: str
    change: int
    coverage: Coverage
    families: list[ArgumentFamily]
    arguments: list[WorkArgument]


class SuggestedPlace(Struct, frozen=True, omit_defaults=True):
    """An argument that reads like those of a family; `likeness` from 0 to 100."""

    argument: str
    family: str
    likeness: int


class SuggestedFamily(Struct, frozen=True, omit_defaults=True):
    """Arguments that read alike; `words` are those they share."""

    arguments: list[str]
    words: list[str]
    likeness: int


class Suggestions(Struct, frozen=True, omit_defaults=True):
    """What likeness finds among the arguments to be read of one side. Nothing is placed by it."""

    side: FamilySide
    places: list[SuggestedPlace]
    families: list[SuggestedFamily]
