"""The rows that follow the logs of processes, on SQLite and on PostgreSQL."""

from __future__ import annotations

from hemicycle.store import Database
from hemicycle.store.log import Append
from hemicycle.store.processes import ProcessRow, change_process, put_process
from hemicycle_protocol.views import Cover, CoverColour, Phase, PhasePlan, PhaseState

EAU = ProcessRow("eau", "L'eau", "", [PhasePlan(Phase.BILL, 5)], 1, draft=True)


async def test_a_row_follows_its_log(database: Database) -> None:
    write = database.connections.write
    await write(put_process(EAU))
    phases = [PhasePlan(Phase.BILL, 5, 9, PhaseState.OPEN, 2)]
    looks = {"zone": "Indian/Reunion", "cover": Cover(CoverColour.PLUM)}
    changed = {"title": "Eau", "summary": "S", "phases": phases, "draft": False, "due_at": 7, **looks}
    await write(change_process("eau", **changed))  # type: ignore[arg-type]
    assert await database.processes.get("eau") == EAU._replace(**changed)  # type: ignore[arg-type]


async def test_what_is_due_is_found_oldest_first_and_put_off_unless_it_moved(database: Database) -> None:
    write = database.connections.write
    for id_, due_at in (("a", 9), ("b", 3), ("c", None), ("d", 20)):
        await write(put_process(EAU._replace(id=id_, due_at=due_at)))
    assert await database.processes.due(now=9) == [("b", 3), ("a", 9)]
    await database.processes.put_off("b", since=3, until=None)
    await database.processes.put_off("a", since=8, until=50)
    assert await database.processes.due(now=9) == [("a", 9)]
    assert [row.id for row in await database.processes.of_ids(["d", "a", "x"])] == ["a", "d"]


async def test_what_follows_a_decision_is_told_by_rows_in_its_transaction(database: Database) -> None:
    await database.connections.write(put_process(EAU))

    def fact(type_: str) -> Append:
        return Append("process/eau", type_, {}, 1)

    placed = await database.log.append(
        [fact("first")],
        expected={"process/eau": 0},
        writes=[put_process(EAU._replace(title="Renommé"))],
        then=lambda connection: [
            fact(str(connection.exec_driver_sql("SELECT title FROM processes").scalar()))
        ],
    )
    assert [(event.offset, event.type) for _, event in placed] == [(1, "first"), (2, "Renommé")]
    assert await database.log.append([], then=lambda connection: [fact("never")]) == []
