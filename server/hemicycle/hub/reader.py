"""What a topic asks of those who read it, whether a WebSocket, an event stream or a test."""

from __future__ import annotations

from typing import Protocol

# What may wait for a reader of logs before it is cut off (4008): it comes back and resumes.
WAITING_BYTES = 1 << 20
# The descriptor of nobody: frames are given to `write`.
NO_SOCKET = -1


class Reader(Protocol):
    """Someone who reads topics. Hashable by identity; every method returns at once."""

    @property
    def behind(self) -> bool:
        """Whether flow control says that it does not keep up."""
        ...

    @property
    def is_audience(self) -> bool:
        """Whether it counts as a viewer."""
        ...

    @property
    def socket(self) -> int:
        """The descriptor that whole frames may be sent to behind its back; `NO_SOCKET` while it is behind.

        It belongs to this reader until it has left its topics.
        """
        ...

    def write(self, data: bytes, /) -> object:
        """Take whole frames in order, or what is left of one; what does not fit into the network waits."""
        ...

    def catch_up(self, data: bytes, /) -> object:
        """Take what a joiner missed, however much; it does not count as waiting."""
        ...

    def buffered(self) -> int:
        """How many bytes wait in memory, beyond what it was brought to catch up."""
        ...

    def cut(self) -> None:
        """End the connection as too slow; it leaves its topics."""
        ...
