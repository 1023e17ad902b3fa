"""[T6] The vectors that all languages fold, and the snapshot law."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hemicycle.core.process import FOLDS as PROCESS_FOLDS
from hemicycle_protocol.events import EVENTS, snake_case
from hemicycle_protocol.views import Event
from tests.support.reducers import FOLDS, VECTORS, documents

FILES = sorted(VECTORS.glob("*.json"))


def test_the_vectors_are_fresh() -> None:
    wanted = documents()
    assert {path.name for path in FILES} == set(wanted)
    for path in FILES:
        assert path.read_text() == wanted[path.name], "run python -m tests.support.reducers"


def test_every_event_that_is_folded_stands_in_a_vector() -> None:
    told = {event["type"] for path in FILES for event in json.loads(path.read_text())["events"]}
    of_processes = {name for name, kind in EVENTS.items() if (kind.__doc__ or "").startswith("C: ")}
    folded = {snake_case(kind.__name__) for kind in PROCESS_FOLDS}
    assert (set(EVENTS) - of_processes) | folded <= told


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_snapshot_taken_anywhere_and_the_events_after_it_give_the_same_view(path: Path) -> None:
    """fold(snapshot, events) == state after, whatever the instant of the snapshot, also over the wire."""
    vector = json.loads(path.read_text())
    kind, fold = FOLDS[vector["fold"]]
    events = msgspec.convert(vector["events"], list[Event])
    views: list[Any] = [msgspec.convert(vector["before"], kind)]
    for event in events:
        views.append(fold(views[-1], event))
    for cut, snapshot in enumerate(views):
        view: Any = msgspec.json.decode(msgspec.json.encode(snapshot), type=kind)
        for event in events[cut:]:
            view = fold(view, event)
        assert view == views[-1]
    assert msgspec.to_builtins(views[-1]) == vector["after"]
