"""[SY1] The editors' table as a machine: any moves keep every argument in exactly one state."""

from __future__ import annotations

import copy
from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hemicycle.core import families
from hemicycle.core.editions import Edition, coverage_of, edition_of
from hemicycle.core.sorting import Change, applied, families_of, ignore, place, place_all, unplace
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.synthesis import (
    FamilyPlace,
    FamilySide,
    FilingState,
    IgnoreReason,
    PlaceSource,
    SeenArgument,
)
from tests.support.soak import rounds
from tests.support.synthesis import BODIES, a_table, states_of

IDS = sorted(BODIES)
FAMILIES = [f"f{n}" for n in range(4)]
argument_ids = st.sampled_from(IDS)
family_ids = st.sampled_from(FAMILIES)
selections = st.lists(argument_ids, max_size=4)
parts = st.one_of(
    st.none(), st.sampled_from(["La dépense devient visible.", "Cela coûte cher", "rien de cela"])
)


class Editors(RuleBasedStateMachine):
    """Editors who do what comes to their minds."""

    def __init__(self) -> None:
        super().__init__()
        self.table = a_table()
        self.published: list[tuple[Edition, Edition]] = []

    def move(self, decide: Callable[[], Change]) -> None:
        try:
            change = decide()
        except Refused:
            return
        for filing in change.filings:
            assert filing.version == self.table.filing(filing.argument).version + 1
        self.table = applied(self.table, change)

    def seen(self, ids: list[str]) -> list[SeenArgument]:
        return [SeenArgument(id_, self.table.filing(id_).version) for id_ in ids]

    @rule(id_=family_ids, side=st.sampled_from(FamilySide), title=st.text(max_size=3), ids=selections)
    def create(self, id_: str, side: FamilySide, title: str, ids: list[str]) -> None:
        if id_ not in self.table.families:
            source = PlaceSource.HUMAN
            self.move(
                lambda: families.create(
                    self.table,
                    id=id_,
                    side=side,
                    title=title,
                    summary="",
                    arguments=self.seen(ids),
                    source=source,
                )
            )

    @rule(id_=family_ids, version=st.integers(1, 3), position=st.integers(-1, 4))
    def change(self, id_: str, version: int, position: int) -> None:
        self.move(lambda: families.change(self.table, id_, version, title=id_, summary="", position=position))

    @rule(id_=family_ids, into=family_ids, version=st.integers(1, 3))
    def merge(self, id_: str, into: str, version: int) -> None:
        self.move(lambda: families.merge(self.table, id_, version, into))

    @rule(id_=family_ids, version=st.integers(1, 3))
    def delete(self, id_: str, version: int) -> None:
        self.move(lambda: families.delete(self.table, id_, version))

    @rule(
        argument=argument_ids, late=st.booleans(), places=st.lists(st.tuples(family_ids, parts), max_size=3)
    )
    def place(self, argument: str, late: bool, places: list[tuple[str, str | None]]) -> None:
        version = self.table.filing(argument).version - late
        self.move(lambda: place(self.table, argument, version, [FamilyPlace(f, p) for f, p in places]))

    @rule(ids=selections, family=family_ids)
    def place_all(self, ids: list[str], family: str) -> None:
        self.move(lambda: place_all(self.table, self.seen(ids), family, PlaceSource.SUGGESTION))

    @rule(ids=selections, reason=st.sampled_from(IgnoreReason))
    def ignore(self, ids: list[str], reason: IgnoreReason) -> None:
        self.move(lambda: ignore(self.table, self.seen(ids), reason, ""))

    @rule(ids=selections)
    def unplace(self, ids: list[str]) -> None:
        self.move(lambda: unplace(self.table, self.seen(ids)))

    @rule()
    def publish(self) -> None:
        edition = edition_of(self.table)
        self.published.append((edition, copy.deepcopy(edition)))

    @invariant()
    def every_argument_is_in_exactly_one_state(self) -> None:
        for id_ in IDS:
            filing = self.table.filing(id_)
            assert bool(filing.places) == (filing.state is FilingState.CLASSIFIED)
            assert (filing.reason is not None) == (filing.state is FilingState.IGNORED)
            assert self.table.families.keys() >= set(families_of(filing))
            assert len(set(families_of(filing))) == len(filing.places)

    @invariant()
    def coverage_stays_within_bounds(self) -> None:
        coverage = coverage_of(self.table)
        assert 0 <= coverage.placed + coverage.ignored <= coverage.arguments == len(IDS)
        assert 0 <= coverage.supports_placed <= coverage.supports

    @invariant()
    def an_edition_holds_every_argument(self) -> None:
        assert sorted(states_of(edition_of(self.table))) == IDS

    @invariant()
    def what_was_published_never_changes(self) -> None:
        assert all(edition == kept for edition, kept in self.published)


TestEditors = Editors.TestCase
TestEditors.settings = settings(max_examples=rounds(60), stateful_step_count=30)
