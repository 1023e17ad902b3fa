"""One HTTP connection: uvicorn's, with an end to everything that it waits for and keeps.

A head, a body, an answer that is not read: each has its size and its time. What a body means, and how long a
handler waits for it, is the handler's matter (`http.answers`).
"""

from __future__ import annotations

import asyncio
import http
from collections import Counter
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .auth.origin import address_of

# All browsers' cookies and the longest of addresses fit in.
HEAD_BYTES = 32_768
# From the connection, or from the answer before, to the end of the head. A browser opens some in advance.
HEAD_S = 15.0
# More than `http.answers` takes and waits for: it answers first, with words.
BODY_BYTES = 1 << 20
BODY_S = 45.0
# Who takes nothing of an answer for so long is gone.
UNREAD_S = 60.0
# Requests that wait for the answer to one before them; browsers send none.
PIPELINE = 16


class HttpLimits:
    """How many connections there may be; event streams and pages, not WebSockets."""

    def __init__(self, connections: int, connections_per_address: int) -> None:
        self.connections = connections
        self.connections_per_address = connections_per_address
        self.open = 0
        self.turned_away = 0
        self._addresses: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """One more; False if that is too many."""
        crowded = self._addresses[address] >= self.connections_per_address
        if crowded or self.open >= self.connections:
            self.turned_away += 1
            return False
        self.open += 1
        self._addresses[address] += 1
        return True

    def leave(self, address: str) -> None:
        """One less."""
        self.open -= 1
        self._addresses[address] -= 1
        if not self._addresses[address]:
            del self._addresses[address]


class HttpSocket(HttpToolsProtocol):
    """A connection that asks for pages, until it becomes a WebSocket or ends."""

    limits: HttpLimits

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._address: str | None = None
        self._is_in_head = True
        self._has_begun = False
        self._head_bytes = 0
        self._body_bytes = 0
        self._refusal = http.HTTPStatus.BAD_REQUEST
        # The end of what is waited for: a head, or the rest of a body.
        self._due: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._least = 0

    # --- from the transport ---------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it; a proxy of ours counts as one address, and has its own limits for whom it lets in."""
        super().connection_made(transport)  # type: ignore[arg-type]
        address = address_of(self.client[0] if self.client else "", (), is_behind_proxy=False)
        if not self.limits.enter(address):
            self._refuse(http.HTTPStatus.SERVICE_UNAVAILABLE)
            return
        self._address = address
        self._wait(HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parts of requests."""
        if self.transport.is_closing():
            return
        if self._is_in_head:
            self._wait_for_head()
            self._head_bytes += len(data)
        super().data_received(data)
        if self._is_in_head and self._head_bytes > HEAD_BYTES:
            self._refuse(http.HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def pause_writing(self) -> None:
        """The network does not take what was answered."""
        super().pause_writing()
        self._least = self.transport.get_write_buffer_size()
        self._look_later()

    def resume_writing(self) -> None:
        """It takes again."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    # --- from the parser ------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request."""
        self._has_begun = True
        self._wait_for_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is here."""
        if sum(len(name) + len(value) for name, value in self.headers) + len(self.url) > HEAD_BYTES:
            self._fail(http.HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if len(self.pipeline) >= PIPELINE:
            self._fail(http.HTTPStatus.TOO_MANY_REQUESTS)
        self._is_in_head = False
        self._head_bytes = self._body_bytes = 0
        self._wait(BODY_S)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of its body, whether anybody reads it or not."""
        self._body_bytes += len(body)
        if self._body_bytes > BODY_BYTES:
            self._fail(http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of it is here: nothing is waited for but the answer."""
        self._is_in_head, self._has_begun = True, False
        self._stop_waiting()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """It is counted elsewhere from now on."""
        self._leave()
        super().handle_websocket_upgrade()

    # --- ends -----------------------------------------------------------------------------------

    def send_400_response(self, msg: str) -> None:
        """What the parser refused, or we did while it ran."""
        self._refuse(self._refusal)

    def _fail(self, status: http.HTTPStatus) -> None:
        """Stop the parser here."""
        self._refusal = status
        raise ValueError(status.phrase)

    def _refuse(self, status: http.HTTPStatus) -> None:
        """End it; with a word where it would not be taken for a part of another answer."""
        self._stop_waiting()
        if self.transport.is_closing():
            return
        if self._is_in_head and (self.cycle is None or self.cycle.response_complete):
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            self.transport.write(head.encode())
        self.transport.close()

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self._due = self.loop.call_later(seconds, self._too_late)

    def _wait_for_head(self) -> None:
        if self._due is None:
            self._wait(HEAD_S)

    def _stop_waiting(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _too_late(self) -> None:
        self._due = None
        if self._has_begun:
            self._refuse(http.HTTPStatus.REQUEST_TIMEOUT)
        else:  # nothing was asked: a browser would take an answer for that to its next request
            self.transport.close()

    def _look_later(self) -> None:
        self._unread = self.loop.call_later(UNREAD_S, self._look)

    def _look(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        if waiting >= self._least:
            self.transport.abort()
        else:
            self._least = waiting
            self._look_later()

    def _leave(self) -> None:
        self._stop_waiting()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
        if self._address is not None:
            self.limits.leave(self._address)
            self._address = None


def make_http(limits: HttpLimits) -> type[HttpSocket]:
    """The class to give to `uvicorn.Config(http=…)`."""
    return type("HttpSocket", (HttpSocket,), {"limits": limits})
