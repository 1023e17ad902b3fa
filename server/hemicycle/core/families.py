"""Families of arguments: founded, named, ordered, merged, done away with. Arguments move in `sorting`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.synthesis import ArgumentFamily, CreateFamily, FamilySide, PlaceSource, SeenArgument

from .sorting import Change, Table, applied, move_members, place_all
from .text import required, within

TITLE_CHARACTERS = limit_of(CreateFamily, "title")
SUMMARY_CHARACTERS = limit_of(CreateFamily, "summary")
FAMILIES = 60


def create(
    table: Table,
    *,
    id: str,
    side: FamilySide,
    title: str,
    summary: str,
    arguments: Sequence[SeenArgument],
    source: PlaceSource,
) -> Change:
    """Found a family at the end of its side, with its first arguments.

    Raises:
        Refused: `EMPTY` or `TOO_LONG` for its words, `DUPLICATE` for a title its side has, `TOO_MANY_OPEN`
            for one family too many, and what placing the arguments refuses.
    """
    if len(table.families) >= FAMILIES:
        raise Refused(Code.TOO_MANY_OPEN, limit=FAMILIES)
    title = required(title, field="title", limit=TITLE_CHARACTERS)
    _check_title(table, side, title, but=None)
    summary = within(summary, field="summary", limit=SUMMARY_CHARACTERS)
    last = max((one.position for one in of_side(table.families.values(), side)), default=-1)
    family = ArgumentFamily(id, side, title, summary, last + 1)
    founded = Change(families=[family])
    if not arguments:
        return founded
    return founded._replace(filings=place_all(applied(table, founded), arguments, id, source).filings)


def change(
    table: Table, family: str, version: int, *, title: str, summary: str, position: int | None
) -> Change:
    """Give a family other words or another position; the others of its side make room.

    Raises:
        Refused: `CHANGED` if somebody did meanwhile, `EMPTY`, `TOO_LONG`, `DUPLICATE`.
    """
    present = seen(table, family, version)
    title = required(title, field="title", limit=TITLE_CHARACTERS)
    _check_title(table, present.side, title, but=family)
    summary = within(summary, field="summary", limit=SUMMARY_CHARACTERS)
    named = replace(present, title=title, summary=summary, version=version + 1)
    if position is None:
        return Change(families=[named])
    others = [one for one in of_side(table.families.values(), present.side) if one.id != family]
    at = max(0, min(position, len(others)))
    ordered = [*others[:at], named, *others[at:]]
    moved = [replace(one, position=index) for index, one in enumerate(ordered)]
    return Change(families=[one for one in moved if one != table.families[one.id]])


def merge(table: Table, family: str, version: int, into: str) -> Change:
    """Move all arguments of a family into another of its side. Refused: `CHANGED`, `NOT_FOUND`, `INVALID`."""
    present = seen(table, family, version)
    other = table.families.get(into)
    if other is None:
        raise Refused(Code.NOT_FOUND, family=into)
    if into == family or other.side is not present.side:
        raise Refused(Code.INVALID, field="into")
    return Change(filings=move_members(table, family, into), gone=[family])


def delete(table: Table, family: str, version: int) -> Change:
    """Do away with an empty family. Refused: `CHANGED`; `ILLEGAL_MOVE` while an argument is in it."""
    seen(table, family, version)
    members = len(table.members(family))
    if members:
        raise Refused(Code.ILLEGAL_MOVE, family=family, arguments=members)
    return Change(gone=[family])


def seen(table: Table, family: str, version: int) -> ArgumentFamily:
    """The family, if it still is as the editor saw it."""
    present = table.families.get(family)
    if present is None:
        raise Refused(Code.NOT_FOUND, family=family)
    if present.version != version:
        raise changed(present.version, state=present)
    return present


def of_side(families: Iterable[ArgumentFamily], side: FamilySide) -> list[ArgumentFamily]:
    """The families of a side in their order."""
    return sorted((one for one in families if one.side is side), key=lambda one: (one.position, one.id))


def _check_title(table: Table, side: FamilySide, title: str, *, but: str | None) -> None:
    known = {one.title.casefold() for one in of_side(table.families.values(), side) if one.id != but}
    if title.casefold() in known:
        raise Refused(Code.DUPLICATE, field="title")
