"""The presentation of a process: written by its authors, read by everybody, every version kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from hemicycle.core import presentation as tree
from hemicycle.core.emit import Emit, process_log
from hemicycle.core.text import within
from hemicycle.core.text_diff import side_by_side
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.markdown import html_of, prepare
from hemicycle.services.kernel.room import Result
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.services.kernel.workbench import apart
from hemicycle.store import Database
from hemicycle.store.presentations import Change, NodeRow, VersionRow, change_tree
from hemicycle_protocol import presentation as p
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.events import EventBody
from hemicycle_protocol.views import ProcessView, Role, You

# As whom somebody is shown who may write for several reasons.
AUTHORS = (Role.PARLIAMENTARIAN, Role.STAFF, Role.ORGANISER)


# Beyond it a column is full; nobody writes that often.
MOST_VERSIONS = 1_000_000

Changing = Callable[[list[NodeRow]], Change]


class Presentation:
    """The handlers of commands on the tree, and its pages."""

    def __init__(self, database: Database, forum: Forum, visibility: Visibility) -> None:
        self._rows = database.presentations
        self._forum = forum
        self._visibility = visibility

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Which command goes where."""
        return {
            p.WritePresentation: self.write,
            p.RemovePresentation: self.remove,
            p.OrderPresentation: self.order,
        }

    # --- acts -----------------------------------------------------------------------------------

    async def write(self, caller: Caller, command: p.WritePresentation) -> Result:
        """Another node, or another text of one. Who repeats the act finds what it did."""
        you, now, process = caller.by, caller.received_at, command.process
        _check_version(command.version)
        id_ = command.node or _id(f"{process} {you.id} {command.key}")
        text = tree.cleaned(command.text)
        done = await self._rows.version(process, id_, command.version + 1)
        if done is not None and done.text == text:
            return now, {"node": id_, "version": done.version}
        note = within(command.note, field="note", limit=tree.NOTE_CHARACTERS)
        author = await self._author(you, process)

        def change(nodes: list[NodeRow]) -> Change:
            if command.node is None:
                tree.check_place(nodes, command.kind, command.parent)
                position = 1 + max((one.position for one in nodes), default=0)
                row = NodeRow(id_, process, command.kind, command.parent, position, 1, text, now)
            else:
                known = _present(nodes, command.node, command.version)
                row = known._replace(version=known.version + 1, text=text, changed_at=now)
            return Change([row], versions=[_version(row, author, note)])

        fact = p.PresentationWritten(id_, command.kind, text.title, command.version + 1, note)
        at = await self._act(caller, command, process, fact, change)
        return at, {"node": id_, "version": command.version + 1}

    async def remove(self, caller: Caller, command: p.RemovePresentation) -> Result:
        """Take a node out of the tree."""
        you, now, process = caller.by, caller.received_at, command.process
        _check_version(command.version)
        known = tree.node_of(await self._rows.nodes(process), command.node)
        note = within(command.note, field="note", limit=tree.NOTE_CHARACTERS)
        author = await self._author(you, process)
        version = command.version + 1

        def change(nodes: list[NodeRow]) -> Change:
            row = _present(nodes, command.node, command.version)
            tree.check_removable(nodes, command.node)
            gone = row._replace(version=version, changed_at=now)
            return Change(drop=[row.id], versions=[_version(gone, author, note)._replace(removed=True)])

        fact = p.PresentationRemoved(known.id, known.kind, known.text.title, version, note)
        return await self._act(caller, command, process, fact, change), {}

    async def order(self, caller: Caller, command: p.OrderPresentation) -> Result:
        """Set the order of all nodes under one."""

        def change(nodes: list[NodeRow]) -> Change:
            tree.check_order(nodes, command.parent, command.nodes)
            at = {id_: place for place, id_ in enumerate(command.nodes, 1)}
            return Change([one._replace(position=at[one.id]) for one in nodes if one.id in at])

        fact = p.PresentationOrdered(command.parent)
        return await self._act(caller, command, command.process, fact, change), {}

    async def _act(
        self, caller: Caller, command: CommandBody, process: str, fact: EventBody, change: Changing
    ) -> int:
        def decide(by: You, view: ProcessView, now: int) -> Decision[None]:
            return Decision([Emit(process_log(process), fact)], [change_tree(process, change)])

        made = await self._forum.act(caller, command, process, decide)
        return made.at

    async def _author(self, you: You, process: str) -> tuple[str, Role]:
        roles = await self._forum.roles(you, process)
        return you.name, next((role for role in AUTHORS if role in roles), Role.ORGANISER)

    # --- pages ----------------------------------------------------------------------------------

    async def page(self, you: You | None, process: str) -> p.PresentationPage:
        """The whole tree. Refused: `NOT_FOUND`."""
        view = await self._visibility.process(you, process)
        nodes = tree.in_order(await self._rows.nodes(process))
        await prepare(node.text.body for node in nodes)
        may_write = not set(AUTHORS).isdisjoint(await self._forum.roles(you, process))
        return p.PresentationPage(process, view.title, [_shown(node) for node in nodes], may_write)

    async def history(
        self, you: You | None, process: str, *, node: str | None, before: int | None, limit: int
    ) -> p.PresentationHistory:
        """What was written, newest first. Refused: `NOT_FOUND`."""
        view = await self._visibility.process(you, process)
        rows = await self._rows.versions(process, node=node, before=before, limit=limit + 1)
        page = rows[:limit]
        more = page[-1].number if len(rows) > limit else None
        return p.PresentationHistory(process, view.title, [_told(row) for row in page], more)

    async def difference(
        self, you: You | None, process: str, node: str, version: int
    ) -> p.PresentationDifference:
        """A version beside the one before it. Refused: `NOT_FOUND`."""
        await self._visibility.process(you, process)
        after = await self._rows.version(process, node, min(version, MOST_VERSIONS))
        if after is None:
            raise Refused(Code.NOT_FOUND, node=node, version=version)
        before = await self._rows.version(process, node, version - 1)
        old = "" if before is None else tree.as_lines(before.text)
        new = "" if after.removed else tree.as_lines(after.text)
        rows = await apart(lambda: side_by_side(old, new))
        return p.PresentationDifference(_told(after), rows, None if before is None else _told(before))


def _present(nodes: Sequence[NodeRow], id: str, version: int) -> NodeRow:
    known = tree.node_of(nodes, id)
    if known.version != version:
        raise changed(known.version)
    return known


def _check_version(version: int) -> None:
    if not 0 <= version < MOST_VERSIONS:
        raise Refused(Code.INVALID, field="version")


def _version(row: NodeRow, author: tuple[str, Role], note: str) -> VersionRow:
    name, role = author
    return VersionRow(
        row.process, row.id, row.version, row.changed_at, row.kind, row.text, name, role.value, note
    )


def _shown(node: NodeRow) -> p.PresentationNode:
    return p.PresentationNode(
        node.id,
        node.kind,
        node.version,
        node.text,
        html_of(node.text.body),
        node.changed_at,
        node.parent,
    )


def _told(row: VersionRow) -> p.PresentationVersion:
    return p.PresentationVersion(
        row.node,
        row.version,
        row.at,
        row.kind,
        row.text.title,
        row.name,
        Role(row.role),
        row.note,
        row.removed,
    )


def _id(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=9).hexdigest()
