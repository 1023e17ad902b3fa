"""A shell completes commands and options, as the program itself says what there is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hemicycle.cli import app

PROGRAM = Path(sys.executable).with_name("hemicycle")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("hemicycle user ", {"add", "list", "revoke"}), ("hemicycle back", {"backup"})],
    ids=["a group", "a beginning"],
)
def test_bash_is_told_what_may_come_next(typed: str, offered: set[str]) -> None:
    words = {"_HEMICYCLE_COMPLETE": "complete_bash", "COMP_WORDS": typed}
    asked = words | {"COMP_CWORD": str(len(typed.split(" ")) - 1)}
    done = subprocess.run([PROGRAM], env=asked, capture_output=True, text=True, timeout=60, check=True)
    assert set(done.stdout.split()) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(shell: str) -> None:
    said = CliRunner().invoke(app, ["--show-completion", shell], prog_name="hemicycle")
    assert said.exit_code == 0
    assert "_HEMICYCLE_COMPLETE" in said.output
