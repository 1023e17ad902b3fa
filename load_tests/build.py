"""The C programs of the load tests, compiled when they are needed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

SOURCES = Path(__file__).parent / "c"


def build(name: str) -> Path:
    """The program made from `c/{name}.c`; compiled once for each state of the sources."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise SystemExit("the load tests need a C compiler (gcc) for their clients")
    files = sorted(SOURCES.iterdir())
    state = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"hemicycle-load-{state}"
    folder.mkdir(exist_ok=True)
    program = folder / name
    if not program.exists():
        source = SOURCES / f"{name}.c"
        subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-o", program, source], check=True)
    return program
