"""Where an export is written to and read from: a folder or a zip file, the same files in both."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Protocol

# All members carry the same date: equal exports are equal files.
_DATE = (1980, 1, 1, 0, 0, 0)


class CannotExport(Exception):
    """Nothing was written; the sentence says why."""


class CannotImport(Exception):
    """Nothing was imported; the sentence says why."""


class Target(Protocol):
    """Takes files, one at a time."""

    def create(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A new file to write to."""
        ...


class Source(Protocol):
    """Gives files, as often as they are asked for."""

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A file to read from; `KeyError` if there is none."""
        ...


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def create(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return (self._path / name).open("xb")

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        try:
            return (self._path / name).open("rb")
        except FileNotFoundError:
            raise KeyError(name) from None


class _Zip:
    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def create(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return self._file.open(new_member(name), "w", force_zip64=True)

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return self._file.open(name)


def new_member(name: str) -> zipfile.ZipInfo:
    """A file of a zip file, the same whenever it is written."""
    member = zipfile.ZipInfo(name, _DATE)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


@contextmanager
def new_target(path: Path) -> Iterator[Target]:
    """A place for an export: a zip file if the name says so, else a folder. No half of one is left.

    Raises:
        CannotExport: something stands there already, or it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    if path.exists() or part.exists():
        raise CannotExport(f"{path} exists already; choose another name.")
    try:
        if path.suffix == ".zip":
            with zipfile.ZipFile(part, "x") as file:
                yield _Zip(file)
        else:
            part.mkdir()
            yield _Folder(part)
        part.rename(path)
    except OSError as error:
        raise CannotExport(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    if part.is_dir():
        for file in part.iterdir():
            file.unlink()
        part.rmdir()
    else:
        part.unlink(missing_ok=True)


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """An export to be read.

    Raises:
        CannotImport: there is none, or it is damaged.
    """
    if path.is_dir():
        yield _Folder(path)
        return
    try:
        with zipfile.ZipFile(path) as file:
            yield _Zip(file)
    except OSError as error:
        raise CannotImport(f"{path} cannot be read: {error.strerror or error}.") from error
    except zipfile.BadZipFile as error:
        raise CannotImport(f"{path} is no folder and no whole zip file: {error}.") from error
