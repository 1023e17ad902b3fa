"""The specification and the rest say the same of codes: each is sent by something."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import IntEnum, StrEnum
from pathlib import Path

import pytest

from hemicycle_protocol.errors import CloseCode, Code, FaultCode, TopicCode, changed
from hemicycle_protocol.views import QuestionState

ROOT = Path(__file__).parents[2]
SPEC = (ROOT / "protocol" / "SPEC.md").read_text()
SERVER = ROOT / "server" / "hemicycle"
PROTOCOL = ROOT / "protocol" / "python"
# Where every code has its words and its status: no sending.
TABLES = {SERVER / "http" / "sentences.py", SERVER / "http" / "answers.py"}


def members(path: Path) -> Iterator[str]:
    """The members of enums that a module names, as `Code.CLOSED`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


@pytest.mark.parametrize("codes", [CloseCode, Code, FaultCode, TopicCode])
def test_every_code_is_sent_by_something(codes: type[IntEnum] | type[StrEnum]) -> None:
    paths = [path for folder in (SERVER, PROTOCOL) for path in folder.rglob("*.py") if path not in TABLES]
    sent = {member for path in paths for member in members(path)}
    assert [str(each) for each in codes if f"{codes.__name__}.{each.name}" not in sent] == []


def test_changed_is_said_in_one_way() -> None:
    """[C6] By `errors.changed`, whose facts are those of `errors.Changed`."""
    paths = [path for folder in (SERVER, PROTOCOL) for path in folder.rglob("*.py") if path not in TABLES]
    assert [path.name for path in paths for member in members(path) if member == "Code.CHANGED"] == [
        "errors.py"
    ]
    facts = changed(3, state=QuestionState.ON_AIR, by="Awa").facts
    assert facts == {"version": 3, "state": "on_air", "by": "Awa"}
    assert changed(state=["b", "a"]).facts == {"state": ["b", "a"]}
    with pytest.raises(AssertionError):
        changed()


def test_the_table_of_close_codes_is_the_enum() -> None:
    """[S9] Each with its number and name; those below 4500 say "come back"."""
    rows = re.findall(r"^\| (4\d\d\d) \| (\w+) \|", SPEC, re.MULTILINE)
    assert rows == [(str(code.value), code.name.lower()) for code in CloseCode]
