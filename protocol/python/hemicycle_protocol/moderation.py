"""Moderation of a consultation: reports, the bin, appeals, the desk and the public register.

A *target* is `proposition/{id}` or `argument/{id}`. Whoever moderates is named nowhere: facts and values
carry the role, the reason and the explanation. What a moderator sees of an item has a `version`; an act on
an older one is refused with `changed` and the item as it stands.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Struct

from .commands import CommandBody, ResultBody, answers
from .events import EventBody
from .marks import Limit
from .views import Role


class ReportReason(StrEnum):
    """Why somebody reports, or a moderator bins."""

    ABUSIVE = "abusive"
    OFFENDING = "offending"
    SPAM = "spam"
    ERROR = "error"
    OFF_TOPIC = "off_topic"


class ItemState(StrEnum):
    """Where a text stands; `core.moderation` holds the legal moves.

    `appealed`, `upheld`: it is in the bin, its author asked again, another moderator agreed with the first.
    `retired`: its author took it back for good.
    """

    VISIBLE = "visible"
    BINNED = "binned"
    APPEALED = "appealed"
    UPHELD = "upheld"
    RETIRED = "retired"


class ModerationAct(StrEnum):
    """What was done, as the public register says it."""

    BIN = "bin"
    RESTORE = "restore"
    KEEP = "keep"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    OVERTURN = "overturn"
    RETIRE = "retire"
    UNDO = "undo"
    BLOCK = "block"
    UNBLOCK = "unblock"


class AppealOutcome(StrEnum):
    """What another moderator says of an appeal: the item stays in the bin, or comes back."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


class BlockState(StrEnum):
    """Where a block stands; `core.blocks` holds the legal moves. One whose end has come holds nobody back."""

    STANDING = "standing"
    APPEALED = "appealed"
    UPHELD = "upheld"
    LIFTED = "lifted"


# --- acts -------------------------------------------------------------------------------------


class ReportResult(ResultBody, frozen=True):
    """When one told of it first."""

    at: int


@answers(ReportResult)
class Report(CommandBody, frozen=True):
    """Tell the moderators of a text; once a person and target, again changes nothing."""

    process: str
    target: str
    reason: ReportReason
    note: Annotated[str, Limit(300)] = ""


class ItemResult(ResultBody, frozen=True):
    """What the text is now, and the version of its card."""

    state: str
    version: int


@answers(ItemResult)
class BinItem(CommandBody, frozen=True):
    """Put a text into the bin, with a reason and an explanation that everybody can read."""

    process: str
    target: str
    version: int
    reason: ReportReason
    explanation: Annotated[str, Limit(600)]


@answers(ItemResult)
class RestoreItem(CommandBody, frozen=True):
    """Take a text out of the bin."""

    process: str
    target: str
    version: int
    explanation: Annotated[str, Limit(600)]


@answers(ItemResult)
class KeepItem(CommandBody, frozen=True):
    """Answer the reports of a text: it stays where it is."""

    process: str
    target: str
    version: int
    explanation: Annotated[str, Limit(600)] = ""


@answers(ItemResult)
class Appeal(CommandBody, frozen=True):
    """Ask that one's binned text be looked at by another moderator; once a binning."""

    process: str
    target: str
    text: Annotated[str, Limit(1_000)]


@answers(ItemResult)
class DecideAppeal(CommandBody, frozen=True):
    """Answer an appeal; not for the moderator who binned."""

    process: str
    target: str
    version: int
    outcome: AppealOutcome
    explanation: Annotated[str, Limit(600)]


@answers(ItemResult)
class UndoModeration(CommandBody, frozen=True):
    """Take back one's own last act on an item, while nothing followed it."""

    process: str
    target: str
    version: int


class ClaimItemResult(ResultBody, frozen=True):
    """Until when it is held; None: it is free."""

    until: int | None


@answers(ClaimItemResult)
class ClaimItem(CommandBody, frozen=True):
    """Say that one works on an item, or let it go; a courtesy that ends by itself."""

    process: str
    target: str
    on: bool = True


class BlockResult(ResultBody, frozen=True):
    """The block, what it is now, its version and its end."""

    block: str
    state: BlockState
    version: int
    until: int


@answers(BlockResult)
class BlockAuthor(CommandBody, frozen=True):
    """Keep the author of a text from writing in the process for some days, with a reason and words."""

    process: str
    target: str
    reason: ReportReason
    explanation: Annotated[str, Limit(600)]
    days: int


@answers(BlockResult)
class BlockAsker(CommandBody, frozen=True):
    """The same of the author of a question, from the desk of a debate."""

    debate: str
    question: str
    reason: ReportReason
    explanation: Annotated[str, Limit(600)]
    days: int


@answers(BlockResult)
class LiftBlock(CommandBody, frozen=True):
    """Let somebody write again before the end."""

    process: str
    block: str
    version: int
    explanation: Annotated[str, Limit(600)]


@answers(BlockResult)
class AppealBlock(CommandBody, frozen=True):
    """Ask that one's block be looked at by another moderator; once."""

    process: str
    block: str
    text: Annotated[str, Limit(1_000)]


@answers(BlockResult)
class DecideBlock(CommandBody, frozen=True):
    """Answer an appeal of a block; not for the moderator who blocked."""

    process: str
    block: str
    version: int
    outcome: AppealOutcome
    explanation: Annotated[str, Limit(600)]


# --- facts ------------------------------------------------------------------------------------
# None of them holds words of a text: a log keeps what it holds, and the text may be put away or erased.


