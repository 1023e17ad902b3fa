"""The wheel is the whole server: installed where there is nothing else of ours, the demonstration runs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
UV = Path(sys.executable).with_name("uv")
INSTALL_S = 300
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `make wheel` does."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ("build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", folder)
    subprocess.run([UV, *build], cwd=ROOT, check=True, capture_output=True, timeout=INSTALL_S)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an empty environment with the wheel and what a site runs on, at the locked versions."""
    folder = tmp_path_factory.mktemp("site") / "venv"
    subprocess.run([UV, "venv", "--python", sys.executable, folder], check=True, capture_output=True)
    python = folder / "bin" / "python"
    for what in (("--require-hashes", "--no-deps", "-r", ROOT / "requirements.lock"), ("--no-deps", wheel)):
        subprocess.run(
            [UV, "pip", "install", "--python", python, *what],
            check=True,
            capture_output=True,
            timeout=INSTALL_S,
        )
    return python.parent


@pytest.fixture
def demo(installed: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a demonstration that was started in an empty folder."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "HEMICYCLE_LOG_LEVEL": "info"}
    command = [str(installed / "hemicycle"), "demo", "--port", "0", "--viewers", "2", "--panelists", "1"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            said = ""
            for line in process.stdout:
                said += line
                if found := re.search(r"(http://localhost:\d+)/\s*$", line):
                    break
            else:
                pytest.fail(said)
            yield found[1]
            process.send_signal(signal.SIGTERM)
            rest = process.communicate(timeout=PATIENCE_S)[0]
            assert process.returncode == 0, rest
            assert "Traceback" not in said + rest
        finally:
            process.kill()


def test_the_demonstration_runs_from_the_wheel_alone(demo: str) -> None:
    """[H44] Pages, what they load, and the API, in an environment that has never seen the repository."""
    with httpx.Client(base_url=demo, timeout=PATIENCE_S) as http:
        page = http.get("/")
        assert page.status_code == 200
        loaded = re.findall(r'"(/assets/[^"]+)"', page.text)
        assert loaded
        assert [http.get(path).status_code for path in loaded] == [200] * len(loaded)
        assert http.get("/api/home").json()["debates"]


def test_a_site_is_installed_without_the_tools_of_its_makers(installed: Path) -> None:
    """[H43] No test, lint or build package comes with it."""
    listed = subprocess.run(
        [UV, "pip", "freeze", "--python", installed / "python"], check=True, capture_output=True, text=True
    ).stdout
    names = {line.partition("==")[0].partition(" ")[0] for line in listed.splitlines()}
    assert {"hemicycle", "starlette", "scikit-learn"} <= names
    assert not names & {
        "pytest",
        "hypothesis",
        "playwright",
        "mypy",
        "ruff",
        "pgserver",
        "hatchling",
        "httpx",
    }


def test_the_wheel_holds_every_file_of_the_built_pages(wheel: Path) -> None:
    """[H44] And nothing of the sources of the pages."""
    dist = ROOT / "client_web" / "dist"
    built = {str(path.relative_to(dist)) for path in dist.rglob("[!.]*") if path.is_file()}
    with zipfile.ZipFile(wheel) as packed:
        names = [name for name in packed.namelist() if name.startswith("hemicycle/pages/")]
    assert {name.removeprefix("hemicycle/pages/") for name in names} == built
