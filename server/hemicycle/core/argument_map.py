"""A published synthesis with the texts it speaks of: what `argdown` and `xaif` write."""

from __future__ import annotations

from typing import NamedTuple

from hemicycle_protocol.synthesis import FamilySide, IgnoreReason


class MapArgument(NamedTuple):
    """An argument's text, or the part of it that is meant; `name` is its own in the whole map."""

    name: str
    id: str
    side: FamilySide
    text: str
    author: str
    reason: IgnoreReason | None = None


class MapFamily(NamedTuple):
    """A family with its arguments; `name` is its own in the whole map."""

    name: str
    side: FamilySide
    title: str
    summary: str
    arguments: list[MapArgument]


class MapProposition(NamedTuple):
    """A proposition with its families, and the arguments that are in none."""

    name: str
    title: str
    section: str
    families: list[MapFamily]
    unclassified: list[MapArgument]


class ArgumentMap(NamedTuple):
    """A version of the synthesis of a process."""

    title: str
    number: int
    propositions: list[MapProposition]
