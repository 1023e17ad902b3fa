"""A synthesis as xAIF, the JSON of the Argument Interchange Format (arg-tech.org; pypi.org/project/xaif).

| what | node | leads to |
|---|---|---|
| proposition, family, argument | I | |
| family for, against its proposition | RA, CA | proposition |
| argument in a family, whose words are another's | MA | family |
| somebody wrote an argument | L, then YA | argument |

Locutions name who spoke; participants carry the name shown on the pages, as a surname.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from hemicycle_protocol.synthesis import FamilySide

from .argument_map import ArgumentMap, MapArgument, MapProposition

_RELATIONS = {
    FamilySide.FOR: ("RA", "Default Inference"),
    FamilySide.AGAINST: ("CA", "Default Conflict"),
}


class Node(Struct, frozen=True):
    """What is said, or how two of those are tied."""

    node_id: int = msgspec.field(name="nodeID")
    text: str
    type: str


class Edge(Struct, frozen=True):
    """From one node to another."""

    edge_id: int = msgspec.field(name="edgeID")
    from_id: int = msgspec.field(name="fromID")
    to_id: int = msgspec.field(name="toID")


class Participant(Struct, frozen=True):
    """Somebody who spoke."""

    participant_id: int = msgspec.field(name="participantID")
    firstname: str
    surname: str


class Locution(Struct, frozen=True):
    """Who spoke a node of type L."""

    node_id: int = msgspec.field(name="nodeID")
    person_id: int = msgspec.field(name="personID")


class Aif(Struct, frozen=True):
    """The graph."""

    nodes: list[Node]
    edges: list[Edge]
    schemefulfillments: list[object]
    descriptorfulfillments: list[object]
    participants: list[Participant]
    locutions: list[Locution]


class Xaif(Struct, frozen=True):
    """An xAIF document."""

    aif: Aif = msgspec.field(name="AIF")
    text: str
    dialog: bool
    ova: dict[str, object] = msgspec.field(name="OVA")


def xaif(map_: ArgumentMap) -> Xaif:
    """The map as one xAIF document."""
    graph = _Graph()
    for proposition in map_.propositions:
        graph.add(proposition)
    aif = Aif(graph.nodes, graph.edges, [], [], graph.participants, graph.locutions)
    ova: dict[str, object] = {"firstname": "", "surname": "", "url": "", "nodes": [], "edges": []}
    return Xaif(aif, map_.title, False, ova)


class _Graph:
    """Grows node by node; numbers begin with 1."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.participants: list[Participant] = []
        self.locutions: list[Locution] = []
        self._people: dict[str, int] = {}

    def add(self, proposition: MapProposition) -> None:
        said = self._node("I", proposition.title)
        for family in proposition.families:
            words = f"{family.title}. {family.summary}" if family.summary else family.title
            meant = self._node("I", words)
            type_, scheme = _RELATIONS[family.side]
            self._tie(meant, type_, scheme, said)
            for argument in family.arguments:
                self._tie(self._argument(argument), "MA", "Default Rephrase", meant)
        for argument in proposition.unclassified:
            self._argument(argument)

    def _argument(self, argument: MapArgument) -> int:
        written = self._node("I", argument.text)
        spoken = self._node("L", f"{argument.author}: {argument.text}")
        self.locutions.append(Locution(spoken, self._person(argument.author)))
        self._tie(spoken, "YA", "Asserting", written)
        return written

    def _person(self, name: str) -> int:
        known = self._people.get(name)
        if known is None:
            known = self._people[name] = len(self._people) + 1
            self.participants.append(Participant(known, "", name))
        return known

    def _tie(self, origin: int, type_: str, text: str, end: int) -> None:
        between = self._node(type_, text)
        self._edge(origin, between)
        self._edge(between, end)

    def _node(self, type_: str, text: str) -> int:
        self.nodes.append(Node(len(self.nodes) + 1, " ".join(text.split()), type_))
        return len(self.nodes)

    def _edge(self, origin: int, end: int) -> None:
        self.edges.append(Edge(len(self.edges) + 1, origin, end))
