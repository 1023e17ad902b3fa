"""A process as files and back: nothing is lost, nothing private gets out, nothing is half imported."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hemicycle.progress import Stopped
from hemicycle.services.open_data import TYPES
from hemicycle.services.open_data.places import CannotExport, CannotImport
from hemicycle.services.process.plan import NewProcess
from hemicycle.store import tables
from hemicycle_protocol import commands as c
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.open_data import PublishBallots
from hemicycle_protocol.views import Choice, Phase, PhasePlan, Role, You
from tests.support.databases import sqlite_database
from tests.support.evening import DEBATE, START, ZOE
from tests.support.impatience import Impatient
from tests.support.nodes import PROCESS, Node, open_nodes
from tests.support.whole_process import (
    BINNED,
    ENDED,
    FORMULA,
    PROPOSITIONS,
    furnish_six_phases,
    furnish_whole,
)

GOLDEN = Path(__file__).parents[3] / "golden" / "consultation-cap.csv"
# What the acts of the full process leave empty.
EMPTY = {
    "panel_answers",
    "proposition_versions",
    "argument_versions",
    "rankings",
    "panel",
    "placement_contests",
}
Files = dict[str, bytes]


def files_of(path: Path) -> Files:
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir()}
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def manifest_of(files: Files) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(files["manifest.json"])
    return {name: value for name, value in manifest.items() if name not in ("exported_at", "site")}


def records(files: Files, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files[f"{name}.json"])
    return found


@pytest.fixture
async def whole(any_url: str, tmp_path: Path) -> AsyncIterator[tuple[Node, list[You]]]:
    """A node with a full process, and the people in it."""
    async with open_nodes(any_url, furnished=False) as (node,):
        yield node, await furnish_six_phases(node, tmp_path)


async def exported(node: Node, path: Path) -> Files:
    await node.services.open_data.export(PROCESS, path)
    return files_of(path)


async def test_an_export_imports_back_to_an_equal_process(
    whole: tuple[Node, list[You]], tmp_path: Path
) -> None:
    """[DA11] Exporting again gives the same files byte for byte, apart from when and where."""
    first = await exported(whole[0], tmp_path / "one.zip")
    async with open_nodes(sqlite_database(tmp_path, "other"), furnished=False) as (other,):
        name, counted = await other.services.open_data.import_process(tmp_path / "one.zip")
        assert (name, counted["propositions"]) == (PROCESS, 5)
        assert all(counted[type_] for type_ in counted if type_ not in EMPTY), counted
        assert await other.services.recount() == []
        second = await exported(other, tmp_path / "two.zip")
        assert first.keys() == second.keys()
        for file in first.keys() - {"manifest.json"}:
            assert first[file] == second[file], file
        assert manifest_of(first) == manifest_of(second)
        page = await other.services.consultation.reading.proposition(None, f"{PROCESS}-2")
        there = await whole[0].services.consultation.reading.proposition(None, f"{PROCESS}-2")
        assert page == there
        assert await other.board(f"process/{PROCESS}/board") == await whole[0].board(
            f"process/{PROCESS}/board"
        )


async def test_votes_go_on_in_the_copy_and_are_counted_with_those_that_came(
    whole: tuple[Node, list[You]], tmp_path: Path
) -> None:
    """[DA15]"""
    await exported(whole[0], tmp_path / "one")
    before = await whole[0].board(f"process/{PROCESS}/board")
    async with open_nodes(sqlite_database(tmp_path, "other"), furnished=False) as (other,):
        await other.services.open_data.import_process(tmp_path / "one")
        await other.do(c.Vote(f"{PROCESS}-1", Choice.AGREE, 1), ZOE)
        after = await other.board(f"process/{PROCESS}/board")
        assert await other.services.recount() == []
    assert after["totals"]["voters"] == before["totals"]["voters"] + 1
    assert after[f"proposition/{PROCESS}-1"]["agree"] == before[f"proposition/{PROCESS}-1"]["agree"] + 1


async def test_another_name_changes_ids_and_nothing_else(
    whole: tuple[Node, list[You]], tmp_path: Path
) -> None:
    first = await exported(whole[0], tmp_path / "one")
    open_data = whole[0].services.open_data
    await open_data.import_process(tmp_path / "one", name="copie")
    await open_data.export("copie", tmp_path / "two")
    assert await whole[0].services.recount() == []
    second = files_of(tmp_path / "two")
    assert [r["id"] for r in records(second, "propositions")][:2] == ["copie-1", "copie-2"]
    assert [r["count"] for r in records(second, "tallies")] == [r["count"] for r in records(first, "tallies")]
    assert records(second, "log")[0]["body"]["id"] == "copie"
    assert {r["debate"] for r in records(second, "debate_log")} == {f"copie-{DEBATE}", f"copie-{ENDED}"}
    (written,) = records(second, "written_answers")
    assert (written["debate"], written["name"]) == (f"copie-{ENDED}", "Claire Morel")
    assert written["question"] in {r["id"] for r in records(second, "questions")}


async def test_nothing_private_is_in_an_export(whole: tuple[Node, list[You]], tmp_path: Path) -> None:
    """[DA12] No address, no account, no pseudonym of a voter: not one of those that are in the database."""
    node, people = whole
    await node.services.people.accounts.add_account("camille@example.org", name="Camille", roles=ZOE.roles)
    pseudonyms = [await node.database.salts.pseudonym(PROCESS, you.id) for you in people]
    p = tables.people.c
    accounts = await node.database.connections.rows(select(p.id, p.email))
    assert accounts
    private = [you.id for you in people] + pseudonyms + ["device-of-ines"]
    private += [value for account in accounts for value in account]
    for name, data in (await exported(node, tmp_path / "one")).items():
        for value in private:
            assert value.encode() not in data, (name, value)


async def test_what_is_in_the_bin_shows_none_of_its_words(
    whole: tuple[Node, list[You]], tmp_path: Path
) -> None:
    """[MD16] It is told that there was something, and why it is gone; the register keeps its title."""
    files = await exported(whole[0], tmp_path / "one")
    binned = next(r for r in records(files, "propositions") if r["id"] == f"{PROCESS}-4")
    assert (binned["title"], binned["body"], binned["author"], binned["state"]) == ("", "", "", "binned")
    assert records(files, "set_aside")
    for name in ("propositions", "arguments", "consultation-cap", "synthesis_editions", "placements"):
        for format_ in ("csv", "json"):
            assert BINNED.encode() not in files.get(f"{name}.{format_}", b""), name


async def test_a_poll_that_hides_its_result_hides_it_here_too(
    whole: tuple[Node, list[You]], tmp_path: Path
) -> None:
    """[DA12]"""
    files = await exported(whole[0], tmp_path / "one")
    polls = {r["question"]: r["id"] for r in records(files, "polls")}
    targets = {r["target"] for r in records(files, "debate_tallies")}
    assert f"poll/{polls['D’accord ?']}" in targets
    assert f"poll/{polls['Secret ?']}" not in targets


async def test_ballots_are_published_where_voters_knew_it_before(any_url: str, tmp_path: Path) -> None:
    """[DA13] Under pseudonyms, and the copy counts them again; never begun once people may have voted."""
    organiser = You("person-organiser", "Marie", [Role.ORGANISER])
    phases = [PhasePlan(Phase.CONSULTATION, START + 1_000, START + 9_000_000)]
    async with open_nodes(any_url) as (node,):
        for process in ("open", "closed"):
            new = NewProcess(process, "Eau", "", phases, PROPOSITIONS)
            await node.services.process.creation.create_process(new)
        await node.do(PublishBallots("open", True), organiser)
        node.clock.at = START + 2_000
        with pytest.raises(Refused, match="illegal_move"):
            await node.do(PublishBallots("closed", True), organiser)
        with pytest.raises(Refused, match="forbidden"):
            await node.do(PublishBallots("open", False), ZOE)
        for n in range(5):
            await node.do(c.Vote("open-1", [*Choice][n % 3], 1), You(f"person-{n}", "P", ZOE.roles))
            await node.do(
                c.Vote("open-2", None if n == 2 else Choice.MIXED, 1), You(f"person-{n}", "P", ZOE.roles)
            )
        await node.services.open_data.export("open", tmp_path / "early")
        node.clock.at = START + 9_001_000
        await node.services.upkeep.tick()
        await node.services.open_data.export("open", tmp_path / "one")
        await node.services.open_data.export("closed", tmp_path / "none")
    first = files_of(tmp_path / "one")
    assert not any("ballots.json" in files_of(tmp_path / name) for name in ("none", "early"))
    ballots = records(first, "ballots")
    assert (len(ballots), len({ballot["voter"] for ballot in ballots})) == (9, 9)
    assert not any(b"person-" in data for data in first.values())
    async with open_nodes(sqlite_database(tmp_path, "other"), furnished=False) as (other,):
        await other.services.open_data.import_process(tmp_path / "one")
        assert await other.services.recount() == []
        carried = await other.database.connections.rows(select(tables.carried))
        assert [tuple(row) for row in carried] == [("open", "", "voters", 5 - 9)], "names differ by target"
        await other.services.open_data.export("open", tmp_path / "two")
    second = files_of(tmp_path / "two")
    assert all(first[name] == second[name] for name in first.keys() - {"manifest.json"})


def table_of(data: bytes) -> list[str]:
    return data.decode("utf-8-sig").splitlines(keepends=True)


async def test_a_spreadsheet_runs_nothing_of_it_and_json_is_exact(
    whole: tuple[Node, list[You]], tmp_path: Path
) -> None:
    """[DA14]"""
    files = await exported(whole[0], tmp_path / "one")
    rows = list(csv.DictReader(table_of(files["propositions.csv"]), delimiter=";"))
    assert rows[1]["title"] == f"'{FORMULA}"
    assert rows[1]["author"] == "'@sylvie"
    assert records(files, "propositions")[1]["title"] == FORMULA
    assert rows[4]["created_at"] == "2015-09-26T08:00:00.000Z"
    for name, data in files.items():
        if name.endswith(".csv") and name != "consultation-cap.csv":
            table = list(csv.reader(table_of(data), delimiter=";"))
            type_ = TYPES[name.removesuffix(".csv")]
            assert table[0] == [field.name for field in type_.fields]
            assert all(len(row) == len(table[0]) for row in table)
            assert len(table) - 1 == len(records(files, type_.name))


async def test_the_old_platforms_columns_are_written_as_its_readers_know_them(
    whole: tuple[Node, list[You]], tmp_path: Path
) -> None:
    """[DA17] One row an object, `Oui` and `Non`, instants without a zone, a mark before UTF-8."""
    files = await exported(whole[0], tmp_path / "one")
    assert files["consultation-cap.csv"].decode() == GOLDEN.read_bytes().decode()


Damage = Callable[[Files], object]


def _drop(name: str) -> Damage:
    return lambda files: files.pop(name) and None


def _replace(name: str, old: bytes, new: bytes, *, sign: bool = True) -> Damage:
    def damage(files: Files) -> None:
        assert old in files[name]
        before = hashlib.sha256(files[name]).hexdigest()
        files[name] = files[name].replace(old, new, 1)
        if sign:
            after = hashlib.sha256(files[name]).hexdigest()
            files["manifest.json"] = files["manifest.json"].replace(before.encode(), after.encode())

    return damage


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (_drop("manifest.json"), "manifest.json is missing"),
        (_drop("arguments.json"), "arguments.json is missing"),
        (_replace("manifest.json", b"open-data/1", b"open-data/9"), "version hemicycle-open-data/9"),
        (_replace("propositions.json", b"Publier", b"Cacher", sign=False), "was changed since"),
        (_replace("propositions.json", b'"number":2', b'"number":"2"'), "number is no integer"),
        (_replace("propositions.json", b'"number":2,', b""), "number is missing"),
        (_replace("propositions.json", b'{"id"', b'{"id'), "propositions.json, line 2"),
        (_replace("arguments.json", b".000Z", b""), "has no time zone"),
        (_replace("log.json", b'"offset":2', b'"offset":3'), "offset 3 stands where 2 follows"),
    ],
)
async def test_a_damaged_export_is_refused_whole(
    url: str, tmp_path: Path, damage: Damage, sentence: str
) -> None:
    """[DA11]"""
    async with open_nodes(url, propositions=PROPOSITIONS) as (node,):
        await furnish_whole(node, tmp_path)
        files = await exported(node, tmp_path / "one")
    damage(files)
    (tmp_path / "bad").mkdir()
    for name, data in files.items():
        (tmp_path / "bad" / name).write_bytes(data)
    async with open_nodes(sqlite_database(tmp_path, "other"), furnished=False) as (other,):
        with pytest.raises(CannotImport, match=sentence):
            await other.services.open_data.import_process(tmp_path / "bad")
        assert await other.database.processes.all() == []
        assert await other.database.log.heads([f"process/{PROCESS}"]) == {f"process/{PROCESS}": 0}


async def test_what_is_stopped_leaves_no_half_of_a_process_or_of_its_files(
    whole: tuple[Node, list[You]], tmp_path: Path
) -> None:
    """[DA11] At any of its steps; the same is done whole afterwards."""
    node = whole[0]
    open_data = node.services.open_data
    for name in ("one", "one.zip"):
        for steps in (1, 20):
            with pytest.raises(Stopped):
                await open_data.export(PROCESS, tmp_path / name, progress=Impatient(steps))
            assert [name for name in os.listdir(tmp_path) if "one" in name] == []
    await open_data.export(PROCESS, tmp_path / "one")
    heads = len(await node.database.processes.all())
    for steps in (1, 40):
        with pytest.raises(Stopped):
            await open_data.import_process(tmp_path / "one", name="copie", progress=Impatient(steps))
        assert len(await node.database.processes.all()) == heads
    assert (await open_data.import_process(tmp_path / "one", name="copie"))[0] == "copie"
    with pytest.raises(Stopped):
        await node.services.recount(Impatient(1))
    assert await node.services.recount() == []


async def test_what_is_there_already_is_left_alone(whole: tuple[Node, list[You]], tmp_path: Path) -> None:
    """[DA11]"""
    node = whole[0]
    open_data = node.services.open_data
    await exported(node, tmp_path / "one")
    with pytest.raises(CannotImport, match="There is a process p1 already"):
        await open_data.import_process(tmp_path / "one")
    with pytest.raises(CannotExport, match="exists already"):
        await open_data.export(PROCESS, tmp_path / "one")
    with pytest.raises(Refused, match="not_found"):
        await open_data.export("nobody", tmp_path / "two")
    assert not (tmp_path / "two").exists()
    (tmp_path / "no.zip").write_text("no zip")
    for path in (tmp_path / "no.zip", tmp_path / "nowhere"):
        with pytest.raises(CannotImport, match=r"cannot be read|no whole zip"):
            await open_data.import_process(path)
