"""The authored content, read from `content/`: plans, what happened since, and what the audience asks."""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

from hemicycle.services.process.plan import NewProcess
from hemicycle.services.process.plan_file import read_plan

from .past import Told

_CONTENT = Path(__file__).parent / "content"
# The real consultation of 2015: its 692 propositions with their votes; content/README.md says from where.
REPUBLIQUE_NUMERIQUE = _CONTENT / "republique-numerique-2015.jsonl.gz"


class _Numbered(Struct):
    id: int | str


class AudienceText(Struct, frozen=True):
    """What the simulated audience asks, and the names of those who ask."""

    questions: list[str]
    names: list[str]


def read_process(name: str, *, now: int) -> NewProcess:
    """A sample process as it is planned; its phases lie around `now`."""
    return read_plan((_CONTENT / f"{name}.toml").read_text(), now=now)


def read_past(name: str) -> Told:
    """What happened in it before today."""
    return msgspec.convert(tomllib.loads((_CONTENT / f"{name}-past.toml").read_text()), Told)


def read_lines() -> dict[str, list[str]]:
    """What is said on stage, by seat; under the empty name what all others say."""
    return msgspec.convert(tomllib.loads((_CONTENT / "lines.toml").read_text()), dict[str, list[str]])


def read_real_ids(process: str) -> list[str]:
    """What the propositions of the real consultation are called once they are read into a process."""
    with gzip.open(REPUBLIQUE_NUMERIQUE) as lines:
        return [f"{process}-p{msgspec.json.decode(line, type=_Numbered).id}" for line in lines]


def read_audience() -> AudienceText:
    """The simulated audience's words."""
    return msgspec.convert(tomllib.loads((_CONTENT / "audience.toml").read_text()), AudienceText)
