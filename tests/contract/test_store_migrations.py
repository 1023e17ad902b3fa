"""The tables that migrations make are those that the code reads, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from hemicycle.store import Database, open_database
from hemicycle.store.ballots import Ballot
from hemicycle.store.log import Append
from hemicycle.store.tables import metadata
from tests.support.postgres import Postgres


async def test_migrations_make_the_tables_that_are_read(database: Database) -> None:
    def is_ours(name: str | None, kind: str, _: object) -> bool:
        """The index of words is known to `store.search` alone, and SQLite keeps it in tables of its own."""
        return not (kind == "table" and str(name).startswith("search"))

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        return list(compare_metadata(context, metadata))

    assert await database.connections.read(differences) == []


@pytest.mark.migrates
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_nodes_that_start_at_once_on_a_new_database_share_its_epoch(
    kind: str, tmp_path: Path, postgres: Postgres
) -> None:
    url = f"sqlite:///{tmp_path}/new.db" if kind == "sqlite" else await postgres.create_empty()
    nodes = await asyncio.gather(*(open_database(url) for _ in range(3)))
    assert len({node.epoch for node in nodes}) == 1
    for node in nodes:
        await node.close()
        await node.close()


@pytest.mark.migrates
async def test_every_database_has_its_own_epoch(tmp_path: Path) -> None:
    nodes = [await open_database(f"sqlite:///{tmp_path}/{name}.db") for name in "ab"]
    assert nodes[0].epoch != nodes[1].epoch
    for node in nodes:
        await node.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://x/y", "redis://x"])
async def test_an_address_that_is_no_database_of_ours_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite"):
        await open_database(url)


async def test_an_authors_own_vote_leaves_the_counts_and_the_log_says_so(database: Database) -> None:
    """[H11] [CO18] Migration 0017, of what was counted before it."""
    migration = import_module("hemicycle.store.migrations.versions.0017_secrecy")
    for n, (voter, target) in enumerate(
        [("a", "proposition/x"), ("a", "argument/y"), ("b", "proposition/x"), ("b", "proposition/z")]
    ):
        await database.ballots.cast(Ballot("p1", target, voter, "agree", 1, n, version=n or None))
    for voter, target in [("a", "proposition/x"), ("b", "proposition/z"), ("c", "proposition/x")] * 2:
        await database.connections.write(partial(migration.uncount, box="p1", voter=voter, target=target))
    assert await database.ballots.recount() == []
    _, counts, totals = await database.ballots.tallies("p1")
    assert counts == {"proposition/x": {"agree": 1}, "argument/y": {"agree": 1}}
    assert totals == {"votes_cast": 1, "voters": 1}
    assert await database.ballots.of_voter("p1", "a") == {"proposition/x": "agree", "argument/y": "agree"}
    (*_, last) = await database.ballots.receipts("p1", "a")
    assert (last.target, last.choice, last.counted) == ("proposition/x", "agree", False)


async def test_what_was_hidden_before_leaves_the_public_log(database: Database) -> None:
    """[H23] [DE22] Migration 0023: binned and not restored since; what the desk keeps is as it was."""
    migration = import_module("hemicycle.store.migrations.versions.0023_hidden_questions")

    def said(log: str, question: str) -> Append:
        body: dict[str, object] = {"question": {"id": question, "text": f"{question} ?", "name": "Zoé"}}
        return Append(log, "question_published", body, 1)

    def moved(question: str, to: str) -> Append:
        return Append("debate/d", "question_moved", {"question": question, "step": {"to": to}}, 1)

    facts = [said("debate/d", "a"), said("debate/d", "b"), said("debate/d/desk", "a"), moved("b", "queued")]
    await database.log.append([*facts, moved("a", "binned")])
    await database.log.append([said("debate/d", "c"), moved("c", "binned"), said("debate/d", "c")])
    await database.connections.write(migration.hide)
    told = [event.body["question"] for event in await database.log.read("debate/d")]
    texts = [one["text"] for one in told if isinstance(one, dict)]
    assert texts == ["", "b ?", "", "c ?"]
    (kept,) = await database.log.read("debate/d/desk")
    assert kept.body == facts[2].body
