"""A callback of a service tells what it decided by what it returns (docs/decisions/0050), as a test."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SERVICES = Path(__file__).parents[1] / "server" / "hemicycle" / "services"
MODULES = sorted(SERVICES.rglob("*.py"))
MUTATORS = {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault"}
MUTATORS |= {"update"}
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def smuggled(source: str) -> list[str]:
    """Where a function inside another changes what it captured: `line: what`."""
    found = []
    for outer in ast.walk(ast.parse(source)):
        if isinstance(outer, Function):
            for inner in _inside(outer):
                found += list(_changes(inner, _names(outer) - _names(inner)))
    return sorted(set(found))


def _inside(outer: Function) -> Iterator[Function]:
    for node in ast.walk(outer):
        if isinstance(node, Function) and node is not outer:
            yield node


def _names(function: Function) -> set[str]:
    """The names that a function binds itself, but `self`, whose state is its own affair."""
    every = function.args
    arguments = [*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg]
    names = {one.arg for one in arguments if one is not None}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names - {"self", "cls"}


def _changes(function: Function, captured: set[str]) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Nonlocal):
            yield f"{node.lineno}: nonlocal {', '.join(node.names)}"
        elif isinstance(node, ast.Subscript | ast.Attribute) and _is_of(node.value, captured):
            is_method = isinstance(node, ast.Attribute) and node.attr in MUTATORS
            if is_method or not isinstance(node.ctx, ast.Load):
                yield f"{node.lineno}: {ast.unparse(node)}"


def _is_of(node: ast.expr, names: set[str]) -> bool:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in names


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(SERVICES)))
def test_no_callback_smuggles_out_what_it_found(module: Path) -> None:
    """A decision is made several times, in other threads' transactions: what it notes beside may be stale."""
    assert smuggled(module.read_text()) == []


@pytest.mark.parametrize(
    "line",
    ["nonlocal box; box = [1]", "box[:] = [1]", "box.at = 1", "box['at'] = 1", "box.append(1)", "del box[0]"],
)
def test_every_way_to_smuggle_is_seen(line: str) -> None:
    body = f"def act(self):\n    box = []\n    def decide(now):\n        {line}\n    return decide"
    assert smuggled(body) != []
