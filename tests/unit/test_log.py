"""Logs are JSON lines, and hold no secrets. Logging is one per process, so each case is a process."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys

import pytest

from hemicycle.log import KINDS, Repetition

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


class Desk:
    """A logger whose lines are kept, and a clock in the test's hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.paper = io.StringIO()
        handler = logging.StreamHandler(self.paper)
        handler.addFilter(Repetition(lambda: self.now))
        handler.addFilter(self._keep)
        self.last: logging.LogRecord
        self.logger = logging.Logger("node")
        self.logger.addHandler(handler)

    def fail(self, sentence: str, error: type[Exception] = RuntimeError) -> None:
        try:
            raise error("away")
        except error:
            self.logger.exception(sentence)

    def _keep(self, record: logging.LogRecord) -> bool:
        self.last = record
        return True

    @property
    def written(self) -> str:
        return self.paper.getvalue()


@pytest.fixture
def desk() -> Desk:
    return Desk()


class Away(Exception):
    def __str__(self) -> str:
        return "away " * 2_200


def test_an_hour_of_the_same_failures_stays_below_a_megabyte(desk: Desk) -> None:
    """[H32] A dozen kinds of failure, each four times a second, each with a traceback of 11 KB."""
    for tick in range(4 * 3_600):
        desk.now = tick / 4
        for kind in range(12):
            desk.fail(f"{kind} is away", Away)
    assert 100_000 < len(desk.written) < 1_000_000


def test_what_is_new_is_told_at_once_and_what_was_left_out_is_counted() -> None:
    """[H32] With both kinds of loggers: the second failure is told though the first goes on."""
    lines = lines_of(
        "ours = structlog.get_logger('ours')\n"
        "def fail(sentence):\n"
        "    try:\n        1 / 0\n"
        "    except ZeroDivisionError:\n        ours.exception(sentence)\n"
        "for _ in range(50):\n    fail('first')\n    logging.getLogger('theirs').error('lost %d', 7)\n"
        "fail('second')\n"
        "logging.getLogger('theirs').info('%d served', 8)\n"
    )
    assert [line["event"] for line in lines] == ["first", "lost 7"] * 2 + ["second", "8 served"]
    assert ["exception" in line for line in lines] == [True, False, False, False, True, False]
    assert lines[2]["reason"] == "ZeroDivisionError('division by zero')"


def test_how_much_was_left_out_stands_with_the_next_line(desk: Desk) -> None:
    for _ in range(10):
        desk.logger.warning("late")
    desk.now = 61
    desk.logger.warning("late")
    assert desk.written == "late\nlate\nlate\n"
    assert vars(desk.last)["left_out"] == 8


def test_what_was_done_is_always_told(desk: Desk) -> None:
    for number in range(10):
        desk.logger.info("mail %d left", number)
    assert desk.written.count("\n") == 10


def test_kinds_of_trouble_are_forgotten(desk: Desk) -> None:
    """Sentences with something in them that is never the same take no memory without end."""
    for number in range(KINDS * 2):
        desk.logger.warning(f"trouble {number}")
    desk.logger.warning("trouble 0")
    assert desk.written.count("trouble 0\n") == 2
