"""The logs that nodes keep views of, beside the grammar of topics: what each kind is and how it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from hemicycle.core.debate import empty_debate, fold_debate, hides
from hemicycle.core.desk import empty_desk, fold_desk
from hemicycle.core.person import empty_person, fold_person
from hemicycle.core.process import empty_process, fold_process
from hemicycle.core.site import empty_site, fold_site
from hemicycle.core.synthesis import empty_synthesis_desk, fold_synthesis_desk
from hemicycle_protocol.topics import parse_topic
from hemicycle_protocol.views import Event

V = TypeVar("V")


class LogKind(NamedTuple, Generic[V]):
    """How a log of this kind is folded, and how its view is kept.

    `saved`: it is long, so its fold is saved now and then and a node that starts reads few facts.
    `forgotten`: there are many, so the views used longest ago leave the memory; the others stay and follow
    the hub. `must_exist`: a log on which nothing stands is no log, so made-up ids do not fill the memory.
    `hides`: whether a fact came with words taken out of earlier ones, which are read again from the store.
    """

    empty: Callable[[str], V]
    fold: Callable[[V, Event], V]
    saved: bool = False
    forgotten: bool = False
    must_exist: bool = False
    hides: Callable[[Event], bool] = lambda event: False


# scope, part (as in `topics.GRAMMAR`) → kind. Ballots are counted by their box; no log is a board or stream.
LOGS: dict[tuple[str, str], LogKind[Any]] = {
    ("process", ""): LogKind(empty_process, fold_process, must_exist=True),
    ("process", "synthesis"): LogKind(empty_synthesis_desk, fold_synthesis_desk, forgotten=True),
    ("debate", ""): LogKind(empty_debate, fold_debate, saved=True, must_exist=True, hides=hides),
    ("debate", "desk"): LogKind(empty_desk, fold_desk, saved=True),
    ("person", ""): LogKind(empty_person, fold_person, forgotten=True),
    ("site", ""): LogKind(empty_site, fold_site),
}


def kind_of(log: str) -> tuple[LogKind[Any], str] | None:
    """The kind of a log and the id of what it is about; None for what is no log with a view."""
    topic = parse_topic(log)
    if topic is None or (topic.scope, topic.part) not in LOGS:
        return None
    return LOGS[topic.scope, topic.part], topic.id
