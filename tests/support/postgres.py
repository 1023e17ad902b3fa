"""A real PostgreSQL for the tests that need one: the server of the `pgserver` wheel, started here.

The wheel's own starter changes the permissions of folders up to the root and adds a system user; we only
use its programs. PostgreSQL refuses to run as root, so as root it runs as `nobody`, from a copy if that
user cannot read the virtual environment. What is missing fails the tests, it skips none.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from .databases import migrate
from .marks import takes

STEP_S = 60
# Durability of PostgreSQL itself is not ours to test; ours is tested by killing our processes.
OPTIONS = (
    "listen_addresses=",
    "fsync=off",
    "max_connections=100",
    "deadlock_timeout=200ms",
    "log_min_messages=error",
)

OUR_TABLES = """SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'"""


class Postgres:
    """A running server. `url(name)` is the address of a database of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = count(1)
        self._migrated = ""
        self._shared = ""

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._folder}"

    async def create(self) -> str:
        """The address of a new database, its tables made already: a copy of one that is migrated once."""
        takes("postgresql")
        if not self._migrated:
            self._migrated = await self.create_empty()
            await migrate(self._migrated)
        return await self._create(f"TEMPLATE {_name(self._migrated)}")

    async def create_empty(self) -> str:
        """The address of a new database without tables, for tests that are marked `migrates`."""
        takes("postgresql")
        return await self._create()

    async def _create(self, how: str = "") -> str:
        name = f"test_{next(self._names)}"
        await self.execute(f"CREATE DATABASE {name} {how}")
        return self.url(name)

    async def emptied(self) -> str:
        """The address of a database that tests share one after the other, as empty as if just born.

        Three times as fast as a new one.
        """
        takes("postgresql")
        if not self._shared:
            self._shared = await self.create()
        connection = await asyncpg.connect(self._shared)
        try:
            rows = await connection.fetch(OUR_TABLES)
            await connection.execute(f"TRUNCATE {', '.join(row['tablename'] for row in rows)}")
        finally:
            await connection.close()
        return self._shared

    async def execute(self, statement: str) -> None:
        """Do something as the server's owner."""
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server with an empty cluster, gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="hemicycle-pg-") as name:
        folder = Path(name)
        user = _user(folder)
        programs = _programs(folder, user)
        data = folder / "data"
        _run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"], user)
        options = " ".join(f"-c {option}" for option in (*OPTIONS, f"unix_socket_directories={folder}"))
        control: list[str | Path] = [
            programs / "pg_ctl",
            "-D",
            data,
            "-w",
            "-l",
            folder / "log",
            "-o",
            options,
        ]
        _run([*control, "start"], user)
        try:
            yield Postgres(folder)
        finally:
            _run([programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], user)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server of this test run, or of this worker of it."""
    with running_postgres() as server:
        yield server


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def _user(folder: Path) -> dict[str, Any]:
    """As whom the server runs: ourselves, or `nobody` when we are root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, user: dict[str, Any]) -> Path:
    found = importlib.util.find_spec("pgserver")  # found, not imported: its import creates folders and locks
    assert found is not None, "the tests need PostgreSQL: pip install pgserver"
    assert found.origin is not None
    installed = Path(found.origin).parent / "pginstall"
    try:
        _run([installed / "bin" / "postgres", "--version"], user)
    except PermissionError:
        copy = folder / "pginstall"
        shutil.copytree(installed, copy, symlinks=True)
        return copy / "bin"
    return installed / "bin"


def _run(command: list[str | Path], user: dict[str, Any]) -> None:
    # Its output goes nowhere: the server that pg_ctl leaves behind would keep our pipes open.
    quiet: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    done = subprocess.run(command, **user, **quiet, cwd="/", timeout=STEP_S, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))} → {done.returncode}"