class ItemBinned(EventBody, frozen=True):
    """C: a text went into the bin."""

    target: str
    reason: ReportReason
    explanation: str
    role: Role
    reports: int = 0


class ItemRestored(EventBody, frozen=True):
    """C: a text came out of the bin."""

    target: str
    explanation: str
    role: Role


class ItemKept(EventBody, frozen=True):
    """C: reports were looked at; the text stays visible."""

    target: str
    explanation: str
    role: Role
    reports: int


class AppealFiled(EventBody, frozen=True):
    """C: an author asked that another moderator look at a binned text."""

    target: str


class AppealDecided(EventBody, frozen=True):
    """C: another moderator answered an appeal."""

    target: str
    outcome: AppealOutcome
    explanation: str
    role: Role


class ModerationUndone(EventBody, frozen=True):
    """C: a moderator took back their last act; the text stands as before it."""

    target: str
    act: ModerationAct
    state: ItemState
    role: Role


class ItemRetired(EventBody, frozen=True):
    """C: its author took a text back for good, with their account; its number stays."""

    target: str


class PersonBlocked(EventBody, frozen=True):
    """C: somebody, who is not named, is kept from writing in the process until an instant."""

    block: str
    reason: ReportReason
    explanation: str
    role: Role
    until: int


class BlockLifted(EventBody, frozen=True):
    """C: they may write again before that."""

    block: str
    explanation: str
    role: Role


class BlockAppealed(EventBody, frozen=True):
    """C: they asked another moderator."""

    block: str


class BlockDecided(EventBody, frozen=True):
    """C: another moderator answered; `overturned`: they may write again."""

    block: str
    outcome: AppealOutcome
    explanation: str
    role: Role


# --- values -----------------------------------------------------------------------------------


class ReportItem(Struct, frozen=True, omit_defaults=True):
    """One report, as moderators read it: not who sent it."""

    reason: ReportReason
    at: int
    note: str = ""


class DeskItem(Struct, frozen=True, omit_defaults=True):
    """A text on the desk. `may_act` says whether who asks may act on it: not who only reads the desk, nor its
    author (`mine`). `binned_by_me`: they binned it, so its appeal is for another.
    """

    target: str
    number: int
    title: str
    body_html: str
    author: str
    created_at: int
    state: ItemState
    version: int
    path: str
    reports: list[ReportItem] = []
    reason: ReportReason | None = None
    explanation: str = ""
    decided_at: int | None = None
    appeal: str = ""
    appealed_at: int | None = None
    claimed_by: str | None = None
    claimed_until: int = 0
    claimed_by_me: bool = False
    mine: bool = False
    binned_by_me: bool = False
    undoable: bool = False
    may_act: bool = False


class Block(Struct, frozen=True, omit_defaults=True):
    """A block, for moderators, who read the `name` and the words of the appeal, and for the person it is of.

    `may_appeal`: it is one's own, and one has not appealed. `blocked_by_me`: its appeal is for another.
    `may_act`: who asks may lift it, or answer its appeal.
    """

    id: str
    process: str
    at: int
    until: int
    state: BlockState
    version: int
    reason: ReportReason
    explanation: str
    name: str = ""
    process_title: str = ""
    appeal: str = ""
    outcome: AppealOutcome | None = None
    outcome_explanation: str = ""
    may_appeal: bool = False
    blocked_by_me: bool = False
    may_act: bool = False


class Desk(Struct, frozen=True, omit_defaults=True):
    """The moderators' queues: texts with reports that wait, appeals that wait, and who may not write."""

    waiting: int
    appeals: int
    items: list[DeskItem] = []
    appealed: list[DeskItem] = []
    recent: list[DeskItem] = []
    blocks: list[Block] = []


class BinEntry(Struct, frozen=True, omit_defaults=True):
    """A text in the bin, as registered members read it. `mine`: its author asks."""

    target: str
    number: int
    title: str
    body_html: str
    author: str
    state: ItemState
    reason: ReportReason
    explanation: str
    role: Role
    at: int
    path: str
    mine: bool = False
    may_appeal: bool = False
    outcome: AppealOutcome | None = None
    outcome_explanation: str = ""


class Bin(Struct, frozen=True, omit_defaults=True):
    """A page of the bin, newest first; `after` continues it."""

    entries: list[BinEntry]
    total: int
    after: str | None = None


class RegisterEntry(Struct, frozen=True, omit_defaults=True):
    """One act of moderation: what, why, by which role, when. `number` is its offset on the process's log.

    `proposition` is the number of the one that the text is or belongs to, `title` its title while it can be
    seen.
    """

    number: int
    at: int
    act: ModerationAct
    target: str
    proposition: int = 0
    title: str = ""
    reason: ReportReason | None = None
    explanation: str = ""
    role: Role | None = None
    reports: int = 0


class RegisterFigures(Struct, frozen=True, omit_defaults=True):
    """The register in numbers: acts by kind, binnings by reason, what waits now."""

    acts: dict[str, int] = {}
    reasons: dict[str, int] = {}
    in_bin: int = 0
    waiting: int = 0
    appeals_waiting: int = 0


class Register(Struct, frozen=True, omit_defaults=True):
    """A page of the public register, newest first; `after` continues it."""

    figures: RegisterFigures
    entries: list[RegisterEntry]
    after: int | None = None


class Standing(Struct, frozen=True, omit_defaults=True):
    """How a reported or moderated text stands for the person who asks: what its page needs."""

    target: str
    state: ItemState
    version: int
    reported: bool = False
