"""A stream on this node: encoded media in groups that each start with a keyframe.

Media has no past: the only thing kept is the group under way, so that a joiner sees a picture at once.
"""

from __future__ import annotations

from hemicycle_protocol.messages import Chunk, Group, Subscribed
from hemicycle_protocol.topics import Kind
from hemicycle_protocol.views import Position

from .fanout import FanOut
from .frames import framed
from .reader import Reader
from .ring import Ring

# The group under way as kept for joiners. A longer one is not kept: joiners wait for the next.
GROUP_BYTES = 8 << 20
# What waits while a frame is on its way. More means that this node cannot keep up: the group is skipped.
WAITING_FRAMES_BYTES = 4 << 20


class Stream:
    """One stream and its readers.

    A slow reader: the group under way is finished for it, then whole groups are skipped until it keeps
    up; it goes on at a keyframe. A chunk lost between nodes spoils the rest of the group for everybody.
    """

    def __init__(self, name: str, epoch: str, ring: Ring | None = None) -> None:
        self.name = name
        self.epoch = epoch
        self.is_open = True
        self.idle_since = 0.0
        self._fan_out = FanOut(self._finished, ring)
        self._waiting: dict[Reader, None] = {}
        self._late: set[Reader] = set()
        self._group = -1
        self._next = -1
        self._is_whole = False
        self._kept: list[bytes] = []
        self._kept_bytes = 0
        self._pending: list[bytes] = []
        self._pending_bytes = 0

    @property
    def readers(self) -> int:
        """How many read this, those who wait for a keyframe included."""
        return len(self._fan_out) + len(self._waiting)

    @property
    def is_used(self) -> bool:
        """Whether anybody reads this."""
        return self.readers > 0

    def join(self, reader: Reader, since: Position | None) -> None:
        """Give `reader` the group under way from its first frame, then what follows."""
        position = Position(self.epoch, max(self._group, 0))
        reader.write(framed(Subscribed(self.name, Kind.STREAM, position)))
        self._waiting[reader] = None
        self._admit()

    def leave(self, reader: Reader) -> None:
        """Nothing more is written to `reader`; harmless for one who is not in."""
        self._waiting.pop(reader, None)
        self._fan_out.remove(reader)
        self._late.discard(reader)

    def pause(self, reader: Reader) -> None:
        """Flow control: it gets no group after this one."""
        if reader in self._fan_out:
            self._fan_out.changed(reader)
            self._late.add(reader)

    def resume(self, reader: Reader) -> None:
        """Flow control: it keeps up again, and goes on with the newest group."""
        self._fan_out.changed(reader)
        self._late.discard(reader)
        if reader in self._waiting:
            self._admit()

    def publish(self, message: Group | Chunk, data: bytes | None = None) -> None:
        """A group begins or goes on. `data` is the message's frame if it is at hand."""
        if isinstance(message, Group):
            self._begin(message.group)
        elif message.group != self._group or message.index != self._next:
            self._spoil()
            return
        else:
            self._next += 1
        data = data or framed(message)
        self._keep(data)
        self._send(data)

    def _begin(self, group: int) -> None:
        self._group, self._next, self._is_whole = group, 0, True
        self._kept.clear()
        self._kept_bytes = 0
        if self._pending_bytes > WAITING_FRAMES_BYTES:
            self._pending.clear()
            self._pending_bytes = 0
        for reader in self._late:
            self._fan_out.remove(reader)
            self._waiting[reader] = None
        self._late.clear()
        self._admit()

    def _admit(self) -> None:
        """Let in who waits and keeps up, with what there is of the group so far."""
        if self._fan_out.busy or not self._is_whole:
            return
        so_far = self._so_far()
        for reader in [r for r in self._waiting if not r.behind]:
            del self._waiting[reader]
            self._fan_out.add(reader)
            if so_far:
                reader.catch_up(so_far)

    def _so_far(self) -> bytes:
        """One copy for all who come before the next chunk."""
        if len(self._kept) > 1:
            self._kept = [b"".join(self._kept)]
        return self._kept[0] if self._kept else b""

    def _spoil(self) -> None:
        """Nothing more of this group: a decoder can do nothing with what follows a hole."""
        self._next, self._is_whole = -1, False
        self._kept.clear()

    def _keep(self, data: bytes) -> None:
        self._kept_bytes += len(data)
        if self._kept_bytes > GROUP_BYTES:
            self._is_whole = False
            self._kept.clear()
        else:
            self._kept.append(data)

    def _send(self, data: bytes) -> None:
        if not len(self._fan_out):
            return
        if not self._fan_out.busy:
            self._fan_out.send(data)
            return
        self._pending.append(data)
        self._pending_bytes += len(data)
        if self._pending_bytes > WAITING_FRAMES_BYTES:
            self._spoil()

    def _finished(self) -> None:
        if self._pending:
            data = b"".join(self._pending)
            self._pending.clear()
            self._pending_bytes = 0
            self._fan_out.send(data)
        else:
            self._admit()
