"""Ballot boxes: one choice a voter and target, changeable, counted, never lost.

A box is a process (votes on propositions) or a debate (supports of questions, answers to polls); targets
and choices are names this module does not interpret. Many ballots share a transaction, which updates the
ballots, appends to the log `ballots/{box}` and moves the tallies; every voter is answered after it.
What decides over ballots (a closing, a merge, the bin) is one transaction with the facts that say so, by
`moves`. The rules of one commit are in `count`, the comparison with the truth in `recount`.
"""

# What holds a box together
#
# Everything that changes a box goes through `_change`: one transaction that begins by locking the head of
# the box's log (`_open`). So on all nodes together the changes of a box happen one after the other, in the
# order of its log, and three things that are written together are always true of each other:
#
#     ballots           what each voter holds of each target
#     ballots/{box}     the log: how it came to that, one event a change, never rewritten
#     tallies           how many hold what: the fold of the log, kept because it is read all the time
#
# `recount` compares the three. Whatever must agree with the counts (a poll's result, a merge, a text that
# goes into the bin) is decided and written under the same lock, by `append_after`: a ballot of any node is
# before it or after it, and there is no between.
#
# A ballot on its way:
#
#     cast ──► Gather: up to BATCH ballots or LINGER_MS; more than CAPACITY wait: refused `Unavailable`
#          ──► one transaction: lock the heads, read what the voters hold (`held.load`), let `Count` take each
#              ballot in its turn, write ballots, tallies and events, COMMIT
#          ──► only then: answer every voter, remember the tallies, tell the boards (`on_commit`)
#
# If the process dies before the COMMIT, nothing happened and nobody was told that it had. If it dies after
# it, the ballot counts and its voter does not know: they send it again, and a `seq` that is not higher is
# answered with what stands (C4). That is why a ballot carries its `seq`, and why no answer comes out of
# memory.
#
# A node commits one batch at a time (`_one_at_a_time`), so that `on_commit` speaks in the order of the log
# and the tallies in memory have one owner. Those tallies are a copy: they count only while the head is
# where this node left it, and they are taken out before the work begins, so a commit that fails leaves none
# that is wrong. Two nodes that vote in one box in turn therefore read the tallies again each time; they are
# never wrong for it.

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, delete, select

from hemicycle.progress import SILENT, Progress
from hemicycle_protocol.errors import Code, Refused

from . import bulk, tables
from .bulk import Clash
from .connections import Connections, Work
from .count import CAST, TOTALS, Ballot, Cast, Count, Said, Tallies, kind_of
from .gather import Gather
from .held import load
from .leavers import forget_leavers, left_among
from .log import Change, News, Placed, append_in, ballots_log, lock_heads, news_after, put_events
from .moves import carry_out
from .recount import Difference, recount

LINGER_MS = 5
BATCH = 500
# A ballot that waits behind this many is refused: at 20,000 a second that is one second away.
CAPACITY = 20_000
# Boxes whose tallies are kept in memory, valid while the head of their log is where we left it.
REMEMBERED = 64

__all__ = ["Ballot", "BallotBox", "Cast", "Commit", "Difference", "Receipt", "Turn"]

T = TypeVar("T")
Choices = Mapping[str, Mapping[str, int]]
OnCommit = Callable[[str, int, int, Choices, Mapping[str, int]], None]


class Commit(NamedTuple):
    """What a commit did to one box: the offsets of its log before and after, and the counts it moved."""

    box: str
    before: int
    after: int
    tallies: Choices
    totals: Mapping[str, int]


class Receipt(NamedTuple):
    """An entry of a box's log: what one voter said of a target there. `offset` is its place for ever."""

    offset: int
    at: int
    target: str
    choice: str | None
    counted: bool


class Turn(NamedTuple):
    """Whether a voter's ballot counts on a target from now on."""

    target: str
    voter: str
    counts: bool


