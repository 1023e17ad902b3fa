"""The tree of problem, causes and solutions: what hangs where, and texts as they are kept."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemicycle.core import presentation as tree
from hemicycle_protocol.consultation import PropositionKind
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.presentation import NodeText, Reference

PROBLEM, CAUSE, SOLUTION = PropositionKind.PROBLEM, PropositionKind.CAUSE, PropositionKind.SOLUTION


class Node(NamedTuple):
    id: str
    kind: PropositionKind
    parent: str | None
    position: int


TREE = [
    Node("s1", SOLUTION, "c1", 4),
    Node("c2", CAUSE, "p", 2),
    Node("c1", CAUSE, "p", 3),
    Node("p", PROBLEM, None, 1),
    Node("s0", SOLUTION, "c1", 1),
]


def test_a_tree_is_read_from_the_problem_down() -> None:
    """[PR20]"""
    assert [node.id for node in tree.in_order(TREE)] == ["p", "c2", "c1", "s0", "s1"]


@given(st.permutations(TREE))
def test_the_order_of_reading_does_not_hang_on_the_order_of_rows(nodes: list[Node]) -> None:
    assert tree.in_order(nodes) == tree.in_order(TREE)


@pytest.mark.parametrize(
    ("kind", "parent", "code"),
    [
        (CAUSE, "p", None),
        (SOLUTION, "c2", None),
        (PROBLEM, None, Code.DUPLICATE),
        (CAUSE, None, Code.INVALID),
        (CAUSE, "c1", Code.INVALID),
        (SOLUTION, "p", Code.INVALID),
        (SOLUTION, "s1", Code.INVALID),
        (CAUSE, "x", Code.NOT_FOUND),
    ],
)
def test_a_cause_hangs_under_the_problem_and_a_solution_under_a_cause(
    kind: PropositionKind, parent: str | None, code: Code | None
) -> None:
    """[PR20]"""
    if code is None:
        tree.check_place(TREE, kind, parent)
        return
    with pytest.raises(Refused) as refused:
        tree.check_place(TREE, kind, parent)
    assert refused.value.code is code


def test_a_full_tree_takes_no_more() -> None:
    """[PR20]"""
    many = [TREE[3], *(Node(f"c{n}", CAUSE, "p", n) for n in range(tree.NODES))]
    with pytest.raises(Refused) as refused:
        tree.check_place(many, CAUSE, "p")
    assert refused.value.code is Code.TOO_MANY_OPEN


def test_what_has_something_under_it_stays() -> None:
    """[PR23]"""
    tree.check_removable(TREE, "s1")
    with pytest.raises(Refused) as refused:
        tree.check_removable(TREE, "c1")
    assert refused.value.code is Code.ILLEGAL_MOVE


def test_an_order_holds_all_siblings_each_once() -> None:
    """[PR23]"""
    tree.check_order(TREE, "c1", ["s1", "s0"])
    for wrong in (["s1"], ["s1", "s1"], ["s1", "s0", "c2"]):
        with pytest.raises(Refused) as refused:
            tree.check_order(TREE, "c1", wrong)
        assert refused.value.facts == {"state": ["s0", "s1"]}


def test_a_text_is_kept_clean() -> None:
    """[PR25]"""
    text = NodeText(
        " L’eau ", "Un\r\n\n\n\ndeux\u202e", " /debates/d1 ", [Reference(" https://a.fr/x ", " Rapport ")]
    )
    assert tree.cleaned(text) == NodeText(
        "L’eau", "Un\n\ndeux", "/debates/d1", [Reference("https://a.fr/x", "Rapport")]
    )


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        (NodeText("", "b"), Code.EMPTY, "title"),
        (NodeText("t", " \n"), Code.EMPTY, "body"),
        (NodeText("t", "x" * (tree.BODY_CHARACTERS + 1)), Code.TOO_LONG, "body"),
        (NodeText("t", "b", "javascript:alert(1)"), Code.INVALID, "video"),
        (NodeText("t", "b", documents=[Reference("nulle part")]), Code.INVALID, "documents"),
        (NodeText("t", "b", documents=[Reference("")]), Code.EMPTY, "documents"),
        (NodeText("t", "b", sources=[Reference("https://a.fr", "x" * 201)]), Code.TOO_LONG, "sources"),
        (NodeText("t", "b", sources=[Reference("https://a.fr")] * 21), Code.TOO_LONG, "sources"),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused_with_its_field(text: NodeText, code: Code, field: str) -> None:
    """[PR25]"""
    with pytest.raises(Refused) as refused:
        tree.cleaned(text)
    assert (refused.value.code, refused.value.facts["field"]) == (code, field)


def test_all_of_a_text_is_compared() -> None:
    """[PR22]"""
    text = NodeText("T", "a\nb", "/v", [Reference("https://d", "Doc")], [Reference("https://s")])
    assert tree.as_lines(text).splitlines() == [
        "T",
        "",
        "a",
        "b",
        "",
        "/v",
        "",
        "Doc https://d",
        "",
        "https://s",
    ]
