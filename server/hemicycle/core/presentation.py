"""The presentation's tree: what may hang where, and texts as they are kept. The store keeps versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from hemicycle_protocol.consultation import PropositionKind
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.presentation import NodeText, Reference, WritePresentation

from .lifecycle import TITLE_CHARACTERS
from .links import required_link
from .text import required, required_lines, within

BODY_CHARACTERS = limit_of(NodeText, "body")
NOTE_CHARACTERS = limit_of(WritePresentation, "note")
REFERENCES = 20
NODES = 200
# What a node hangs under; a process has one problem.
PARENT_KIND: dict[PropositionKind, PropositionKind | None] = {
    PropositionKind.PROBLEM: None,
    PropositionKind.CAUSE: PropositionKind.PROBLEM,
    PropositionKind.SOLUTION: PropositionKind.CAUSE,
}


class Node(Protocol):
    """A place of the tree; `position` is its place among its siblings."""

    @property
    def id(self) -> str:
        """What it is called."""
        ...

    @property
    def kind(self) -> PropositionKind:
        """What stands there."""
        ...

    @property
    def parent(self) -> str | None:
        """The node it hangs under."""
        ...

    @property
    def position(self) -> int:
        """Its place among its siblings."""
        ...


N = TypeVar("N", bound=Node)


def cleaned(text: NodeText) -> NodeText:
    """The text as it is kept; refused `EMPTY`, `TOO_LONG` or `INVALID` with the field."""
    return NodeText(
        required(text.title, field="title", limit=TITLE_CHARACTERS),
        required_lines(text.body, field="body", limit=BODY_CHARACTERS),
        required_link(text.video, field="video", own=True) if text.video.strip() else "",
        _references(text.documents, "documents"),
        _references(text.sources, "sources"),
    )


def check_place(nodes: Sequence[Node], kind: PropositionKind, parent: str | None) -> None:
    """Pass if a new node may hang there.

    Raises:
        Refused: `NOT_FOUND` for the parent, `INVALID` for one of another kind, `DUPLICATE` for a second
            problem, `TOO_MANY_OPEN` when the tree is full.
    """
    above = None if parent is None else node_of(nodes, parent).kind
    if above is not PARENT_KIND[kind]:
        raise Refused(Code.INVALID, field="parent")
    if above is None and any(node.kind is kind for node in nodes):
        raise Refused(Code.DUPLICATE, field="kind")
    if len(nodes) >= NODES:
        raise Refused(Code.TOO_MANY_OPEN, limit=NODES)


def check_removable(nodes: Sequence[Node], id: str) -> None:
    """Pass if nothing hangs under the node; refused `ILLEGAL_MOVE` otherwise, or `NOT_FOUND`."""
    node_of(nodes, id)
    if any(node.parent == id for node in nodes):
        raise Refused(Code.ILLEGAL_MOVE, node=id, reason="has_children")


def check_order(nodes: Sequence[Node], parent: str | None, order: Sequence[str]) -> None:
    """Pass if `order` holds all nodes under `parent`, each once; refused `CHANGED` with the present ones."""
    present = [node.id for node in in_order(nodes) if node.parent == parent]
    if sorted(present) != sorted(order):
        raise changed(state=present)


def node_of(nodes: Iterable[N], id: str) -> N:
    """The node of that id; refused `NOT_FOUND`."""
    found = next((node for node in nodes if node.id == id), None)
    if found is None:
        raise Refused(Code.NOT_FOUND, node=id)
    return found


def in_order(nodes: Iterable[N]) -> list[N]:
    """As the tree is read: each node, then what hangs under it, siblings by their position."""
    under: dict[str | None, list[N]] = {}
    for node in sorted(nodes, key=lambda node: (node.position, node.id)):
        under.setdefault(node.parent, []).append(node)
    read: list[N] = []
    waiting = under.get(None, [])[::-1]
    while waiting:
        node = waiting.pop()
        read.append(node)
        waiting += under.get(node.id, [])[::-1]
    return read


def as_lines(text: NodeText) -> str:
    """The whole text on lines, to be compared with another version's."""
    lines = [text.title, "", *text.body.splitlines()]
    if text.video:
        lines += ["", text.video]
    for references in (text.documents, text.sources):
        if references:
            lines += ["", *(f"{one.title} {one.url}".strip() for one in references)]
    return "\n".join(lines)


def _references(given: Sequence[Reference], field: str) -> list[Reference]:
    if len(given) > REFERENCES:
        raise Refused(Code.TOO_LONG, field=field, limit=REFERENCES, length=len(given))
    return [
        Reference(required_link(one.url, field=field), within(one.title, field=field, limit=TITLE_CHARACTERS))
        for one in given
    ]
