"""What is said of a field beside its type, as `Annotated[str, OneOf(Code)]` or `Annotated[str, Limit(200)]`.

Decoding does not ask it; what is generated for other languages does, and the server's rules.
"""

from __future__ import annotations

import typing
from enum import StrEnum

from msgspec import Struct


class OneOf:
    """A text that is a member of one of these; readers take others too: a later version may know more."""

    def __init__(self, *enums: type[StrEnum]) -> None:
        self.enums = enums


class Limit:
    """The most characters of a text, or of each text of a list.

    A rule refuses more with `too_long`, or with `invalid` where a text has a form of its own: a code, an id.
    """

    def __init__(self, characters: int) -> None:
        self.characters = characters


def limits_of(struct: type[Struct]) -> dict[str, int]:
    """The fields of a struct that have a limit, with its characters."""
    hints = typing.get_type_hints(struct, include_extras=True)
    found = {name: _limit(hints[name]) for name in struct.__struct_fields__}
    return {name: limit for name, limit in found.items() if limit is not None}


def limit_of(struct: type[Struct], field: str) -> int:
    """The most characters of a field."""
    return limits_of(struct)[field]


def _limit(hint: object) -> int | None:
    for part in typing.get_args(hint):
        limit = part.characters if isinstance(part, Limit) else _limit(part)
        if limit is not None:
            return limit
    return None
