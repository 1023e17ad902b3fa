"""xAIF: the graph is whole, and reads back as it was written."""

import json

import msgspec

from hemicycle.core.xaif import Xaif, xaif
from tests.support.synthesis import a_map

GOLDEN_NODES = [
    (1, "I", "Publier les avenants"),
    (2, "I", "Transparence. On voit où va l’argent."),
    (3, "RA", "Default Inference"),
    (4, "I", "La dépense devient visible."),
    (5, "L", "Zoé: La dépense devient visible."),
    (6, "YA", "Asserting"),
    (7, "MA", "Default Rephrase"),
    (8, "I", "Coût"),
    (9, "CA", "Default Conflict"),
    (10, "I", "Cela coûte cher aux communes."),
    (11, "L", "Zoé: Cela coûte cher aux communes."),
    (12, "YA", "Asserting"),
    (13, "MA", "Default Rephrase"),
    (14, "I", "Voir [ici] : *rien* // du tout"),
    (15, "L", "Max: Voir [ici] : *rien* // du tout"),
    (16, "YA", "Asserting"),
]
GOLDEN_EDGES = [
    *((2, 3), (3, 1), (5, 6), (6, 4), (4, 7), (7, 2)),
    *((8, 9), (9, 1), (11, 12), (12, 10), (10, 13), (13, 8), (15, 16), (16, 14)),
]


def test_the_golden_graph() -> None:
    """[SY15]"""
    document = json.loads(msgspec.json.encode(xaif(a_map())))
    assert list(document) == ["AIF", "text", "dialog", "OVA"]
    aif = document["AIF"]
    assert [(node["nodeID"], node["type"], node["text"]) for node in aif["nodes"]] == GOLDEN_NODES
    assert [(edge["fromID"], edge["toID"]) for edge in aif["edges"]] == GOLDEN_EDGES
    assert aif["participants"] == [
        {"participantID": 1, "firstname": "", "surname": "Zoé"},
        {"participantID": 2, "firstname": "", "surname": "Max"},
    ]
    assert aif["locutions"] == [
        {"nodeID": 5, "personID": 1},
        {"nodeID": 11, "personID": 1},
        {"nodeID": 15, "personID": 2},
    ]


def test_what_is_written_reads_back() -> None:
    """[SY15]"""
    written = xaif(a_map())
    assert msgspec.json.decode(msgspec.json.encode(written), type=Xaif) == written


def test_every_edge_ends_at_nodes_and_every_relation_has_two() -> None:
    """[AIF] Two nodes of information are never tied but through a scheme."""
    aif = xaif(a_map()).aif
    types = {node.node_id: node.type for node in aif.nodes}
    for edge in aif.edges:
        assert {types[edge.from_id], types[edge.to_id]} & {"RA", "CA", "MA", "YA"}
        assert {types[edge.from_id], types[edge.to_id]} & {"I", "L"}
    for node, type_ in types.items():
        if type_ in ("RA", "CA", "MA", "YA"):
            assert sum(edge.to_id == node for edge in aif.edges) == 1
            assert sum(edge.from_id == node for edge in aif.edges) == 1
