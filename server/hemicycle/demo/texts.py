"""The authored content, read from `content/`: a process with its propositions, and what the audience asks."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

_CONTENT = Path(__file__).parent / "content"


class ArgumentText(Struct, frozen=True):
    """For or against a proposition, in Markdown."""

    side: str
    author: str
    body: str


class PropositionText(Struct, frozen=True):
    """A proposition as its author wrote it, in Markdown."""

    section: str
    title: str
    author: str
    body: str
    arguments: list[ArgumentText]
    official: bool = False


class ProcessText(Struct, frozen=True):
    """What a process says before anybody joins."""

    title: str
    parliamentarian: str
    summary: str
    propositions: list[PropositionText]


class AudienceText(Struct, frozen=True):
    """What the simulated audience asks, and the names of those who ask."""

    questions: list[str]
    names: list[str]


def read_process() -> ProcessText:
    """The sample process."""
    return msgspec.convert(tomllib.loads((_CONTENT / "process.toml").read_text()), ProcessText)


def read_audience() -> AudienceText:
    """The simulated audience's words."""
    return msgspec.convert(tomllib.loads((_CONTENT / "audience.toml").read_text()), AudienceText)
