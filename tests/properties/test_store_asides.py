"""[MD4] Ballots while targets go into the bin and come back: every number is what a model says."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hemicycle.store import Database, open_database
from hemicycle.store.ballots import Ballot, Choices
from hemicycle.store.log import Append, Change, News
from hemicycle.store.moves import Shift
from hemicycle_protocol.errors import Code, Refused
from tests.support.databases import sqlite_database
from tests.support.soak import rounds

pytestmark = pytest.mark.slow

BOX = "p1"
NODES = st.integers(0, 1)
TARGETS = ["proposition/1", "argument/1", "argument/2"]
REASONS = st.sampled_from(["proposition/1", "argument/1"])
BALLOTS = st.builds(
    Ballot,
    st.just(BOX),
    st.sampled_from(TARGETS),
    st.sampled_from("abc"),
    st.sampled_from([None, "agree", "disagree"]),
    st.integers(0, 12),
    st.just(1),
    st.sampled_from([True, True, False]),
    st.sampled_from([None, 1, 2]),
)
# What goes into the bin takes along what stands under it.
UNDER = {"proposition/1": TARGETS, "argument/1": ["argument/1"]}


class Model:
    """The rules, said once more as simply as possible."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], Ballot] = {}
        self.asides: set[tuple[str, str]] = set()

    def is_aside(self, target: str) -> bool:
        return any(name == target for name, _ in self.asides)

    def cast(self, ballot: Ballot) -> bool:
        """Whether the box takes it."""
        key = (ballot.voter, ballot.target)
        before = self.held.get(key)
        if before is not None and ballot.seq <= before.seq:
            return True
        if ballot.choice is not None and self.is_aside(ballot.target):
            return False
        confirms = None not in (ballot.choice, ballot.version) and before and before.version != ballot.version
        if (before.choice if before else None) == ballot.choice and not confirms:
            self.held[key] = (before or ballot)._replace(seq=ballot.seq)
        else:
            self.held[key] = ballot
        return True

    def counted(self) -> list[Ballot]:
        stand = [b for b in self.held.values() if b.choice is not None and b.counted]
        return [ballot for ballot in stand if not self.is_aside(ballot.target)]

    def tallies(self) -> dict[str, dict[str, int]]:
        counts: dict[str, Counter[str]] = {}
        for ballot in self.counted():
            counts.setdefault(ballot.target, Counter())[str(ballot.choice)] += 1
        return {target: dict(counter) for target, counter in counts.items()}


class Bins(RuleBasedStateMachine):
    """Two nodes on one database, against the model."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.url = sqlite_database(Path(self.folder.name))
        self.nodes = [self.open(), self.open()]

    def open(self) -> Database:
        return self.runner.run(open_database(self.url))

    @rule(node=NODES, ballots=st.lists(BALLOTS, min_size=1, max_size=8))
    def cast(self, node: int, ballots: list[Ballot]) -> None:
        async def cast_all() -> list[object]:
            box = self.nodes[node].ballots
            return list(await asyncio.gather(*map(box.cast, ballots), return_exceptions=True))

        for ballot, answer in zip(ballots, self.runner.run(cast_all()), strict=True):
            if not self.model.cast(ballot):
                assert isinstance(answer, Refused)
                assert answer.code is Code.CLOSED

    @rule(node=NODES, why=REASONS)
    def bin(self, node: int, why: str) -> None:
        self.shift(node, Shift(lambda _: UNDER[why], why))
        self.model.asides |= {(target, why) for target in UNDER[why]}

    @rule(node=NODES, why=REASONS)
    def restore(self, node: int, why: str) -> None:
        self.shift(node, Shift(lambda _: UNDER[why], why, back=True))
        self.model.asides -= {(target, why) for target in UNDER[why]}

    def shift(self, node: int, shift: Shift) -> None:
        def decide(news: News, counts: Choices) -> Change[None]:
            fact = Append(f"process/{BOX}", "item_moved", {"target": shift.why}, 5)
            return Change([fact], None, moves=[shift])

        log = f"process/{BOX}"

        async def act() -> None:
            database = self.nodes[node]
            heads = await database.log.heads([log])
            await database.ballots.append_after(BOX, heads, decide)

        self.runner.run(act())

    @rule(node=NODES)
    def restart(self, node: int) -> None:
        self.runner.run(self.nodes[node].close())
        self.nodes[node] = self.open()

    @invariant()
    def the_store_says_what_the_model_says(self) -> None:
        _, tallies, totals = self.runner.run(self.nodes[0].ballots.tallies(BOX))
        assert tallies == self.model.tallies()
        # Totals are of votes on propositions; supports of arguments are counted one by one only.
        counted = [b for b in self.model.counted() if b.target.startswith("proposition/")]
        assert totals == {"votes_cast": len(counted), "voters": len({b.voter for b in counted})}
        assert self.runner.run(self.nodes[1].ballots.recount()) == []

    def teardown(self) -> None:
        for node in self.nodes:
            self.runner.run(node.close())
        self.runner.close()
        self.folder.cleanup()


TestBins = Bins.TestCase
TestBins.settings = settings(
    max_examples=rounds(15), stateful_step_count=25, suppress_health_check=[HealthCheck.too_slow]
)
