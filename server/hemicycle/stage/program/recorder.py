"""Recording beside the live program: a bounded queue, a thread that writes, faults that are told.

The program never waits for the disk. A full or broken disk is reported once, the recording leaves a gap
and goes on by itself at the first group that can be written again.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections import deque
from pathlib import Path

from .hls import LIVE, Record
from .muxer import Fragment
from .reports import ProgramReports
from .tape import Tape

# What waits for the disk: some ten seconds. When it is full, fragments are left out up to a group's begin.
WAITING = 100
DISK_FULL, DISK_BROKEN, DISK_SLOW = "disk_full", "disk_error", "disk_slow"

log = logging.getLogger(__name__)


class Recorder:
    """Takes fragments as they come and puts them on disk."""

    def __init__(self, folder: Path, record: Record, reports: ProgramReports) -> None:
        self._folder = folder
        self._tape = Tape(folder, record)
        self._reports = reports
        self._waiting: deque[Fragment | None] = deque()
        self._wake = asyncio.Event()
        self._is_over = False
        self._is_skipping = False
        self._fault: str | None = None

    def put(self, part: Fragment) -> None:
        """Record a fragment when the disk has time."""
        if self._is_skipping and part.init is None:
            return
        if len(self._waiting) >= WAITING:
            if not self._is_skipping:
                self._is_skipping = True
                self._waiting.append(None)
                self._tell(DISK_SLOW)
            return
        self._is_skipping = False
        self._waiting.append(part)
        self._wake.set()

    def end(self) -> None:
        """Nothing more comes: `run` writes what waits, ends the record and returns."""
        self._is_over = True
        self._wake.set()

    async def run(self) -> bool:
        """Write until the end; whether there is a recording to play."""
        try:
            while not self._is_over or self._waiting:
                self._wake.clear()
                if self._waiting:
                    await self._write()
                elif not self._is_over:
                    await self._wake.wait()
            return await self._finish()
        finally:
            self._tape.close()

    async def _write(self) -> None:
        parts = [self._waiting.popleft() for _ in range(len(self._waiting))]
        try:
            await asyncio.to_thread(self._write_parts, parts)
        except OSError as error:
            self._failed(error)
            await asyncio.to_thread(self._drop)
        else:
            if self._fault is not None and not self._is_skipping:
                self._tell(None)

    def _write_parts(self, parts: list[Fragment | None]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        for part in parts:
            if part is None:
                self._tape.part()
            else:
                self._tape.write(part)

    def _drop(self) -> None:
        try:
            self._tape.drop()
        except OSError:
            log.warning("the record of %s could not be mended yet", self._folder)

    async def _finish(self) -> bool:
        try:
            return await asyncio.to_thread(self._tape.finish)
        except OSError as error:
            self._failed(error)
            return (self._folder / LIVE).exists()

    def _failed(self, error: OSError) -> None:
        log.warning("recording to %s failed: %s", self._folder, error)
        self._tell(DISK_FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else DISK_BROKEN)

    def _tell(self, fault: str | None) -> None:
        if fault != self._fault:
            self._fault = fault
            self._reports.recording(fault=fault)
