"""New databases for tests, their tables made already: copies of one that is migrated once.

Every copy chooses an epoch of its own when it is opened first, as a database that is just born does. What
must be born by migrations, as the tests of these, takes an empty one and is marked `migrates`.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hemicycle.store import open_database
from hemicycle.store.tables import meta

from .marks import takes

# Whether the tables that are being made are those to copy.
_is_copied = False


def sqlite_database(folder: Path, name: str = "hemicycle") -> str:
    """The address of a new SQLite database in `folder`, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.db"
    with file.open("xb") as new:
        new.write(_migrated_file())
    return f"sqlite:///{file}"


async def migrate(url: str) -> None:
    """Make the tables, and leave the choice of an epoch to each copy."""
    global _is_copied
    _is_copied = True
    database = await open_database(url)
    _is_copied = False
    await database.connections.write(lambda connection: connection.execute(meta.delete()).close())
    await database.close()


@functools.cache
def _migrated_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as other_thread:
        file = Path(folder, "migrated.db")
        # The caller may have an event loop of its own in this thread.
        other_thread.submit(asyncio.run, migrate(f"sqlite:///{file}")).result()
        return file.read_bytes()


class _Walks(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if "upgrade" in record.getMessage() and not _is_copied:
            takes("migrates")


_STEPS = logging.getLogger("alembic.runtime.migration")
_STEPS.setLevel(logging.INFO)
_STEPS.addHandler(_Walks())
