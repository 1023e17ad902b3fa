"""The editors' tables as the store keeps them, made into those that `core` decides on; editions likewise."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from hemicycle.core.editions import Edition, without_strangers
from hemicycle.core.sorting import Heard, Table
from hemicycle.store.families import Worked
from hemicycle.store.syntheses import EditionRow
from hemicycle_protocol.synthesis import ArgumentFamily, Filing


def tables_of(worked: Worked) -> list[Table]:
    """The tables of the work, without what was done with arguments that are no longer shown."""
    ids = [headline.id for headline in worked.propositions]
    arguments: dict[str, dict[str, Heard]] = {id_: {} for id_ in ids}
    families: dict[str, dict[str, ArgumentFamily]] = {id_: {} for id_ in ids}
    filings: dict[str, dict[str, Filing]] = {id_: {} for id_ in ids}
    for one in worked.arguments:
        arguments[one.proposition][one.id] = Heard(one.id, one.side, one.body, one.author, one.supports)
    for proposition, family in worked.families:
        families[proposition][family.id] = family
    owner = {one.id: one.proposition for one in worked.arguments}
    for filing in worked.filings:
        if filing.argument in owner:
            filings[owner[filing.argument]][filing.argument] = filing
    return [without_strangers(Table(id_, families[id_], filings[id_], arguments[id_])) for id_ in ids]


def edition_rows(editions: Sequence[Edition]) -> list[EditionRow]:
    """Editions as they are kept."""
    return [EditionRow(one.proposition, msgspec.json.encode(one).decode()) for one in editions]


def editions_of(rows: Sequence[EditionRow]) -> dict[str, Edition]:
    """Kept editions by proposition."""
    return {row.proposition: msgspec.json.decode(row.body, type=Edition) for row in rows}
