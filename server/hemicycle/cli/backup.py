"""`hemicycle backup` and `restore`: all that a site keeps in one zip file, and back.

It holds the tables of one instant and the media folder, and not the secret key: who has both can sign in as
anybody.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec
import typer

from hemicycle.config import VERSION, Config, ConfigError, make_var
from hemicycle.progress import Progress
from hemicycle.store import Unavailable, open_database
from hemicycle.store.backup import CannotRestore, Tables, read_tables, write_tables
from hemicycle.store.connections import Connections

from .meter import Meter

FORMAT = 1
MANIFEST = "backup.json"
MEDIA = "media/"
_NAME = re.compile(r"hemicycle-\d{8}T\d{6}Z\.zip\Z")
_BLOCK = 1 << 20


class Backup(msgspec.Struct, frozen=True):
    """What a backup says of itself; written last, so a file without it is half of one."""

    format: int
    version: str
    at: str
    tables: Tables
    media_files: int
    with_media: bool


async def backup(
    config: Config, target: Path, meter: Meter, *, media: bool = True, keep: int | None = None
) -> Path:
    """Write a backup to a new file, or one named by the hour into a folder, and delete all but `keep` there.

    Raises:
        ConfigError: it cannot be written, or the database cannot be read; no half of one is left.
    """
    now = datetime.now(UTC)
    target = _named(target, now, keep)
    with meter.shown(), _new_zip(target) as file:
        try:
            tables = await _tables(config, file, meter)
        except CannotRestore as error:
            raise ConfigError(f"Nothing was backed up. {error}") from None
        files = await asyncio.to_thread(_put_media, config.media, file, meter) if media else 0
        manifest = Backup(FORMAT, VERSION, f"{now:%Y-%m-%dT%H:%M:%SZ}", tables, files, media)
        file.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    rows = sum(table.rows for table in tables.tables)
    typer.echo(f"{target} holds {rows:,} rows and {files:,} media files. The secret key is not in it.")
    for old in _older(target.parent, keep):
        old.unlink()
        typer.echo(f"{old} was deleted.")
    return target


async def restore(config: Config, source: Path, meter: Meter) -> int:
    """Fill a new database, and the media folder if the backup has it; how many counts are wrong there.

    Raises:
        ConfigError: it is no whole backup, or something is there already. Nothing was kept.
    """
    make_var(config)
    try:
        with meter.shown(), zipfile.ZipFile(source) as file:
            manifest = _manifest(file)
            differences = await _restore(config, file, manifest, meter)
    except OSError as error:
        raise ConfigError(f"Nothing was restored. {source}: {error.strerror or error}.") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        raise ConfigError(f"Nothing was restored. {source} is no whole backup: {error}.") from None
    except CannotRestore as error:
        raise ConfigError(f"Nothing was restored. {error}") from None
    rows = sum(table.rows for table in manifest.tables.tables)
    typer.echo(
        f"{source}, made {manifest.at} by version {manifest.version}: {rows:,} rows and "
        f"{manifest.media_files:,} media files are back. {differences} differences of counts and ballots."
    )
    return differences


async def _tables(config: Config, file: zipfile.ZipFile, progress: Progress) -> Tables:
    def create(name: str) -> AbstractContextManager[IO[bytes]]:
        member = zipfile.ZipInfo(_table_file(name), datetime.now(UTC).timetuple()[:6])
        member.compress_type = zipfile.ZIP_DEFLATED
        return file.open(member, "w", force_zip64=True)

    connections = _connections(config)
    try:
        return await connections.snapshot(partial(write_tables, create=create, progress=progress))
    except Unavailable as error:
        raise ConfigError(f"Nothing was backed up. The database cannot be read: {error.cause}.") from None
    finally:
        await connections.close()


async def _restore(config: Config, file: zipfile.ZipFile, manifest: Backup, progress: Progress) -> int:
    def read(name: str) -> AbstractContextManager[IO[bytes]]:
        try:
            return file.open(_table_file(name))
        except KeyError:
            raise CannotRestore(f"The backup is damaged: {_table_file(name)} is missing.") from None

    connections = _connections(config)
    try:
        with _new_media(config.media, used=manifest.with_media) as folder:
            if manifest.with_media:
                await asyncio.to_thread(_take_media, file, folder, progress)
            await connections.write(
                partial(read_tables, backup=manifest.tables, read=read, progress=progress)
            )
    except Unavailable as error:
        raise ConfigError(f"Nothing was restored. The database cannot be filled: {error.cause}.") from None
    finally:
        await connections.close()
    database = await open_database(config.database)
    try:
        return len(await database.ballots.recount(progress=progress))
    finally:
        await database.close()


def _connections(config: Config) -> Connections:
    try:
        return Connections(config.database)
    except (Unavailable, ValueError, OSError) as error:
        raise ConfigError(f"The database cannot be opened: {error}") from None


def _manifest(file: zipfile.ZipFile) -> Backup:
    try:
        manifest = msgspec.json.decode(file.read(MANIFEST), type=Backup)
    except KeyError:
        raise CannotRestore(f"{MANIFEST} is missing: this is no backup.") from None
    except msgspec.MsgspecError as error:
        raise CannotRestore(f"{MANIFEST} cannot be read: {error}.") from None
    if manifest.format != FORMAT:
        raise CannotRestore(f"The backup is of format {manifest.format}; this version reads {FORMAT}.")
    return manifest


def _table_file(name: str) -> str:
    return f"tables/{name}.jsonl"


def _named(target: Path, now: datetime, keep: int | None) -> Path:
    if target.is_dir():
        return target / f"hemicycle-{now:%Y%m%dT%H%M%SZ}.zip"
    if keep is not None:
        raise ConfigError(f"--keep deletes older backups of a folder, and {target} is none.")
    return target


@contextmanager
def _new_zip(target: Path) -> Iterator[zipfile.ZipFile]:
    """A new file for the eyes of its owner alone, under its name when it is whole."""
    part = target.with_name(f".{target.name}.part")
    if target.exists():
        raise ConfigError(f"{target} exists already; choose another name.")
    try:
        # What a killed backup left is overwritten: nobody else has this name.
        made = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(made, "wb") as raw, zipfile.ZipFile(raw, "w", compresslevel=1) as file:
            yield file
            file.close()
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(target)
    except OSError as error:
        raise ConfigError(f"{target} cannot be written: {error.strerror or error}.") from None
    finally:
        part.unlink(missing_ok=True)


def _put_media(folder: Path, file: zipfile.ZipFile, progress: Progress) -> int:
    """Recordings as they are: finished parts never change, what is being written goes in as far as it is."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    progress.step("bytes of media", sum(path.stat().st_size for path in paths))
    put = 0
    for path in paths:
        try:
            member = zipfile.ZipInfo.from_file(path, MEDIA + path.relative_to(folder).as_posix())
            with path.open("rb") as source, file.open(member, "w", force_zip64=True) as into:
                _copy(source, into, progress)
        except FileNotFoundError:
            continue  # a playlist that was replaced meanwhile, or a draft of one
        put += 1
    return put


