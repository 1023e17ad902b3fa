"""Reads what voters hold, for a commit that is about to change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from . import tables
from .connections import Work
from .count import Count, Held, Place

# For each place: what is held there, and how many counted votes its voter has in the box (`count.is_vote`),
# counted no further than `enough`. Both lie on the same page of the primary key (box, voter, target).
_COUNTED = """(SELECT count(*) FROM (SELECT 1 FROM ballots v WHERE v.box = {box} AND v.voter = {voter}
    AND v.choice IS NOT NULL AND v.counted AND substr(v.target, 1, 9) <> 'argument/'
    AND substr(v.target, 1, 5) <> 'bill/' LIMIT {enough}) AS few)"""
_COLUMNS = "b.choice, b.seq, b.at, b.counted, b.via, b.version"
_SQLITE = f"""
SELECT k.key, {_COUNTED.format(box="k.value ->> 0", voter="k.value ->> 1", enough="?1")}, {_COLUMNS}
FROM json_each(?2) k LEFT JOIN ballots b
    ON b.box = k.value ->> 0 AND b.voter = k.value ->> 1 AND b.target = k.value ->> 2
"""
_POSTGRES = f"""
SELECT k.place - 1, {_COUNTED.format(box="k.box", voter="k.voter", enough="$1")}, {_COLUMNS}
FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY k(box, voter, target, place)
LEFT JOIN ballots b ON b.box = k.box AND b.voter = k.voter AND b.target = k.target
"""


def load(connection: Connection, count: Count, places: Collection[Place]) -> None:
    """Tell `count` what stands at `places`, and how many counted votes their voters have."""
    if not places:
        return
    keys = sorted(places)
    enough = max(Counter((box, voter) for box, voter, _ in keys).values()) + 1
    for i, votes, choice, seq, at, counted, via, version in _look_up(connection, keys, enough):
        place = keys[i]
        count.voters[place[0], place[1]] = votes
        if seq is not None:
            count.held[place] = Held(choice, seq, at, bool(counted), via, version)


def places_of_holders(
    connection: Connection, box: str, targets: Sequence[str], *, alone: bool = False
) -> set[Place]:
    """The places of every voter who ever acted on one of `targets`, on all of them; `alone`: on that one."""
    b = tables.ballots.c
    if alone:
        query = select(b.voter, b.target).where(b.box == box, b.target.in_(targets))
        return {(box, row.voter, row.target) for row in connection.execute(query)}
    rows = connection.execute(select(b.voter).where(b.box == box, b.target.in_(targets)).distinct())
    return {(box, row.voter, target) for row in rows for target in targets}


def places_of_voters(connection: Connection, box: str, voters: Collection[str]) -> set[Place]:
    """The places where these voters hold something."""
    b = tables.ballots.c
    query = select(b.voter, b.target).where(b.box == box, b.voter.in_(voters), b.choice.is_not(None))
    return {(box, row.voter, row.target) for row in connection.execute(query)}


def others_hold(box: str, target: str, *, but: str) -> Work[bool]:
    """For a transaction: whether any voter but this one has a ballot on a target, in the counts or not."""
    b = tables.ballots.c
    theirs = select(b.voter).where(b.box == box, b.target == target, b.voter != but, b.choice.is_not(None))
    return lambda connection: connection.execute(theirs.limit(1)).first() is not None


def _look_up(connection: Connection, keys: Sequence[Place], enough: int) -> Sequence[Any]:
    if connection.dialect.name == "sqlite":
        values: tuple[object, ...] = (enough, msgspec.json.encode(keys).decode())
        return connection.exec_driver_sql(_SQLITE, values).all()
    columns = map(list, zip(*keys, strict=True))
    return connection.exec_driver_sql(_POSTGRES, (enough, *columns)).all()
