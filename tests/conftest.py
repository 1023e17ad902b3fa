"""What holds for every test."""

import os
import shutil
from pathlib import Path

# What tests write need not outlive the machine: in memory, where there is room, no commit waits for a disk.
_MEMORY, _ROOM_BYTES = Path("/dev/shm"), 4 << 30
if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))

pytest_plugins = [
    "pytester",
    "tests.support.garbage",
    "tests.support.journeys",
    "tests.support.marks",
    "tests.support.postgres",
    "tests.support.soak",
    "tests.support.workers",
]
