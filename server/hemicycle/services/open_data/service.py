"""Exports and imports of whole processes; the files of one process as they are asked for."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from hemicycle.core import open_data
from hemicycle.core.emit import Emit, debate_log, process_log
from hemicycle.progress import SILENT, Progress
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.feature import Feature
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.services.kernel.room import Result
from hemicycle.services.kernel.workbench import apart
from hemicycle.store.extracts import Key, Reading, writing
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.open_data import OpenDataField, OpenDataPage, OpenDataType, PublishBallots
from hemicycle_protocol.views import ProcessView, You

from .archive import Archive
from .formats import Writer
from .importing import keep_all, read_manifest
from .manifest import LICENCE, NAME, SCHEMA, FileEntry, Manifest, manifest_bytes
from .places import Target, new_target, open_source
from .records import Format, Record, RecordType, instant_text
from .registry import TYPES

# Grows when the same records are written in another way: whoever has a file then asks for it again.
FORM = 2


class OpenDataFeature(Feature):
    """Everything public of a process, and processes made of that."""

    def __init__(self, kernel: Kernel) -> None:
        self._database = kernel.database
        self._extracts = kernel.database.extracts
        self._forum = kernel.forum
        self._visibility = kernel.visibility
        self._clock = kernel.clock
        self._site = kernel.settings.base_url

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Whether the ballots are among the files."""
        return {PublishBallots: self.publish_ballots}

    async def publish_ballots(self, caller: Caller, command: PublishBallots) -> Result:
        """Have the ballots among the files, or no longer."""

        def decide(by: You, view: ProcessView, now: int) -> Decision[None]:
            facts = open_data.publish_ballots(view, command, now=now)
            return Decision([Emit(process_log(view.id), fact) for fact in facts])

        made = await self._forum.act(caller, command, command.process, decide)
        return made.at, {}

    async def page(self, you: You | None, process: str) -> OpenDataPage:
        """Which files there are, and what stands in them. Refused: `NOT_FOUND`."""
        view = await self._visibility.process(you, process)
        types = [
            OpenDataType(
                each.name,
                each.about,
                [format.value for format in each.formats],
                [OpenDataField(f.name, f.kind.value, f.about) for f in each.fields],
            )
            for each in _wanted(view)
        ]
        return OpenDataPage(process, view.title, LICENCE, SCHEMA, types)

    async def file(
        self, you: You | None, process: str, name: str, format: str
    ) -> tuple[str, Callable[[], AsyncIterator[bytes]]]:
        """What changes when the file does, and the file, a page at a time. Refused: `NOT_FOUND`."""
        view = await self._visibility.process(you, process)
        type_ = TYPES.get(name)
        if type_ is None or format not in type_.formats or not type_.wanted(view):
            raise Refused(Code.NOT_FOUND, file=f"{name}.{format}")
        found = await self._extracts.read(lambda reading: _state(reading, process))
        return _tag(f"{name} {format}", found), lambda: self._stream(process, type_, Format(format))

    async def archive(self, you: You | None, process: str) -> tuple[str, Callable[[], AsyncIterator[bytes]]]:
        """What changes when a file does, and all files in one zip, a page at a time. Refused: `NOT_FOUND`.

        It is read while others act: only one that was made while nothing changed is of one instant.
        """
        view = await self._visibility.process(you, process)
        found = await self._extracts.read(lambda reading: _state(reading, process))
        return _tag("zip", found), lambda: self._zipped(view)

    async def _zipped(self, view: ProcessView) -> AsyncIterator[bytes]:
        archive, files = Archive(), []
        for type_ in _wanted(view):
            for format in type_.formats:
                with archive.create(f"{type_.name}.{format}") as member:
                    async for part, records in self._parts(view.id, type_, format):
                        member.write(part, records)
                        yield archive.taken()
                files.append(FileEntry(member.name, type_.name, member.records, member.bytes, member.digest))
        at = instant_text(self._clock.now())
        manifest = Manifest(SCHEMA, view.id, view.title, LICENCE, at, self._site, files)
        with archive.create(NAME) as member:
            member.write(manifest_bytes(manifest), 0)
        archive.close()
        yield archive.taken()

    async def _stream(self, process: str, type_: RecordType, format: Format) -> AsyncIterator[bytes]:
        async for part, _ in self._parts(process, type_, format):
            yield part

    async def _parts(
        self, process: str, type_: RecordType, format: Format
    ) -> AsyncIterator[tuple[bytes, int]]:
        """A file in parts, each with how many records are in it."""
        writer = Writer(format, type_)
        yield writer.head(), 0
        after: Key | None = None
        while True:
            page = await self._extracts.read(partial(type_.read, process=process, after=after))
            yield await apart(partial(writer.page, page.records)), len(page.records)
            after = page.after
            if after is None:
                break
        yield writer.foot(), 0

    async def export(self, process: str, path: Path, *, progress: Progress = SILENT) -> Manifest:
        """Write all files of a process, as of one instant, into a new folder or zip file.

        Raises:
            Refused: `NOT_FOUND`.
            CannotExport: it cannot be written there.
        """
        view = await self._visibility.whole(process)
        at = instant_text(self._clock.now())
        with new_target(path) as target:

            def write(reading: Reading) -> list[FileEntry]:
                wanted = _wanted(view)
                return [_write(target, reading, process, t, f, progress) for t in wanted for f in t.formats]

            files = await self._extracts.read(write)
            manifest = Manifest(SCHEMA, process, view.title, LICENCE, at, self._site, files)
            with target.create(NAME) as file:
                file.write(manifest_bytes(manifest))
        return manifest

    async def import_process(
        self, path: Path, *, name: str | None = None, progress: Progress = SILENT
    ) -> tuple[str, dict[str, int]]:
        """Make a process of an export, under another id if `name` is given; its id, and how many records.

        Raises:
            CannotImport: which file or line, and why; nothing was kept.
        """
        with open_source(path) as source:
            manifest = read_manifest(source, progress)
            counted = await self._database.connections.write(
                writing(lambda into: keep_all(into, source, manifest, name=name, progress=progress))
            )
        return name or manifest.process, counted


