"""The one table: role × act × state."""

import pytest

from hemicycle.core.permissions import (
    PERMISSIONS,
    PROCESS_PERMISSIONS,
    check_role,
    check_signed_in,
    check_state,
    may_follow,
    may_publish,
    roles_in,
)
from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.topics import parse_topic
from hemicycle_protocol.views import DebateState, Role, You
from tests.support.evening import DEBATE, HOST, INES, MOD_A, STAGE, ZOE

ASK = c.AskQuestion(DEBATE, "?", "k")
MOVE = c.UndoQuestion(DEBATE, "q", 1)


def code_of(command: c.CommandBody, you: You | None, state: DebateState | None = None) -> Code | None:
    try:
        check_role(command, roles_in(check_signed_in(you), DEBATE))
        if state is not None:
            check_state(command, state)
    except Refused as refused:
        return refused.code
    return None


def test_every_command_of_the_wire_stands_in_one_of_the_tables() -> None:
    """[PR18]"""
    assert set(PERMISSIONS) | set(PROCESS_PERMISSIONS) == set(c.COMMANDS.values())
    assert not set(PERMISSIONS) & set(PROCESS_PERMISSIONS)


@pytest.mark.parametrize("name", sorted(c.COMMANDS))
def test_nobody_acts_without_signing_in(name: str) -> None:
    """[S4, PR18] Without a token one may follow what is public, and not act."""
    kind = c.COMMANDS[name]
    rule = PERMISSIONS.get(kind) or PROCESS_PERMISSIONS[kind]
    assert not rule.roles & roles_in(None, DEBATE)


@pytest.mark.parametrize(
    ("command", "you", "code"),
    [
        (ASK, None, Code.SIGN_IN),
        (ASK, ZOE, None),
        (MOVE, ZOE, Code.FORBIDDEN),
        (MOVE, MOD_A, None),
        (MOVE, HOST, None),
        (c.SetDebateState(DEBATE, DebateState.LIVE), MOD_A, Code.FORBIDDEN),
        (c.SetDebateState(DEBATE, DebateState.LIVE), HOST, None),
        (c.ReportCut(DEBATE, None), HOST, Code.FORBIDDEN),
        (c.ReportCut(DEBATE, None), STAGE, None),
        (c.TakeSeat(DEBATE), INES, None),
        (c.TakeSeat(DEBATE), ZOE, Code.FORBIDDEN),
    ],
)
def test_roles(command: c.CommandBody, you: You | None, code: Code | None) -> None:
    """[PR18]"""
    assert code_of(command, you) is code


def test_a_role_of_one_debate_means_nothing_in_another() -> None:
    """[PR19]"""
    elsewhere = You("m", "M", [Role.MODERATOR], "d2")
    assert code_of(MOVE, elsewhere) is Code.FORBIDDEN


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (DebateState.REHEARSAL, Code.NOT_OPEN),
        (DebateState.LOBBY, None),
        (DebateState.LIVE, None),
        (DebateState.PAUSED, None),
        (DebateState.ENDED, Code.CLOSED),
    ],
)
def test_questions_are_asked_from_the_lobby_to_the_end(state: DebateState, code: Code | None) -> None:
    """[DE36]"""
    assert code_of(ASK, ZOE, state) is code


@pytest.mark.parametrize(
    ("topic", "you", "code"),
    [
        ("debate/d1", None, None),
        ("debate/d1/board", None, None),
        ("debate/d1/program", None, None),
        ("process/p1/board", None, None),
        ("debate/d1/desk", None, Code.SIGN_IN),
        ("debate/d1/desk", ZOE, Code.FORBIDDEN),
        ("debate/d1/desk/board", MOD_A, None),
        ("debate/d2/desk", MOD_A, Code.FORBIDDEN),
        ("debate/d1/desk", HOST, None),
        ("debate/d1/stage/board", INES, None),
        ("debate/d1/stage/board", ZOE, Code.FORBIDDEN),
        ("person/p-zoe", ZOE, None),
        ("person/p-zoe", MOD_A, Code.FORBIDDEN),
        ("person/p-zoe", None, Code.SIGN_IN),
        ("ballots/d1", HOST, Code.FORBIDDEN),
    ],
)
def test_who_may_read_what(topic: str, you: You | None, code: Code | None) -> None:
    """[PR28]"""
    parsed = parse_topic(topic)
    assert parsed is not None
    assert may_follow(you, parsed) is code


def test_only_the_stage_of_the_debate_publishes_its_streams() -> None:
    """[PR28]"""
    program, other = parse_topic("debate/d1/program"), parse_topic("debate/d2/program")
    assert program is not None
    assert other is not None
    assert may_publish(STAGE, program)
    assert not may_publish(STAGE, other)
    assert not may_publish(HOST, program)
    assert not may_publish(None, program)


@pytest.mark.parametrize("kind", [kind for kind in PROCESS_PERMISSIONS if kind.__module__.endswith(".bill")])
def test_a_bill_is_written_by_the_parliamentarian_and_their_staff(kind: type[c.CommandBody]) -> None:
    """[BI1]"""
    roles = PROCESS_PERMISSIONS[kind].roles
    assert {Role.PARLIAMENTARIAN, Role.STAFF} <= roles <= {Role.PARLIAMENTARIAN, Role.STAFF, Role.ORGANISER}
