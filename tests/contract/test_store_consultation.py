"""Processes, debates, propositions and their lists, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection

from hemicycle.store import Database, search
from hemicycle.store.ballots import Ballot
from hemicycle.store.points import QUARTER_MS
from hemicycle.store.processes import (
    DebateRow,
    Imported,
    ProcessRow,
    change_debate,
    put_debate,
    put_process,
)
from hemicycle.store.propositions import (
    ArgumentRow,
    Counts,
    Filter,
    PropositionRow,
    Sort,
    add_propositions,
)
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.views import Phase, PhasePlan

PROCESS = ProcessRow("p", "L'eau", "Un résumé", [PhasePlan(Phase.CONSULTATION, 1, 9)], 1)
COUNT = 45


def proposition(n: int) -> PropositionRow:
    return PropositionRow(
        f"p-{n}",
        "p",
        n,
        f"Section {n % 3}",
        f"Titre {n}",
        "Corps",
        "Zoé",
        None,
        official=n % 10 == 0,
        created_at=1_000 + n // 2,
        imported=Counts(n % 7, 1, 2) if n % 2 else None,
    )


@pytest.fixture
async def full(database: Database) -> Database:
    """A process of 45 propositions, two of which have arguments, and votes cast here."""
    rows = [proposition(n) for n in range(1, COUNT + 1)]
    arguments = [
        ArgumentRow(f"a{n}", "p-1", "for" if n % 2 else "against", "Car", "Ali", 5, n) for n in range(5)
    ]
    arguments.append(ArgumentRow("b", "p-2", "for", "Car", "Ali", 5))
    await database.connections.write(put_process(PROCESS))
    await database.connections.write(add_propositions(rows, arguments))
    ballots = [
        Ballot("p", f"proposition/p-{n}", f"v{voter}", "agree" if voter % 2 == 0 else "disagree", 1, 1)
        for n in range(1, COUNT + 1)
        for voter in range(n % 5)
    ]
    await asyncio.gather(*map(database.ballots.cast, ballots))
    return database


def votes(n: int) -> Counts:
    return Counts(agree=(n % 5 + 1) // 2, disagree=n % 5 // 2)


async def whole(database: Database, limit: int = 7, **options: object) -> list[PropositionRow]:
    """A list read page by page to its end."""
    rows: list[PropositionRow] = []
    after: str | None = None
    while True:
        page = await database.propositions.page("p", limit=limit, after=after, **options)  # type: ignore[arg-type]
        rows += page.rows
        after = page.after
        if after is None:
            assert page.total == len(rows)
            return rows


async def test_a_proposition_is_read_as_it_was_kept_with_its_votes(full: Database) -> None:
    row = await full.propositions.get("p-1")
    assert row == proposition(1)._replace(arguments_for=2, arguments_against=3, counts=votes(1))
    assert (await full.propositions.get("p-4")).counts == votes(4)  # type: ignore[union-attr]
    assert await full.propositions.get("p-99") is None


@pytest.mark.parametrize("sort", Sort)
async def test_every_order_shows_each_proposition_once_over_its_pages(full: Database, sort: Sort) -> None:
    rows = await whole(full, sort=sort, seed="anna")
    assert sorted(row.number for row in rows) == list(range(1, COUNT + 1))
    assert all(row.counts == votes(row.number) for row in rows)


async def test_most_agreed_counts_votes_of_here_and_elsewhere(full: Database) -> None:
    """[CO4]"""
    agreed = [
        row.counts.agree + (row.imported or Counts()).agree for row in await whole(full, sort=Sort.AGREED)
    ]
    assert agreed == sorted(agreed, reverse=True)
    voted = [sum(row.counts) + sum(row.imported or ()) for row in await whole(full, sort=Sort.VOTES)]
    assert voted == sorted(voted, reverse=True)


async def test_points_are_all_propositions_with_their_votes_and_when_texts_were_written(
    full: Database,
) -> None:
    """Votes of here and elsewhere apart; texts by quarters of an hour, counted from 1970."""
    points, written = await full.points.of("p")
    assert [point.id for point in points] == [f"p-{n}" for n in range(1, COUNT + 1)]
    assert [point.counts for point in points] == [votes(n) for n in range(1, COUNT + 1)]
    assert [point.imported for point in points] == [proposition(n).imported for n in range(1, COUNT + 1)]
    assert written == [(0, COUNT, 6)]
    later = [proposition(99)._replace(created_at=QUARTER_MS), proposition(98)._replace(state="withdrawn")]
    await full.connections.write(add_propositions(later, []))
    points, written = await full.points.of("p")
    assert [point.id for point in points[COUNT:]] == ["p-99"]
    assert written == [(0, COUNT, 6), (1, 1, 0)]


async def test_newest_comes_first_and_equal_ones_keep_their_order(full: Database) -> None:
    rows = await whole(full, sort=Sort.NEWEST)
    assert [(-row.created_at, row.number) for row in rows] == sorted(
        (-row.created_at, row.number) for row in rows
    )


async def test_a_random_order_is_one_persons_own_and_stays(full: Database) -> None:
    """[CO21]"""
    anna = [row.number for row in await whole(full, seed="anna")]
    assert anna == [row.number for row in await whole(full, seed="anna", limit=20)]
    ben = [row.number for row in await whole(full, seed="ben")]
    assert anna != ben
    assert anna != sorted(anna)


async def test_random_orders_bring_everybody_to_the_top(full: Database) -> None:
    """[CO21]"""
    first = {
        (await full.propositions.page("p", seed=str(seed), limit=1)).rows[0].number for seed in range(150)
    }
    assert len(first) > COUNT * 2 / 3


async def test_a_list_can_be_of_one_section_or_of_officials(full: Database) -> None:
    section = await whole(full, wanted=Filter(section="Section 1"), sort=Sort.NEWEST)
    assert {row.number for row in section} == set(range(1, COUNT + 1, 3))
    official = await whole(full, wanted=Filter(official=True))
    assert {row.number for row in official} == {10, 20, 30, 40}
    assert len(await whole(full, wanted=Filter(official=False))) == COUNT - 4
    assert await whole(full, wanted=Filter(section="Section 9")) == []


@pytest.mark.parametrize("after", ["", "x", "1", "1.", ".1", "1.x", "-1.2", "1.2.3", "²."])
async def test_a_position_that_no_page_gave_is_refused(full: Database, after: str) -> None:
    with pytest.raises(Refused) as caught:
        await full.propositions.page("p", after=after)
    assert caught.value.code is Code.INVALID


async def test_arguments_for_come_first_and_the_most_supported_before_others(full: Database) -> None:
    arguments = await full.propositions.arguments("p-1")
    assert [(a.side, a.imported_votes) for a in arguments] == [
        ("for", 3),
        ("for", 1),
        ("against", 4),
        ("against", 2),
        ("against", 0),
    ]
    assert await full.propositions.arguments("p-3") == []


async def test_a_proposition_knows_its_process(full: Database) -> None:
    for _ in range(2):
        assert await full.propositions.process_of("p-1") == "p"
        assert await full.propositions.process_of("x") is None


async def test_a_process_tells_what_it_holds(full: Database) -> None:
    facts = await full.processes.facts("p")
    assert (facts.propositions, facts.arguments) == (COUNT, 6)
    odd = range(1, COUNT + 1, 2)
    assert facts.imported == Imported(sum(n % 7 for n in odd), len(odd), 2 * len(odd))
    assert facts.sections == [("Section 1", 15), ("Section 2", 15), ("Section 0", 15)]
    assert (await full.processes.facts("x")) == (0, 0, None, [])
    assert await full.processes.all() == [(PROCESS, COUNT)]


async def test_processes_are_listed_newest_first(database: Database) -> None:
    for n in (1, 3, 2):
        await database.connections.write(put_process(PROCESS._replace(id=f"p{n}", created_at=n)))
    assert [row.id for row, _ in await database.processes.all()] == ["p3", "p2", "p1"]


async def test_debates_follow_their_logs(full: Database) -> None:
    debate = DebateRow("d", "p", "Débat", "lobby", 500)
    for write in (
        put_debate(debate),
        put_debate(debate._replace(id="e", starts_at=900)),
        change_debate("d", state="ended", recording="/hls/d/program.m3u8"),
    ):
        await full.connections.write(write)
    ended = debate._replace(state="ended", recording="/hls/d/program.m3u8")
    assert await full.processes.debate("d") == ended
    assert await full.processes.debate("x") is None
    assert [row.id for row in await full.processes.debates("p")] == ["e", "d"]
    assert await full.processes.debates("other") == []
    assert len(await full.processes.debates()) == 2


def text(id_: str, title: str, body: str = "", **more: Any) -> PropositionRow:
    row = PropositionRow(f"p-{id_}", "p", ord(id_), "S", title, body, "Zoé", None, False, ord(id_))
    return row._replace(**more)


@pytest.fixture
async def words(database: Database) -> Database:
    """A process whose texts can be told apart by their words."""
    rows = [
        text("a", "L’énergie des communes", "Payer moins."),
        text("b", "Les écoles", "Chauffer l'école coûte cher : l’ÉNERGIE manque.", kind="cause"),
        text("c", "Les transports", "Des bus œuvrant la nuit", official=True),
        text("d", "Retirée : énergie", state="withdrawn"),
    ]
    arguments = [ArgumentRow("x", "p-c", "for", "Moins d'énergies gaspillées", "Ali", 5)]
    await database.connections.write(put_process(PROCESS))
    await database.connections.write(put_process(PROCESS._replace(id="q")))
    await database.connections.write(add_propositions(rows, arguments))
    await database.connections.write(add_propositions([text("e", "Énergie", process="q")], []))
    return database


async def found(
    database: Database, *terms: tuple[str, ...], sort: Sort = Sort.BEST, **more: object
) -> list[str]:
    wanted = Filter(terms=terms, **more)  # type: ignore[arg-type]
    return [row.id for row in await whole(database, limit=1, wanted=wanted, sort=sort)]


async def test_a_text_is_found_by_its_words_whatever_their_accents(words: Database) -> None:
    """[CO22] A title's word counts more than a body's; an argument leads to its proposition."""
    assert await found(words, ("energi*",)) == ["p-a", "p-c", "p-b"]
    assert await found(words, ("ecol*",), ("energi*",)) == ["p-b"]
    assert await found(words, ("oeuvrant",)) == ["p-c"]
    assert await found(words, ("bu", "bus")) == ["p-c"]
    assert await found(words, ("rien*",)) == []


async def test_what_is_found_can_be_filtered_and_ordered(words: Database) -> None:
    energy = ("energi*",)
    assert await found(words, energy, kind="cause") == ["p-b"]
    assert await found(words, energy, official=False) == ["p-a", "p-b"]
    assert await found(words, energy, sort=Sort.NEWEST) == ["p-c", "p-b", "p-a"]


async def test_a_withdrawn_text_is_in_no_list(words: Database) -> None:
    assert {row.id for row in await whole(words)} == {"p-a", "p-b", "p-c"}
    assert (await words.propositions.get("p-d")).state == "withdrawn"  # type: ignore[union-attr]


async def test_the_text_that_answers_best_is_named(words: Database) -> None:
    def read(connection: Connection) -> dict[str, str]:
        return search.best_targets(connection, "p", ["p-a", "p-c"], [("energi*",)])

    assert await words.connections.read(read) == {"p-a": "proposition/p-a", "p-c": "argument/x"}


async def test_a_text_is_found_by_its_present_words_alone(words: Database) -> None:
    def rewrite(connection: Connection) -> None:
        search.index(connection, [search.Indexed("proposition/p-a", "p", "p-a", "Le vent", "souffle")])
        search.forget(connection, ["argument/x", "argument/unknown"])

    await words.connections.write(rewrite)
    assert await found(words, ("energi*",)) == ["p-b"]
    assert await found(words, ("vent*",)) == ["p-a"]


async def test_the_words_of_a_whole_process_can_be_put_in_again(words: Database) -> None:
    await words.connections.write(lambda connection: search.forget(connection, ["proposition/p-a"]))
    assert await found(words, ("commun*",)) == []
    await words.connections.write(lambda connection: search.index_process(connection, "p"))
    assert await found(words, ("commun*",)) == ["p-a"]


@pytest.mark.parametrize("form", ["or", "and", "near", "not*", "0", "日本*"])
async def test_no_word_is_an_operator(words: Database, form: str) -> None:
    assert await found(words, (form,)) == []
