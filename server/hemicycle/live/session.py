"""The conversation of one connection, without any I/O: messages in, effects out.

The shell (`protocol`) carries the effects out; the hub writes deliveries to the connection by itself.
Rules S1–S9, T2–T5 and C1–C4 of protocol/SPEC.md are here.
"""

from __future__ import annotations

from typing import NamedTuple

from hemicycle.core.permissions import is_audience
from hemicycle.services.kernel.caller import Identity
from hemicycle_protocol.codec import MEDIA_BYTES, MESSAGE_BYTES, decode_client
from hemicycle_protocol.errors import CloseCode, Code, FaultCode, TopicCode, UnknownType, WireError
from hemicycle_protocol.messages import (
    Chunk,
    Command,
    Fault,
    Group,
    Hello,
    Message,
    Pong,
    Refused,
    Reply,
    Subscribe,
    Unsubscribe,
    Unsubscribed,
    Welcome,
)
from hemicycle_protocol.topics import Kind, Topic, parse_topic
from hemicycle_protocol.views import Position, Role, You

from .gate import Gate
from .limits import Bucket, Share
from .settings import LiveSettings

VERSION = 1
# The stage is ours, and its media is paced by its own network.
UNLIMITED = 1 << 30
# What a subscription costs beside its message: the node may have to read, and to write all that was missed.
SUBSCRIPTION = 4


class Send(NamedTuple):
    """Write a message to this connection."""

    message: Message


class Join(NamedTuple):
    """Let the hub bring the connection to a topic."""

    topic: Topic
    since: Position | None


class Leave(NamedTuple):
    """Let the hub forget the connection in a topic."""

    topic: str


class Run(NamedTuple):
    """Do a command and answer it."""

    command: Command


class Publish(NamedTuple):
    """Media from the stage."""

    message: Group | Chunk


class Answer(NamedTuple):
    """The stage answers a call."""

    reply: Reply


class Serve(NamedTuple):
    """This session answers calls about a topic from now on."""

    topic: str


Effect = Send | Join | Leave | Run | Publish | Answer | Serve


