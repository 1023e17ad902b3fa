"""Processes that belong to another: kept running, restarted with patience, ended with their owner."""

from __future__ import annotations

import asyncio
import ctypes
import os
import random
import signal
import sys
from collections.abc import Callable, Mapping, Sequence

import structlog

BACKOFF_S = (0.5, 1.0, 2.0, 5.0, 15.0)
# One that ran this long was well: its failure begins with the shortest pause.
WELL_S = 30.0
STOP_S = 10.0
_OWNER = "HEMICYCLE_OWNER_PID"
_PR_SET_PDEATHSIG = 1

_log = structlog.get_logger(__name__)


class Child:
    """A process of ours; it reads `told` from its standard input, where no list of processes shows it.

    Exit code 0 means that its work is done; anything else, that it must run again.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: Callable[[], Mapping[str, str]] = dict,
        *,
        told: bytes = b"",
    ) -> None:
        """`environment` is asked at each start: what it holds may be good for a while only."""
        self.name = name
        self.starts = 0
        self._told = told
        self._command = [sys.executable, "-m", "hemicycle", *command]
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None

    @property
    def is_running(self) -> bool:
        """Whether it runs now."""
        return self._process is not None and self._process.returncode is None

    async def run(self) -> None:
        """Keep it running until its work is done; a cancellation ends it."""
        loop = asyncio.get_running_loop()
        failures = 0
        try:
            while True:
                began = loop.time()
                code = await self._run_once()
                if code == 0:
                    return
                failures = 1 if loop.time() - began > WELL_S else failures + 1
                pause = BACKOFF_S[min(failures, len(BACKOFF_S)) - 1] * random.uniform(0.7, 1.3)
                _log.warning("a child ended", child=self.name, exit_code=code, again_in_s=round(pause, 1))
                await asyncio.sleep(pause)
        finally:
            await self.stop()

    async def stop(self) -> None:
        """Ask it to end, wait, insist. Idempotent."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(STOP_S):
                await process.wait()
        except TimeoutError:
            _log.warning("a child had to be killed", child=self.name)
            process.kill()
            await process.wait()

    async def _run_once(self) -> int:
        self.starts += 1
        # A session of its own: Ctrl-C reaches the owner only, which ends its children in order.
        environment = {**os.environ, **self._environment(), _OWNER: str(os.getpid())}
        self._process = await asyncio.create_subprocess_exec(
            *self._command, env=environment, stdin=asyncio.subprocess.PIPE, start_new_session=True
        )
        _log.info("a child started", child=self.name, pid=self._process.pid)
        await self._process.communicate(self._told)
        return await self._process.wait()


def follow_owner() -> None:
    """In a child: end when the owner ends, even if it was killed. Linux only; elsewhere it does nothing."""
    owner = os.environ.pop(_OWNER, "")
    if not owner or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(owner):  # it ended before we asked
        raise SystemExit(0)
