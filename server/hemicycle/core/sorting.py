"""Sorting arguments into families: each argument of a proposition is to be read, placed, or ignored.

A `Table` is the editors' work on one proposition. Every move returns a `Change`, what it rewrites of the
table; `changed` gives the table after it. Who may move, and the keeping of it, are left to the services.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.synthesis import (
    ArgumentFamily,
    FamilyPlace,
    FamilySide,
    Filing,
    FilingState,
    IgnoreArguments,
    IgnoreReason,
    PlaceSource,
    SeenArgument,
)

from .text import clean, within

AT_ONCE = 200
PLACES = 6
NOTE_CHARACTERS = limit_of(IgnoreArguments, "note")


class Heard(NamedTuple):
    """An argument as it was given; `author` tells people apart and is shown to nobody."""

    id: str
    side: FamilySide
    body: str
    author: str
    supports: int


class Table(NamedTuple):
    """The work on one proposition. An argument without a filing is still to be read."""

    proposition: str
    families: Mapping[str, ArgumentFamily]
    filings: Mapping[str, Filing]
    arguments: Mapping[str, Heard]

    def filing(self, argument: str) -> Filing:
        """What was done with an argument. Refused: `NOT_FOUND` for one of another proposition."""
        if argument not in self.arguments:
            raise Refused(Code.NOT_FOUND, argument=argument)
        return self.filings.get(argument, Filing(argument))

    def members(self, family: str) -> list[Filing]:
        """The filings that name a family."""
        return [filing for filing in self.filings.values() if family in families_of(filing)]


class Change(NamedTuple):
    """What a move rewrites: families and filings as they are from now on, and families that are gone."""

    families: Sequence[ArgumentFamily] = ()
    filings: Sequence[Filing] = ()
    gone: Sequence[str] = ()


def applied(table: Table, change: Change) -> Table:
    """The table after a change."""
    families = {id_: family for id_, family in table.families.items() if id_ not in change.gone}
    families |= {family.id: family for family in change.families}
    filings = {**table.filings, **{filing.argument: filing for filing in change.filings}}
    return table._replace(families=families, filings=filings)


def families_of(filing: Filing) -> list[str]:
    """The families an argument stands in."""
    return [place.family for place in filing.places]


def place(table: Table, argument: str, version: int, places: Sequence[FamilyPlace]) -> Change:
    """Give an argument all of its places.

    A second place is for another part of the text, so with several each must quote its part.

    Raises:
        Refused: `CHANGED` if somebody moved it meanwhile, `INVALID` for places that do not fit.
    """
    filing = _seen(table, SeenArgument(argument, version))
    if not places or len(places) > PLACES:
        raise Refused(Code.INVALID, field="places", limit=PLACES)
    body = clean(table.arguments[argument].body)
    kept = [_place(table, one, body, alone=len(places) == 1) for one in places]
    if len({one.family for one in kept}) < len(kept):
        raise Refused(Code.INVALID, field="places")
    return Change(filings=[_placed(filing, kept)])


def place_all(table: Table, arguments: Sequence[SeenArgument], family: str, source: PlaceSource) -> Change:
    """Put several arguments whole into one family. Refused: `CHANGED`, `NOT_FOUND`, `INVALID`."""
    _family(table, family)
    filings = [_seen(table, seen) for seen in at_once(arguments)]
    return Change(filings=[_placed(filing, [FamilyPlace(family, source=source)]) for filing in filings])


def ignore(table: Table, arguments: Sequence[SeenArgument], reason: IgnoreReason, note: str) -> Change:
    """Leave arguments out, with the reason. Refused: `REASON_MISSING` for "other" without a note."""
    if reason is IgnoreReason.TODO:
        raise Refused(Code.INVALID, field="reason")
    note = within(note, field="note", limit=NOTE_CHARACTERS)
    if reason is IgnoreReason.OTHER and not note:
        raise Refused(Code.REASON_MISSING, field="note")
    filings = [_seen(table, seen) for seen in at_once(arguments)]
    return Change(filings=[_next(f, FilingState.IGNORED, reason=reason, note=note) for f in filings])


def unplace(table: Table, arguments: Sequence[SeenArgument]) -> Change:
    """Put arguments back among those to be read."""
    return Change(filings=[_next(_seen(table, seen), FilingState.TODO) for seen in at_once(arguments)])


def move_members(table: Table, family: str, into: str) -> list[Filing]:
    """The filings of a family's arguments once `into` has taken its place."""
    moved = []
    for filing in table.members(family):
        there = into in families_of(filing)
        places = [
            replace(place, family=into) if place.family == family else place
            for place in filing.places
            if not (there and place.family == family)
        ]
        if there and len(places) == 1:  # what was split between the two is whole again
            places = [replace(places[0], part=None)]
        moved.append(_placed(filing, places))
    return moved


def at_once(arguments: Sequence[SeenArgument]) -> Iterable[SeenArgument]:
    """The arguments of one act. Refused: `EMPTY` for none, `INVALID` for too many or one twice."""
    if not arguments:
        raise Refused(Code.EMPTY, field="arguments")
    if len(arguments) > AT_ONCE or len({seen.argument for seen in arguments}) < len(arguments):
        raise Refused(Code.INVALID, field="arguments", limit=AT_ONCE)
    return arguments


def _seen(table: Table, seen: SeenArgument) -> Filing:
    """The filing, if it still is as the editor saw it."""
    filing = table.filing(seen.argument)
    if filing.version != seen.version:
        raise changed(filing.version, state=filing)
    return filing


def _family(table: Table, family: str) -> ArgumentFamily:
    found = table.families.get(family)
    if found is None:
        raise Refused(Code.NOT_FOUND, family=family)
    return found


def _place(table: Table, place: FamilyPlace, body: str, *, alone: bool) -> FamilyPlace:
    _family(table, place.family)
    part = None if place.part is None else clean(place.part)
    if part == body and alone:
        part = None
    if part is None and not alone:
        raise Refused(Code.REASON_MISSING, field="part", family=place.family)
    if part is not None and (not part or part not in body):
        raise Refused(Code.INVALID, field="part", family=place.family)
    return replace(place, part=part)


def _placed(filing: Filing, places: list[FamilyPlace]) -> Filing:
    return _next(filing, FilingState.CLASSIFIED, places)


def _next(
    filing: Filing,
    state: FilingState,
    places: Sequence[FamilyPlace] = (),
    reason: IgnoreReason | None = None,
    note: str = "",
) -> Filing:
    return Filing(filing.argument, state, list(places), reason, note, filing.version + 1)
