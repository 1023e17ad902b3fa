"""WebSocket frames made ahead of time: one `bytes` object that is written to every reader.

A server's frames are not masked and no extension is negotiated, so a frame holds nothing about its
receiver. Leaves the reading of clients' frames to `live`.
"""

from __future__ import annotations

from collections.abc import Iterator

from hemicycle_protocol.codec import encode
from hemicycle_protocol.messages import Message

_BINARY_FIN = 0x82


def frame(payload: bytes) -> bytes:
    """One unfragmented binary frame (RFC 6455 §5.2)."""
    size = len(payload)
    if size < 126:
        head = bytes((_BINARY_FIN, size))
    elif size < 65_536:
        head = bytes((_BINARY_FIN, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((_BINARY_FIN, 127)) + size.to_bytes(8, "big")
    return head + payload


def framed(message: Message) -> bytes:
    """The frame of a message."""
    return frame(encode(message))


def payloads(data: bytes) -> Iterator[bytes]:
    """The payloads of whole frames made here, for readers that are not WebSockets."""
    at = 0
    while at < len(data):
        assert data[at] == _BINARY_FIN
        size = data[at + 1]
        at += 2
        if size >= 126:
            wide = 2 if size == 126 else 8
            size = int.from_bytes(data[at : at + wide], "big")
            at += wide
        yield data[at : at + size]
        at += size
