"""`hemicycle export` and `import-process`: a process as files, and files as a process."""

from __future__ import annotations

from pathlib import Path

import typer

from hemicycle.app import open_node
from hemicycle.config import Config, ConfigError
from hemicycle.services.open_data.places import CannotExport, CannotImport
from hemicycle_protocol.topics import parse_topic

from .meter import Meter


async def export(config: Config, process: str, target: Path, meter: Meter) -> None:
    """Write the files of a process; print what they hold.

    Raises:
        ConfigError: they cannot be written there.
    """
    async with open_node(config) as node:
        try:
            with meter.shown():
                manifest = await node.services.open_data.export(process, target, progress=meter)
        except CannotExport as error:
            raise ConfigError(f"Nothing was exported. {error}") from None
    typer.echo(f"{process} is in {target}:")
    for entry in manifest.files:
        typer.echo(f"  {entry.file:32} {entry.records:>10,} records {entry.bytes:>12,} bytes")


async def import_process(config: Config, source: Path, meter: Meter, *, name: str | None) -> None:
    """Make a process out of an export; print what it holds.

    Raises:
        ConfigError: it cannot be read; nothing was imported.
    """
    if name is not None and parse_topic(f"process/{name}") is None:
        raise ConfigError(f"--as {name!r}: an id is made of up to 64 letters, digits, - and _.")
    async with open_node(config) as node:
        try:
            with meter.shown():
                process, counted = await node.services.open_data.import_process(
                    source, name=name, progress=meter
                )
        except CannotImport as error:
            raise ConfigError(f"Nothing was imported. {error}") from None
        typer.echo(f"{source} is in process {process}: {node.site}/processes/{process}")
    for type_, records in counted.items():
        typer.echo(f"  {type_.replace('_', ' '):24} {records:>10,}")
