"""Reads a consultation of another platform into a process: all of it, or nothing and why.

The file holds one proposition a line, as JSON, usually gzipped:
`id, title, body, section, author, official, created_at, votes{agree,mixed,disagree},
arguments[{id, side, body, author, created_at, votes}]`. Its totals are kept apart from votes cast here.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import IO, Annotated, Literal, NamedTuple, cast

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import Connection, select

from hemicycle.progress import SILENT, Progress

from . import bulk, tables
from .connections import Work, Write
from .propositions import ArgumentRow, Counts, PropositionRow, add_propositions, last_number

# Longest line we read: the largest of the real data has 326 kB with 132 arguments.
LINE_BYTES = 8 * 1024 * 1024
# Lines written at a time, so that memory does not grow with the file.
PART = 100

Amount = Annotated[int, Meta(ge=0, le=10**9)]
Id = Annotated[int, Meta(ge=0)] | Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
Text = Annotated[str, Meta(min_length=1, max_length=200_000)]


class _Votes(Struct, forbid_unknown_fields=True):
    agree: Amount
    mixed: Amount
    disagree: Amount


class _Argument(Struct):
    id: Id
    side: Literal["for", "against"]
    body: Text
    author: Text
    created_at: datetime
    votes: Amount


class _Proposition(Struct):
    id: Id
    title: Text
    body: str
    section: str
    author: Text
    official: bool
    created_at: datetime
    votes: _Votes
    arguments: list[_Argument]


class ImportRefused(Exception):
    """Nothing was imported: `line` (from 1; 0 is the file as a whole) cannot be, for `reason`."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.line = line
        self.reason = reason


class Report(NamedTuple):
    """What an import read, all of it."""

    propositions: int = 0
    official: int = 0
    arguments: int = 0
    argument_votes: int = 0
    agree: int = 0
    mixed: int = 0
    disagree: int = 0
    authors: int = 0
    sections: int = 0


def read_file(path: Path, process: str, *, at: int, also: Write, progress: Progress = SILENT) -> Work[Report]:
    """The part of a transaction that reads a file into a process; `also` is done before (the new process).

    Raises:
        ImportRefused: the file cannot be read, a line is malformed, or this file is in already.
    """

    def write(connection: Connection) -> Report:
        digest = _digest(path)
        _check_new(connection, digest)
        also(connection)
        reader = _Reader(process, last_number(connection, process))
        for part in _parts(path, progress):
            propositions, arguments = reader.take(part)
            _check_new_ids(connection, propositions, arguments)
            add_propositions(propositions, arguments)(connection)
        report = reader.report()
        if not report.propositions:
            raise ImportRefused(0, "the file holds no proposition")
        row = (digest, process, at, path.name, report.propositions, report.arguments)
        bulk.put(connection, tables.imports, [row])
        return report

    return write


def _check_new(connection: Connection, digest: str) -> None:
    i = tables.imports.c
    row = connection.execute(select(i.process, i.at).where(i.digest == digest)).first()
    if row is not None:
        raise ImportRefused(0, f"this file was imported already, into {row.process}")


def _check_new_ids(
    connection: Connection,
    propositions: Sequence[PropositionRow],
    arguments: Sequence[ArgumentRow],
) -> None:
    """Another file may have brought the same things into the same process."""
    for table, rows in ((tables.propositions, propositions), (tables.arguments, arguments)):
        known = bulk.find(connection, table, [(row.id,) for row in rows])
        if known:
            raise ImportRefused(0, f"{table.name[:-1]} {known[0][0]} is in already, from another file")


class _Reader:
    """Turns lines into rows and counts what it sees."""

    def __init__(self, process: str, number: int) -> None:
        self._process = process
        self._number = number
        self._seen: dict[str, int] = {}
        self._authors: set[str] = set()
        self._sections: set[str] = set()
        self._report = Report()

    def take(self, lines: list[tuple[int, bytes]]) -> tuple[list[PropositionRow], list[ArgumentRow]]:
        """The rows of some lines."""
        propositions: list[PropositionRow] = []
        arguments: list[ArgumentRow] = []
        for line, text in lines:
            try:
                item = _DECODER.decode(text)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise ImportRefused(line, str(error)) from error
            self._number += 1
            propositions.append(self._proposition(line, item))
            arguments += [self._argument(line, propositions[-1].id, a) for a in item.arguments]
        return propositions, arguments

    def report(self) -> Report:
        """What was seen so far."""
        return self._report._replace(authors=len(self._authors), sections=len(self._sections))

    def _proposition(self, line: int, item: _Proposition) -> PropositionRow:
        counts = Counts(item.votes.agree, item.votes.mixed, item.votes.disagree)
        self._sections.add(item.section)
        self._count(item.author, propositions=1, official=item.official, **counts._asdict())
        return PropositionRow(
            self._id(line, "proposition", item.id),
            self._process,
            self._number,
            item.section,
            item.title,
            item.body,
            item.author,
            None,
            item.official,
            _ms(line, item.created_at),
            imported=counts,
        )

    def _argument(self, line: int, proposition: str, item: _Argument) -> ArgumentRow:
        self._count(item.author, arguments=1, argument_votes=item.votes)
        id_ = self._id(line, "argument", item.id)
        at = _ms(line, item.created_at)
        return ArgumentRow(id_, proposition, item.side, item.body, item.author, at, item.votes)

    def _count(self, author: str, **amounts: int) -> None:
        self._authors.add(author)
        counted = self._report._asdict()
        self._report = self._report._replace(**{name: counted[name] + by for name, by in amounts.items()})

    def _id(self, line: int, kind: str, id_: int | str) -> str:
        # Not `{process}-{number}`, which is what propositions made here are called.
        name = f"{self._process}-{kind[0]}{id_}"
        if name in self._seen:
            raise ImportRefused(line, f"{kind} {id_} stands on line {self._seen[name]} already")
        self._seen[name] = line
        return name


_DECODER = msgspec.json.Decoder(_Proposition)


def _ms(line: int, at: datetime) -> int:
    if at.tzinfo is None:
        raise ImportRefused(line, f"the instant {at.isoformat()} has no time zone")
    return int(at.timestamp() * 1000)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ImportRefused(0, f"{path}: {error.strerror}") from error


def _parts(path: Path, progress: Progress) -> Iterator[list[tuple[int, bytes]]]:
    """Numbered lines, some at a time; empty lines are passed over. Progress is told in bytes of the file."""
    part: list[tuple[int, bytes]] = []
    line = 0
    read = 0
    progress.step("bytes", path.stat().st_size)
    try:
        with path.open("rb") as raw, _unzipped(raw) as file:
            while text := file.readline(LINE_BYTES + 1):
                line += 1
                if len(text) > LINE_BYTES:
                    raise ImportRefused(line, f"longer than {LINE_BYTES} bytes")
                if text.strip():
                    part.append((line, text))
                if len(part) == PART:
                    yield part
                    part = []
                    progress.advance(raw.tell() - read)
                    read = raw.tell()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ImportRefused(line + 1, f"the compressed file is damaged: {error}") from error
    if part:
        yield part


def _unzipped(raw: BufferedReader) -> AbstractContextManager[IO[bytes]]:
    if raw.peek(2).startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw))
    return nullcontext(raw)
