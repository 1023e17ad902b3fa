"""Trees of presentations and their versions, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from hemicycle.store import Database
from hemicycle.store.presentations import Change, NodeRow, VersionRow, change_tree
from hemicycle_protocol.consultation import PropositionKind
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.presentation import NodeText, Reference

TEXT = NodeText("L’eau", "Elle manque.", "/v.mp4", [Reference("https://a.fr", "Rapport")])
PROBLEM = NodeRow("n1", "eau", PropositionKind.PROBLEM, None, 1, 1, TEXT, 5)
CAUSE = NodeRow("n2", "eau", PropositionKind.CAUSE, "n1", 2, 1, NodeText("Fuites", "Un litre sur cinq."), 6)


def version(row: NodeRow, *, removed: bool = False) -> VersionRow:
    return VersionRow(
        "eau", row.id, row.version, row.changed_at, row.kind, row.text, "É", "staff", "", removed
    )


async def test_a_tree_is_changed_as_is_said_of_its_present_nodes(database: Database) -> None:
    write, presentations = database.connections.write, database.presentations
    await write(change_tree("eau", lambda nodes: Change([PROBLEM, CAUSE], versions=[version(PROBLEM)])))
    assert sorted(await presentations.nodes("eau")) == [PROBLEM, CAUSE]
    assert await presentations.nodes("air") == []
    later = PROBLEM._replace(version=2, text=NodeText("L’eau", "Elle manque partout."), changed_at=9)

    def change(nodes: list[NodeRow]) -> Change:
        assert sorted(nodes) == [PROBLEM, CAUSE]
        return Change([later], ["n2"], [version(later), version(CAUSE._replace(version=2), removed=True)])

    await write(change_tree("eau", change))
    assert await presentations.nodes("eau") == [later]
    rows = await presentations.versions("eau")
    assert [(row.number, row.node, row.version, row.removed) for row in rows] == [
        (3, "n2", 2, True),
        (2, "n1", 2, False),
        (1, "n1", 1, False),
    ]
    assert [row.number for row in await presentations.versions("eau", node="n1", before=2)] == [1]
    assert (await presentations.version("eau", "n1", 1)) == version(PROBLEM)._replace(number=1)
    assert await presentations.version("air", "n1", 1) is None


async def test_a_change_that_is_refused_changes_nothing(database: Database) -> None:
    def refuse(nodes: list[NodeRow]) -> Change:
        raise Refused(Code.CHANGED)

    await database.connections.write(change_tree("eau", lambda nodes: Change([PROBLEM])))
    with pytest.raises(Refused):
        await database.connections.write(change_tree("eau", refuse))
    assert await database.presentations.nodes("eau") == [PROBLEM]
