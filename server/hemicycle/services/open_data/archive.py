"""A zip file that is made while it is sent: nothing of it stands on the disk, and a part of it in memory."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from .places import new_member


class Member:
    """A file of the archive, and what its manifest says of it."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        self.name = name
        self.records = self.bytes = 0
        self._file = file
        self._sha256 = hashlib.sha256()

    @property
    def digest(self) -> str:
        """SHA-256 of what was written so far."""
        return self._sha256.hexdigest()

    def write(self, part: bytes, records: int) -> None:
        """Add a part of the file."""
        self._file.write(part)
        self._sha256.update(part)
        self.bytes += len(part)
        self.records += records


class _Outgoing:
    """What a zip file is written to when nobody can go back in it."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, data: bytes) -> int:
        """Keep it until it is taken."""
        self.waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""


class Archive:
    """Takes files one after the other; what is finished of it is `taken` as often as one likes."""

    def __init__(self) -> None:
        self._outgoing = _Outgoing()
        self._zip = zipfile.ZipFile(self._outgoing, "w")  # type: ignore[call-overload]

    @contextmanager
    def create(self, name: str) -> Iterator[Member]:
        """A new file, open while the block runs."""
        with self._zip.open(new_member(name), "w", force_zip64=True) as file:
            yield Member(name, file)

    def close(self) -> None:
        """Write what ends a zip file."""
        self._zip.close()

    def taken(self) -> bytes:
        """What was written since it was asked for last."""
        data = bytes(self._outgoing.waiting)
        self._outgoing.waiting.clear()
        return data
