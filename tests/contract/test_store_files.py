"""Who on the machine may read what is kept."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from hemicycle.config import Config, make_var
from hemicycle.store import open_database
from hemicycle.store.mails import MailKind, MailRow, put_mail


@pytest.fixture(autouse=True)
def _anybody_may_read() -> Iterator[None]:
    """As most systems set it."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes_in(folder: Path) -> dict[str, int]:
    return {file.name: mode_of(file) for file in folder.iterdir()}


def loosen(folder: Path) -> None:
    for file in folder.iterdir():
        file.chmod(0o644)


@pytest.mark.migrates
@pytest.mark.parametrize(("before", "after"), [(None, 0o600), (0o644, 0o640), (0o666, 0o660), (0o600, 0o600)])
async def test_no_other_account_of_the_machine_reads_the_database(
    tmp_path: Path, before: int | None, after: int
) -> None:
    """[H30] It was 0644, its log too; addresses and links that work stand in it. One of before is mended."""
    path = tmp_path / "made" / "hemicycle.db"
    if before is not None:
        path.parent.mkdir()
        path.touch()
        path.chmod(before)
    database = await open_database(f"sqlite:///{path}")
    mail = MailRow("m1", 1, "zoe@example.org", "Objet", "…", MailKind.NOTICE, 9)
    await database.connections.write(put_mail(mail))
    assert modes_in(path.parent) == dict.fromkeys(
        ("hemicycle.db", "hemicycle.db-wal", "hemicycle.db-shm"), after
    )
    await database.close()
    assert before is not None or mode_of(path.parent) == 0o700


@pytest.mark.migrates
async def test_files_of_before_beside_the_database_are_mended(tmp_path: Path) -> None:
    """[H30]"""
    path = tmp_path / "hemicycle.db"
    first = await open_database(f"sqlite:///{path}")
    loosen(tmp_path)
    second = await open_database(f"sqlite:///{path}")
    assert set(modes_in(tmp_path).values()) == {0o640}
    await second.close()
    await first.close()


def test_the_state_of_a_node_is_its_own(tmp_path: Path) -> None:
    """[H30] `var` was 0755."""
    config = Config(var_dir=tmp_path / "var")
    assert mode_of(make_var(config)) == 0o700
    assert mode_of(config.media) == 0o700
