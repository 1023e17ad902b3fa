"""A WebSocket client that keeps no rule unless told to: bytes on a socket, as a stranger would write them."""

from __future__ import annotations

import socket
from typing import NamedTuple

from hemicycle_protocol.codec import encode
from hemicycle_protocol.messages import SUBPROTOCOL, Hello, Message

from .patience import PATIENCE_S

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
MASK = b"\x37\xfa\x21\x3d"


class Heard(NamedTuple):
    """A frame of the server's."""

    opcode: int
    data: bytes

    @property
    def code(self) -> int | None:
        """The code of a close frame."""
        return int.from_bytes(self.data[:2], "big") if self.opcode == CLOSE and len(self.data) >= 2 else None


def masked(data: bytes, key: bytes = MASK) -> bytes:
    """`data` under a mask, and back."""
    repeated = (key * (len(data) // 4 + 1))[: len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(repeated, "big")).to_bytes(len(data), "big")


def frame(
    opcode: int,
    data: bytes = b"",
    *,
    fin: bool = True,
    reserved: int = 0,
    is_masked: bool = True,
    length: int | None = None,
    width: int = 0,
) -> bytes:
    """One frame of a client; `length` is what it claims to hold, in `width` bytes (0: the fewest)."""
    claimed = len(data) if length is None else length
    width = width or (1 if claimed < 126 else 2 if claimed < 65_536 else 8)
    mask = 0x80 if is_masked else 0
    head = bytes([(0x80 if fin else 0) | reserved << 4 | opcode])
    if width == 1:
        head += bytes([mask | claimed])
    else:
        head += bytes([mask | (126 if width == 2 else 127)]) + claimed.to_bytes(width, "big")
    return head + MASK + masked(data) if is_masked else head + data


def message(said: Message) -> bytes:
    """A message of ours in one frame."""
    return frame(BINARY, encode(said))


def request(path: str = "/live", **headers: str | None) -> bytes:
    """An upgrade request; a header that is None is left out, others replace ours."""
    fields: dict[str, str | None] = {
        "Host": "127.0.0.1",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": SUBPROTOCOL,
    }
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode()


class Raw:
    """A connection that counts what it sent."""

    def __init__(self, port: int, *, patience_s: float = PATIENCE_S, receive_bytes: int = 0) -> None:
        self.socket = socket.socket()
        if receive_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.settimeout(patience_s)
        self.socket.connect(("127.0.0.1", port))
        self.sent = 0
        self._read = b""

    def __enter__(self) -> Raw:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def upgrade(self, path: str = "/live", **headers: str | None) -> bytes:
        """Ask for a WebSocket; the head of the answer."""
        self.send(request(path, **headers))
        return self.head()

    def enter(self, token: str | None = None, path: str = "/live") -> Raw:
        """A session: upgraded, hello said, welcome heard."""
        assert b" 101 " in self.upgrade(path)
        self.send(message(Hello([1], token)))
        self.hear()
        return self

    def send(self, data: bytes) -> None:
        """Write all of it; stops at the patience of the socket."""
        self.socket.sendall(data)
        self.sent += len(data)

    def head(self) -> bytes:
        """The head of an answer of HTTP; what there is of it if the connection ends."""
        while b"\r\n\r\n" not in self._read and self._more():
            pass
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        return head

    def hear(self) -> Heard:
        """The next frame.

        Raises:
            EOFError: there is none.
        """
        head = self._take(2)
        size = head[1]
        if size >= 126:
            size = int.from_bytes(self._take(2 if size == 126 else 8), "big")
        return Heard(head[0] & 0x0F, self._take(size))

    def ending(self) -> int | None:
        """The code that the connection is closed with, all else passed over; None if it just ends."""
        try:
            while (code := self.hear().code) is None:
                pass
        except (EOFError, ConnectionError):
            return None
        return code

    def _take(self, size: int) -> bytes:
        while len(self._read) < size:
            if not self._more():
                raise EOFError
        taken, self._read = self._read[:size], self._read[size:]
        return taken

    def _more(self) -> bool:
        data = self.socket.recv(65_536)
        self._read += data
        return bool(data)