class Session:
    """What one connection has said so far.

    `media` sessions (`/media`) follow streams, the others logs and boards.
    """

    __slots__ = ("_commands", "_messages", "id", "identity", "locale", "media", "person", "running", "topics")

    def __init__(self, *, media: bool) -> None:
        self.media = media
        self.id = ""
        self.locale = ""
        self.identity: Identity | None = None
        self.topics: dict[str, None] = {}
        self.running = 0
        # What all sessions of this person have together; None of strangers and the stage.
        self.person: Share | None = None
        self._messages: Bucket | None = None
        self._commands: Bucket | None = None

    @property
    def you(self) -> You | None:
        """The person who said hello, if they are signed in."""
        return None if self.identity is None else self.identity.you

    @property
    def is_open(self) -> bool:
        """Whether hello was said."""
        return bool(self.id)

    @property
    def is_stage(self) -> bool:
        """Whether the stage of a debate speaks here."""
        return self.you is not None and Role.STAGE in self.you.roles

    @property
    def is_audience(self) -> bool:
        """Whether this session counts as a viewer: it has no other part in the debate."""
        return is_audience(self.you)

    @property
    def message_bytes(self) -> int:
        """The largest message that is accepted."""
        return MEDIA_BYTES if self.is_stage and self.media else MESSAGE_BYTES

    def frames_left(self, settings: LiveSettings, mono: int) -> int:
        """How many frames may come now, whatever is in them (S7)."""
        if self.is_stage:
            return UNLIMITED
        if self._messages is None:
            self._messages = Bucket(settings.messages_burst, mono=mono)
        return self._messages.left(per_s=settings.messages_per_s, burst=settings.messages_burst, mono=mono)

    def spend(self, frames: int) -> None:
        """So many came."""
        if self._messages is not None:
            self._messages.spend(frames)

    def receive(
        self, data: bytes, gate: Gate, settings: LiveSettings, *, id_: str, now: int, mono: int
    ) -> list[Effect]:
        """What follows from a binary message. `id_` is the session's if this is its hello.

        Raises:
            WireError: the connection ends with its code.
        """
        try:
            message = decode_client(data, self.message_bytes)
        except UnknownType as unknown:
            if not self.is_open:
                raise WireError(CloseCode.HELLO_EXPECTED, "the first message is hello") from None
            return [Send(Fault(FaultCode.UNKNOWN_TYPE, unknown.type))]
        if isinstance(message, Hello):
            return self._hello(message, gate, settings, id_, now)
        if not self.is_open:
            raise WireError(CloseCode.HELLO_EXPECTED, "the first message is hello")
        match message:
            case Command():
                return self._command(message, settings, mono)
            case Subscribe():
                return self._subscribe(message, gate, settings, mono)
            case Unsubscribe():
                return self._unsubscribe(message.topic)
            case Group() | Chunk():
                return self._publish(message, gate)
            case Reply():
                return [Answer(message)] if self.is_stage else [_not_now("reply")]
            case Pong():
                return []

    def _hello(self, hello: Hello, gate: Gate, settings: LiveSettings, id_: str, now: int) -> list[Effect]:
        if self.is_open:
            return [_not_now("hello")]
        if VERSION not in hello.versions:
            raise WireError(CloseCode.VERSION, f"this server speaks version {VERSION}")
        self.identity = gate.identify(hello.token)
        self.id = id_
        self.locale = "en" if hello.locale.startswith("en") else "fr"
        effects: list[Effect] = [Send(Welcome(VERSION, id_, now, settings.limits, self.you, settings.build))]
        if self.is_stage and not self.media and self.you is not None and self.you.debate:
            effects.append(Serve(f"debate/{self.you.debate}"))
        return effects

    def _command(self, command: Command, settings: LiveSettings, mono: int) -> list[Effect]:
        if self.media:
            return [_not_now("command")]
        if self.running >= settings.commands_at_once:
            return [Send(Refused(command.ref, Code.BUSY))]
        bucket = self.person.bucket if self.person is not None else self._commands
        if bucket is None:
            bucket = self._commands = Bucket(settings.commands_burst, mono=mono)
        per_s = settings.limits.commands_per_s
        if not bucket.take(per_s=per_s, burst=settings.commands_burst, mono=mono):
            wait = bucket.wait_ms(per_s=per_s)
            return [Send(Refused(command.ref, Code.RATE_LIMITED, {"retry_after_ms": wait}))]
        return [Run(command)]

    def _subscribe(self, message: Subscribe, gate: Gate, settings: LiveSettings, mono: int) -> list[Effect]:
        if self.frames_left(settings, mono) < SUBSCRIPTION:
            raise WireError(CloseCode.FLOODING, "more subscriptions than are allowed")
        self.spend(SUBSCRIPTION)
        topic = parse_topic(message.topic)
        if topic is None or (topic.kind is Kind.STREAM) is not self.media:
            return [Send(Unsubscribed(message.topic[:128], TopicCode.UNKNOWN_TOPIC))]
        refusal = gate.may_follow(self.you, topic)
        if refusal is not None:
            return [Send(Unsubscribed(topic.name, refusal))]
        if topic.name in self.topics:  # it lost its place and starts again
            return [Leave(topic.name), Join(topic, message.since)]
        if len(self.topics) >= settings.limits.topics:
            return [Send(Unsubscribed(topic.name, TopicCode.TOO_MANY_TOPICS))]
        self.topics[topic.name] = None
        return [Join(topic, message.since)]

    def _unsubscribe(self, name: str) -> list[Effect]:
        if name not in self.topics:
            return [Send(Unsubscribed(name[:128]))]
        del self.topics[name]
        return [Leave(name), Send(Unsubscribed(name))]

    def _publish(self, message: Group | Chunk, gate: Gate) -> list[Effect]:
        topic = parse_topic(message.topic)
        if topic is None or topic.kind is not Kind.STREAM or not gate.may_publish(self.you, topic):
            return [_not_now(f"publishing {message.topic[:64]}")]
        return [Publish(message)]


def _not_now(what: str) -> Send:
    return Send(Fault(FaultCode.NOT_NOW, what))
