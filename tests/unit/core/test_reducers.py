"""[T6] The vectors that all languages fold, and the snapshot law."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from hemicycle_protocol.events import EVENTS
from hemicycle_protocol.views import Event
from tests.support.reducers import FOLDS, VECTORS, documents

FILES = sorted(VECTORS.glob("*.json"))


def test_the_vectors_are_fresh() -> None:
    wanted = documents()
    assert {path.name for path in FILES} == set(wanted)
    for path in FILES:
        assert path.read_text() == wanted[path.name], "run python -m tests.support.reducers"


def test_every_event_of_a_debate_stands_in_a_vector() -> None:
    told = {event["type"] for path in FILES for event in json.loads(path.read_text())["events"]}
    elsewhere = {"process_created", "propositions_imported"}
    assert set(EVENTS) - elsewhere <= told


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_snapshot_taken_anywhere_and_the_events_after_it_give_the_same_view(path: Path) -> None:
    """fold(snapshot, events) == state after, whatever the instant of the snapshot, also over the wire."""
    vector = json.loads(path.read_text())
    kind, fold = FOLDS[vector["fold"]]
    events = msgspec.convert(vector["events"], list[Event])
    views = [msgspec.convert(vector["before"], kind)]
    for event in events:
        views.append(fold(views[-1], event))
    for cut, snapshot in enumerate(views):
        view = msgspec.json.decode(msgspec.json.encode(snapshot), type=kind)
        for event in events[cut:]:
            view = fold(view, event)
        assert view == views[-1]
    assert msgspec.to_builtins(views[-1]) == vector["after"]
