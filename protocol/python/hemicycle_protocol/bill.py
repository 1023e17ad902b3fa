"""The phase `bill`: writing the text, saying what became of each contribution, filing it, and later steps.

The text is drafted in rows that only its writers read; a published version is never changed. What the
public reads of an answer is what stood in the draft when a version was published.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from .api import Value
from .bill_view import BillStep, BillStepKind, Chamber
from .commands import CommandBody, ResultBody, VersionResult, answers
from .differences import DiffRow
from .events import EventBody
from .marks import Limit


class Outcome(StrEnum):
    """What became of a contribution (retenu, partiellement, écarté)."""

    RETAINED = "retained"
    PARTLY = "partly"
    SET_ASIDE = "set_aside"


class BillTargetKind(StrEnum):
    """What a bill can answer to."""

    PROPOSITION = "proposition"
    FAMILY = "family"
    QUESTION = "question"


class OwedReason(StrEnum):
    """What is missing in the answer to a top contribution."""

    NO_OUTCOME = "no_outcome"
    NO_REASON = "no_reason"
    NO_ARTICLE = "no_article"


# --- values ---------------------------------------------------------------------------------------


class BillArticle(Struct, frozen=True, omit_defaults=True):
    """An article of a published version; its number is its place."""

    id: str
    title: str
    body: str


class BillLink(Struct, frozen=True, omit_defaults=True):
    """What became of a contribution: in which article (none: set aside as a whole), and why."""

    id: str
    kind: BillTargetKind
    target: str
    outcome: Outcome
    reason: str
    article: str | None = None


class BillText(Struct, frozen=True, omit_defaults=True):
    """A whole bill as it is published."""

    title: str
    statement: str
    articles: list[BillArticle] = []
    links: list[BillLink] = []


# --- commands -------------------------------------------------------------------------------------


class BillDraftChange(ResultBody, frozen=True):
    """What an act on the draft answers: the present versions, and the id of what was added."""

    revision: int
    placing: int
    version: int | None = None
    id: str | None = None


@answers(BillDraftChange)
class SaveBillHead(CommandBody, frozen=True):
    """Save the title and the explanatory statement of the draft."""

    process: str
    version: int
    title: Annotated[str, Limit(300)]
    statement: Annotated[str, Limit(20_000)]


@answers(BillDraftChange)
class AddBillArticle(CommandBody, frozen=True):
    """A new, empty article behind `after`, or the first."""

    process: str
    key: str
    after: str | None = None


@answers(BillDraftChange)
class SaveBillArticle(CommandBody, frozen=True):
    """Save an article of the draft."""

    process: str
    article: str
    version: int
    title: Annotated[str, Limit(200)]
    body: Annotated[str, Limit(15_000)]


@answers(BillDraftChange)
class MoveBillArticle(CommandBody, frozen=True):
    """Put an article at a place, 0 first, in the order `placing`."""

    process: str
    article: str
    placing: int
    to: int


@answers(BillDraftChange)
class RemoveBillArticle(CommandBody, frozen=True):
    """Take an article out of the draft; answers that name it are owed another."""

    process: str
    article: str
    version: int


@answers(BillDraftChange)
class RestoreBillArticle(CommandBody, frozen=True):
    """Bring a removed article back, to the place `to` or the end."""

    process: str
    article: str
    version: int
    to: int | None = None


@answers(BillDraftChange)
class LinkBill(CommandBody, frozen=True):
    """Say what became of a contribution, with a reason."""

    process: str
    key: str
    kind: BillTargetKind
    target: str
    outcome: Outcome
    reason: Annotated[str, Limit(2_000)]
    article: str | None = None


@answers(BillDraftChange)
class ChangeBillLink(CommandBody, frozen=True):
    """Say it otherwise."""

    process: str
    link: str
    version: int
    outcome: Outcome
    reason: Annotated[str, Limit(2_000)]
    article: str | None = None


@answers(BillDraftChange)
class UnlinkBill(CommandBody, frozen=True):
    """Take an answer out of the draft."""

    process: str
    link: str
    version: int


class PublishBillResult(ResultBody, frozen=True):
    """The number of the version."""

    number: int


@answers(PublishBillResult)
class PublishBill(CommandBody, frozen=True):
    """Publish the draft as the next version; `revision` is the one that was read.

    Refused `reason_missing` with `owed` while a top contribution has no full answer.
    """

    process: str
    revision: int
    note: Annotated[str, Limit(500)]


class StepResult(ResultBody, frozen=True):
    """The step."""

    step: str


@answers(StepResult)
class FileBill(CommandBody, frozen=True):
    """The published bill was filed."""

    process: str
    key: str
    chamber: Chamber
    number: Annotated[str, Limit(40)]
    date: str
    link: Annotated[str, Limit(2_000)] = ""


@answers(StepResult)
class AddBillStep(CommandBody, frozen=True):
    """A later step of the filed bill."""

    process: str
    key: str
    kind: BillStepKind
    date: str
    label: Annotated[str, Limit(120)] = ""
    link: Annotated[str, Limit(2_000)] = ""


@answers(VersionResult)
class CorrectBillStep(CommandBody, frozen=True):
    """Correct a step, with a reason that everybody reads."""

    process: str
    step: str
    version: int
    date: str
    reason: Annotated[str, Limit(500)]
    kind: BillStepKind
    label: Annotated[str, Limit(120)] = ""
    chamber: Chamber | None = None
    number: Annotated[str, Limit(40)] = ""
    link: Annotated[str, Limit(2_000)] = ""


# --- events ---------------------------------------------------------------------------------------


class BillPublished(EventBody, frozen=True):
    """C: a version of the bill is published; its text is read from the API."""

    number: int
    title: str
    note: str
    articles: int


class BillStepAdded(EventBody, frozen=True):
    """C: the bill was filed, or took a later step."""

    step: BillStep


class BillStepCorrected(EventBody, frozen=True):
    """C: a step was told wrongly; this is what it should have been, and why it changed."""

    step: BillStep
    reason: str


# --- what the API answers -------------------------------------------------------------------------


class BillVersionCard(Value, frozen=True):
    """A published version in a list."""

    number: int
    title: str
    note: str
    articles: int
    at: int


class ArticleText(Value, frozen=True):
    """An article to be read."""

    id: str
    number: int
    title: str
    body_html: str


class BillVersion(Value, frozen=True):
    """A published version to be read."""

    number: int
    title: str
    note: str
    at: int
    statement_html: str
    articles: list[ArticleText]


class BillPage(Value, frozen=True):
    """The bill of a process; `current` is None before the first publication."""

    process: str
    process_title: str
    current: BillVersion | None
    versions: list[BillVersionCard]
    steps: list[BillStep]


class ArticlePresence(StrEnum):
    """What happened to an article between two versions."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class ArticleDifference(Value, frozen=True):
    """An article in two versions, with its number in each; `moved` if others changed places with it."""

    id: str
    presence: ArticlePresence
    title: list[DiffRow]
    body: list[DiffRow]
    number_before: int | None = None
    number_after: int | None = None
    moved: bool = False


