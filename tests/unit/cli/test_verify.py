"""`hemicycle verify panel`: a sentence for each check, and an exit code that programs read."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hemicycle.cli import app
from hemicycle.cli.verify import SENTENCES
from hemicycle.core.panel.canonical import canonical
from hemicycle.core.panel.verify import CHECKS
from tests.support.panel_vectors import files


def run(path: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["verify", "panel", str(path)])
    return done.exit_code, done.output


def test_every_check_has_a_sentence() -> None:
    assert list(SENTENCES) == list(CHECKS)


def test_a_sound_file_says_so_and_exits_0(tmp_path: Path) -> None:
    path = tmp_path / "panel.json"
    path.write_bytes(canonical(files()["chosen"]))
    code, output = run(path)
    assert code == 0
    assert output.count("ok   ") == len(CHECKS) - 1  # no signature was given
    assert "All that can be checked holds." in output


def test_a_changed_file_says_what_is_wrong_and_exits_1(tmp_path: Path) -> None:
    path = tmp_path / "panel.json"
    path.write_bytes(canonical(files()["spoilt_value"]))
    code, output = run(path)
    assert code == 1
    assert f"WRONG {SENTENCES['draw']}" in output


@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_panel_file_is_one_sentence_and_exit_2(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "panel.json"
    path.write_bytes(body)
    code, output = run(path)
    assert code == 2
    assert "is not a panel file" in output


def test_a_file_that_is_not_there_is_one_sentence_and_exit_2(tmp_path: Path) -> None:
    code, output = run(tmp_path / "none.json")
    assert code == 2
    assert "cannot be read" in output
