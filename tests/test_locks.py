"""Lock files say what is installed, by version and hash, and never from where."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("lock", ["requirements.lock", "client_web/package-lock.json"])
def test_a_lock_file_names_no_address(lock: str) -> None:
    assert [line for line in (ROOT / lock).read_text().splitlines() if "://" in line] == []
