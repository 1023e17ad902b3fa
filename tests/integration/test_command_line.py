"""What cannot work is one clear sentence and exit code 2, never a traceback (issue part 11)."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server import SECRET, make_client_build

PATIENCE_S = 120
pytestmark = pytest.mark.slow


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEMICYCLE_")}
    inherited.pop("PORT", None)
    return {
        **inherited,
        "HEMICYCLE_VAR_DIR": str(tmp_path / "var"),
        "HEMICYCLE_CLIENT_DIR": str(make_client_build(tmp_path / "dist")),
        "HEMICYCLE_SECRET_KEY": SECRET,
    }


def hemicycle(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hemicycle", *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def sentence_of(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    (sentence,) = done.stderr.splitlines()
    return sentence


def test_a_port_in_use(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = sentence_of(hemicycle(environment, "serve", "--port", str(port)))
    assert sentence == f"Port {port} is already in use. Stop what uses it, or choose another: PORT=8001."


def test_a_redis_that_is_not_there(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment["HEMICYCLE_REDIS_URL"] = f"redis://127.0.0.1:{port}"
    sentence = sentence_of(hemicycle(environment, "serve", "--port", "0"))
    assert sentence.startswith(f"Redis does not answer at 127.0.0.1:{port} (")


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("mysql://x/y", "The database cannot be opened"),
        ("sqlite:////proc/none/x.db", "The database cannot be opened"),
        ("postgresql://nobody@127.0.0.1:1/none", "The database cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_opened(environment: dict[str, str], url: str, part: str) -> None:
    environment["HEMICYCLE_DATABASE_URL"] = url
    assert part in sentence_of(hemicycle(environment, "serve", "--port", "0"))


def test_a_client_that_was_not_built(environment: dict[str, str], tmp_path: Path) -> None:
    environment["HEMICYCLE_CLIENT_DIR"] = str(tmp_path / "none")
    assert "Run `make client` first." in sentence_of(hemicycle(environment, "serve", "--port", "0"))


def test_a_folder_that_cannot_be_written_to(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file stands here")
    assert "cannot be written to" in sentence_of(hemicycle(environment, "serve", "--port", "0"))


def test_a_setting_that_is_wrong(environment: dict[str, str]) -> None:
    environment["HEMICYCLE_BASE_URL"] = "debat.example.org"
    assert sentence_of(hemicycle(environment, "serve")).startswith("HEMICYCLE_BASE_URL is wrong")


def test_an_import_is_whole_or_nothing_and_names_the_line(
    environment: dict[str, str], tmp_path: Path
) -> None:
    good = {
        "id": 1,
        "title": "Publier",
        "body": "Tout",
        "section": "A",
        "author": "Inès",
        "official": False,
        "created_at": "2015-09-26T10:00:00+02:00",
        "votes": {"agree": 3, "mixed": 2, "disagree": 1},
        "arguments": [],
    }
    file = tmp_path / "lines.jsonl.gz"
    file.write_bytes(gzip.compress(f"{json.dumps(good)}\n{{\n".encode()))
    sentence = sentence_of(hemicycle(environment, "import", str(file), "--title", "Essai"))
    assert sentence.startswith("Nothing was imported. lines.jsonl.gz, line 2:")
    assert processes(tmp_path) == []
    file.write_bytes(gzip.compress(json.dumps(good).encode()))
    done = hemicycle(environment, "import", str(file), "--title", "Essai")
    assert done.returncode == 0, done.stderr
    assert "propositions              1" in done.stdout
    assert "imported already" in sentence_of(hemicycle(environment, "import", str(file)))
    assert processes(tmp_path) == ["Essai"]
    assert hemicycle(environment, "recount").stdout == "0 differences\n"


def processes(folder: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(folder / "var" / "hemicycle.db")) as database:
        return [title for (title,) in database.execute("SELECT title FROM processes")]


def test_a_node_ends_in_order_when_it_is_told_to(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "hemicycle", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert '"serving"' in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        assert process.wait(PATIENCE_S) == 0
    assert "Traceback" not in rest
