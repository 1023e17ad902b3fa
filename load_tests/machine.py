"""The machine: what it is, what a process uses of it, and which core does what."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
from pathlib import Path
from typing import NamedTuple

SERVER_CORE = 0
LOAD_CORE = 1
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_KB = os.sysconf("SC_PAGE_SIZE") / 1024


class Usage(NamedTuple):
    """CPU seconds used so far and memory in use."""

    cpu_s: float
    memory_kb: float


def usage(*pids: int) -> Usage:
    """What some processes use, all their threads included; memory is what is theirs alone."""
    cpu_s = memory_kb = 0.0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        cpu_s += (int(fields[11]) + int(fields[12])) / _TICKS
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
        memory_kb += (int(resident) - int(shared)) * _PAGE_KB
    return Usage(cpu_s, memory_kb)


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def pinned(core: int, command: list[str]) -> list[str]:
    """The same command, held to one core where there are two."""
    return ["taskset", "-c", str(core), *command] if (os.cpu_count() or 1) > 1 else command


def pin(pid: int, core: int) -> None:
    """Hold a running process to one core where there are two."""
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {core})


def raise_file_limit() -> int:
    """Let this process and its children open as many files as the machine allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def describe() -> str:
    """One line about the machine."""
    models = [
        line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")
    ]
    model = models[0].partition(":")[2].strip() if models else platform.machine()
    return f"{os.cpu_count()} x {model}, Linux {platform.release()}, Python {platform.python_version()}"


def commit() -> str:
    """The commit of the working tree, marked when it was changed since."""
    run = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return run.stdout.strip() or "unknown"
