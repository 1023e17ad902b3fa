"""A truth in memory for the hub, and readers that remember what they were written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hemicycle.hub.frames import payloads
from hemicycle.hub.reader import NO_SOCKET
from hemicycle_protocol.codec import decode_server
from hemicycle_protocol.messages import Board, Events, FromServer, Subscribed, Unsubscribed
from hemicycle_protocol.views import Event, Position

EPOCH = "e1"


class Truth:
    """A `Source`: logs and durable boards; counts how often it is read."""

    def __init__(self) -> None:
        self.logs: dict[str, list[Event]] = {}
        self.boards: dict[str, tuple[int, dict[str, object]]] = {}
        self.forgotten: dict[str, int] = {}
        self.snapshots_lag = 0
        self.reads: list[str] = []
        self.before_read: Callable[[], None] = lambda: None

    def append(self, topic: str, *bodies: object) -> tuple[int, list[Event]]:
        log = self.logs.setdefault(topic, [])
        first = len(log) + 1
        events = [Event(first + n, 1_000, "said", {"text": body}) for n, body in enumerate(bodies)]
        log.extend(events)
        return first, events

    def count(self, topic: str, **keys: object) -> tuple[int, int]:
        before, values = self.boards.get(topic, (0, {}))
        values = {k: v for k, v in (values | keys).items() if v is not None}
        self.boards[topic] = (before + 1, values)
        return before, before + 1

    async def heads(self, topics: Sequence[str]) -> dict[str, Position]:
        self._read("heads")
        logs = {t: Position(EPOCH, len(self.logs[t])) for t in topics if t in self.logs}
        return logs | {t: Position(EPOCH, self.boards[t][0]) for t in topics if t in self.boards}

    async def events(self, topic: str, after: int, limit: int) -> list[Event] | None:
        self._read("events")
        if after < self.forgotten.get(topic, 0):
            return None
        return self.logs[topic][after : after + limit]

    async def snapshot(self, topic: str) -> tuple[Position, dict[str, object]]:
        self._read("snapshot")
        log = self.logs[topic][: max(0, len(self.logs[topic]) - self.snapshots_lag)]
        return Position(EPOCH, len(log)), {"texts": [event.body.get("text") for event in log]}

    async def board(self, topic: str) -> tuple[int, dict[str, object]]:
        self._read("board")
        clock, keys = self.boards.get(topic, (0, {}))
        return clock, dict(keys)

    def _read(self, what: str) -> None:
        self.reads.append(what)
        self.before_read()


class Listener:
    """A `Reader` whose network can be stopped; it keeps what it was written, decoded."""

    socket = NO_SOCKET

    def __init__(self, *, is_audience: bool = True) -> None:
        self.behind = False
        self.is_audience = is_audience
        self.waiting = 0
        self.was_cut = False
        self.writes = 0
        self.messages: list[FromServer] = []

    def write(self, data: bytes, /) -> None:
        self.writes += 1
        self.messages.extend(decode_server(payload) for payload in payloads(data))

    def catch_up(self, data: bytes, /) -> None:
        self.write(data)

    def buffered(self) -> int:
        return self.waiting

    def cut(self) -> None:
        self.was_cut = True


class Follower:
    """What a correct client makes of the messages of one topic, and its complaints."""

    def __init__(self) -> None:
        self.position: Position | None = None
        self.texts: list[object] = []
        self.keys: dict[str, object] = {}
        self.code = ""
        self.snapshots = 0

    def take(self, message: FromServer) -> None:
        match message:
            case Subscribed(recovered=True):
                assert message.position == self.position
            case Subscribed():
                self.position = message.position
                self.snapshots += 1
                view = message.snapshot or {}
                self.texts = list(view.get("texts", []))  # type: ignore[call-overload]
                self.keys = dict(view)
            case Events():
                assert self.position is not None
                assert message.first == self.position.at + 1, "a gap or a repetition"
                self.texts += [event.body["text"] for event in message.events]
                self.position = Position(message.epoch, message.events[-1].offset)
            case Board():
                assert self.position is not None
                assert message.epoch == self.position.epoch
                if message.version <= self.position.at:
                    return
                assert message.since <= self.position.at, "a hole in a board"
                merged = self.keys | message.keys
                self.keys = {key: value for key, value in merged.items() if value is not None}
                self.position = Position(message.epoch, message.version)
            case Unsubscribed():
                self.code = message.code
