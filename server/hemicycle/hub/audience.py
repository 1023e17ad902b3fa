"""How many watch, over all nodes, and which nodes there are.

Every node tells the others every two seconds that it lives, how many viewers it has in each debate and for
which topics it answers calls. Who says nothing for ten seconds is gone, and its numbers with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from hemicycle_protocol.topics import Topic

BEAT_S = 2.0
GONE_S = 10.0
# Topics whose highest audience is remembered; the one seen first is forgotten first.
PEAKS = 10_000


def has_audience(topic: Topic) -> bool:
    """Whether the readers of a log are viewers: those of a debate are, its desk's are not."""
    return topic.scope == "debate" and not topic.part


class Beat(NamedTuple):
    """What a node says of itself: topic → viewers, topic → most viewers seen, topics it answers for."""

    viewers: dict[str, int]
    peaks: dict[str, int]
    answers: list[str]


class Nodes:
    """The other nodes, by what they last said."""

    def __init__(self, gone: Callable[[str], None]) -> None:
        self._gone = gone
        self._beats: dict[str, tuple[float, Beat]] = {}
        self._peaks: dict[str, int] = {}

    def heard(self, node: str, beat: Beat, *, mono_s: float) -> None:
        """A node said how it is."""
        self._beats[node] = (mono_s, beat)
        self._raise(beat.peaks)

    def expire(self, *, mono_s: float) -> None:
        """Forget nodes that say nothing any more."""
        for node, (at, _) in list(self._beats.items()):
            if mono_s - at > GONE_S:
                del self._beats[node]
                self._gone(node)

    def answering(self, topic: str) -> str | None:
        """The node that answers calls for a topic."""
        return next((node for node, (_, beat) in self._beats.items() if topic in beat.answers), None)

    def audience(self, own: dict[str, int]) -> dict[str, tuple[int, int]]:
        """Topic → viewers on all nodes and the most there were; `own` are this node's."""
        totals = dict(own)
        for _, beat in self._beats.values():
            for topic, viewers in beat.viewers.items():
                totals[topic] = totals.get(topic, 0) + viewers
        self._raise(totals)
        return {topic: (viewers, self._peaks.get(topic, viewers)) for topic, viewers in totals.items()}

    def beat(self, own: dict[str, int], answers: list[str]) -> Beat:
        """What this node says of itself."""
        return Beat(own, {topic: self._peaks.get(topic, 0) for topic in own}, answers)

    def _raise(self, seen: dict[str, int]) -> None:
        for topic, viewers in seen.items():
            self._peaks[topic] = max(viewers, self._peaks.get(topic, 0))
        while len(self._peaks) > PEAKS:
            del self._peaks[next(iter(self._peaks))]
