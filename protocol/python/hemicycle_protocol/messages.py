"""The envelope: what travels on `/live` and `/media`, one class a message.

Each message is one binary WebSocket message holding one MessagePack map with a `type`. Which side
sends it is written in its docstring: C = client, S = server. Rules have their numbers in SPEC.md.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Struct

from .errors import Code, Facts, FaultCode, TopicCode
from .marks import OneOf
from .views import Event, Limits, Position, You

SUBPROTOCOL = "hemicycle.v1"


class Message(Struct, frozen=True, omit_defaults=True, tag_field="type"):
    """Base of all messages."""


class Hello(Message, frozen=True, tag="hello"):
    """C: the first message of a session, within 10 s. `token` names the person; none is a viewer."""

    versions: list[int]
    token: str | None = None
    locale: str = "fr"


class Welcome(Message, frozen=True, tag="welcome"):
    """S: the session stands."""

    version: int
    session: str
    server_time_ms: int
    limits: Limits
    you: You | None = None
    build: str = ""


class Subscribe(Message, frozen=True, tag="subscribe"):
    """C: follow a topic, from `since` when the reader has a position."""

    topic: str
    since: Position | None = None


class Unsubscribe(Message, frozen=True, tag="unsubscribe"):
    """C: follow a topic no longer."""

    topic: str


class Subscribed(Message, frozen=True, tag="subscribed"):
    """S: the topic is followed; what is older than `position` stands in `snapshot` or was recovered.

    `recovered`: the events after `since` follow at once, there is no gap. Otherwise `snapshot` holds the
    view (log) or all keys (board) at `position`, and whatever the reader held before is void.
    """

    topic: str
    kind: str
    position: Position
    recovered: bool = False
    snapshot: dict[str, object] | None = None


class Unsubscribed(Message, frozen=True, tag="unsubscribed"):
    """S: the topic is followed no longer, by wish or with a code (SPEC T2)."""

    topic: str
    code: Annotated[str, OneOf(Code, TopicCode)] = ""


class Events(Message, frozen=True, tag="events"):
    """S: facts of a log, in order; the first has offset `first`."""

    topic: str
    epoch: str
    first: int
    events: list[Event]


class Board(Message, frozen=True, tag="board"):
    """S: keys of a board that changed after `since`, at `version`. A None value removes the key."""

    topic: str
    epoch: str
    since: int
    version: int
    keys: dict[str, object]


class Group(Message, frozen=True, tag="group"):
    """S, and C when the stage publishes: a group of a stream begins, with what a decoder needs."""

    topic: str
    group: int
    at: int
    mime: str
    init: bytes
    width: int = 0
    height: int = 0


class Chunk(Message, frozen=True, tag="chunk"):
    """S, and C when the stage publishes: one fragment of a group."""

    topic: str
    group: int
    index: int
    at: int
    data: bytes


class Command(Message, frozen=True, tag="command"):
    """C: ask for an act. `name` is one of `commands.COMMANDS`, `args` its fields."""

    ref: int
    name: str
    args: dict[str, object]


class Done(Message, frozen=True, tag="done"):
    """S: the act stands (votes: it is on disk). `at` is the server's time of it."""

    ref: int
    at: int
    result: dict[str, object] = {}


class Refused(Message, frozen=True, tag="refused"):
    """S: the act was not done; the connection stays. `code` for programs, `facts` for the sentence."""

    ref: int
    code: Annotated[str, OneOf(Code)]
    facts: Facts = {}


class Call(Message, frozen=True, tag="call"):
    """S, to the stage only: a question from a panelist that the stage must answer."""

    ref: int
    name: str
    seat: str
    args: dict[str, object]


class Reply(Message, frozen=True, tag="reply"):
    """C, from the stage only: the answer to a call, or a code."""

    ref: int
    result: dict[str, object] = {}
    code: Annotated[str, OneOf(Code)] = ""


class Ping(Message, frozen=True, tag="ping"):
    """S: are you there? Also tells the time."""

    n: int
    server_time_ms: int


class Pong(Message, frozen=True, tag="pong"):
    """C: the answer to a ping, with its number."""

    n: int


class Closing(Message, frozen=True, tag="closing"):
    """S: this connection will be closed; come back after `retry_after_ms` (a slot of one's own)."""

    code: int
    reason: str
    retry_after_ms: int = 0


class Fault(Message, frozen=True, tag="fault"):
    """S: a message was of an unknown type or not allowed now; the connection stays."""

    code: Annotated[str, OneOf(FaultCode)]
    detail: str = ""


FromClient = Hello | Subscribe | Unsubscribe | Command | Pong | Reply | Group | Chunk
FromServer = (
    Welcome
    | Subscribed
    | Unsubscribed
    | Events
    | Board
    | Group
    | Chunk
    | Done
    | Refused
    | Call
    | Ping
    | Closing
    | Fault
)
