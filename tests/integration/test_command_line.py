"""What cannot work is one clear sentence and exit code 2, never a traceback (issue part 11)."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.ports import keep_port
from tests.support.server import SECRET, make_client_build

PATIENCE_S = 120
EXAMPLE = Path(__file__).parents[2] / "docs" / "example-process.toml"
PROPOSITION = {
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
    port = keep_port()
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
    file = tmp_path / "lines.jsonl.gz"
    file.write_bytes(gzip.compress(f"{json.dumps(PROPOSITION)}\n{{\n".encode()))
    sentence = sentence_of(hemicycle(environment, "import", str(file), "--title", "Essai"))
    assert sentence.startswith("Nothing was imported. lines.jsonl.gz, line 2:")
    assert processes(tmp_path) == []
    file.write_bytes(gzip.compress(json.dumps(PROPOSITION).encode()))
    done = hemicycle(environment, "import", str(file), "--title", "Essai")
    assert done.returncode == 0, done.stderr
    assert "propositions              1" in done.stdout
    assert "imported already" in sentence_of(hemicycle(environment, "import", str(file)))
    assert processes(tmp_path) == ["Essai"]
    assert hemicycle(environment, "recount").stdout == "0 differences\n"


def test_an_import_that_fails_on_its_way_leaves_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    """Rows and facts are one transaction: a failure between them takes both back."""
    file = tmp_path / "lines.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(PROPOSITION).encode()))
    assert hemicycle(environment, "recount").returncode == 0  # makes the tables
    change(
        tmp_path,
        """CREATE TRIGGER no BEFORE INSERT ON events WHEN NEW.type = 'propositions_imported'
        BEGIN SELECT RAISE(ABORT, 'no'); END""",
    )
    assert hemicycle(environment, "import", str(file)).returncode == 1
    assert processes(tmp_path) == []
    change(tmp_path, "DROP TRIGGER no")
    assert hemicycle(environment, "import", str(file), "--title", "Essai").returncode == 0
    assert processes(tmp_path) == ["Essai"]


def test_a_process_goes_out_as_files_and_comes_back(environment: dict[str, str], tmp_path: Path) -> None:
    assert hemicycle(environment, "create", str(EXAMPLE)).returncode == 0
    target = str(tmp_path / "eau.zip")
    done = hemicycle(environment, "export", "eau-partagee", target)
    assert done.returncode == 0, done.stderr
    assert "propositions.csv" in done.stdout
    again = sentence_of(hemicycle(environment, "export", "eau-partagee", target))
    assert again.startswith("Nothing was exported. ")
    there = sentence_of(hemicycle(environment, "import-process", target))
    assert there == "Nothing was imported. There is a process eau-partagee already."
    assert hemicycle(environment, "import-process", target, "--as", "copie").returncode == 0
    assert rows(tmp_path, "SELECT count(*), count(DISTINCT title) FROM processes") == [(2, 1)]
    assert hemicycle(environment, "recount").stdout == "0 differences\n"
    assert "is made of up to 64" in sentence_of(
        hemicycle(environment, "import-process", target, "--as", "a b")
    )
    page = hemicycle(environment, "explain", "/api/processes/copie", "--times", "1")
    assert "SEARCH processes USING INDEX" in page.stdout


def test_the_consultation_of_an_import_may_have_an_end(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps(PROPOSITION))
    closes = ("--closes", "2033-05-18T05:33:20+02:00")
    assert hemicycle(environment, "import", str(file), *closes).returncode == 0
    ((phases,),) = rows(tmp_path, "SELECT phases FROM processes")
    assert json.loads(phases)[0]["closes_at"] == 2_000_000_000_000
    without_zone = hemicycle(environment, "import", str(file), "--closes", "2033-05-18T05:33:20")
    assert "is no instant with its time zone" in sentence_of(without_zone)


def test_a_process_is_created_from_a_file_with_a_link_for_everybody(
    environment: dict[str, str], tmp_path: Path
) -> None:
    done = hemicycle(environment, "create", str(EXAMPLE))
    assert done.returncode == 0, done.stderr
    site = "http://localhost:8000"
    assert f"{site}/processes/eau-partagee\n" in done.stdout
    assert f"{site}/debates/eau-direct/board\n" in done.stdout
    assert done.stdout.count(f"{site}/enter/") == 4
    assert done.stdout.count(f"{site}/debates/eau-direct/join/") == 3
    assert processes(tmp_path) == ["Pour une eau bien partagée"]
    again = sentence_of(hemicycle(environment, "create", str(EXAMPLE)))
    assert again == "Nothing was created: process/eau-partagee exists already."
    assert rows(tmp_path, "SELECT count(*) FROM invitations") == [(7,)]
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps(PROPOSITION))
    assert hemicycle(environment, "import", str(file), "--process", "eau-partagee").returncode == 0
    assert rows(tmp_path, "SELECT number FROM propositions") == [(1,), (2,), (3,)]


def test_a_file_with_faults_creates_nothing_and_each_is_named(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "process.toml"
    file.write_text(
        EXAMPLE.read_text().replace("minutes = 50", "minutes = -1").replace('seat = "3"', 'seat = "4"')
    )
    done = hemicycle(environment, "create", str(file))
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "Nothing was created. process.toml:",
        "debates 1, agenda 3, minutes: Expected `int` >= 1",
    ]
    assert not (tmp_path / "var").exists()
    file.write_text(EXAMPLE.read_text().replace('name = "Zoé"', 'name = "Zoé", email = "zoe@example.org"'))
    assert "HEMICYCLE_BASE_URL is missing" in sentence_of(hemicycle(environment, "create", str(file)))
    file.write_text(EXAMPLE.read_text().replace('name = "Zoé"', 'name = "\u200b"'))
    told = sentence_of(hemicycle(environment, "create", str(file)))
    assert told == "Nothing is written. Write the text first. (field: name)"
    assert processes(tmp_path) == []
    assert "No such file" in sentence_of(hemicycle(environment, "create", str(tmp_path / "none.toml")))


def test_people_with_an_address_get_their_link_by_mail(environment: dict[str, str], tmp_path: Path) -> None:
    environment["HEMICYCLE_BASE_URL"] = "https://debat.example.org"
    file = tmp_path / "process.toml"
    file.write_text(EXAMPLE.read_text().replace('name = "Zoé"', 'name = "Zoé", email = "zoe@example.org"'))
    assert hemicycle(environment, "create", str(file)).returncode == 0
    ((recipient, body),) = rows(tmp_path, "SELECT recipient, body FROM mails")
    assert recipient == "zoe@example.org"
    assert "https://debat.example.org/enter/" in body


def processes(folder: Path) -> list[str]:
    return [title for (title,) in rows(folder, "SELECT title FROM processes")]


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(folder / "var" / "hemicycle.db")) as database:
        return database.execute(query).fetchall()


def change(folder: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / "var" / "hemicycle.db")) as database, database:
        database.execute(statement)


def test_a_node_ends_in_order_when_it_is_told_to(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "hemicycle", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            assert any('"serving"' in line for line in process.stderr)
            process.send_signal(signal.SIGTERM)
            rest = process.stderr.read()
            assert process.wait(PATIENCE_S) == 0
        finally:
            process.kill()
    assert "Traceback" not in rest


def test_what_a_node_keeps_is_backed_up_and_restored(environment: dict[str, str], tmp_path: Path) -> None:
    """[H43] The tables and the recordings, for its owner's eyes; a second restore overwrites nothing."""
    assert hemicycle(environment, "create", str(EXAMPLE)).returncode == 0
    recording = tmp_path / "var" / "media" / "d1" / "one.m4s"
    recording.parent.mkdir(parents=True)
    recording.write_bytes(b"sound and picture")
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("hemicycle-20200101T000000Z.zip", "hemicycle-20200102T000000Z.zip", "mine.zip"):
        (folder / name).touch()
    done = hemicycle(environment, "backup", str(folder), "--keep", "2")
    assert done.returncode == 0, done.stderr
    oldest, newest, mine = sorted(folder.iterdir())
    assert (oldest.name, mine.name) == ("hemicycle-20200102T000000Z.zip", "mine.zip")
    assert newest.stat().st_mode & 0o777 == 0o600
    there = {**environment, "HEMICYCLE_VAR_DIR": str(tmp_path / "there" / "var")}
    done = hemicycle(there, "restore", str(newest))
    assert done.returncode == 0, done.stderr
    assert "1 media files are back. 0 differences" in done.stdout
    assert processes(tmp_path / "there") == processes(tmp_path)
    assert (tmp_path / "there" / "var" / "media" / "d1" / "one.m4s").read_bytes() == recording.read_bytes()
    assert "is not empty: move" in sentence_of(hemicycle(there, "restore", str(newest)))
    shutil.rmtree(tmp_path / "there" / "var" / "media")
    assert "holds tables already" in sentence_of(hemicycle(there, "restore", str(newest)))


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("backup", "none/there.zip"), "cannot be written: No such file"),
        (("backup", "here.zip", "--keep", "2"), "--keep deletes older backups of a folder"),
        (("restore", "none.zip"), "No such file"),
        (("restore", "half.zip"), "is no whole backup"),
    ],
)
def test_a_backup_that_cannot_be_is_one_sentence(
    environment: dict[str, str], tmp_path: Path, command: tuple[str, ...], told: str
) -> None:
    (tmp_path / "half.zip").write_bytes(b"PK\x03\x04 half of one")
    words = [str(tmp_path / word) if word.endswith(".zip") else word for word in command]
    assert told in sentence_of(hemicycle(environment, *words))


