"""What may be read is asked in one layer: by each read of a service, once, and by nobody else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVER = Path(__file__).parents[4] / "server" / "hemicycle"
ROOMS = SERVER / "services"
# The gate, by the names under which it could be asked; the rule behind it; where roles are known.
GATE = {"visibility", "_visibility", "is_visible", "forum"}
# Where the rule is written; the operator, who reads all.
BESIDE = {"core/visibility.py", "cli/tasks.py"}
# What a read is about.
PLACES = {"process", "debate", "proposition", "target"}
# For those who may invite, whose role in the debate is asked about.
OTHERWISE = {"people/invitations.py::of_debate"}


def reads() -> Iterator[tuple[str, ast.AsyncFunctionDef]]:
    """What each room answers to somebody about a place, by its name."""
    for module in sorted(ROOMS.rglob("*.py")):
        if module.parent.name == "kernel":
            continue
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
                given = {argument.arg for argument in node.args.args}
                if "you" in given and given & PLACES:
                    yield f"{module.relative_to(ROOMS)}::{node.name}", node


def asked(code: ast.AST) -> list[ast.Call]:
    """The questions to the gate in a piece of code; what it knows already is none."""
    return [
        node
        for node in ast.walk(code)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "_visibility"
        and node.func.attr != "is_known_public"
    ]


def names_in(code: ast.AST) -> set[str]:
    """Whatever a piece of code names."""
    names = set()
    for node in ast.walk(code):
        match node:
            case (
                ast.Attribute(attr=name)
                | ast.Name(id=name)
                | ast.FunctionDef(name=name)
                | ast.alias(name=name)
            ):
                names.add(name)
    return names


def is_about_them(question: ast.Call) -> bool:
    return isinstance(question.args[0], ast.Name) and question.args[0].id == "you"


def test_nobody_outside_of_the_services_asks_what_may_be_read() -> None:
    asking = {
        str(module.relative_to(SERVER))
        for module in SERVER.rglob("*.py")
        if ROOMS not in module.parents and names_in(ast.parse(module.read_text())) & GATE
    }
    assert asking == BESIDE


@pytest.mark.parametrize(("name", "read"), [pytest.param(*read, id=read[0]) for read in reads()])
def test_each_read_of_a_service_asks_once_about_who_reads(name: str, read: ast.AsyncFunctionDef) -> None:
    questions = asked(read)
    assert len(questions) == (0 if name in OTHERWISE else 1), f"{name} must ask self._visibility once"
    assert all(map(is_about_them, questions))


def test_what_is_asked_otherwise_is_there() -> None:
    assert {name for name, _ in reads()} >= OTHERWISE
