"""The presentation is written by its authors, and every version of it can be read."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.store.members import Membership, put_membership
from hemicycle_protocol import presentation as pr
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.consultation import PropositionKind
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.presentation import NodeText
from hemicycle_protocol.views import Role, You
from tests.support.evening import ZOE
from tests.support.nodes import PROCESS, Node, open_nodes

MP = You("p-mp", "Élise Vannier", [Role.CITIZEN])
STAFF = You("p-staff", "Équipe", [Role.CITIZEN])
WATER = NodeText("L’eau manque", "Chaque été, **des communes** sont livrées par camion.")


async def furnish(node: Node) -> None:
    for you, role in ((MP, "parliamentarian"), (STAFF, "staff")):
        await node.database.connections.write(put_membership(Membership(PROCESS, you.id, role, 1)))


async def refusal(node: Node, command: CommandBody, by: You | None) -> Refused:
    with pytest.raises(Refused) as refused:
        await node.do(command, by)
    return refused.value


def problem(key: str = "k1") -> pr.WritePresentation:
    return pr.WritePresentation(PROCESS, PropositionKind.PROBLEM, WATER, key)


def cause(parent: str, title: str) -> pr.WritePresentation:
    return pr.WritePresentation(PROCESS, PropositionKind.CAUSE, NodeText(title, "Parce que."), title, parent)


async def test_a_tree_grows_and_is_read_by_everybody(url: str) -> None:
    async with open_nodes(url, live=False) as (node,):
        await furnish(node)
        root = (await node.do(problem(), MP))["node"]
        assert await node.do(problem(), MP) == {"node": root, "version": 1}
        leaks = (await node.do(cause(root, "Les fuites"), STAFF))["node"]
        repair = pr.WritePresentation(
            PROCESS, PropositionKind.SOLUTION, NodeText("Réparer", "D’abord."), "r", leaks
        )
        await node.do(repair, MP)
        page = await node.services.presentation.tree.page(None, PROCESS)
        assert [(one.kind, one.text.title) for one in page.nodes] == [
            (PropositionKind.PROBLEM, "L’eau manque"),
            (PropositionKind.CAUSE, "Les fuites"),
            (PropositionKind.SOLUTION, "Réparer"),
        ]
        assert "<strong>des communes</strong>" in page.nodes[0].body_html
        assert not page.may_write
        assert (await node.services.presentation.tree.page(STAFF, PROCESS)).may_write


async def test_only_its_authors_write_it(url: str) -> None:
    """[PR21]"""
    async with open_nodes(url, live=False) as (node,):
        await furnish(node)
        assert (await refusal(node, problem(), ZOE)).code is Code.FORBIDDEN
        assert (await refusal(node, problem(), None)).code is Code.SIGN_IN


async def test_the_second_of_two_equal_edits_is_refused_and_the_first_is_kept(any_url: str) -> None:
    """[PR24]"""
    async with open_nodes(any_url, 2, live=False) as (one, two):
        await furnish(one)
        root = (await one.do(problem(), MP))["node"]

        def edit(body: str) -> pr.WritePresentation:
            text = NodeText("L’eau manque", body)
            return pr.WritePresentation(PROCESS, PropositionKind.PROBLEM, text, "e", None, root, 1)

        both = await asyncio.gather(
            one.do(edit("Un texte."), MP), two.do(edit("Un autre."), STAFF), return_exceptions=True
        )
        refused = [each for each in both if isinstance(each, Refused)]
        assert [each.code for each in refused] == [Code.CHANGED]
        assert refused[0].facts == {"version": 2}
        history = await one.services.presentation.tree.history(None, PROCESS, node=root, before=None, limit=9)
        assert [each.version for each in history.versions] == [2, 1]


async def test_every_version_can_be_compared_with_the_one_before(url: str) -> None:
    """[PR22]"""
    async with open_nodes(url, live=False) as (node,):
        await furnish(node)
        root = (await node.do(problem(), MP))["node"]
        text = NodeText("L’eau manque", "Chaque été, **des villes** sont livrées par camion.")
        edit = pr.WritePresentation(PROCESS, PropositionKind.PROBLEM, text, "e", None, root, 1, "Plus juste")
        assert await node.do(edit, STAFF) == {"node": root, "version": 2}
        assert await node.do(edit, STAFF) == {"node": root, "version": 2}
        difference = await node.services.presentation.tree.difference(None, PROCESS, root, 2)
        assert (difference.after.name, difference.after.role) == ("Équipe", Role.STAFF)
        assert difference.after.note == "Plus juste"
        changed = [(p.change, p.text) for row in difference.rows for p in row.before if p.change == "removed"]
        assert changed == [("removed", "communes")]
        first = await node.services.presentation.tree.difference(None, PROCESS, root, 1)
        assert first.before is None
        for node_id, version in ((root, 3), (root, 10**30), ("x", 1)):
            with pytest.raises(Refused) as refused:
                await node.services.presentation.tree.difference(None, PROCESS, node_id, version)
            assert refused.value.code is Code.NOT_FOUND


async def test_what_is_removed_leaves_the_tree_and_stays_in_the_history(url: str) -> None:
    """[PR22]"""
    async with open_nodes(url, live=False) as (node,):
        await furnish(node)
        root = (await node.do(problem(), MP))["node"]
        leaks = (await node.do(cause(root, "Les fuites"), MP))["node"]
        stays = pr.RemovePresentation(PROCESS, root, 1)
        assert (await refusal(node, stays, MP)).code is Code.ILLEGAL_MOVE
        assert (await refusal(node, pr.RemovePresentation(PROCESS, leaks, 7), MP)).code is Code.CHANGED
        await node.do(pr.RemovePresentation(PROCESS, leaks, 1, "Doublon"), MP)
        assert len((await node.services.presentation.tree.page(None, PROCESS)).nodes) == 1
        history = await node.services.presentation.tree.history(
            None, PROCESS, node=None, before=None, limit=1
        )
        assert (history.versions[0].removed, history.versions[0].note) == (True, "Doublon")
        assert history.before is not None
        gone = await node.services.presentation.tree.difference(None, PROCESS, leaks, 2)
        assert all(not row.after for row in gone.rows)
        assert (await refusal(node, pr.RemovePresentation(PROCESS, leaks, 2), MP)).code is Code.NOT_FOUND


async def test_siblings_are_put_in_another_order(url: str) -> None:
    async with open_nodes(url, live=False) as (node,):
        await furnish(node)
        root = (await node.do(problem(), MP))["node"]
        ids = [(await node.do(cause(root, title), MP))["node"] for title in ("A", "B", "C")]
        await node.do(pr.OrderPresentation(PROCESS, root, ids[::-1]), MP)
        page = await node.services.presentation.tree.page(None, PROCESS)
        assert [one.text.title for one in page.nodes[1:]] == ["C", "B", "A"]
        incomplete = pr.OrderPresentation(PROCESS, root, ids[:2])
        assert (await refusal(node, incomplete, MP)).facts == {"state": ids[::-1]}


async def test_bad_input_is_refused_with_its_field(url: str) -> None:
    """[PR25]"""
    async with open_nodes(url, live=False) as (node,):
        await furnish(node)
        root = (await node.do(problem(), MP))["node"]
        for command, field in [
            (pr.WritePresentation(PROCESS, PropositionKind.CAUSE, NodeText("", "b"), "a", root), "title"),
            (pr.WritePresentation(PROCESS, PropositionKind.CAUSE, NodeText("t", "b"), "b", None), "parent"),
            (pr.WritePresentation(PROCESS, PropositionKind.CAUSE, WATER, "c", root, root, 10**40), "version"),
            (pr.WritePresentation(PROCESS, PropositionKind.CAUSE, WATER, "d", root, note="x" * 301), "note"),
        ]:
            assert (await refusal(node, command, MP)).facts["field"] == field
        assert (await refusal(node, problem("other"), MP)).code is Code.DUPLICATE