def test_an_older_version_says_that_the_tables_are_of_a_later_one(
    environment: dict[str, str], tmp_path: Path
) -> None:
    """[H42] It neither starts nor touches them."""
    assert hemicycle(environment, "recount").returncode == 0
    change(tmp_path, "UPDATE alembic_version SET version_num = '9999'")
    sentence = sentence_of(hemicycle(environment, "recount"))
    assert "its tables are of a later version of Hemicycle (9999)" in sentence
    assert rows(tmp_path, "SELECT version_num FROM alembic_version") == [("9999",)]


@pytest.mark.parametrize(
    "url", ["blah", "postgresql://u@h:port/x", "postgresql://u@h/x?colour=red", "sqlite://", "http://x/y"]
)
def test_an_address_that_is_no_database_is_one_sentence(environment: dict[str, str], url: str) -> None:
    """[H42] Whatever is wrong with it."""
    environment["HEMICYCLE_DATABASE_URL"] = url
    assert sentence_of(hemicycle(environment, "recount")).startswith("The database cannot be opened: ")


def test_organisers_of_everything_are_listed_and_taken_back(environment: dict[str, str]) -> None:
    """[H45] A name that somebody chose stays; what is open ends by the same door as for others."""
    assert hemicycle(environment, "user", "list").stdout == "0 with more than a citizen's role\n"
    assert hemicycle(environment, "user", "add", "Odile@example.org", "--name", "Odile").returncode == 0
    assert hemicycle(environment, "user", "add", "odile@example.org").returncode == 0
    assert hemicycle(environment, "user", "add", "zoe@example.org", "--role", "citizen").returncode == 0
    listed = hemicycle(environment, "user", "list").stdout.splitlines()
    assert len(listed) == 2
    assert re.fullmatch(r"odile@example\.org  p-\w+  citizen, organiser  Odile", listed[0])
    done = hemicycle(environment, "user", "revoke", "odile@example.org")
    assert (done.returncode, "is a citizen now" in done.stdout) == (0, True)
    assert hemicycle(environment, "user", "list").stdout == "0 with more than a citizen's role\n"
    again = sentence_of(hemicycle(environment, "user", "revoke", "odile@example.org"))
    assert "has no other role" in again
    nobody = sentence_of(hemicycle(environment, "user", "revoke", "nobody@example.org"))
    assert nobody == "Nobody signs in with nobody@example.org."


