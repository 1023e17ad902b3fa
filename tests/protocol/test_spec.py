"""The specification and the rest say the same of codes: each is sent by something."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import IntEnum, StrEnum
from pathlib import Path

import pytest

from hemicycle_protocol.errors import CloseCode, Code, FaultCode, TopicCode

ROOT = Path(__file__).parents[2]
SPEC = (ROOT / "protocol" / "SPEC.md").read_text()
SERVER = ROOT / "server" / "hemicycle"
# Where every code has its words and its status: no sending.
TABLES = {SERVER / "http" / "sentences.py", SERVER / "http" / "answers.py"}


def members(path: Path) -> Iterator[str]:
    """The members of enums that a module names, as `Code.CLOSED`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


@pytest.mark.parametrize("codes", [CloseCode, Code, FaultCode, TopicCode])
def test_every_code_is_sent_by_something(codes: type[IntEnum] | type[StrEnum]) -> None:
    sent = {member for path in SERVER.rglob("*.py") if path not in TABLES for member in members(path)}
    assert [str(each) for each in codes if f"{codes.__name__}.{each.name}" not in sent] == []


def test_the_table_of_close_codes_is_the_enum() -> None:
    """[S9] Each with its number and name; those below 4500 say "come back"."""
    rows = re.findall(r"^\| (4\d\d\d) \| (\w+) \|", SPEC, re.MULTILINE)
    assert rows == [(str(code.value), code.name.lower()) for code in CloseCode]
