"""The registry of commands: name → arguments → handler."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec

from hemicycle_protocol.commands import COMMANDS, CommandBody, result_of
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.integers import beyond
from hemicycle_protocol.topics import is_id

from .caller import Caller
from .room import Result

Handler = Callable[[Caller, Any], Awaitable[Result]]


def joined(handlers: Sequence[Mapping[type[CommandBody], Handler]]) -> dict[type[CommandBody], Handler]:
    """The handlers of all features in one table; every command of the wire has exactly one."""
    handled = Counter(command for each in handlers for command in each)
    assert set(handled) == set(COMMANDS.values()), set(COMMANDS.values()) ^ set(handled)
    assert handled.total() == len(handled), [command for command, times in handled.items() if times > 1]
    return {command: handler for each in handlers for command, handler in each.items()}


def answered(kind: type[CommandBody], result: Mapping[str, object]) -> dict[str, object]:
    """Strictly what a command says that it answers: whoever reads it was generated from that."""
    answer: dict[str, object] = msgspec.to_builtins(msgspec.convert(result, result_of(kind), strict=True))
    return answer


def parse(name: str, args: dict[str, object]) -> CommandBody:
    """The command of a name and its arguments; unknown arguments are ignored (SPEC W6)."""
    kind = COMMANDS.get(name)
    if kind is None:
        raise Refused(Code.UNKNOWN_COMMAND, name=name[:64])
    try:
        command = msgspec.convert(args, kind, strict=True)
    except msgspec.ValidationError as error:
        raise Refused(Code.INVALID, field=_field(error)) from None
    if (large := beyond(command)) is not None:
        raise Refused(Code.INVALID, field=large)
    for field in ("debate", "process"):
        id_ = getattr(command, field, None)
        if id_ is not None and not is_id(id_):
            raise Refused(Code.INVALID, field=field)
    return command


def _field(error: msgspec.ValidationError) -> str:
    """The field a message like "Expected `int` - at `$.seq`" names; empty for a missing one without path."""
    text = str(error)
    if "missing required field" in text:
        return text.split("`")[1]
    return text.rpartition("`$")[2].strip("`.").partition("[")[0]
