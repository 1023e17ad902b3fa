"""The log's contract, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio

import pytest

from hemicycle.store import Conflict, Database
from hemicycle.store.log import Append, Log
from hemicycle.store.processes import ProcessRow, put_process
from tests.contract.conftest import Nodes

LOG = "debate/d1"


def fact(n: int, log: str = LOG) -> Append:
    return Append(log, "said", {"n": n, "text": "é\u0000"}, 1_000 + n, "p1")


async def test_offsets_count_from_one_without_holes(database: Database) -> None:
    await database.log.append([fact(1), fact(2)])
    await database.log.append([fact(3)])
    events = await database.log.read(LOG)
    assert [(e.offset, e.body["n"], e.at, e.type, e.actor) for e in events] == [
        (1, 1, 1_001, "said", "p1"),
        (2, 2, 1_002, "said", "p1"),
        (3, 3, 1_003, "said", "p1"),
    ]


async def test_what_is_appended_is_what_is_read(database: Database) -> None:
    placed = await database.log.append([fact(1), fact(2, "debate/d1/desk")])
    assert [log for log, _ in placed] == [LOG, "debate/d1/desk"]
    assert [placed[0][1]] == await database.log.read(LOG)


async def test_reading_goes_on_after_an_offset(database: Database) -> None:
    await database.log.append([fact(n) for n in range(10)])
    assert [e.offset for e in await database.log.read(LOG, after=3, limit=4)] == [4, 5, 6, 7]
    assert await database.log.read(LOG, after=10) == []


async def test_heads_of_many_logs_are_told_together(database: Database) -> None:
    await database.log.append([fact(1), fact(2), fact(1, "person/p")])
    heads = await database.log.heads([LOG, "person/p", "person/nobody"])
    assert heads == {LOG: 2, "person/p": 1, "person/nobody": 0}


async def test_a_decision_at_an_old_head_conflicts_and_changes_nothing(database: Database) -> None:
    await database.log.append([fact(1)])
    with pytest.raises(Conflict) as caught:
        await database.log.append([fact(2), fact(2, "person/p")], expected={LOG: 0})
    assert (caught.value.log, caught.value.head) == (LOG, 1)
    assert await database.log.heads([LOG, "person/p"]) == {LOG: 1, "person/p": 0}


async def test_a_log_may_be_expected_without_being_written(database: Database) -> None:
    await database.log.append([fact(1, "debate/d1/desk")], expected={LOG: 0})
    await database.log.append([fact(1)])
    with pytest.raises(Conflict):
        await database.log.append([fact(2, "debate/d1/desk")], expected={LOG: 0})


async def test_a_conflict_fails_nobody_else_in_the_same_transaction(database: Database) -> None:
    outcomes = await asyncio.gather(
        *(database.log.append([fact(n)], expected={LOG: 0} if n % 2 else None) for n in range(20)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 10
    assert await database.log.heads([LOG]) == {LOG: 10}


async def test_blind_appends_of_many_callers_never_conflict(database: Database) -> None:
    placed = await asyncio.gather(*(database.log.append([fact(n)]) for n in range(700)))
    offsets = [event.offset for ((_, event),) in placed]
    assert sorted(offsets) == list(range(1, 701))
    stored = {e.offset: e.body["n"] for e in await database.log.read(LOG)}
    assert stored == {event.offset: event.body["n"] for ((_, event),) in placed}


async def test_rows_change_with_the_log_or_not_at_all(database: Database) -> None:
    process = ProcessRow("p", "Titre", "", [], 1)
    await database.log.append([fact(1)], expected={LOG: 0}, writes=[put_process(process)])
    assert await database.processes.get("p") == process
    renamed = put_process(process._replace(title="Autre"))
    with pytest.raises(Conflict):
        await database.log.append([fact(1)], expected={LOG: 0}, writes=[renamed])
    assert await database.processes.get("p") == process


async def test_a_failing_row_takes_the_events_back(database: Database) -> None:
    def fail(_connection: object) -> None:
        raise KeyError("a bug of ours")

    with pytest.raises(KeyError):
        await database.log.append([fact(1)], writes=[fail])
    assert await database.log.heads([LOG]) == {LOG: 0}


async def test_a_poisonous_append_does_not_fail_its_neighbours(database: Database) -> None:
    bad = Append(LOG, "said", {"n": object()}, 1)  # not JSON: our bug, in one caller
    outcomes = await asyncio.gather(
        *(database.log.append([bad if n == 3 else fact(n)]) for n in range(8)), return_exceptions=True
    )
    assert [isinstance(outcome, Exception) for outcome in outcomes] == [n == 3 for n in range(8)]
    assert await database.log.heads([LOG]) == {LOG: 7}


async def test_the_newest_snapshot_stays(database: Database) -> None:
    assert await database.log.load_snapshot(LOG) is None
    await database.log.save_snapshot(LOG, 5, b"five")
    await database.log.save_snapshot(LOG, 3, b"three")
    assert await database.log.load_snapshot(LOG) == (5, b"five")
    await database.log.save_snapshot(LOG, 8, b"eight")
    assert await database.log.load_snapshot(LOG) == (8, b"eight")


async def test_two_nodes_deciding_at_once_lose_no_decision(nodes: Nodes) -> None:
    """Each node increments what it read; whoever was too late reads on and decides again."""
    conflicts = 0

    async def decide(log: Log, times: int) -> None:
        nonlocal conflicts
        while times:
            events = await log.read(LOG)
            total = sum(1 for _ in events)
            try:
                await log.append([fact(total)], expected={LOG: len(events)})
                times -= 1
            except Conflict:
                conflicts += 1

    one, other = await nodes(), await nodes()
    await asyncio.gather(decide(one.log, 30), decide(other.log, 30))
    events = await one.log.read(LOG)
    assert [(e.offset, e.body["n"]) for e in events] == [(n + 1, n) for n in range(60)]
    assert conflicts


async def test_two_nodes_appending_to_logs_in_other_orders_never_wait_for_each_other(nodes: Nodes) -> None:
    one, other = await nodes(), await nodes()
    logs = [f"person/{n}" for n in range(20)]
    await asyncio.gather(
        *(one.log.append([fact(0, log) for log in logs]) for _ in range(10)),
        *(other.log.append([fact(0, log) for log in reversed(logs)]) for _ in range(10)),
    )
    assert await one.log.heads(logs) == dict.fromkeys(logs, 20)


async def test_the_newest_events_of_some_types_are_found(database: Database) -> None:
    await database.log.append([Append(LOG, type_, {}, 1) for type_ in ("a", "b", "a", "c", "a")])
    found = await database.log.newest(LOG, ["a", "c"], limit=2)
    assert [(event.offset, event.type) for event in found] == [(5, "a"), (4, "c")]
    assert [event.offset for event in await database.log.newest(LOG, ["a"], before=5, limit=9)] == [3, 1]
    assert await database.log.newest(LOG, [], limit=9) == []
