"""The editors' work, published syntheses and contests, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, update

from hemicycle.store import Database, tables
from hemicycle.store.ballots import Ballot
from hemicycle.store.errors import Unavailable
from hemicycle.store.families import Written, put_change
from hemicycle.store.log import Append
from hemicycle.store.processes import ProcessRow, put_process
from hemicycle.store.propositions import WITHDRAWN, ArgumentRow, PropositionRow, add_propositions
from hemicycle.store.syntheses import (
    ContestRow,
    EditionRow,
    add_contest,
    add_version,
    answer_contest,
    forget_author,
)
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.synthesis import (
    ArgumentFamily,
    ContestOutcome,
    FamilyPlace,
    FamilySide,
    Filing,
    FilingState,
    IgnoreReason,
    PlacementContest,
    PlaceSource,
    VersionCard,
)
from hemicycle_protocol.views import Coverage

FAMILY = ArgumentFamily("f1", FamilySide.FOR, "Transparence", "On voit.", 0, 1)
PLACED = Filing("a1", FilingState.CLASSIFIED, [FamilyPlace("f1", "Oui", PlaceSource.SUGGESTION)], version=1)
IGNORED = Filing("a2", FilingState.IGNORED, [], IgnoreReason.OTHER, "vu", 1)
VERSION = VersionCard(1, 5_000, Coverage(3, 1, 1, 12, 8), 1, 0, "Premier jet")


@pytest.fixture
async def full(database: Database) -> Database:
    """Two propositions; the first has three arguments, one of them supported here too."""
    await database.connections.write(put_process(ProcessRow("p", "L'eau", "", [], 1)))
    propositions = [
        PropositionRow(f"p-{n}", "p", n, "S", f"Titre {n}", "Corps", "Zoé", None, False, 1) for n in (2, 1)
    ]
    arguments = [
        ArgumentRow("a1", "p-1", "for", "Oui, car", "Ali", 5, 7),
        ArgumentRow("a2", "p-1", "for", "Bof", "Ali", 5, 0),
        ArgumentRow("a3", "p-1", "against", "Non", "Bo", 5, 4),
    ]
    await database.connections.write(add_propositions(propositions, arguments))
    await database.ballots.cast(Ballot("p", "argument/a1", "v1", "support", 1, 1))
    return database


async def keep(database: Database, *filings: Filing, gone: tuple[str, ...] = ()) -> None:
    families = [] if gone else [FAMILY]
    await database.connections.write(put_change("p", "p-1", families, filings, gone))


async def test_the_work_on_a_proposition_is_read_as_it_was_kept(full: Database) -> None:
    await keep(full, PLACED, IGNORED)
    worked = await full.families.work("p", "p-1")
    assert [headline.number for headline in worked.propositions] == [1]
    assert [(one.id, one.side, one.supports) for one in worked.arguments] == [
        ("a1", FamilySide.FOR, 8),
        ("a2", FamilySide.FOR, 0),
        ("a3", FamilySide.AGAINST, 4),
    ]
    assert worked.families == [("p-1", FAMILY)]
    assert worked.filings == [PLACED, IGNORED]


async def test_the_work_comes_with_the_head_of_its_log(full: Database) -> None:
    assert (await full.families.work("p")).head == 0
    await full.log.append(
        [Append("process/p/synthesis", "synthesis_changed", {"proposition": "p-1"}, 1, None)]
    )
    assert (await full.families.work("p")).head == 1


async def test_what_is_kept_again_replaces_and_what_is_gone_is_gone(full: Database) -> None:
    await keep(full, PLACED)
    moved = Filing("a1", FilingState.TODO, version=2)
    await keep(full, moved, gone=("f1",))
    worked = await full.families.work("p")
    assert (worked.families, worked.filings) == ([], [moved])


async def test_progress_counts_each_proposition_that_has_arguments(full: Database) -> None:
    await keep(full, PLACED, IGNORED)
    (row,) = await full.families.progress("p")
    assert (row.headline.id, row.coverage, row.families) == ("p-1", Coverage(3, 1, 1, 12, 8), 1)
    assert await full.families.progress("nowhere") == []


async def test_what_is_taken_back_is_no_longer_there(full: Database) -> None:
    await keep(full, PLACED)
    arguments, propositions = tables.arguments, tables.propositions

    def withdraw(connection: Connection) -> None:
        gone = update(arguments).where(arguments.c.id == "a1").values(state=WITHDRAWN)
        connection.execute(gone)

    await full.connections.write(withdraw)
    assert [one.id for one in (await full.families.work("p", "p-1")).arguments] == ["a2", "a3"]
    (row,) = await full.families.progress("p")
    assert (row.coverage.arguments, row.coverage.placed) == (2, 0)
    gone = update(propositions).where(propositions.c.id == "p-1").values(state=WITHDRAWN)
    await full.connections.write(lambda connection: connection.execute(gone) and None)
    assert [headline.id for headline in (await full.families.work("p")).propositions] == ["p-2"]
    assert (await full.families.work("p")).arguments == []
    assert await full.families.progress("p") == []


async def test_whose_an_argument_is(full: Database) -> None:
    written = await full.families.author_of("p", "a1")
    assert written is not None
    assert (written.proposition, written.person) == ("p-1", None)
    assert await full.families.author_of("other", "a1") is None


async def test_a_published_version_is_never_written_over(full: Database) -> None:
    """[SY7]"""
    await full.connections.write(add_version("p", VERSION, [EditionRow("p-1", "{}")]))
    with pytest.raises(Exception, match=r"(?i)unique|duplicate") as refused:
        await full.connections.write(add_version("p", VERSION, [EditionRow("p-1", '{"other":1}')]))
    assert not isinstance(refused.value, Unavailable)
    assert await full.syntheses.versions("p") == [VERSION]
    assert await full.syntheses.editions("p", 1) == [EditionRow("p-1", "{}")]


async def test_versions_are_read_newest_first_and_by_proposition(full: Database) -> None:
    await full.connections.write(
        add_version("p", VERSION, [EditionRow("p-1", "{}"), EditionRow("p-2", "[]")])
    )
    second = VersionCard(2, 6_000, Coverage(), 0, 0)
    await full.connections.write(add_version("p", second, []))
    assert [version.number for version in await full.syntheses.versions("p")] == [2, 1]
    assert await full.syntheses.editions("p", 1, "p-2") == [EditionRow("p-2", "[]")]
    assert await full.syntheses.editions("p", 2) == []


def a_contest(number: int = 1) -> ContestRow:
    contest = PlacementContest(f"k{number}", "p-1", f"a{number}", "Mal placé", 10 + number // 2, 1)
    return ContestRow("p", "p-zoe", contest)


async def test_an_argument_is_contested_once_a_version(full: Database) -> None:
    """[SY11]"""
    await full.connections.write(add_contest(a_contest()))
    with pytest.raises(Refused) as refused:
        await full.connections.write(add_contest(a_contest()))
    assert refused.value.code is Code.DUPLICATE
    assert await full.syntheses.contest("k1") == a_contest()
    assert await full.syntheses.contest("nowhere") is None


async def test_contests_are_read_in_pages_and_counted_while_they_wait(full: Database) -> None:
    for number in range(1, 6):
        await full.connections.write(add_contest(a_contest(number)))
    found: list[str] = []
    after = None
    while page := await full.syntheses.contests("p", after=after, limit=2):
        found += [contest.id for contest in page]
        after = page[-1].id
    assert found == ["k5", "k4", "k3", "k2", "k1"]
    answer = answer_contest("k3", ContestOutcome.MOVED, "Déplacé", version=1, at=99)
    await full.connections.write(answer)
    assert await full.syntheses.waiting("p") == 4
    assert "k3" not in [one.id for one in await full.syntheses.contests("p", waiting=True)]
    assert len(await full.syntheses.contests_of("p-zoe", "p")) == 5
    assert await full.syntheses.contests_of("p-zoe", "other") == []
    row = await full.syntheses.contest("k3")
    assert row is not None
    assert (row.contest.outcome, row.contest.answer, row.contest.version) == (
        ContestOutcome.MOVED,
        "Déplacé",
        2,
    )


async def test_the_second_answer_to_a_contest_is_refused(full: Database) -> None:
    await full.connections.write(add_contest(a_contest()))
    await full.connections.write(answer_contest("k1", ContestOutcome.KEPT, "Non", version=1, at=9))
    with pytest.raises(Refused) as refused:
        await full.connections.write(answer_contest("k1", ContestOutcome.MOVED, "Si", version=1, at=9))
    assert (refused.value.code, refused.value.facts) == (Code.CHANGED, {"version": 2})


@pytest.mark.parametrize("with_content", [False, True])
async def test_an_author_who_leaves_is_forgotten(full: Database, with_content: bool) -> None:
    """Versions never change, but for the words of those who take theirs with them."""
    quote = '{"families":[{"places":[{"argument":"a1","part":"Oui"},{"argument":"a2","part":"Bof"}]}]}'
    await full.connections.write(add_version("p", VERSION, [EditionRow("p-1", quote)]))
    await full.connections.write(add_contest(a_contest()))
    await keep(full, PLACED)
    written = [Written("a1", "p-1", "p-zoe")]
    await full.connections.write(forget_author("p-zoe", written, with_content=with_content))
    row = await full.syntheses.contest("k1")
    assert row is not None
    assert (row.person, row.contest.text) == (None, "" if with_content else "Mal placé")
    (edition,) = await full.syntheses.editions("p", 1)
    assert ('"Oui"' in edition.body, '"Bof"' in edition.body) == (not with_content, True)
    assert bool((await full.families.work("p")).filings) is not with_content
