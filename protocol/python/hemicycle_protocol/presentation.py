"""The presentation of a process: the problem, its causes, candidate solutions, as a tree with its versions.

Facts stand on `process/{id}` (C).
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Struct

from .api import Value
from .commands import CommandBody, ResultBody, answers
from .consultation import PropositionKind
from .differences import DiffRow
from .events import EventBody
from .marks import Limit
from .views import Role

# --- parts ----------------------------------------------------------------------------------


class Reference(Struct, frozen=True, omit_defaults=True):
    """A document or a source: an address, and what to call it."""

    url: Annotated[str, Limit(2_000)]
    title: Annotated[str, Limit(200)] = ""


class NodeText(Struct, frozen=True, omit_defaults=True):
    """What stands at one place of the tree. `body` is Markdown; `video` a path of this site or an address."""

    title: Annotated[str, Limit(200)]
    body: Annotated[str, Limit(20_000)]
    video: Annotated[str, Limit(2_000)] = ""
    documents: list[Reference] = []
    sources: list[Reference] = []


# --- commands -------------------------------------------------------------------------------


class WritePresentationResult(ResultBody, frozen=True):
    """The node, and the version that stands since."""

    node: str
    version: int


@answers(WritePresentationResult)
class WritePresentation(CommandBody, frozen=True):
    """Put a node into the tree, or (with `node` and the `version` that was read) change its text.

    A cause hangs under the problem, a solution under a cause. `note` says publicly why it was changed.
    """

    process: str
    kind: PropositionKind
    text: NodeText
    key: str
    parent: str | None = None
    node: str | None = None
    version: int = 0
    note: Annotated[str, Limit(300)] = ""


class RemovePresentation(CommandBody, frozen=True):
    """Take a node without children out of the tree; its versions stay readable."""

    process: str
    node: str
    version: int
    note: Annotated[str, Limit(300)] = ""


class OrderPresentation(CommandBody, frozen=True):
    """Set the order of all nodes under `parent`."""

    process: str
    parent: str | None
    nodes: list[str]


# --- facts ----------------------------------------------------------------------------------


class PresentationWritten(EventBody, frozen=True):
    """C: a node of the presentation has a first or another version."""

    node: str
    kind: PropositionKind
    title: str
    version: int
    note: str = ""


class PresentationRemoved(EventBody, frozen=True):
    """C: a node was taken out of the presentation; its versions stay readable."""

    node: str
    kind: PropositionKind
    title: str
    version: int
    note: str = ""


class PresentationOrdered(EventBody, frozen=True):
    """C: the nodes under `parent` stand in another order."""

    parent: str | None = None


# --- what pages read ------------------------------------------------------------------------


class PresentationNode(Value, frozen=True):
    """A node with its present text. Nodes stand in the order in which the tree is read."""

    id: str
    kind: PropositionKind
    version: int
    text: NodeText
    body_html: str
    changed_at: int
    parent: str | None = None


class PresentationPage(Value, frozen=True):
    """The whole tree, the problem first, each node before what hangs under it."""

    process: str
    process_title: str
    nodes: list[PresentationNode]
    may_write: bool = False


class PresentationVersion(Value, frozen=True):
    """One version of a node: when, by whom (public name and role), why."""

    node: str
    version: int
    at: int
    kind: PropositionKind
    title: str
    name: str
    role: Role
    note: str = ""
    removed: bool = False


class PresentationHistory(Value, frozen=True):
    """Versions of the whole tree or of one node, newest first; `before` continues the list."""

    process: str
    process_title: str
    versions: list[PresentationVersion]
    before: int | None = None


class PresentationDifference(Value, frozen=True):
    """A version beside the one before it, which is None for the first."""

    after: PresentationVersion
    rows: list[DiffRow]
    before: PresentationVersion | None = None
