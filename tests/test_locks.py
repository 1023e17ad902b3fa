"""Lock files say what is installed, by version and hash, and never from where."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-dev.lock", "client_web/package-lock.json"]
)
def test_a_lock_file_names_no_address(lock: str) -> None:
    assert [line for line in (ROOT / lock).read_text().splitlines() if "://" in line] == []


def versions(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_a_site_runs_on_what_was_tested_and_on_none_of_the_tools() -> None:
    """[H43] The lock of a site is a part of the one that tests run on, version for version."""
    site, everything = versions("requirements.lock"), versions("requirements-dev.lock")
    assert site.items() < everything.items()
    assert not site.keys() & {
        "pytest",
        "hypothesis",
        "playwright",
        "mypy",
        "ruff",
        "hatchling",
        "pgserver",
        "uv",
    }


def test_the_installer_is_the_same_version_everywhere() -> None:
    """[H43] What installs is locked as well as what is installed."""
    named = {
        version
        for file in ("Makefile", "server/Dockerfile")
        for version in re.findall(r"\buv *:?==? *([\w.$()]+)", (ROOT / file).read_text(), re.IGNORECASE)
    }
    assert len(named - {"$(UV)"}) == 1
    assert "pip install --quiet --disable-pip-version-check uv\n" not in (ROOT / "Makefile").read_text()
