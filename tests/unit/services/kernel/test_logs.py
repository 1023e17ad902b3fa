"""The table of logs against the grammar of topics."""

from __future__ import annotations

import itertools

import pytest

from hemicycle.services.kernel.logs import LOGS, kind_of
from hemicycle_protocol.topics import GRAMMAR, Kind

NO_VIEWS = {("ballots", "")}


def name_of(scope: str, part: str) -> str:
    return f"{scope}/x1/{part.replace('*', 'y1')}".rstrip("/")


def test_every_log_has_a_kind_but_those_of_ballots() -> None:
    assert set(LOGS) == {topic for topic, kind in GRAMMAR.items() if kind is Kind.LOG} - NO_VIEWS


@pytest.mark.parametrize(("scope", "part"), sorted(LOGS))
def test_a_log_begins_empty_under_its_id(scope: str, part: str) -> None:
    found = kind_of(name_of(scope, part))
    assert found is not None
    kind, id_ = found
    assert (kind, id_) == (LOGS[scope, part], "x1")
    assert kind.empty(id_) == kind.empty(id_)


@pytest.mark.parametrize(("scope", "part"), sorted(set(GRAMMAR) - set(LOGS)))
def test_boards_streams_and_boxes_are_no_logs_with_a_view(scope: str, part: str) -> None:
    assert kind_of(name_of(scope, part)) is None


@pytest.mark.parametrize(
    "name", ["", "debate", "debate/", "debate/x 1", "debate/x1/of", "board/x1", "process//"]
)
def test_what_is_no_topic_is_no_log(name: str) -> None:
    assert kind_of(name) is None


def test_no_kind_is_of_two_minds() -> None:
    """What leaves the memory is short, so it is not saved, and may be empty, so it need not exist."""
    for kind, (one, other) in itertools.product(
        LOGS.values(), [("saved", "forgotten"), ("must_exist", "forgotten")]
    ):
        assert not (getattr(kind, one) and getattr(kind, other))
