"""Logs are JSON lines, and hold no secrets. Logging is one per process, so each case is a process."""

from __future__ import annotations

import json
import subprocess
import sys

HEAD = """
import logging
import structlog
from hemicycle.log import set_up_logs
set_up_logs("info", process="test")
"""


def lines_of(program: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-c", HEAD + program], capture_output=True, text=True, timeout=60, check=True
    )
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_our_words_and_the_libraries_have_one_shape() -> None:
    ours, theirs = lines_of(
        'structlog.get_logger("ours").info("serving", port=8000)\n'
        'logging.getLogger("theirs").warning("%d left", 3)\n'
    )
    assert (ours["event"], ours["port"], ours["process"]) == ("serving", 8000, "test")
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("3 left", "warning", "theirs")


def test_secrets_and_personal_data_are_not_written() -> None:
    lines = lines_of(
        'structlog.get_logger("ours").info("in", token="t0ken", email="a@b.fr", address="192.0.2.7")\n'
        'logging.getLogger("theirs").info("x", extra={"cookie": "c00kie"})\n'
    )
    assert len(lines) == 2
    for secret in ("t0ken", "a@b.fr", "192.0.2.7", "c00kie"):
        assert secret not in json.dumps(lines)


def test_a_failure_is_one_line_with_its_traceback() -> None:
    (line,) = lines_of(
        'try:\n    1 / 0\nexcept ZeroDivisionError:\n    logging.getLogger("x").exception("failed")\n'
    )
    assert "ZeroDivisionError" in str(line["exception"])


def test_a_traceback_for_a_terminal_tells_nothing_of_what_was_in_hand() -> None:
    """The library's own way prints every variable: tokens, addresses, texts."""
    program = HEAD.replace('process="test"', 'process="test", as_text=True') + (
        "def sign_in(token):\n    raise RuntimeError('failed')\n"
        "try:\n    sign_in('t0k' + 'en')\nexcept RuntimeError:\n    logging.getLogger('x').exception('bug')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert "RuntimeError: failed" in done.stderr
    assert "t0ken" not in done.stderr
