"""Small syntheses to test with, and readers of what the exports write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hemicycle.core.argument_map import ArgumentMap, MapArgument, MapFamily, MapProposition
from hemicycle.core.editions import Edition, EditionFamily, EditionLeft
from hemicycle.core.families import create
from hemicycle.core.sorting import Heard, Table, applied
from hemicycle_protocol.synthesis import FamilySide, IgnoreReason, PlaceSource

FOR, AGAINST = FamilySide.FOR, FamilySide.AGAINST

BODIES = {
    "a1": "La dépense devient visible. Cela coûte cher aux communes.",
    "a2": "On verra enfin où va l’argent.",
    "a3": "Trop cher pour une petite commune.",
    "a4": "Hors sujet.",
}


def a_table() -> Table:
    """Four arguments that nobody has read: `a1` and `a2` for, the others against."""
    arguments = {
        id_: Heard(id_, FOR if id_ < "a3" else AGAINST, body, f"author {id_ > 'a1'}", supports=index)
        for index, (id_, body) in enumerate(BODIES.items(), 1)
    }
    return Table("p1", {}, {}, arguments)


def with_family(table: Table, id_: str, side: FamilySide = FOR, title: str | None = None) -> Table:
    """The table with one more family."""
    change = create(
        table,
        id=id_,
        side=side,
        title=title or id_,
        summary="",
        arguments=[],
        source=PlaceSource.HUMAN,
    )
    return applied(table, change)


def a_map() -> ArgumentMap:
    """A version with a family on either side and an argument in none."""
    seen = MapArgument("A-a1-1", "a1", FOR, "La dépense devient visible.", "Zoé")
    dear = MapArgument("A-a1-2", "a1", FOR, "Cela coûte cher aux communes.", "Zoé")
    left = MapArgument("A-a4", "a4", AGAINST, "Voir [ici] : *rien* // du tout", "Max", IgnoreReason.OFF_TOPIC)
    return ArgumentMap(
        "Loi n° 1",
        2,
        [
            MapProposition(
                "P1",
                "Publier les avenants",
                "Dépense",
                [
                    MapFamily("P1-F1", FOR, "Transparence", "On voit où va l’argent.", [seen]),
                    MapFamily("P1-F2", AGAINST, "Coût", "", [dear]),
                ],
                [left],
            ),
        ],
    )


class Line(NamedTuple):
    """A line of Argdown: `sign` is + or - under the line before that is less indented."""

    depth: int
    sign: str
    name: str
    text: str
    tags: list[str]


_LINE = re.compile(r"(?P<indent> *)(?:(?P<sign>[+-]) )?(?:\[(?P<s>[^]]+)\]|<(?P<a>[^>]+)>): (?P<text>.*)")


def read_argdown(text: str) -> list[Line]:
    """The statements and arguments of a document, as its grammar reads them."""
    found = []
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is not None:
            words, *tags = re.split(r"(?<!\\) #", match["text"])
            plain = re.sub(r"\\(.)", r"\1", words)
            depth = len(match["indent"]) // 2
            found.append(Line(depth, match["sign"] or "", match["s"] or match["a"], plain, tags))
    return found


def states_of(edition: Edition) -> Mapping[str, Sequence[EditionFamily] | EditionLeft]:
    """Every argument of an edition with its families, or with the reason why it has none."""
    found: dict[str, list[EditionFamily] | EditionLeft] = {
        left.argument: left for left in edition.unclassified
    }
    for family in edition.families:
        for place in family.places:
            families = found.setdefault(place.argument, [])
            assert isinstance(families, list), "placed and left out at once"
            families.append(family)
    return found
