"""The registry: one handler a command, arguments checked before anything else."""

from typing import Any

import msgspec
import pytest

from hemicycle.services.kernel.acts import Handler, answered, joined, parse
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.room import Result
from hemicycle_protocol import commands as c
from hemicycle_protocol.commands import COMMANDS
from hemicycle_protocol.errors import Code, Refused


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
