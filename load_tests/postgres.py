"""A real PostgreSQL beside ours: the server of the `pgserver` wheel, with a cluster of its own.

The wheel's own starter changes the permissions of folders up to the root, so only its programs are used.
PostgreSQL refuses to run as root: as root it runs as `nobody`, from a copy if that user cannot read ours.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """The address of its database, as a server of its size is set up; gone when the block ends."""
    place = folder / "postgres"
    place.mkdir()
    user = _user(place)
    programs = _programs(place, user)
    data = place / "data"
    _run([programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"], user)
    options = f"-c listen_addresses= -c unix_socket_directories={place} -c shared_buffers=512MB"
    control: list[str | Path] = [programs / "pg_ctl", "-D", data, "-w", "-t", "60"]
    _run([*control, "-l", place / "log", "-o", options, "start"], user)
    try:
        yield f"postgresql://postgres@/postgres?host={place}"
    finally:
        _run([*control, "-m", "fast", "stop"], user)


def analyse(folder: Path) -> None:
    """Have it count its rows now, as its own clock would within minutes."""
    place = folder / "postgres"
    programs = _programs(place, _user(place))
    command: list[str | Path] = [
        programs / "psql",
        "-h",
        place,
        "-U",
        "postgres",
        "-q",
        "-c",
        "VACUUM ANALYZE",
    ]
    _run(command, _user(place))


def _user(place: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    place.parent.chmod(0o755)
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(place: Path, user: dict[str, Any]) -> Path:
    found = importlib.util.find_spec("pgserver")  # found, not imported: its import creates folders and locks
    if found is None or found.origin is None:
        raise SystemExit("this needs PostgreSQL: pip install pgserver")
    installed = Path(found.origin).parent / "pginstall"
    copy = place / "pginstall"
    if copy.exists():
        return copy / "bin"
    try:
        _run([installed / "bin" / "postgres", "--version"], user)
    except PermissionError:
        shutil.copytree(installed, copy, symlinks=True)
        return copy / "bin"
    return installed / "bin"


def _run(command: Sequence[str | Path], user: dict[str, Any]) -> None:
    # Its output goes nowhere: the server that pg_ctl leaves behind would keep our pipes open.
    quiet: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    done = subprocess.run(command, **user, **quiet, cwd="/", check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {done.returncode}")