def _take_media(file: zipfile.ZipFile, folder: Path, progress: Progress) -> None:
    members = [member for member in file.infolist() if member.filename.startswith(MEDIA)]
    progress.step("bytes of media", sum(member.file_size for member in members))
    for member in members:
        name = PurePosixPath(member.filename.removeprefix(MEDIA))
        if name.is_absolute() or ".." in name.parts:
            raise CannotRestore(f"The backup is damaged: {member.filename} leads elsewhere.")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with file.open(member) as source, path.open("xb") as into:
            _copy(source, into, progress)


def _copy(source: IO[bytes], into: IO[bytes], progress: Progress) -> None:
    while block := source.read(_BLOCK):
        into.write(block)
        progress.advance(len(block))


@contextmanager
def _new_media(media: Path, *, used: bool) -> Iterator[Path]:
    """A folder beside the media folder, which takes its place if all goes well."""
    if not used:
        yield media
        return
    if any(media.iterdir()):
        raise CannotRestore(f"{media} is not empty: move what is there elsewhere, or delete it.")
    part = media / ".restoring"
    part.mkdir()
    try:
        yield part
        for path in part.iterdir():
            path.rename(media / path.name)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _older(folder: Path, keep: int | None) -> list[Path]:
    """What this command wrote into a folder before, but for the newest."""
    if keep is None:
        return []
    return sorted(path for path in folder.iterdir() if _NAME.match(path.name))[:-keep]
