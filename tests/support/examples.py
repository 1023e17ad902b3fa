"""Some command of each kind, for what is said of all of them."""

from __future__ import annotations

from enum import Enum
from typing import Any

import msgspec
from msgspec import inspect

from hemicycle_protocol.commands import CommandBody


def example_of(kind: type[CommandBody], **named: str) -> CommandBody:
    """A command of this kind, about what is `named` as far as it names such things."""
    args = _example(inspect.type_info(kind))
    args |= {name: id_ for name, id_ in named.items() if name in args}
    return msgspec.convert(args, kind)


def _example(type_: inspect.Type) -> Any:
    """Some value of a type of the wire."""
    match type_:
        case inspect.EnumType():
            kind: type[Enum] = type_.cls
            return next(iter(kind)).value
        case inspect.StrType():
            return "x"
        case inspect.IntType():
            return 1
        case inspect.BoolType():
            return True
        case inspect.ListType() | inspect.VarTupleType():
            return []
        case inspect.DictType():
            return {}
        case inspect.UnionType():
            return None if type_.includes_none else _example(type_.types[0])
        case inspect.StructType():
            return {field.name: _example(field.type) for field in type_.fields if field.required}
    raise AssertionError(type_)
