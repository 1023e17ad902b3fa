"""A swarm of clients in C, driven over its standard input and output."""

from __future__ import annotations

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any, Self

from hemicycle_protocol.codec import encode
from hemicycle_protocol.messages import SUBPROTOCOL, Message, Pong

from . import machine
from .build import build

OPEN_S = 120


def masked(payload: bytes) -> bytes:
    """A client's frame; with a mask of zeros the payload stays as it is (RFC 6455 §5.3)."""
    size = len(payload)
    head = bytes((0x82, 0x80 | size)) if size < 126 else bytes((0x82, 0xFE)) + size.to_bytes(2, "big")
    return head + bytes(4) + payload


def opening(*messages: Message) -> bytes:
    """The bytes that say these messages."""
    return b"".join(masked(encode(message)) for message in messages)


class Swarm:
    """A running program of `c/`; ends with the block it was opened for."""

    def __init__(self, program: str, *arguments: object) -> None:
        self._program = program
        self._arguments = [str(argument) for argument in arguments]
        self._process: asyncio.subprocess.Process

    async def __aenter__(self) -> Self:
        command = machine.pinned(machine.LOAD_CORE, [str(build(self._program)), *self._arguments])
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    @property
    def pid(self) -> int:
        """The process, to see whether the client is the bottleneck."""
        return self._process.pid

    async def line(self, timeout_s: float) -> str:
        """The next line it prints."""
        assert self._process.stdout is not None
        async with asyncio.timeout(timeout_s):
            line = (await self._process.stdout.readline()).decode().strip()
        if not line:
            raise RuntimeError(f"{self._program} ended without an answer")
        return line

    def say(self, line: str) -> None:
        """Give it a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")

    async def opened(self) -> float:
        """Wait until every client is in; the seconds it took."""
        word, seconds = (await self.line(OPEN_S)).split()
        assert word == "open"
        return float(seconds)

    async def measure(self, seconds: float) -> dict[str, Any]:
        """What arrived in that time."""
        self.say(f"measure {seconds}")
        result: dict[str, Any] = json.loads(await self.line(seconds + 30))
        return result


def viewers(folder: Path, path: str, said: bytes, *, answers: int, count: int, port: int) -> Swarm:
    """N viewers who say `said` after the handshake and are in when `answers` frames came back."""
    files = ["-", "-"]
    subprotocol = ""
    if said:
        subprotocol = SUBPROTOCOL
        files = [str(folder / "opening"), str(folder / "pong")]
        Path(files[0]).write_bytes(said)
        Path(files[1]).write_bytes(opening(Pong(0)))
    return Swarm("viewers", path, subprotocol, *files, answers, count, port)


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for the files of one run."""
    return tempfile.TemporaryDirectory(prefix="hemicycle-load-")
