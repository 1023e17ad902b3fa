"""What a commit does to ballot boxes, as values: no I/O, no clock.

A `Count` is loaded with what stands, given ballots one after the other, and then holds what must be
written: the ballots, the events of the log, and the tallies. `tallies == fold of the log` holds after
every ballot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

import msgspec

CAST = "ballot_cast"
CLOSED = "target_closed"
SET_ASIDE = "target_set_aside"
BROUGHT_BACK = "target_brought_back"
# Totals of a box stand among its tallies, under the target "" that no ballot can have.
TOTALS = ""
VOTES_CAST = "votes_cast"
VOTERS = "voters"
# Ballots on these are counted and in no total.
ARGUMENTS = "argument/"
BILLS = "bill/"

Place = tuple[str, str, str]  # box, voter, target


class Ballot(NamedTuple):
    """What a voter says of a target; `choice` None takes it back.

    `seq` grows with each act of one voter on one target; `counted` is False for a vote that stands but
    is in no tally (one's own question). `version` is the text that the voter read, if they said.
    """

    box: str
    target: str
    voter: str
    choice: str | None
    seq: int
    at: int
    counted: bool = True
    version: int | None = None


class Cast(NamedTuple):
    """What stands after a ballot, since when, and whether this ballot changed it."""

    choice: str | None
    at: int
    changed: bool


class Held(NamedTuple):
    """What a voter holds on a target, as it is stored.

    `via` names the target a merge brought it from, or why it was set aside.
    """

    choice: str | None = None
    seq: int = -1
    at: int = 0
    counted: bool = True
    via: str | None = None
    version: int | None = None

    @property
    def counts(self) -> bool:
        """Whether it is in the tallies."""
        return self.counted and self.choice is not None


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of a `ballot_cast` event; its actor is the voter."""

    target: str
    choice: str | None
    seq: int
    counted: bool = True
    via: str | None = None
    version: int | None = None


class Closed(msgspec.Struct, frozen=True):
    """The body of a `target_closed` event: no ballot for it follows, or for that kind of targets."""

    target: str


class Aside(msgspec.Struct, frozen=True):
    """The body of `target_set_aside` and `target_brought_back` events: out of the counts, and back."""

    target: str
    why: str


def is_vote(target: str) -> bool:
    """Whether ballots on a target are in the totals: supports of arguments and bills have their own counts.

    So the totals of a process are the votes cast on its propositions, and the people who cast them.
    """
    return not target.startswith((ARGUMENTS, BILLS))


def is_closed(target: str, closed: Collection[str]) -> bool:
    """Whether a target is among those that are closed, by itself or with all of its kind (`poll/`)."""
    return target in closed or kind_of(target) in closed


def kind_of(target: str) -> str:
    """The kind of a target: `poll/` of `poll/7`."""
    return target[: target.find("/") + 1]


class Tallies:
    """The counts of one box: target → choice → count. The totals stand under the target `TOTALS`.

    `closed` are the targets that take no more ballots, or whole kinds of them (`poll/`); `asides` those
    out of the counts and why.
    """

    def __init__(self) -> None:
        self.closed: set[str] = set()
        self.asides: dict[str, set[str]] = {}
        self._counts: dict[str, dict[str, int]] = {}

    def takes(self, target: str) -> bool:
        """Whether ballots on a target are taken."""
        return not is_closed(target, self.closed)

    def set(self, target: str, choice: str, count: int) -> None:
        """Load one count."""
        self._counts.setdefault(target, {})[choice] = count

    def add(self, target: str, choice: str, by: int) -> None:
        """Move one count."""
        counts = self._counts.setdefault(target, {})
        counts[choice] = counts.get(choice, 0) + by

    def get(self, target: str, choice: str) -> int:
        """One count."""
        return self._counts.get(target, {}).get(choice, 0)

    def of(self, target: str) -> dict[str, int]:
        """The counts of one target, without zeros."""
        return {choice: count for choice, count in self._counts.get(target, {}).items() if count}

    def counts(self) -> dict[str, dict[str, int]]:
        """The counts of all targets, without zeros and without totals."""
        targets = ((target, self.of(target)) for target in self._counts if target != TOTALS)
        return {target: counts for target, counts in targets if counts}

    def totals(self) -> dict[str, int]:
        """Votes cast and voters of the box."""
        return {name: self.get(TOTALS, name) for name in (VOTES_CAST, VOTERS)}


class Count:
    """One commit over some boxes, from what stood before to what must be written.

    Before a ballot is cast, `held` and `voters` must have been loaded for its place and voter; what is
    absent there does not exist yet. `voters` says how many counted votes a voter has in a box, exactly or
    at least one more than this commit has places of theirs: enough to know when it comes from or to zero.
    """

    def __init__(self, clocks: Mapping[str, int], tallies: Mapping[str, Tallies]) -> None:
        self.before = dict(clocks)
        self.clocks = dict(clocks)
        self.tallies = tallies
        self.held: dict[Place, Held] = {}
        self.voters: dict[tuple[str, str], int] = {}
        self.said: list[tuple[str, int, int, str, str, str | None]] = []  # box, offset, at, type, body, actor
        self.closings: list[tuple[str, str, int]] = []
        self.asides: dict[tuple[str, str, str], bool] = {}  # box, target, why → whether it holds now
        self.touched: set[Place] = set()
        self.moved: dict[str, set[tuple[str, str]]] = defaultdict(set)

    def cast(self, ballot: Ballot) -> Cast | None:
        """Take a ballot; see `BallotBox.cast` for what changes nothing.

        None: its target is closed, or set aside (where a choice can still be taken back).
        """
        place = (ballot.box, ballot.voter, ballot.target)
        held = self.held.get(place, _NOTHING)
        if ballot.seq <= held.seq:
            return Cast(held.choice, held.at, changed=False)
        tallies = self.tallies[ballot.box]
        if not tallies.takes(ballot.target) or (ballot.choice and tallies.asides.get(ballot.target)):
            return None
        if ballot.choice == held.choice and not _is_of_another_text(ballot, held):
            # Remember the seq: an older ballot that arrives late must not win over this one.
            self.held[place] = held._replace(seq=ballot.seq)
            self.touched.add(place)
            return Cast(held.choice, held.at, changed=False)
        new = Held(ballot.choice, ballot.seq, ballot.at, ballot.counted, None, ballot.version)
        self._set(place, held, new)
        return Cast(ballot.choice, ballot.at, changed=True)

    def close(self, box: str, target: str, *, at: int) -> None:
        """Take no more ballots for a target, or a kind of targets; again changes nothing."""
        closed = self.tallies[box].closed
        if target not in closed:
            closed.add(target)
            self.closings.append((box, target, at))
            self._say(box, at, CLOSED, Closed(target), None)

    def merge(self, box: str, into: str, merged: str, *, at: int) -> None:
        """Bring the supporters of `merged` to `into`, unless they are there."""
        for (_, voter, target), support in list(self.held.items()):
            place = (box, voter, into)
            held = self.held.get(place, _NOTHING)
            if target == merged and support.choice is not None and held.choice is None:
                self._set(place, held, Held(support.choice, held.seq, at, support.counted, merged))

    def unmerge(self, box: str, into: str, merged: str, *, at: int) -> None:
        """Take back from `into` what a merge of `merged` brought."""
        for (_, voter, target), held in list(self.held.items()):
            if target == into and held.via == merged and held.choice is not None:
                self._set((box, voter, into), held, Held(None, held.seq, at, held.counted))

    def withdraw(self, box: str, voters: Collection[str], *, at: int) -> None:
        """Take back whatever these voters hold, but for what is closed."""
        for (_, voter, target), held in sorted(self.held.items()):
            if voter in voters and held.choice is not None:
                self.cast(Ballot(box, target, voter, None, held.seq + 1, at))

    def set_aside(self, box: str, targets: Collection[str], why: str, *, at: int) -> None:
        """Take every ballot of `targets` out of the counts, as it stands; again changes nothing."""
        asides = self.tallies[box].asides
        for target in sorted(targets):
            reasons = asides.setdefault(target, set())
            if why not in reasons:
                reasons.add(why)
                self.asides[box, target, why] = True
                self._say(box, at, SET_ASIDE, Aside(target, why), None)
        for place, held in sorted(self.held.items()):
            if place[0] == box and place[2] in targets and held.counts:
                self._set(place, held, held._replace(counted=False, via=why), at=at)

    def bring_back(self, box: str, targets: Collection[str], why: str, *, at: int) -> None:
        """What `set_aside` took out counts again, unless its target is aside for another reason too."""
        asides = self.tallies[box].asides
        for target in sorted(targets):
            reasons = asides.get(target, set())
            if why in reasons:
                reasons.remove(why)
                self.asides[box, target, why] = False
                self._say(box, at, BROUGHT_BACK, Aside(target, why), None)
        for place, held in sorted(self.held.items()):
            if place[0] == box and place[2] in targets and held.via == why and held.choice is not None:
                other = min(asides.get(place[2], ()), default=None)
                self._set(place, held, held._replace(counted=other is None, via=other), at=at)

    def tally_rows(self) -> list[tuple[str, str, str, int]]:
        """The rows of the tallies that moved."""
        return sorted(
            (box, target, choice, self.tallies[box].get(target, choice))
            for box, moved in self.moved.items()
            for target, choice in moved
        )

    def targets(self, box: str) -> list[str]:
        """The targets of a box whose counts moved."""
        return sorted({target for target, _ in self.moved[box] if target != TOTALS})

    def _set(self, place: Place, old: Held, new: Held, *, at: int | None = None) -> None:
        """Hold `new`; said at the instant it was chosen, or at `at` for what its voter did not do."""
        box, voter, target = place
        self.held[place] = new
        self.touched.add(place)
        said = Said(target, new.choice, new.seq, new.counted, new.via, new.version)
        self._say(box, new.at if at is None else at, CAST, said, voter)
        for held, by in ((old, -1), (new, 1)):
            if held.counts:
                assert held.choice is not None
                self._add(box, target, held.choice, by)
        if is_vote(target) and (by := new.counts - old.counts) != 0:
            self._add(box, TOTALS, VOTES_CAST, by)
            self._hold(box, voter, by)

    def _hold(self, box: str, voter: str, by: int) -> None:
        """The first counted ballot in a box makes a voter, taking back the last one unmakes them."""
        had = self.voters.get((box, voter), 0)
        self.voters[box, voter] = had + by
        if by_voters := (had + by > 0) - (had > 0):
            self._add(box, TOTALS, VOTERS, by_voters)

    def _add(self, box: str, target: str, choice: str, by: int) -> None:
        self.tallies[box].add(target, choice, by)
        self.moved[box].add((target, choice))

    def _say(self, box: str, at: int, type_: str, body: Said | Closed | Aside, actor: str | None) -> None:
        self.clocks[box] += 1
        self.said.append((box, self.clocks[box], at, type_, _ENCODER.encode(body).decode(), actor))


def _is_of_another_text(ballot: Ballot, held: Held) -> bool:
    """Whether a ballot confirms for another version of a text what was voted of one before."""
    return None not in (ballot.choice, ballot.version) and ballot.version != held.version


_ENCODER = msgspec.json.Encoder()
_NOTHING = Held()
