"""Reads an export back into an equal process: all of it in one transaction, or nothing and why.

Only the JSON files are read, and only those whose digest is the manifest's. What follows from other files
(questions from the debates' logs, say) is not read. People are not in an export, so nobody's account comes
with it: texts keep the names that were shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

import msgspec

from hemicycle.progress import SILENT, Progress
from hemicycle.store.extracts import Taken, Writing

from .formats import read_json
from .manifest import NAME, SCHEMA, FileEntry, Manifest
from .places import CannotImport, Source
from .records import PAGE, BadRecord, Format, Kind, Record, RecordType
from .registry import TYPES

# Longest line that is read; the longest of the real data has some 20 kB.
LINE_BYTES = 8 * 1024 * 1024
MANIFEST_BYTES = 1024 * 1024
ID_CHARACTERS = 64
_BLOCK = 1 << 20


def read_manifest(source: Source, progress: Progress = SILENT) -> Manifest:
    """The manifest of an export, whose files are all there and unchanged.

    Raises:
        CannotImport: which file is missing or was changed.
    """
    try:
        with source.open(NAME) as file:
            manifest = msgspec.json.decode(file.read(MANIFEST_BYTES), type=Manifest)
    except KeyError:
        raise CannotImport(f"{NAME} is missing: this is no export of a process.") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CannotImport(f"{NAME} cannot be read: {error}.") from None
    if manifest.schema != SCHEMA:
        raise CannotImport(f"The export is of version {manifest.schema}; this program reads {SCHEMA}.")
    entries = list(_entries(manifest))
    progress.step("bytes checked", sum(entry.bytes for entry in entries))
    for entry in entries:
        try:
            with source.open(entry.file) as file:
                digest = _digest(file, progress)
        except KeyError:
            raise CannotImport(f"{entry.file} is missing.") from None
        if digest != entry.sha256:
            raise CannotImport(f"{entry.file} is not the file that the manifest names: it was changed since.")
    return manifest


def keep_all(
    writing: Writing, source: Source, manifest: Manifest, *, name: str | None, progress: Progress = SILENT
) -> dict[str, int]:
    """Keep every record under the process's own id, or under `name`; how many of each type.

    Raises:
        CannotImport: which line of which file cannot be kept, and why.
    """
    process = name or manifest.process
    if writing.known("processes", [process]):
        raise CannotImport(f"There is a process {process} already.")
    names = None if name is None else _Names(source, manifest, name)
    entries = list(_entries(manifest))
    progress.step("records", sum(entry.records for entry in entries))
    counted = {}
    for entry in entries:
        counted[entry.type] = _keep_file(writing, source, entry, process, names, progress)
    writing.index(process)
    for box in [process, *writing.debates(process)]:
        if not writing.carry(box):
            raise CannotImport(f"The tallies of {box} are smaller than the ballots beside them.")
    return counted


def _entries(manifest: Manifest) -> Iterator[FileEntry]:
    """The files to be kept, in the registry's order; types of a newer program are passed over."""
    files = {entry.type: entry for entry in manifest.files if entry.file == f"{entry.type}.{Format.JSON}"}
    for name, type_ in TYPES.items():
        if type_.keep is not None and name in files:
            yield files[name]


def _keep_file(
    writing: Writing,
    source: Source,
    entry: FileEntry,
    process: str,
    names: _Names | None,
    progress: Progress,
) -> int:
    type_ = TYPES[entry.type]
    assert type_.keep is not None
    kept, line = 0, 0
    with source.open(entry.file) as file:
        records = _records(entry.file, file)
        while part := list(islice(records, PAGE)):
            line = part[0][0]
            given = [record if names is None else names.rename(type_, record) for _, record in part]
            try:
                type_.keep(writing, process, given)
            except BadRecord as error:
                raise CannotImport(f"{entry.file}, at or after line {line}: {error}.") from None
            except Taken as taken:
                raise CannotImport(f"{entry.file}: {taken.id} is in the database already.") from None
            kept += len(part)
            progress.advance(len(part))
    return kept


def _records(name: str, file: IO[bytes]) -> Iterator[tuple[int, Record]]:
    for line, text in read_json(_lines(name, file)):
        try:
            record = msgspec.json.decode(text, type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise CannotImport(f"{name}, line {line}: {error}.") from None
        yield line, record


def _lines(name: str, file: IO[bytes]) -> Iterator[bytes]:
    while text := file.readline(LINE_BYTES + 1):
        if len(text) > LINE_BYTES:
            raise CannotImport(f"{name}: a line is longer than {LINE_BYTES} bytes.")
        yield text


def _digest(file: IO[bytes], progress: Progress) -> str:
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
        progress.advance(len(block))
    return digest.hexdigest()


class _Names:
    """New ids for the things of a process that comes in under another name."""

    def __init__(self, source: Source, manifest: Manifest, name: str) -> None:
        self._old, self._name = manifest.process, name
        self._ids = {self._old}
        for entry in _entries(manifest):
            if any(field.name == "id" for field in TYPES[entry.type].fields):
                with source.open(entry.file) as file:
                    self._ids.update(str(record.get("id")) for _, record in _records(entry.file, file))
        for id_ in self._ids:
            if len(self._renamed(id_)) > ID_CHARACTERS:
                raise CannotImport(f"{name} is too long: ids made from it would be.")

    def rename(self, type_: RecordType, record: Record) -> Record:
        """The record with new ids."""
        changed = {
            field.name: self._walk(record.get(field.name))
            for field in type_.fields
            if field.kind in (Kind.ID, Kind.JSON) and field.name in record
        }
        return record | changed

    def _walk(self, value: Any) -> Any:
        if isinstance(value, str):
            kind, slash, id_ = value.rpartition("/")
            return f"{kind}{slash}{self._renamed(id_)}" if id_ in self._ids else value
        if isinstance(value, list):
            return [self._walk(one) for one in value]
        if isinstance(value, dict):
            return {self._walk(name): self._walk(one) for name, one in value.items()}
        return value

    def _renamed(self, id_: str) -> str:
        if id_ == self._old:
            return self._name
        rest = id_.removeprefix(f"{self._old}-")
        return f"{self._name}-{rest}"
