"""[CO5] Ballots in any order, on two nodes, merged and taken back: every number is what a model says."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hemicycle.store import Database, open_database
from hemicycle.store.ballots import Ballot, Commit
from hemicycle.store.moves import Move, Part, Unite
from tests.support.ballot_moves import move_ballots
from tests.support.databases import sqlite_database
from tests.support.soak import rounds

pytestmark = pytest.mark.slow

BOX = "d1"
VOTERS = st.sampled_from("abcd")
TARGETS = st.sampled_from(["question/1", "question/2", "poll/1", "argument/1"])
CHOICES = st.sampled_from([None, "support", "0", "1"])
NODES = st.integers(0, 1)
BALLOTS = st.builds(
    Ballot,
    st.just(BOX),
    TARGETS,
    VOTERS,
    CHOICES,
    st.integers(0, 12),
    st.just(1),
    st.sampled_from([True, True, False]),
    st.sampled_from([None, None, 1, 2]),
)


class Model:
    """The rules of a ballot box, said once more as simply as possible."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], Ballot] = {}
        self.via: dict[tuple[str, str], str] = {}

    def cast(self, ballot: Ballot) -> None:
        key = (ballot.voter, ballot.target)
        before = self.held.get(key)
        if before is not None and ballot.seq <= before.seq:
            return
        confirms = None not in (ballot.choice, ballot.version) and before and before.version != ballot.version
        if (before.choice if before else None) == ballot.choice and not confirms:
            self.held[key] = (before or ballot)._replace(seq=ballot.seq)
            return
        self.held[key] = ballot
        self.via.pop(key, None)

    def merge(self, into: str, merged: str) -> None:
        for (voter, target), ballot in list(self.held.items()):
            mine = self.held.get((voter, into))
            if target == merged and ballot.choice is not None and (mine is None or mine.choice is None):
                seq = mine.seq if mine else -1
                self.held[voter, into] = ballot._replace(target=into, seq=seq, version=None)
                self.via[voter, into] = merged

    def unmerge(self, into: str, merged: str) -> None:
        for key in [key for key, via in self.via.items() if via == merged and key[1] == into]:
            self.held[key] = self.held[key]._replace(choice=None)
            del self.via[key]

    def tallies(self) -> dict[str, dict[str, int]]:
        counts: dict[str, Counter[str]] = {}
        for ballot in self.counted():
            counts.setdefault(ballot.target, Counter())[str(ballot.choice)] += 1
        return {target: dict(counter) for target, counter in counts.items()}

    def counted(self) -> list[Ballot]:
        return [b for b in self.held.values() if b.choice is not None and b.counted]


class BallotBoxes(RuleBasedStateMachine):
    """Two nodes on one database, against the model; what they told adds up to what stands."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.url = sqlite_database(Path(self.folder.name))
        self.told: list[Commit] = []
        self.nodes = [self.open(), self.open()]

    def open(self) -> Database:
        database = self.runner.run(open_database(self.url))
        database.ballots.on_commit = lambda *what: self.told.append(Commit(*what))
        return database

    @rule(node=NODES, ballots=st.lists(BALLOTS, min_size=1, max_size=8))
    def cast(self, node: int, ballots: list[Ballot]) -> None:
        async def cast_all() -> None:
            await asyncio.gather(*(self.nodes[node].ballots.cast(ballot) for ballot in ballots))

        self.runner.run(cast_all())
        for ballot in ballots:
            self.model.cast(ballot)

    @rule(node=NODES, order=st.permutations(["question/1", "question/2"]))
    def merge(self, node: int, order: list[str]) -> None:
        self.move(node, Unite(order[0], order[1]), at=2)
        self.model.merge(*order)

    @rule(node=NODES, order=st.permutations(["question/1", "question/2"]))
    def unmerge(self, node: int, order: list[str]) -> None:
        self.move(node, Part(*order), at=3)
        self.model.unmerge(*order)

    @rule(node=NODES, order=st.permutations(["question/1", "question/2"]))
    def turn(self, node: int, order: list[str]) -> None:
        """Out of one merge and into another, in one act."""
        self.move(node, Part(*order), Unite(order[1], order[0]), at=4)
        self.model.unmerge(*order)
        self.model.merge(*order[::-1])

    def move(self, node: int, *moves: Move, at: int) -> None:
        self.runner.run(move_ballots(self.nodes[node], BOX, *moves, at=at))

    @rule(node=NODES)
    def restart(self, node: int) -> None:
        self.runner.run(self.nodes[node].close())
        self.nodes[node] = self.open()

    @invariant()
    def the_store_says_what_the_model_says(self) -> None:
        clock, tallies, totals = self.runner.run(self.nodes[0].ballots.tallies(BOX))
        assert tallies == self.model.tallies()
        counted = self.model.counted()
        votes = [b for b in counted if not b.target.startswith("argument/")]
        assert totals == {"votes_cast": len(votes), "voters": len({b.voter for b in votes})}
        assert clock == (self.told[-1].after if self.told else 0)
        assert self.runner.run(self.nodes[1].ballots.recount()) == []

    @invariant()
    def what_was_told_adds_up(self) -> None:
        shown: dict[str, Mapping[str, int]] = {}
        clock = 0
        for commit in self.told:
            assert commit.before == clock
            clock = commit.after
            shown |= commit.tallies
        assert {target: counts for target, counts in shown.items() if counts} == self.model.tallies()

    def teardown(self) -> None:
        for node in self.nodes:
            self.runner.run(node.close())
        self.runner.close()
        self.folder.cleanup()


TestBallotBoxes = BallotBoxes.TestCase
TestBallotBoxes.settings = settings(
    max_examples=rounds(15), stateful_step_count=20, suppress_health_check=[HealthCheck.too_slow]
)
