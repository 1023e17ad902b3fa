"""Every act is asked about by one rule: none does anything without it, and nobody else asks."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from hemicycle.core.permissions import PERMISSIONS, PROCESS_PERMISSIONS
from hemicycle_protocol.commands import COMMANDS, CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Role, You
from tests.support.databases import sqlite_database
from tests.support.evening import DEBATE, HOST, ZOE
from tests.support.examples import example_of
from tests.support.nodes import PROCESS, Node, open_nodes

SERVICES = Path(__file__).parents[4] / "server" / "hemicycle" / "services"
# Where it is asked, and where what can change is looked at again with each decision.
ASK = {"kernel/rules.py", "kernel/room.py", "kernel/forum.py"}
QUESTIONS = {"check_role", "check_state", "check_phase", "check_signed_in"}
EVERYTHING = You("p-all", "Tout", [role for role in Role if role is not Role.STAGE], DEBATE)


def example_here(kind: type[CommandBody]) -> CommandBody:
    """A command of this kind in our debate and process."""
    return example_of(kind, debate=DEBATE, process=PROCESS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unmoved(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Node]:
    """A node for acts that must not change anything: one for all of them."""
    url = sqlite_database(tmp_path_factory.mktemp("unmoved"))
    async with open_nodes(url, live=False) as (node,):
        yield node


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", sorted(COMMANDS))
async def test_no_handler_does_anything_for_whom_no_rule_was_asked_about(name: str, unmoved: Node) -> None:
    kind = COMMANDS[name]
    command = example_here(kind)
    handlers = [feature.handlers() for feature in unmoved.services.features]
    (handler,) = [each[kind] for each in handlers if kind in each]
    with pytest.raises((AssertionError, Refused)):
        await handler(unmoved.caller(EVERYTHING), command)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", sorted(COMMANDS))
async def test_the_rule_of_every_command_is_asked_before_anything_else(name: str, unmoved: Node) -> None:
    """[S4]"""
    command = example_here(COMMANDS[name])
    with pytest.raises(Refused) as refused:
        await unmoved.do(command, None)
    assert refused.value.code is Code.SIGN_IN


async def test_a_permit_is_good_where_it_was_given(url: str) -> None:
    async with open_nodes(url) as (node,):
        kind = COMMANDS["pause_floor"]
        permitted = await node.services.kernel.rules.ask(node.caller(HOST), example_here(kind))
        assert permitted.permitted_in(debate=DEBATE) == HOST
        with pytest.raises(AssertionError):
            permitted.permitted_in(debate="another")
        with pytest.raises(AssertionError):
            node.caller(ZOE).permitted_in(debate=DEBATE)


def test_each_command_is_in_one_table() -> None:
    assert not PERMISSIONS.keys() & PROCESS_PERMISSIONS.keys()
    assert PERMISSIONS.keys() | PROCESS_PERMISSIONS.keys() == set(COMMANDS.values())


def test_rules_are_asked_in_one_place() -> None:
    asking = set()
    for module in SERVICES.rglob("*.py"):
        names = {node.id for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Name)}
        if names & QUESTIONS:
            asking.add(str(module.relative_to(SERVICES)))
    assert asking == ASK
