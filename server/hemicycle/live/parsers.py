"""Readers of WebSocket frames, shared by connections that are at rest.

Between two messages a frame parser holds nothing about its connection: all of them are the same. So a
connection borrows one when bytes arrive and gives it back when a message is complete; ten thousand idle
viewers need none. A parser in the middle of a message, or of a closing handshake, stays with its connection.
"""

from __future__ import annotations

import logging

from websockets.frames import Close
from websockets.protocol import OPEN, Protocol, Side

from hemicycle_protocol.errors import CloseCode

_MESSAGE_TOO_BIG = 1009
# Parsers kept for the next bytes; in one turn of the event loop few are needed at once.
_SPARE = 64

_log = logging.getLogger("hemicycle.live.frames")
_log.setLevel(logging.WARNING)


class Parser(Protocol):
    """The server's side of an open WebSocket, without extensions, without I/O."""

    def __init__(self) -> None:
        super().__init__(Side.SERVER, state=OPEN, max_size=None, logger=_log)

    def fail(self, code: int, reason: str = "") -> None:
        """As the base class does it, but with our code for a message that is too large (SPEC S9)."""
        super().fail(CloseCode.TOO_LARGE if code == _MESSAGE_TOO_BIG else code, reason)

    @property
    def is_at_rest(self) -> bool:
        """Whether it knows nothing that another connection's parser would not know."""
        return (
            self.state is OPEN
            and self.current_size is None
            and not self.reader.buffer
            and not self.writes
            and self.parser_exc is None
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


__all__ = ["Close", "Parser", "Parsers", "close_reason"]
