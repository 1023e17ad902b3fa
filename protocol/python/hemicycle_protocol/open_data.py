"""The files of a process's open data, as its page lists them, and whether its ballots are among them.

Facts stand on `process/{id}` (C).
"""

from __future__ import annotations

from .api import Value
from .commands import CommandBody
from .events import EventBody


class PublishBallots(CommandBody, frozen=True):
    """Have every ballot, under a pseudonym, among the open data, or no longer.

    Only before the consultation opens can that begin: whoever votes must know it. Refused: `illegal_move`.
    """

    process: str
    on: bool


class BallotsPublished(EventBody, frozen=True):
    """C: every ballot stands, or no longer stands, under a pseudonym in the open data."""

    on: bool


class OpenDataField(Value, frozen=True):
    """A column: its name, its form (`text`, `id`, `integer`, `boolean`, `instant`, `json`), its meaning."""

    name: str
    kind: str
    about: str


class OpenDataType(Value, frozen=True):
    """One file, in each of its formats."""

    name: str
    about: str
    formats: list[str]
    fields: list[OpenDataField]


class OpenDataPage(Value, frozen=True):
    """What of a process can be taken away. `schema` is the version of the files."""

    process: str
    title: str
    licence: str
    schema: str
    types: list[OpenDataType]
