"""Who watches, over all nodes."""

from __future__ import annotations

from hemicycle.hub.audience import GONE_S, PEAKS, Beat, Nodes


def test_viewers_of_all_nodes_are_added_and_the_highest_is_kept() -> None:
    gone: list[str] = []
    nodes = Nodes(gone.append)
    nodes.heard("n2", Beat({"debate/d1": 3}, {"debate/d1": 9}, []), mono_s=0)
    assert nodes.audience({"debate/d1": 2}) == {"debate/d1": (5, 9)}
    nodes.expire(mono_s=GONE_S + 1)
    assert gone == ["n2"]
    assert nodes.audience({"debate/d1": 2}) == {"debate/d1": (2, 9)}


def test_made_up_debates_do_not_fill_the_memory() -> None:
    nodes = Nodes(lambda node: None)
    topics = {f"debate/made-up-{n}": 1 for n in range(PEAKS + 5)}
    nodes.audience(topics)
    first, last = "debate/made-up-0", f"debate/made-up-{PEAKS + 4}"
    assert nodes.beat({first: 0, last: 0}, []).peaks == {first: 0, last: 1}
