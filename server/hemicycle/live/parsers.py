"""Readers of WebSocket frames, shared by connections that are at rest.

Between two messages a frame parser holds nothing about its connection: all of them are the same. So a
connection borrows one when bytes arrive and gives it back when a message is complete; ten thousand idle
viewers need none. A parser in the middle of a message, or of a closing handshake, stays with its connection.
"""

from __future__ import annotations

import logging

from websockets.exceptions import ProtocolError
from websockets.frames import Close, Frame, Opcode
from websockets.protocol import OPEN, Event, Protocol, Side

from hemicycle_protocol.errors import CloseCode

_MESSAGE_TOO_BIG = 1009
_PONG_FIN = 0x8A
# What a frame costs, beside one for itself: one for each of these. Pings and empty fragments are frames, too.
PIECE_BYTES = 4_096
# Parsers kept for the next bytes; in one turn of the event loop few are needed at once.
_SPARE = 64

_log = logging.getLogger("hemicycle.live.frames")
_log.setLevel(logging.WARNING)


class Parser(Protocol):
    """The server's side of an open WebSocket, without extensions, without I/O.

    `left` is what may still be spent on frames; the one that costs more ends the connection, and nothing
    after it is looked at, however much has arrived (SPEC S7). `ping` is the newest one that is not answered.
    """

    def __init__(self) -> None:
        super().__init__(Side.SERVER, state=OPEN, max_size=None, logger=_log)
        self.left = 0
        self.ping: bytes | None = None

    def read(self, data: bytes, *, limit_bytes: int, left: int) -> list[Event]:
        """The frames that end in `data`, no more than `left` pays for; in messages of `limit_bytes`."""
        self.max_message_size, self.left = limit_bytes, left
        self.receive_data(data)
        return self.events_received()

    def recv_frame(self, frame: Frame) -> None:
        """As the base class does it, but only the newest ping will be answered (RFC 6455 §5.5.3)."""
        self.left -= 1 + len(frame.data) // PIECE_BYTES
        if self.left < 0:
            raise ProtocolError
        if frame.opcode is Opcode.PING:
            self.ping = bytes(frame.data)
        else:
            super().recv_frame(frame)

    def fail(self, code: int, reason: str = "") -> None:
        """As the base class does it, but with our codes for too large a message and too many (SPEC S9)."""
        if self.left < 0:
            code, reason = CloseCode.FLOODING, "more messages than are allowed"
        elif code == _MESSAGE_TOO_BIG:
            code = CloseCode.TOO_LARGE
        super().fail(code, reason)

    def pong(self) -> bytes:
        """The frame that answers the newest ping; none if there is nothing to answer."""
        ping, self.ping = self.ping, None
        return b"" if ping is None else bytes((_PONG_FIN, len(ping))) + ping

    @property
    def is_at_rest(self) -> bool:
        """Whether it knows nothing that another connection's parser would not know."""
        return (
            self.state is OPEN
            and self.current_size is None
            and not self.reader.buffer
            and not self.writes
            and self.parser_exc is None
            and self.ping is None
        )


class Parsers:
    """The spare ones."""

    def __init__(self) -> None:
        self._spare: list[Parser] = []

    def borrow(self) -> Parser:
        """A parser at rest."""
        return self._spare.pop() if self._spare else Parser()

    def give_back(self, parser: Parser) -> None:
        """Take a parser that is at rest."""
        if len(self._spare) < _SPARE:
            self._spare.append(parser)


def close_reason(text: str) -> str:
    """What fits into a close frame (RFC 6455 §5.5)."""
    return text.encode()[:120].decode(errors="ignore")


__all__ = ["OPEN", "Close", "Parser", "Parsers", "close_reason"]
