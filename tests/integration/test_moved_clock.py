"""A test moves the clock of a whole node, also of one that is another process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.support.moved_clock import MovedClock
from tests.support.server import make_client_build, run_server

DAY_MS = 86_400_000
ROOT = Path(__file__).parents[2]


async def test_what_a_node_calls_now_is_what_the_test_says(tmp_path: Path) -> None:
    clock = MovedClock(tmp_path / "clock")
    async with run_server(tmp_path, clock=clock) as served, served.browser() as browser:
        before = (await browser.get("/api/session")).json()["server_time_ms"]
        clock.move_by(30 * DAY_MS)
        after = (await browser.get("/api/session")).json()["server_time_ms"]
        assert after - before >= 30 * DAY_MS


@pytest.mark.slow
def test_a_node_of_another_process_goes_by_the_same_file(tmp_path: Path) -> None:
    clock = MovedClock(tmp_path / "clock")
    aim = clock.now() + 90 * DAY_MS
    node = subprocess.Popen(
        [sys.executable, "-m", "tests.support.moved_clock", str(clock.file)],
        cwd=ROOT,
        env=os.environ
        | {
            "HEMICYCLE_PORT": "0",
            "HEMICYCLE_VAR_DIR": str(tmp_path / "var"),
            "HEMICYCLE_CLIENT_DIR": str(make_client_build(tmp_path / "dist")),
            "HEMICYCLE_DRAIN_S": "0",
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        url = _url(node)
        clock.move_to(aim)
        assert httpx.get(f"{url}/api/session").json()["server_time_ms"] >= aim
    finally:
        node.send_signal(signal.SIGTERM)
        node.communicate(timeout=20)


def _url(node: subprocess.Popen[str]) -> str:
    """The address in the line that says that it serves."""
    assert node.stderr is not None
    until = time.monotonic() + 40
    for line in node.stderr:
        if "port=" in line:
            return f"http://127.0.0.1:{line.partition('port=')[2].split()[0]}"
        assert time.monotonic() < until, line
    raise AssertionError("the node ended")
