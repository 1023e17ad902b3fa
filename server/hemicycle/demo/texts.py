"""The authored content, read from `content/`: a process with its debate, and what the audience asks."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

from hemicycle.services.process.plan import NewProcess
from hemicycle.services.process.plan_file import read_plan

_CONTENT = Path(__file__).parent / "content"


class AudienceText(Struct, frozen=True):
    """What the simulated audience asks, and the names of those who ask."""

    questions: list[str]
    names: list[str]


def read_process(*, now: int) -> NewProcess:
    """The sample process, whose phases lie around `now`."""
    return read_plan((_CONTENT / "process.toml").read_text(), now=now)


def read_audience() -> AudienceText:
    """The simulated audience's words."""
    return msgspec.convert(tomllib.loads((_CONTENT / "audience.toml").read_text()), AudienceText)
