"""What an export says of itself: licence, version, and for each file its records and digest."""

from __future__ import annotations

import msgspec
from msgspec import Struct

# Changed when a reader of older files would go wrong; new files and fields do not change it.
SCHEMA = "hemicycle-open-data/1"
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
NAME = "manifest.json"


class FileEntry(Struct, frozen=True):
    """One file of the export."""

    file: str
    type: str
    records: int
    bytes: int
    sha256: str


class Manifest(Struct, frozen=True):
    """The first file to read. `exported_at` and `site` are all that differs between two equal exports."""

    schema: str
    process: str
    title: str
    licence: str
    exported_at: str
    site: str
    files: list[FileEntry]


def manifest_bytes(manifest: Manifest) -> bytes:
    """As it is written, for people too."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