def _tag(what: str, state: object) -> str:
    return hashlib.blake2b(f"{SCHEMA} {FORM} {what} {state}".encode(), digest_size=12).hexdigest()


def _wanted(view: ProcessView) -> list[RecordType]:
    return [type_ for type_ in TYPES.values() if type_.wanted(view)]


def _state(reading: Reading, process: str) -> dict[str, int]:
    """How far the logs are that the records follow, since every change is told by a fact of one of them."""
    debates = reading.debates(process)
    boxes = [process, *debates]
    return reading.heads(
        [process_log(process), *map(debate_log, debates), *(f"ballots/{box}" for box in boxes)]
    )


def _pages(reading: Reading, process: str, type_: RecordType) -> Iterator[list[Record]]:
    after: Key | None = None
    while True:
        page = type_.read(reading, process, after)
        yield page.records
        after = page.after
        if after is None:
            return


def _write(
    target: Target, reading: Reading, process: str, type_: RecordType, format: Format, progress: Progress
) -> FileEntry:
    name = f"{type_.name}.{format}"
    digest, size, records = hashlib.sha256(), 0, 0
    writer = Writer(format, type_)
    progress.step(name)

    def parts() -> Iterator[tuple[bytes, int]]:
        yield writer.head(), 0
        for page in _pages(reading, process, type_):
            yield writer.page(page), len(page)
        yield writer.foot(), 0

    with target.create(name) as file:
        for data, held in parts():
            file.write(data)
            digest.update(data)
            size += len(data)
            records += held
            progress.advance(held)
    return FileEntry(name, type_.name, records, size, digest.hexdigest())