class BallotBox:
    """All ballot boxes of a database.

    `on_commit` is called once a box and commit, in the order of commits of this node, as
    `(box, before, after, {target: {choice: count}}, {"votes_cast": …, "voters": …})`.
    """

    on_commit: OnCommit | None = None

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._gather: Gather[Ballot, Cast] = Gather(
            self._commit, batch=BATCH, capacity=CAPACITY, linger_ms=LINGER_MS
        )
        self._one_at_a_time = asyncio.Lock()
        self._remembered: dict[str, tuple[int, Tallies]] = {}

    async def cast(self, ballot: Ballot) -> Cast:
        """Put a ballot into its box; the answer is durable.

        A ballot with a `seq` that is not higher than the last one of this voter for this target, or with
        the same choice, changes nothing and is answered with what stands.

        Raises:
            Refused: `CLOSED`, its target takes no more ballots, or none of this voter, who left.
            Unavailable: the database is away or too many ballots wait; nothing was kept.
        """
        return await self._gather.submit(ballot)

    async def append_after(
        self, box: str, known: Mapping[str, int], decide: Callable[[News, Choices], Change[T]]
    ) -> tuple[list[Placed], T]:
        """Do what `decide` says of the events that follow `known` and of the counts of a box.

        It is all one transaction that has these logs and the box to itself: it cannot conflict, every ballot
        on any node is either in these counts or comes after, and it holds everybody up for as long as it
        takes. `decide` is called in the loop's thread; what it raises is raised here, and nothing was kept.
        """

        def decide_of(given: tuple[News, Choices]) -> Change[T]:
            return decide(*given)

        decided = self._connections.in_loop(decide_of)

        def work(connection: Connection) -> tuple[Count, tuple[list[Placed], T]]:
            lock_heads(connection, [*known, ballots_log(box)])
            count = self._open(connection, [box])
            change = decided((news_after(connection, known), count.tallies[box].counts()))
            placed = append_in(connection, change.appends, writes=change.writes, then=change.then)
            if placed:
                carry_out(connection, count, box, change.moves, at=placed[0][1].at)
            return count, (placed, change.result)

        return await self._change(work)

    async def receipts(self, box: str, voter: str) -> list[Receipt]:
        """All that a voter did in a box, in order, as it stands on the box's log."""
        e = tables.events.c
        query = select(e.offset, e.at, e.body).where(e.log == ballots_log(box), e.actor == voter)
        rows = await self._connections.rows(query.order_by(e.offset))
        said = [(row.offset, row.at, msgspec.json.decode(row.body, type=Said)) for row in rows]
        return [Receipt(offset, at, s.target, s.choice, s.counted) for offset, at, s in said]

    async def tallies(self, box: str) -> tuple[int, dict[str, dict[str, int]], dict[str, int]]:
        """The clock of a box (the head of its log), its counts and its totals, of one instant."""
        h = tables.heads.c

        def read(connection: Connection) -> tuple[int, Tallies]:
            clock = connection.scalar(select(h.head).where(h.log == ballots_log(box)))
            return clock or 0, _tallies(connection, [box])[box]

        clock, tallies = await self._connections.snapshot(read)
        return clock, tallies.counts(), tallies.totals()

    async def counts_of(
        self, box: str, targets: Work[Collection[str]]
    ) -> tuple[int, dict[str, dict[str, int]]]:
        """The clock of a box and the counts of some targets, which are read at the same instant."""
        h, t = tables.heads.c, tables.tallies.c

        def read(connection: Connection) -> tuple[int, Tallies]:
            clock = connection.scalar(select(h.head).where(h.log == ballots_log(box)))
            query = select(t.target, t.choice, t.count).where(t.box == box, t.target.in_(targets(connection)))
            tallies = Tallies()
            for target, choice, count in connection.execute(query):
                tallies.set(target, choice, count)
            return clock or 0, tallies

        clock, tallies = await self._connections.snapshot(read)
        return clock, tallies.counts()

    async def count(self, box: str, target: str, choice: str) -> int:
        """One count; 0 for what nobody has chosen."""
        t = tables.tallies.c
        query = select(t.count).where(t.box == box, t.target == target, t.choice == choice)
        rows = await self._connections.rows(query)
        return int(rows[0][0]) if rows else 0

    async def totals(self, box: str) -> dict[str, int]:
        """The totals of a box alone."""
        t = tables.tallies.c
        rows = await self._connections.rows(
            select(t.target, t.choice, t.count).where(t.box == box, t.target == TOTALS)
        )
        tallies = Tallies()
        for row in rows:
            tallies.set(row.target, row.choice, row.count)
        return tallies.totals()

    async def of_voter(self, box: str, voter: str) -> dict[str, str]:
        """What a voter chose: target → choice."""
        b = tables.ballots.c
        query = select(b.target, b.choice).where(b.box == box, b.voter == voter, b.choice.is_not(None))
        return {row.target: row.choice for row in await self._connections.rows(query)}

    async def versions_of(self, box: str, voter: str) -> dict[str, int]:
        """Target → the version of the text that a voter read when they chose, where they said it."""
        b = tables.ballots.c
        query = select(b.target, b.version).where(
            b.box == box, b.voter == voter, b.choice.is_not(None), b.version.is_not(None)
        )
        return {row.target: row.version for row in await self._connections.rows(query)}

    async def holders(self, box: str, targets: Collection[str]) -> dict[str, list[str]]:
        """target → voters whose ballot counts there, for those of `targets` that have any."""
        b = tables.ballots.c
        query = select(b.target, b.voter).where(
            b.box == box, b.target.in_(targets), b.choice.is_not(None), b.counted
        )
        found: dict[str, list[str]] = {}
        for target, voter in await self._connections.rows(query):
            found.setdefault(target, []).append(voter)
        return found

    async def turns(self, box: str, *, after: int, limit: int = 1_000) -> tuple[int, list[Turn]]:
        """How far the log of a box was read on after an offset, `limit` entries at most; and what turned."""
        e = tables.events.c
        query = select(e.offset, e.type, e.actor, e.body).where(e.log == ballots_log(box), e.offset > after)
        rows = await self._connections.rows(query.order_by(e.offset).limit(limit))
        said = [(row.actor, msgspec.json.decode(row.body, type=Said)) for row in rows if row.type == CAST]
        turns = [Turn(s.target, voter, s.counted and s.choice is not None) for voter, s in said]
        return (rows[-1].offset if rows else after), turns

    async def recount(self, box: str | None = None, *, progress: Progress = SILENT) -> list[Difference]:
        """Count again, from the log and from the ballots; empty when every number agrees."""
        return await self._connections.snapshot(lambda connection: recount(connection, box, progress))

    async def close(self) -> None:
        """Commit what waits, then stop."""
        await self._gather.close()

    async def _commit(self, batch: Sequence[Ballot]) -> Sequence[Cast | Exception]:
        def cast(connection: Connection) -> tuple[Count, list[Cast | None]]:
            count = self._open(connection, {ballot.box for ballot in batch})
            load(connection, count, {(b.box, b.voter, b.target) for b in batch})
            left = left_among(connection, {_who(ballot) for ballot in batch})
            return count, [None if _who(ballot) in left else count.cast(ballot) for ballot in batch]

        casts = await self._change(cast)
        return [Refused(Code.CLOSED) if cast is None else cast for cast in casts]

    async def _change(self, work: Callable[[Connection], tuple[Count, T]]) -> T:
        """Write what `work` has counted, in its transaction; then tell."""

        def write(connection: Connection) -> tuple[Count, list[Commit], T]:
            count, made = work(connection)
            return count, _write(connection, count), made

        async with self._one_at_a_time:
            count, commits, made = await self._connections.write(write)
        self._tell(commits, count)
        return made

    def _open(self, connection: Connection, boxes: Collection[str]) -> Count:
        """Lock the boxes and bring their tallies: from memory if nobody else wrote since."""
        heads = lock_heads(connection, map(ballots_log, boxes))
        clocks = {box: heads[ballots_log(box)] for box in boxes}
        known: dict[str, Tallies] = {}
        for box, clock in clocks.items():
            # Taken out while they are worked on: a commit that fails leaves nothing wrong behind.
            remembered_at, tallies = self._remembered.pop(box, (-1, Tallies()))
            if remembered_at == clock:
                known[box] = tallies
        strange = [box for box in boxes if box not in known]
        return Count(clocks, known | (_tallies(connection, strange) if strange else {}))

    def _tell(self, commits: Sequence[Commit], count: Count) -> None:
        """Only now that it is durable: remember the tallies and tell whoever listens."""
        for box, clock in count.clocks.items():
            self._remembered[box] = (clock, count.tallies[box])
        while len(self._remembered) > REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        if self.on_commit is not None:
            for commit in commits:
                self.on_commit(*commit)


