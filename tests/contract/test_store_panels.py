"""The store of panels on both databases: versions, people behind public ids, what erasing takes away."""

from __future__ import annotations

import pytest

from hemicycle.core.panel import steps
from hemicycle.store import Database
from hemicycle.store.errors import Overtaken
from hemicycle.store.panels import (
    ChallengeRow,
    PanelPersonRow,
    answer_challenge,
    check_applicants,
    check_version,
    erase_from_panels,
    put_challenge,
    put_panel,
    put_panel_people,
)
from hemicycle.store.people import Person
from tests.support import panels as p

ADA = PanelPersonRow("p1", "x1", "p-ada", "Ada", "Parce que.", 5)


async def test_a_file_is_changed_at_the_version_it_was_read_at(database: Database) -> None:
    write = database.connections.write
    await write(put_panel("p1", p.opened(), version=0))
    for version in (0, 2):
        with pytest.raises(Overtaken):
            await write(put_panel("p1", p.published(), version=version))
    await write(put_panel("p1", p.published(), version=1))
    row = await database.panels.get("p1")
    assert row is not None
    assert (row.version, row.file) == (2, p.published())
    await write(check_version("p1", 2))
    with pytest.raises(Overtaken):
        await write(check_version("p1", 1))
    assert await database.panels.get("none") is None


async def test_the_clock_hears_of_invitations_that_end(database: Database) -> None:
    file = p.called()
    await database.connections.write(put_panel("p1", file, version=0))
    end = p.DRAWN + 72 * p.HOUR
    assert await database.panels.due(end - 1) == []
    assert await database.panels.due(end) == ["p1"]
    passed = steps.answer(p.accept_all(file), "r1", yes=False, name="", now=end)
    await database.connections.write(put_panel("p1", passed, version=1))
    assert await database.panels.due(end) == []


async def test_people_are_found_by_account_id_and_token(database: Database) -> None:
    write, panels = database.connections.write, database.panels
    await database.people.welcome(Person("p-ada", "ada@example.org", "Ada", [], 1))
    await write(put_panel_people([ADA, PanelPersonRow("p1", "x2", "p-gone", "Bea", "", 6)]))
    await write(put_panel_people([PanelPersonRow("p1", "x9", "p-ada", "Other")], new=True))
    assert await panels.person("p1", "p-ada") == ADA
    assert await panels.public("p1", "x1") == ADA
    assert [row.public for row in await panels.people("p1")] == ["x1", "x2"]
    assert await panels.applications("p1") == 2
    assert await panels.closed("p1") == {"x2"}
    await panels.change_person("p1", "x1", token_hash="h")
    assert (await panels.by_token("p1", "h")) == ADA._replace(token_hash="h")
    assert await panels.by_token("p2", "h") is None
    await write(check_applicants("p1", ["x1", "x2"]))
    await write(put_panel_people([ADA._replace(withdrawn_at=9)]))
    with pytest.raises(Overtaken):
        await write(check_applicants("p1", ["x1", "x2"]))


async def test_erasing_unties_an_account_and_takes_what_it_wrote(database: Database) -> None:
    write, panels = database.connections.write, database.panels
    await write(put_panel_people([ADA]))
    await write(put_challenge(ChallengeRow("c1", "p1", "p-ada", "Le numéro 2.", 7)))
    await write(answer_challenge("c1", "Vérifié.", at=8))
    assert await panels.of_account("p-ada") == (
        [ADA],
        [ChallengeRow("c1", "p1", "p-ada", "Le numéro 2.", 7, "Vérifié.", 8)],
    )
    await write(erase_from_panels("p-ada"))
    assert await panels.of_account("p-ada") == ([], [])
    (row,) = await panels.people("p1")
    assert (row.public, row.person, row.name, row.motivation) == ("x1", None, "", "")
    (contested,) = await panels.challenges("p1")
    assert (contested.body, contested.answer) == ("", "Vérifié.")