class BillDifferences(Value, frozen=True):
    """Two versions side by side; articles in the order of the later, removed ones where they stood."""

    process_title: str
    before: BillVersionCard
    after: BillVersionCard
    title: list[DiffRow]
    statement: list[DiffRow]
    articles: list[ArticleDifference]
    versions: list[BillVersionCard]


class BillTarget(Value, frozen=True):
    """A contribution a bill can answer to; `detail` says whose or of what it is."""

    kind: BillTargetKind
    id: str
    title: str
    detail: str = ""
    number: int | None = None
    rank: int | None = None
    agree: int | None = None
    href: str = ""


class BillAnswer(Value, frozen=True):
    """What became of a contribution in one article, or as a whole."""

    outcome: Outcome
    reason: str
    article: str | None = None
    article_number: int | None = None
    article_title: str = ""


class TargetAnswers(Value, frozen=True):
    """A contribution with its answers; `outcome` is the best of them, None while one is awaited."""

    target: BillTarget
    outcome: Outcome | None
    answers: list[BillAnswer]


class ArticleOrigin(Value, frozen=True):
    """Where an article comes from."""

    target: BillTarget
    outcome: Outcome
    reason: str


class ArticleOrigins(Value, frozen=True):
    """An article with what it comes from."""

    id: str
    number: int
    title: str
    origins: list[ArticleOrigin]


class OwedQuestion(Value, frozen=True):
    """A question of the debate that nobody answered on air; `answered` in the bill, `written` in writing."""

    id: str
    debate: str
    text: str
    author: str
    answered: bool = False
    written: bool = False


class BillAnswers(Value, frozen=True):
    """What became of it all: the top contributions, the others, and each article's origins."""

    process: str
    process_title: str
    version: int
    top_n: int
    top: list[TargetAnswers]
    others: list[TargetAnswers]
    articles: list[ArticleOrigins]
    questions: list[OwedQuestion]


class TargetOutcome(Value, frozen=True):
    """What became of one contribution; `rank` where it is a top contribution, which is owed an answer."""

    process: str
    answers: list[BillAnswer]
    outcome: Outcome | None = None
    rank: int | None = None


class DraftArticle(Struct, frozen=True, omit_defaults=True):
    """An article as its writers see it; a removed one is kept and can come back."""

    id: str
    title: str = ""
    body: str = ""
    version: int = 1
    removed: bool = False


class DraftLink(Struct, frozen=True, omit_defaults=True):
    """An answer as the writers see it."""

    link: BillLink
    version: int = 1


class BillDraft(Struct, frozen=True, omit_defaults=True):
    """The text as it is being written. `revision` grows with every change of anybody.

    `version` is that of title and statement, `placing` that of `order`: the ids of the articles in place.
    """

    revision: int = 0
    version: int = 1
    title: str = ""
    statement: str = ""
    placing: int = 1
    order: list[str] = []
    articles: list[DraftArticle] = []
    links: list[DraftLink] = []


class OwedAnswer(Value, frozen=True):
    """A top contribution whose answer is not complete."""

    target: str
    rank: int
    why: OwedReason


class BillDraftPage(Value, frozen=True):
    """What the writers' page needs; `targets` names what the links point to."""

    process: str
    process_title: str
    draft: BillDraft
    targets: list[BillTarget]
    top: list[BillTarget]
    owed: list[OwedAnswer]
    versions: list[BillVersionCard]
    steps: list[BillStep]