def _write(connection: Connection, count: Count) -> list[Commit]:
    """Write what changed, and say what that was."""
    held = [(*place, *count.held[place]) for place in sorted(count.touched)]
    bulk.put(connection, tables.ballots, held, clash=Clash.REPLACE)
    bulk.put(connection, tables.tallies, count.tally_rows(), clash=Clash.REPLACE)
    bulk.put(connection, tables.closings, count.closings)
    forget_leavers(connection, count)
    _write_asides(connection, count)
    after = {box: clock for box, clock in count.clocks.items() if clock > count.before[box]}
    if after:
        said = [(ballots_log(box), *event) for box, *event in count.said]
        put_events(connection, said, {ballots_log(box): clock for box, clock in after.items()})
    return [
        Commit(
            box,
            count.before[box],
            clock,
            {target: count.tallies[box].of(target) for target in count.targets(box)},
            count.tallies[box].totals(),
        )
        for box, clock in after.items()
    ]


def _write_asides(connection: Connection, count: Count) -> None:
    a = tables.asides.c
    bulk.put(connection, tables.asides, [key for key, holds in count.asides.items() if holds])
    for box, target, why in [key for key, holds in count.asides.items() if not holds]:
        gone = (a.box == box) & (a.target == target) & (a.why == why)
        connection.execute(delete(tables.asides).where(gone))


def _who(ballot: Ballot) -> tuple[str, str, str]:
    return ballot.box, kind_of(ballot.target), ballot.voter


def _tallies(connection: Connection, boxes: Sequence[str]) -> dict[str, Tallies]:
    t = tables.tallies
    tallies = {box: Tallies() for box in boxes}
    for box, target, choice, count in connection.execute(select(t).where(t.c.box.in_(boxes))):
        tallies[box].set(target, choice, count)
    c = tables.closings.c
    for box, target in connection.execute(select(c.box, c.target).where(c.box.in_(boxes))):
        tallies[box].closed.add(target)
    a = tables.asides.c
    for box, target, why in connection.execute(select(a.box, a.target, a.why).where(a.box.in_(boxes))):
        tallies[box].asides.setdefault(target, set()).add(why)
    return tallies
