"""One WebSocket connection, as uvicorn's protocol class: bytes and flow control, nothing else.

What is said is the `session`'s matter, deliveries are written by the hub straight to `write`, timers and
limits over all connections are the `server`'s. A connection is a few slots: no task, no queue, no timer.

The contract with uvicorn: constructed with `config, server_state, app_state`, then `connection_made`, then
`data_received` with the whole upgrade request; it registers in `server_state.connections` and has `shutdown`.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Any, ClassVar, cast

from websockets.frames import Frame, Opcode

from hemicycle.auth.origin import address_of
from hemicycle.hub.frames import framed
from hemicycle.hub.reader import NO_SOCKET, WAITING_BYTES
from hemicycle.services.kernel.caller import Caller
from hemicycle_protocol.errors import CloseCode, Code, Refused, WireError
from hemicycle_protocol.messages import Call, Closing, Command, Done, Message, Unsubscribed
from hemicycle_protocol.messages import Refused as RefusedMessage
from hemicycle_protocol.topics import Topic
from hemicycle_protocol.views import Position

from . import session as say
from .handshake import shake_hands
from .limits import Share
from .parsers import OPEN, Parser, close_reason
from .server import LiveServer
from .session import Session

# What the kernel holds unsent is limited, or megabytes of old video would wait there. With more than that
# the connection is behind until all is sent: nothing waits in memory for one who keeps up. (With a limit
# of 0 uvloop also writes at once instead of collecting writes until the end of the loop's turn.)
UNSENT_BYTES = 131_072
WRITE_BUFFER_BYTES = 0
# A peer that acknowledges nothing for this long is gone, even if it never says so.
UNACKNOWLEDGED_MS = 30_000
_TCP_NOTSENT_LOWAT = 25  # linux/tcp.h; Python 3.11 has no name for it

_log = logging.getLogger(__name__)


class LiveProtocol(asyncio.Protocol):
    """A connection; a `Reader` to the hub, a `Callee` when the stage speaks here."""

    server: ClassVar[LiveServer]

    __slots__ = (
        "_asking",
        "_connections",
        "_descriptor",
        "_later",
        "_owed",
        "_parser",
        "_parts",
        "_transport",
        "address",
        "behind",
        "has_arrived",
        "heard",
        "is_ending",
        "session",
        "share",
        "slot",
        "write",
    )

    share: Share
    write: Callable[[bytes], object]

    def __init__(
        self, config: Any, server_state: Any, app_state: dict[str, Any], _loop: object = None
    ) -> None:
        self._connections: set[Any] = server_state.connections
        self._parser: Parser | None = None
        self._parts: bytearray | None = None
        self.session: Session | None = None
        self.address = ""
        self.behind = False
        self.has_arrived = False
        self.heard = True
        self.is_ending = False
        self.slot = -1
        self._descriptor = NO_SOCKET
        self._owed = 0
        # Topics to be joined once what waits has been read.
        self._later: dict[str, say.Join] | None = None
        # Topics of which it is being asked whether this person may know of them.
        self._asking: frozenset[str] = frozenset()

    # --- from the transport ---------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The HTTP side hands its transport over."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one by shape only
        self.write = self._transport.write
        self._connections.add(self)

    def data_received(self, data: bytes) -> None:
        """First the upgrade request, then frames."""
        if self.session is not None:
            self._read(data)
        elif not self.has_arrived:
            self.has_arrived = True
            self.server.arrived(self, data)
        else:
            self.abort()  # frames before the answer to the upgrade

    def eof_received(self) -> None:
        """The peer says no more; the transport closes itself."""

    def pause_writing(self) -> None:
        """The network does not take what was written."""
        self.behind = True
        if self.session is not None:
            self.server.fell_behind(self)
            self.server.hub.pause(self, list(self.session.topics))

    def resume_writing(self) -> None:
        """The network takes again."""
        self.behind = False
        if self.session is None:
            return
        self.share.waiting = max(0, self.share.waiting - self._owed)
        self._owed = 0
        self.server.caught_up(self)
        self.server.hub.resume(self, list(self.session.topics))
        if self._parser is not None:
            self._flush(self._parser)
            self._give_back(self._parser)
        later, self._later = self._later, None
        for join in (later or {}).values():
            if join.topic.name in self.session.topics:
                self._do(join)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._depart()
        self._connections.discard(self)
        self.server.lost(self)

    def shutdown(self) -> None:
        """Uvicorn stops: whoever was not drained before is told to come back."""
        self.end(CloseCode.RESTARTED, "the server restarts", retry_after_ms=self.server.slot_ms())
        self._transport.close()

    # --- opening --------------------------------------------------------------------------------

    def open(self, request: bytes) -> None:
        """Answer the upgrade request: it is this connection's turn."""
        if self.is_ending or self._transport.is_closing():
            return
        server = self.server
        refusal = server.refusal()
        if refusal is not None:
            self._turn_away(refusal)
            return
        handshake = shake_hands(request, server.settings)
        if handshake.media is None:
            self._turn_away(handshake.response)
            return
        peer = self._transport.get_extra_info("peername")
        self.address = address_of(
            str(peer[0]) if isinstance(peer, tuple) else "",
            handshake.forwarded,
            is_behind_proxy=server.settings.behind_proxy,
        )
        refusal = server.refusal_of(self.address)
        if refusal is not None:
            self._turn_away(refusal)
            return
        self.session = Session(media=handshake.media)
        self._transport.set_write_buffer_limits(high=WRITE_BUFFER_BYTES)
        tcp = self._transport.get_extra_info("socket")
        if tcp is not None and self._transport.get_extra_info("sslcontext") is None:
            self._descriptor = tcp.fileno()
        if tcp is not None and tcp.family != socket.AF_UNIX:
            tcp.setsockopt(socket.IPPROTO_TCP, _TCP_NOTSENT_LOWAT, UNSENT_BYTES)
            tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)
        self.write(handshake.response)
        server.opened(self)

    def _turn_away(self, response: bytes) -> None:
        self.is_ending = True
        self.write(response)
        self._transport.close()

    # --- reading --------------------------------------------------------------------------------

    def _read(self, data: bytes) -> None:
        assert self.session is not None
        session, server = self.session, self.server
        parser = self._parser = self._parser or server.parsers.borrow()
        mono = server.clock.mono()
        left = session.frames_left(server.settings, mono)
        frames = parser.read(data, limit_bytes=session.message_bytes, left=left)
        session.spend(left - parser.left)
        # Who sends a frame byte by byte says nothing.
        self.heard = self.heard or parser.left < left
        for frame in frames:
            if not self.is_ending:
                self._take(frame)
        self._flush(parser)
        self._give_back(parser)
        if self._transport.is_closing():
            return
        if parser.left < 0:
            self._transport.pause_reading()
        elif not server.may_read_on(self, left - parser.left, mono):
            self._transport.pause_reading()
            self.share.held.append(self.read_on)

    def read_on(self) -> None:
        """Read again, after others of its address said too much."""
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def _give_back(self, parser: Parser) -> None:
        if parser.is_at_rest and not self.is_ending:
            self._parser = None
            self.server.parsers.give_back(parser)

    def _take(self, frame: Any) -> None:
        assert isinstance(frame, Frame)
        if frame.opcode is Opcode.BINARY and frame.fin:
            self._message(bytes(frame.data))
        elif frame.opcode is Opcode.BINARY:
            self._parts = bytearray(frame.data)
        elif frame.opcode is Opcode.CONT and self._parts is not None:
            self._parts += frame.data
            if frame.fin:
                parts, self._parts = self._parts, None
                self._message(bytes(parts))
        elif frame.opcode is Opcode.TEXT:
            self.end(CloseCode.MALFORMED, "messages are binary")

    def _message(self, data: bytes) -> None:
        assert self.session is not None
        server, was_open = self.server, self.session.is_open
        try:
            effects = self.session.receive(
                data,
                server.gate,
                server.settings,
                id_="" if was_open else server.new_id(),
                now=server.clock.now(),
                mono=server.clock.mono(),
            )
        except WireError as error:
            self.end(error.code, error.detail)
            return
        for effect in effects:
            self._do(effect)
        if not was_open:
            server.entered(self)

    def _do(self, effect: say.Effect) -> None:
        hub = self.server.hub
        match effect:
            case say.Run(command):
                self._begin(command)
            case say.Send(message):
                self.send(message)
            case say.Join(topic, since):
                if self.share.waiting > self.server.settings.unread_bytes_per_address:
                    self.cut()
                elif self.waiting() > WAITING_BYTES:
                    self._later = {**(self._later or {}), topic.name: effect}
                elif self.server.gate.is_known_public(topic):
                    self._join(topic, since)
                elif topic.name not in self._asking:
                    self._asking |= {topic.name}
                    self.server.tasks.spawn(self._ask_and_join(topic, since))
            case say.Leave(topic=name):
                hub.leave(self, name)
            case say.Publish(message=media):
                hub.publish_stream(media)
            case say.Answer(reply):
                hub.peers.answer(self, reply.ref, reply.result, reply.code)
            case say.Serve(topic=name):
                hub.register(name, self)

    def _join(self, topic: Topic, since: Position | None) -> None:
        self.server.hub.join(self, topic, since)
        self.server.gate.joined(self._caller(), topic)

    async def _ask_and_join(self, topic: Topic, since: Position | None) -> None:
        """Join once it is known that this person may know of the topic."""
        assert self.session is not None
        try:
            refusal = await self.server.gate.check_topic(self.session.you, topic)
        finally:
            self._asking -= {topic.name}
        if self.is_ending or topic.name not in self.session.topics:
            return  # it left meanwhile
        if refusal is None:
            self._join(topic, since)
        else:
            del self.session.topics[topic.name]
            self.send(Unsubscribed(topic.name, refusal))

    # --- writing --------------------------------------------------------------------------------

    @property
    def socket(self) -> int:
        """Where a fan-out may write itself: while nothing waits here, so that frames stay in order."""
        return NO_SOCKET if self.behind else self._descriptor

    def send(self, message: Message) -> None:
        """Write a message to this connection alone."""
        if self.is_ending:
            return
        if self.behind and self.buffered() > WAITING_BYTES:
            self.cut()
            return
        self.write(framed(message))

    def ask(self, ref: int, name: str, seat: str, args: dict[str, object]) -> None:
        """A call to the stage, which speaks here."""
        self.send(Call(ref, name, seat, args))

    def catch_up(self, data: bytes, /) -> None:
        """Take what a joiner missed. However long it is, it does not make the connection too slow."""
        self.write(data)
        if self.behind:
            before, self._owed = self._owed, self.waiting()
            self.share.waiting += self._owed - before

    def buffered(self) -> int:
        """How many bytes wait in memory, not counting what a joiner was brought."""
        return max(0, self.waiting() - self._owed)

    def waiting(self) -> int:
        """How many bytes wait in memory, whatever they are."""
        return self._transport.get_write_buffer_size()

    def _flush(self, parser: Parser) -> None:
        """Write what the frame parser has to say: a pong, close frames, the end of the stream."""
        if not self.behind and (pong := parser.pong()):
            self.write(pong)
        for data in parser.data_to_send():
            if data:
                self.write(data)
            elif not self._transport.is_closing():
                # Half-closed, so that the peer reads the close frame before anything is reset.
                self._depart()
                self._transport.write_eof()

    # --- commands -------------------------------------------------------------------------------

    def _begin(self, command: Command) -> None:
        assert self.session is not None
        self.session.running += 1
        self.server.tasks.spawn(self._run(command, self._caller()))

    async def _run(self, command: Command, caller: Caller) -> None:
        assert self.session is not None
        reply: Message
        try:
            at, result = await self.server.gate.handle(caller, command.name, command.args)
            reply = Done(command.ref, at, result)
        except Refused as refusal:
            reply = RefusedMessage(command.ref, refusal.code, refusal.facts)
        except Exception:  # ours, not theirs: the log gets all of it, the person a word
            _log.exception("command %s failed", command.name[:64])
            reply = RefusedMessage(command.ref, Code.UNAVAILABLE)
        finally:
            self.session.running -= 1
        if self.is_ending:  # it may have said of this session that it is there, after it had left
            self.server.gate.left(caller, [])
        self.send(reply)

    def _caller(self) -> Caller:
        assert self.session is not None
        session = self.session
        return Caller(session.you, session.id, self.address, self.server.clock.now(), session.locale)

    # --- ending ---------------------------------------------------------------------------------

    @property
    def is_audience(self) -> bool:
        """Whether it counts as a viewer."""
        return self.session is not None and self.session.is_audience

    def cut(self) -> None:
        """Too slow for a log: it comes back and resumes."""
        self.end(CloseCode.SLOW, "the connection does not keep up")

    def end(self, code: CloseCode, reason: str, *, retry_after_ms: int | None = None) -> None:
        """Begin the closing handshake; idempotent. Who does not finish it is cut by the server's wheel."""
        if self.is_ending or self.session is None:
            return
        if retry_after_ms is not None:
            self.write(framed(Closing(code, reason, retry_after_ms)))
        self._depart()
        parser = self._parser = self._parser or self.server.parsers.borrow()
        if parser.state is OPEN:  # else the other side was first, or what came after broke the frames
            parser.send_close(code, close_reason(reason))
        self._flush(parser)

    def abort(self) -> None:
        """End it without waiting for the peer."""
        self._transport.abort()

    def _depart(self) -> None:
        """Leave all topics, once; nothing is delivered any more."""
        if self.is_ending or self.session is None:
            return
        self.is_ending = True
        session, hub = self.session, self.server.hub
        for name in session.topics:
            hub.leave(self, name)
        if session.is_stage:
            hub.peers.unregister(self)
        if session.is_open:
            self.server.gate.left(self._caller(), list(session.topics))
        session.topics.clear()
        self.server.ending(self)


def make_protocol(server: LiveServer) -> type[LiveProtocol]:
    """The class to give to `uvicorn.Config(ws=…)`."""
    return type("LiveProtocol", (LiveProtocol,), {"server": server, "__slots__": ()})
