"""Which names are files of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemicycle.http.media import media_path

ROOT = Path("/media")


@pytest.mark.parametrize(
    "name", ["d1/program.m3u8", "d1/seg-12.m4s", "d1/init-1.mp4", "d-1/replay/program.m3u8"]
)
def test_files_of_the_program_have_a_path_below_the_root(name: str) -> None:
    assert media_path(ROOT, name) == ROOT / name


@pytest.mark.parametrize(
    "name",
    [
        "d1/../secret.mp4",
        "../d1/seg.m4s",
        "d1//seg.m4s",
        "/etc/passwd",
        "d1/.hidden.mp4",
        "d1/program.m3u8\n",
        "d1/..%2fkey.mp4",
        "d1/key.db",
        "d1/program",
        "d1/\x00.mp4",
    ],
)
def test_nothing_else_has_one(name: str) -> None:
    assert media_path(ROOT, name) is None
