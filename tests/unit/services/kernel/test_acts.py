"""The registry: one handler a command, arguments checked before anything else."""

from typing import Any

import msgspec
import pytest
from msgspec import inspect

from hemicycle.services.kernel.acts import Handler, answered, joined, parse
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.room import Result
from hemicycle_protocol import commands as c
from hemicycle_protocol.commands import COMMANDS
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.integers import GREATEST, GREATEST_COUNT
from tests.support.examples import example_of


def test_arguments_become_the_command() -> None:
    args: dict[str, object] = {"debate": "d1", "question": "q", "on": True, "seq": 3}
    assert parse("support_question", args) == c.SupportQuestion("d1", "q", True, 3)


def test_unknown_arguments_are_ignored() -> None:
    """[W6]"""
    assert parse("resume_floor", {"debate": "d1", "new": 1}) == c.ResumeFloor("d1")


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ({}, "debate"),
        ({"debate": 7}, "debate"),
        ({"debate": "d1", "seat": "s", "limit_ms": "60"}, "limit_ms"),
        ({"debate": "d1", "seat": "s", "limit_ms": 1.5}, "limit_ms"),
        ({"debate": "a/b", "seat": "s"}, "debate"),
        ({"debate": "d1/desk", "seat": "s"}, "debate"),
        ({"debate": "d" * 65, "seat": "s"}, "debate"),
        ({"debate": "", "seat": "s"}, "debate"),
    ],
)
def test_a_refusal_names_the_field(args: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        parse("give_floor", args)
    assert (refused.value.code, refused.value.facts) == (Code.INVALID, {"field": field})


@pytest.mark.parametrize(
    "result",
    [
        {},
        {"question": "q"},
        {"question": "q", "state": "gone"},
        {"question": "q", "state": "to_review", "n": 1},
    ],
)
def test_an_act_answers_what_its_command_says_and_nothing_else(result: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        answered(c.AskQuestion, result)


async def handled(caller: Caller, command: Any) -> Result:
    return 0, {}


EVERY: dict[type[c.CommandBody], Handler] = dict.fromkeys(COMMANDS.values(), handled)


def test_a_registry_with_a_command_missing_does_not_start() -> None:
    assert joined([EVERY]) == EVERY
    with pytest.raises(AssertionError):
        joined([{kind: handler for kind, handler in EVERY.items() if kind is not c.Vote}])


def test_a_registry_with_two_handlers_of_a_command_does_not_start() -> None:
    with pytest.raises(AssertionError):
        joined([EVERY, {c.Vote: handled}])


NUMBERED = [
    (name, field.name)
    for name, kind in COMMANDS.items()
    for field in inspect.type_info(kind).fields  # type: ignore[attr-defined]
    if isinstance(field.type, inspect.IntType)
    or (
        isinstance(field.type, inspect.UnionType)
        and any(isinstance(t, inspect.IntType) for t in field.type.types)
    )
]


@pytest.mark.parametrize(("name", "field"), NUMBERED)
def test_no_integer_is_larger_than_what_keeps_it(name: str, field: str) -> None:
    """[W2] [H7] A version that no column holds, a `seq` after which there is none."""
    most = GREATEST if field.endswith(("seq", "_at", "_ms")) or field == "at" else GREATEST_COUNT
    args = msgspec.to_builtins(example_of(COMMANDS[name]))
    assert parse(name, args | {field: most})
    for beyond in (most + 1, -most - 1, 2**63 - 1, 2**63, 2**64 - 1):
        with pytest.raises(Refused) as refused:
            parse(name, args | {field: beyond})
        assert refused.value.code is Code.INVALID
        assert refused.value.facts == {"field": field}


def test_integers_in_what_a_command_holds_are_bounded_too() -> None:
    """[W2] [H7]"""
    arguments = [{"proposition": "p", "argument": "a", "version": 2**31}]
    args = msgspec.to_builtins(example_of(COMMANDS["place_arguments"])) | {"arguments": arguments}
    with pytest.raises(Refused) as refused:
        parse("place_arguments", args)
    assert refused.value.facts == {"field": "version"}
