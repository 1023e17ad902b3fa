"""An import is killed between the rows it wrote and the fact about them: nothing of it is there."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import asyncpg
import pytest

from hemicycle.store import open_database
from tests.support.nodes import PROCESS, open_nodes
from tests.support.patience import PATIENCE_S
from tests.support.postgres import Postgres

LINE = {
    "id": 1,
    "title": "Plus de légumes",
    "body": "",
    "section": "Menus",
    "author": "Camille",
    "official": False,
    "created_at": "2015-09-26T10:00:00+02:00",
    "votes": {"agree": 10, "mixed": 2, "disagree": 3},
    "arguments": [],
}
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.mark.slow
async def test_an_import_killed_before_its_fact_is_not_there_and_can_be_tried_again(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = await postgres.emptied()
    async with open_nodes(url):
        pass
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps(LINE))
    holder, watcher = await asyncpg.connect(url), await asyncpg.connect(url)
    try:
        async with (
            holder.transaction()
        ):  # who holds the head of the log stops the import just before its fact
            await holder.execute("SELECT 1 FROM heads WHERE log = $1 FOR UPDATE", f"process/{PROCESS}")
            child = await importing(url, tmp_path, file)
            async with asyncio.timeout(PATIENCE_S):
                while await watcher.fetchval(WAITING) == 0:
                    await watcher.execute("SELECT pg_sleep(0.05)")
            child.send_signal(signal.SIGKILL)
            await child.wait()
    finally:
        await holder.close()
        await watcher.close()
    assert await held(url) == (0, 1)
    child = await importing(url, tmp_path, file)
    assert await child.wait() == 0
    assert await held(url) == (1, 2)


async def importing(url: str, folder: Path, file: Path) -> asyncio.subprocess.Process:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HEMICYCLE_")}
    ours = {"HEMICYCLE_DATABASE_URL": url, "HEMICYCLE_VAR_DIR": str(folder / "var")}
    command = (sys.executable, "-m", "hemicycle", "import", str(file), "--process", PROCESS)
    return await asyncio.create_subprocess_exec(
        *command, env=environment | ours, stdout=asyncio.subprocess.DEVNULL
    )


async def held(url: str) -> tuple[int, int]:
    """How many propositions the process holds, and how many facts its log."""
    database = await open_database(url)
    try:
        facts = await database.processes.facts(PROCESS)
        return facts.propositions, len(await database.log.read(f"process/{PROCESS}"))
    finally:
        await database.close()
