"""Importing a consultation: all of it, or nothing and why. On SQLite and on PostgreSQL."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hemicycle.progress import Stopped
from hemicycle.store import Database, Write
from hemicycle.store.connections import together
from hemicycle.store.importer import ImportRefused, Report, read_file
from hemicycle.store.processes import ProcessRow, put_process
from hemicycle.store.propositions import Counts, Sort
from tests.support.impatience import Impatient

Line = dict[str, Any]
NOTHING = together([])
NEW = put_process(ProcessRow("rn", "République numérique", "", [], 1))


def line(n: int, **changes: object) -> Line:
    arguments = [
        {
            "id": 100 * n + k,
            "side": "for" if k % 2 else "against",
            "body": "Car…",
            "author": f"A{k}",
            "created_at": "2015-10-01T10:00:00+0200",
            "votes": k,
        }
        for k in range(3)
    ]
    return {
        "id": n,
        "title": f"Article {n}",
        "body": "Texte\u2028",
        "section": f"Section {n % 2}",
        "author": f"A{n}",
        "official": n == 1,
        "created_at": "2015-10-18T23:54:00+0200",
        "votes": {"agree": 3 * n, "mixed": n, "disagree": 1},
        "arguments": arguments,
    } | changes


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes lines (objects, or raw text) into a gzipped file."""

    def file(*lines: Line | str, name: str = "rn.jsonl.gz") -> Path:
        text = "\n".join(item if isinstance(item, str) else json.dumps(item) for item in lines)
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()))
        return path

    return file


async def read(database: Database, path: Path, *, also: Write = NEW) -> Report:
    return await database.connections.write(read_file(path, "rn", at=1, also=also))


async def nothing_is_there(database: Database) -> bool:
    facts = await database.processes.facts("rn")
    return facts == (0, 0, None, []) and await database.processes.get("rn") is None


async def test_a_file_is_read_whole_and_reported(database: Database, write: Callable[..., Path]) -> None:
    path = write(*(line(n) for n in range(1, 251)))
    report = await read(database, path)
    total = sum(range(1, 251))
    assert report == Report(250, 1, 750, 750, 3 * total, total, 250, authors=251, sections=2)
    facts = await database.processes.facts("rn")
    assert (facts.propositions, facts.arguments, facts.imported) == (250, 750, (3 * total, total, 250))
    row = await database.propositions.get("rn-p7")
    assert row is not None
    assert (row.number, row.imported, row.counts) == (7, Counts(21, 7, 1), Counts())
    assert (row.created_at, row.body, row.arguments_for) == (1_445_205_240_000, "Texte\u2028", 1)
    assert [a.imported_votes for a in await database.propositions.arguments("rn-p7")] == [1, 2, 0]


async def test_an_import_that_is_stopped_leaves_nothing_and_can_be_begun_again(
    database: Database, write: Callable[..., Path]
) -> None:
    path = write(*(line(n) for n in range(1, 251)))
    stopped = read_file(path, "rn", at=1, also=NEW, progress=Impatient(2))
    with pytest.raises(Stopped):
        await database.connections.write(stopped)
    assert await nothing_is_there(database)
    assert (await read(database, path)).propositions == 250


async def test_imported_totals_are_no_votes_cast_here(database: Database, write: Callable[..., Path]) -> None:
    await read(database, write(line(1), line(2)))
    assert await database.ballots.tallies("rn") == (0, {}, {"votes_cast": 0, "voters": 0})
    assert await database.ballots.recount() == []
    page = await database.propositions.page("rn", sort=Sort.AGREED)
    assert [row.number for row in page.rows] == [2, 1]


async def test_a_file_need_not_be_compressed_and_empty_lines_are_passed_over(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "rn.jsonl"
    path.write_text(f"{json.dumps(line(1))}\n\n{json.dumps(line(2))}\n")
    assert (await read(database, path)).propositions == 2


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{not json", "malformed"),
        ('"text"', "Expected `object`"),
        ({k: v for k, v in line(2).items() if k != "title"}, "title"),
        (line(2, votes={"agree": -1, "mixed": 0, "disagree": 0}), ">= 0"),
        (line(2, votes={"agree": 1.5, "mixed": 0, "disagree": 0}), "int"),
        (line(2, votes={"agree": 1, "mixed": 0, "disagree": 0, "other": 4}), "other"),
        (line(2, created_at="yesterday"), "created_at"),
        (line(2, created_at="2015-10-18T23:54:00"), "time zone"),
        (line(2, title=""), "title"),
        (line(2, id="../x"), "id"),
        (line(2, arguments=[{"side": "maybe"}]), "arguments"),
        (line(1), "line 1"),
        (line(2, arguments=line(1)["arguments"]), "argument 100 stands on line 1"),
    ],
)
async def test_a_malformed_line_is_named_and_nothing_is_imported(
    database: Database, write: Callable[..., Path], bad: Line | str, reason: str
) -> None:
    path = write(line(1), bad, line(3))
    with pytest.raises(ImportRefused, match=r"^line 2: ") as caught:
        await read(database, path)
    assert caught.value.line == 2
    assert reason in caught.value.reason
    assert await nothing_is_there(database)


async def test_a_bad_last_line_takes_all_the_others_back(
    database: Database, write: Callable[..., Path]
) -> None:
    path = write(*(line(n) for n in range(1, 240)), "{")
    with pytest.raises(ImportRefused, match="line 240"):
        await read(database, path)
    assert await nothing_is_there(database)


async def test_a_damaged_file_is_told(database: Database, write: Callable[..., Path]) -> None:
    path = write(*(line(n) for n in range(1, 300)))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ImportRefused, match="damaged"):
        await read(database, path)
    assert await nothing_is_there(database)


async def test_a_file_that_is_missing_or_empty_is_told(
    database: Database, write: Callable[..., Path]
) -> None:
    with pytest.raises(ImportRefused, match="No such file"):
        await read(database, Path("/nowhere.jsonl.gz"))
    with pytest.raises(ImportRefused, match="no proposition"):
        await read(database, write())
    assert await nothing_is_there(database)


async def test_the_same_file_is_not_imported_twice(database: Database, write: Callable[..., Path]) -> None:
    path = write(line(1))
    await read(database, path)
    copy = path.rename(path.with_name("other-name.gz"))
    with pytest.raises(ImportRefused, match="imported already, into rn"):
        await read(database, copy, also=NOTHING)
    assert (await database.processes.facts("rn")).propositions == 1


async def test_a_second_file_goes_on_counting(database: Database, write: Callable[..., Path]) -> None:
    await read(database, write(line(1)))
    await read(database, write(line(2)), also=NOTHING)
    rows = (await database.propositions.page("rn", sort=Sort.NEWEST)).rows
    assert [row.number for row in rows] == [1, 2]
    with pytest.raises(ImportRefused, match="is in already"):
        await read(database, write(line(3), line(2)), also=NOTHING)