def test_the_doctor_says_what_to_do_and_ends_with_1_if_something_is_wrong(
    environment: dict[str, str],
) -> None:
    """[H46] As a command, with the settings of the node."""
    assert hemicycle(environment, "doctor").returncode == 0
    environment["HEMICYCLE_REDIS_URL"] = f"redis://127.0.0.1:{keep_port()}"
    done = hemicycle(environment, "doctor")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 wrong")
    assert "→ Look at host, port and password in HEMICYCLE_REDIS_URL." in done.stdout


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "by the system"])
def test_a_long_command_that_is_told_to_stop_says_so_and_keeps_nothing(
    environment: dict[str, str], tmp_path: Path, told: signal.Signals
) -> None:
    """At its next step, with the exit code of who was stopped."""
    assert hemicycle(environment, "recount").returncode == 0  # makes the tables
    file = tmp_path / "lines.jsonl"
    file.write_text("".join(json.dumps({**PROPOSITION, "id": n}) + "\n" for n in range(60_000)))
    terminal, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "hemicycle", "import", str(file)],
        env={**environment, "TERM": "xterm", "COLUMNS": "100"},
        stderr=theirs,
    ) as process:
        os.close(theirs)
        try:
            shown = read_until(terminal, b"bytes")
            process.send_signal(told)
            shown += read_until(terminal)
            assert process.wait(PATIENCE_S) == 130, shown
        finally:
            process.kill()
            os.close(terminal)
    assert shown.rstrip().endswith(b"Stopped. Nothing was kept.")
    assert processes(tmp_path) == []


def read_until(terminal: int, said: bytes | None = None) -> bytes:
    """What a terminal shows until that is said, or until nobody writes any more."""
    shown = b""
    while said is None or said not in shown:
        try:
            more = os.read(terminal, 4_096)
        except OSError:  # nobody has the other end
            return shown
        if not more:
            return shown
        shown += more
    return shown
