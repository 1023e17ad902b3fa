"""What nodes say to each other about a topic: who says it, what kind of news it is, and the news."""

from __future__ import annotations

from enum import Enum
from typing import Any, NamedTuple

import msgspec

from hemicycle_protocol.codec import pack, unpack
from hemicycle_protocol.errors import CloseCode, WireError

NODE_LENGTH = 8
# The shapes of bodies.
Keys = dict[str, Any]
Durable = tuple[int, int, Keys]
Call = tuple[int, str, str, str, Keys, int]
Reply = tuple[int, Keys, str, Keys]
LIMIT_BYTES = 16 << 20


class News(Enum):
    """The kinds, with the byte that stands for each."""

    EVENTS = b"e"  # an `Events` message
    DURABLE = b"d"  # [before, after, keys]
    EPHEMERAL = b"k"  # keys of the sender
    WHO_HAS = b"w"  # the name of a board: tell me your ephemeral keys of it
    STREAM = b"s"  # a `Group` or `Chunk` message
    BEAT = b"b"  # `audience.Beat`
    CALL = b"c"  # [ref, topic, name, seat, args, timeout_ms]
    REPLY = b"r"  # [ref, result, code, facts]
    MOVED = b"m"  # nothing: of something that stands in SQL alone there is news


class Parcel(NamedTuple):
    """One payload of the bridge."""

    node: str
    news: News
    body: bytes

    def seal(self) -> bytes:
        """The bytes that travel."""
        return self.node.encode() + self.news.value + self.body

    @classmethod
    def open(cls, data: bytes) -> Parcel:
        """What `seal` made.

        Raises:
            WireError: it is something else.
        """
        try:
            node, kind = data[:NODE_LENGTH].decode("ascii"), News(data[NODE_LENGTH : NODE_LENGTH + 1])
        except ValueError:
            raise WireError(CloseCode.MALFORMED, "not a parcel") from None
        return cls(node, kind, data[NODE_LENGTH + 1 :])

    def value(self, type_: Any) -> Any:
        """The plain values of a body that `packed` made, of that shape.

        Raises:
            WireError: it is of another shape. Whoever may write to the bridge is believed, and checked.
        """
        try:
            return msgspec.convert(unpack(self.body, LIMIT_BYTES), type_)
        except msgspec.ValidationError:
            raise WireError(CloseCode.MALFORMED, f"no {self.news.name}") from None


def packed(node: str, news: News, value: object) -> bytes:
    """The bytes of a parcel whose body is plain values."""
    return Parcel(node, news, pack(value)).seal()
