"""A backup is made while people vote: it holds all that was acknowledged before it began, and adds up."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from pathlib import Path

import pytest

from hemicycle.store import open_database
from tests.faults.test_kill import Acks, check
from tests.support.patience import PATIENCE_S

ACKS_BEFORE = 1_500


@pytest.mark.slow
@pytest.mark.migrates
async def test_a_backup_under_load_restores_to_counts_that_agree(url: str, tmp_path: Path) -> None:
    """[H43] `backup` beside a voting process, `restore` into a new database, `recount`: no difference."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    file, fresh = str(tmp_path / "backup.zip"), f"sqlite:///{tmp_path}/fresh.db"
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.faults.voter", url, str(seed), "0"),
        stdout=asyncio.subprocess.PIPE,
        env=environment(tmp_path, url),
    )
    assert child.stdout is not None
    acknowledged: Acks = []
    try:
        async with asyncio.timeout(PATIENCE_S):
            while len(acknowledged) < ACKS_BEFORE:
                acknowledged.append((await child.stdout.readline()).decode().split())
        reading = asyncio.create_task(child.stdout.read())
        assert (await hemicycle(tmp_path, url, "backup", file))[0] == 0
        assert child.returncode is None, "the backup stopped the votes"
    finally:
        child.send_signal(signal.SIGKILL)
        await child.wait()
    later = (await reading).count(b"\n")
    assert later, "nobody voted while the backup was made"
    code, said = await hemicycle(tmp_path, fresh, "restore", file)
    assert (code, said.endswith(" 0 differences of counts and ballots.\n")) == (0, True), said
    assert await hemicycle(tmp_path, fresh, "recount") == (0, "0 differences\n")
    database = await open_database(fresh)
    try:
        await check(database, acknowledged)
    finally:
        await database.close()


async def hemicycle(folder: Path, url: str, *command: str) -> tuple[int | None, str]:
    """Exit code and output of an operator's command."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hemicycle", *command),
        stdout=asyncio.subprocess.PIPE,
        env=environment(folder, url),
    )
    printed, _ = await process.communicate()
    return process.returncode, printed.decode()


def environment(folder: Path, url: str) -> dict[str, str]:
    ours = {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "HEMICYCLE_DATABASE_URL": url,
        "HEMICYCLE_VAR_DIR": str(folder / "var"),
        "HEMICYCLE_SECRET_KEY": "k" * 32,
    }
    return {**os.environ, **ours}
