"""Published syntheses: what of the work is frozen in a version, its coverage, how two versions differ.

An edition keeps ids, the editors' words and numbers; the arguments' own texts stay where they are, so that
what their authors erase is gone from every version.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from hemicycle_protocol.synthesis import (
    ArgumentFamily,
    FamilyDifference,
    FamilySide,
    Filing,
    FilingState,
    IgnoreReason,
    PlaceSource,
)
from hemicycle_protocol.views import Coverage

from .families import of_side
from .sorting import Table, families_of
from .text import clean


class EditionPlace(Struct, frozen=True, omit_defaults=True):
    """An argument in a published family."""

    argument: str
    part: str | None = None
    source: PlaceSource = PlaceSource.HUMAN


class EditionFamily(Struct, frozen=True, omit_defaults=True):
    """A family as it was published: `people` and `supports` are those of its arguments that day."""

    id: str
    side: FamilySide
    title: str
    summary: str
    places: list[EditionPlace]
    people: int = 0
    supports: int = 0


class EditionLeft(Struct, frozen=True, omit_defaults=True):
    """An argument that was in no family."""

    argument: str
    reason: IgnoreReason
    note: str = ""


class Edition(Struct, frozen=True, omit_defaults=True):
    """A proposition in a published version. Every argument is in `families` or in `unclassified`."""

    proposition: str
    coverage: Coverage
    families: list[EditionFamily] = []
    unclassified: list[EditionLeft] = []


def coverage_of(table: Table) -> Coverage:
    """How much of a proposition's arguments, and of their supports, has a place."""
    states = {id_: table.filing(id_).state for id_ in table.arguments}
    placed = [table.arguments[id_] for id_, state in states.items() if state is FilingState.CLASSIFIED]
    return Coverage(
        arguments=len(table.arguments),
        placed=len(placed),
        ignored=sum(state is FilingState.IGNORED for state in states.values()),
        supports=sum(argument.supports for argument in table.arguments.values()),
        supports_placed=sum(argument.supports for argument in placed),
    )


def total(coverages: Iterable[Coverage]) -> Coverage:
    """The coverage of all together."""
    rows = [(c.arguments, c.placed, c.ignored, c.supports, c.supports_placed) for c in coverages]
    return Coverage(*map(sum, zip(*rows, strict=True))) if rows else Coverage()


def edition_of(table: Table) -> Edition:
    """What is published of the work on a proposition."""
    ordered = [
        *of_side(table.families.values(), FamilySide.FOR),
        *of_side(table.families.values(), FamilySide.AGAINST),
    ]
    families = [_family(table, family) for family in ordered]
    return Edition(
        table.proposition,
        coverage_of(table),
        [family for family in families if family.places],
        [_left(table, id_) for id_ in sorted(table.arguments) if _is_left(table, id_)],
    )


def _is_left(table: Table, argument: str) -> bool:
    return table.filing(argument).state is not FilingState.CLASSIFIED


def _left(table: Table, argument: str) -> EditionLeft:
    filing = table.filing(argument)
    return EditionLeft(argument, filing.reason or IgnoreReason.TODO, filing.note)


def _family(table: Table, family: ArgumentFamily) -> EditionFamily:
    members = [filing for filing in table.members(family.id) if filing.argument in table.arguments]
    heard = [table.arguments[filing.argument] for filing in members]
    order = sorted(members, key=lambda filing: (-table.arguments[filing.argument].supports, filing.argument))
    return EditionFamily(
        family.id,
        family.side,
        family.title,
        family.summary,
        [
            EditionPlace(filing.argument, place.part, place.source)
            for filing in order
            for place in filing.places
            if place.family == family.id
        ],
        people=len({argument.author for argument in heard}),
        supports=sum(argument.supports for argument in heard),
    )


def without_strangers(table: Table) -> Table:
    """The table without filings that no longer stand; those arguments are to be read again.

    It is so with arguments that are not shown, families that are gone, and parts written anew since.
    """
    filings = {id_: filing for id_, filing in table.filings.items() if _stands(table, filing)}
    return table._replace(filings=filings)


def _stands(table: Table, filing: Filing) -> bool:
    argument = table.arguments.get(filing.argument)
    if argument is None or not table.families.keys() >= set(families_of(filing)):
        return False
    parts = [place.part for place in filing.places if place.part is not None]
    return not parts or all(part in clean(argument.body) for part in parts)


def differences(before: Edition | None, after: Edition | None) -> list[FamilyDifference]:
    """What became of the families of a proposition, as the newer version orders them, those gone last."""
    old = {family.id: family for family in before.families} if before else {}
    new = {family.id: family for family in after.families} if after else {}
    found = [_difference(old.get(id_), family) for id_, family in new.items()]
    gone = [
        FamilyDifference(one.id, one.side, one.title, "gone", left=len(one.places))
        for id_, one in old.items()
        if id_ not in new
    ]
    return [one for one in found if one is not None] + gone


def _difference(old: EditionFamily | None, new: EditionFamily) -> FamilyDifference | None:
    now = {place.argument for place in new.places}
    if old is None:
        return FamilyDifference(new.id, new.side, new.title, "new", came=len(now))
    then = {place.argument for place in old.places}
    renamed, summarised = old.title != new.title, old.summary != new.summary
    split = {p.argument: p.part for p in old.places} != {p.argument: p.part for p in new.places}
    if not (renamed or summarised or split):
        return None
    return FamilyDifference(
        new.id,
        new.side,
        new.title,
        "changed",
        title_before=old.title if renamed else None,
        summary_changed=summarised,
        came=len(now - then),
        left=len(then - now),
    )


def placed_in(edition: Edition | None) -> set[str]:
    """The arguments that have a place."""
    return {place.argument for family in edition.families for place in family.places} if edition else set()
