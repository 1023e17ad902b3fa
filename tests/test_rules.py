"""Every numbered rule is named by a test that checks it, and every name that a test gives is a rule."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
# Each book of rules numbers them as `- **CO4** A sentence.`
BOOKS = ("docs/rules.md", "docs/security.md", "protocol/SPEC.md")

RULE = re.compile(r"^- \*\*([A-Z]{1,2}\d+)\*\* (?=\S)", re.MULTILINE)
CITED = re.compile(r"\[([A-Z]{1,2}\d+(?:, [A-Z]{1,2}\d+)*)\]")


def rules(book: str) -> list[str]:
    return RULE.findall((ROOT / book).read_text())


def docstrings() -> Iterator[tuple[str, str]]:
    """Where each docstring of the tests stands, and what it says."""
    for module in sorted(TESTS.rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                name = getattr(node, "name", "")
                yield f"{module.relative_to(ROOT)}::{name}", ast.get_docstring(node) or ""


def names() -> Iterator[tuple[str, str]]:
    """Where each test of the client stands, and its name."""
    for module in sorted((ROOT / "client_web" / "src").rglob("*.test.ts")):
        for name in re.findall(r"\b(?:it|describe)\('([^'\n]+)'", module.read_text()):
            yield str(module.relative_to(ROOT)), name


CITATIONS = [
    (where, rule)
    for where, said in [*docstrings(), *names()]
    for found in CITED.finditer(said)
    for rule in found[1].split(", ")
]


@pytest.mark.parametrize("book", BOOKS)
def test_a_rule_has_a_number_of_its_own(book: str) -> None:
    own = rules(book)
    others = {rule for other in BOOKS if other != book for rule in rules(other)}
    assert [rule for rule in own if own.count(rule) > 1 or rule in others] == []


@pytest.mark.parametrize("book", BOOKS)
def test_every_rule_is_named_by_a_test(book: str) -> None:
    cited = {rule for _, rule in CITATIONS}
    assert [rule for rule in rules(book) if rule not in cited] == []


def test_what_a_test_names_is_a_rule() -> None:
    known = {rule for book in BOOKS for rule in rules(book)}
    assert [f"{rule} in {where}" for where, rule in CITATIONS if rule not in known] == []
