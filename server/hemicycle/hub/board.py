"""A board on this node: current values by key, never history.

Values come from two places. *Durable* ones are counted by the source; each change names the clock values
it spans, so a missed change is noticed and the board read again. *Ephemeral* ones (presence, levels) belong
to the node that wrote them and live as long as it does. Readers see one board with a version that this node
counts; each key knows the version that last changed it, so anybody can get just what is new to them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from hemicycle_protocol.errors import Refused
from hemicycle_protocol.messages import Board as BoardMessage
from hemicycle_protocol.messages import Subscribed, Unsubscribed
from hemicycle_protocol.topics import Kind
from hemicycle_protocol.views import Position

from .fanout import FanOut
from .frames import framed
from .reader import Reader
from .replies import Replies
from .ring import Ring
from .source import Source
from .tasks import Tasks

# Changes that wait while the board is read. The oldest is dropped, noticed as a hole, and read again.
MEANWHILE = 1_000

Follow = Callable[[str], Awaitable[None]]
# A board speaks at most five times a second; what changes in between is one change.
FLUSH_S = 0.2
# Removed keys that are remembered. Who is older than the oldest forgotten one gets all keys.
REMOVED = 1_000
# Ephemeral keys of one node. More are dropped: they are a hint, and a session can make a few at most.
EPHEMERAL = 10_000


class Board:
    """One board and its readers.

    A slow reader: intermediate values are skipped; when it keeps up again it gets what changed since.
    `epoch` is its own: versions count from when this node began to keep it.
    """

    def __init__(
        self,
        name: str,
        epoch: str,
        source: Source,
        tasks: Tasks,
        follow: Follow,
        ring: Ring | None = None,
    ) -> None:
        self.name = name
        self.epoch = epoch
        self.version = 0
        self.is_open = False
        self.idle_since = 0.0
        self._clock = 0
        self._source = source
        self._tasks = tasks
        self._follow = follow
        self._keys: dict[str, tuple[int, object]] = {}
        self._removed: dict[str, int] = {}
        self._oldest = 0
        self._owners: dict[str, str] = {}
        self._dirty: dict[str, object] = {}
        self._fan_out = FanOut(self._finished, ring)
        self._in_flight = 0
        self._behind: dict[Reader, int] = {}
        self._joining: dict[Reader, Position | None] = {}
        self._replies = Replies()
        self._catch_ups = Replies()
        self._flush_timer: asyncio.TimerHandle | None = None
        self._flushed_at = 0.0
        self._reading = False
        self._meanwhile: list[tuple[int, int, Mapping[str, object]]] = []

    # --- readers --------------------------------------------------------------------------------

    @property
    def readers(self) -> int:
        """How many read this, those who are still joining included."""
        return len(self._fan_out) + len(self._behind) + len(self._joining)

    @property
    def is_used(self) -> bool:
        """Whether anybody reads this."""
        return self.readers > 0

    def join(self, reader: Reader, since: Position | None) -> None:
        """Give `reader` what is new to it, then every change. The answer is written to it, now or soon."""
        self._joining[reader] = since
        if self.is_open:
            self._answer(reader)
        else:
            self._read()

    def leave(self, reader: Reader) -> None:
        """Nothing more is written to `reader`; harmless for one who is not in."""
        self._joining.pop(reader, None)
        self._behind.pop(reader, None)
        self._fan_out.remove(reader)

    def pause(self, reader: Reader) -> None:
        """Flow control: write nothing to it until it keeps up again."""
        if reader in self._fan_out:
            self._fan_out.remove(reader)
            # The frame on its way may or may not have reached it: count it as not.
            self._behind[reader] = self._in_flight if self._fan_out.busy else self.version

    def resume(self, reader: Reader) -> None:
        """Flow control: bring it to the present."""
        since = self._behind.pop(reader, None)
        if since is None:
            return
        self._fan_out.add(reader)
        if since < self.version:
            reader.catch_up(self._catch_up(since))

    # --- values ---------------------------------------------------------------------------------

    def apply(self, keys: Mapping[str, object], clock: tuple[int, int]) -> None:
        """Durable keys changed; `clock` is what it was before and is after this change."""
        before, after = clock
        if self._reading:
            self._meanwhile.append((before, after, keys))
            del self._meanwhile[:-MEANWHILE]
        elif self.is_open and after > self._clock:
            if before > self._clock:
                self._read()
                return
            self._clock = after
            self._change(keys)

    def pass_by(self, clock: tuple[int, int]) -> None:
        """A change of the source that touched nothing here; after one that was missed it says nothing."""
        before, after = clock
        if self.is_open and not self._reading and self._clock == before:
            self._clock = after

    def set(self, keys: Mapping[str, object], owner: str) -> None:
        """Ephemeral keys of the node `owner`; the last write wins."""
        for key, value in keys.items():
            if value is None:
                self._owners.pop(key, None)
            elif key in self._owners or len(self._owners) < EPHEMERAL:
                self._owners[key] = owner
            else:
                continue
            self._change({key: value})

    def owned_by(self, owner: str) -> dict[str, object]:
        """The ephemeral keys of one node, for another node that has just begun to listen."""
        return {key: self._value(key) for key, who in self._owners.items() if who == owner}

    def forget(self, owner: str) -> None:
        """The node is gone, and with it what it said."""
        self.set({key: None for key, who in list(self._owners.items()) if who == owner}, owner)

    def check(self, clock: int) -> None:
        """The source stands at `clock`: read again if changes did not arrive."""
        if self.is_open and clock > self._clock:
            self._read()

    def _value(self, key: str) -> object:
        return self._dirty[key] if key in self._dirty else self._keys[key][1]

    def _change(self, keys: Mapping[str, object]) -> None:
        self._dirty.update(keys)
        if self._flush_timer is None and not self._fan_out.busy:
            loop = asyncio.get_running_loop()
            due = max(loop.time(), self._flushed_at + FLUSH_S)
            self._flush_timer = loop.call_at(due, self._flush)

    def _flush(self) -> None:
        self._flush_timer = None
        if self._fan_out.busy:
            return
        changed = {key: value for key, value in self._dirty.items() if self._differs(key, value)}
        self._dirty.clear()
        self._flushed_at = asyncio.get_running_loop().time()
        if not changed:
            return
        self._in_flight = self.version
        self.version += 1
        for key, value in changed.items():
            self._store(key, value)
        self._replies.clear()
        self._catch_ups.clear()
        if len(self._fan_out):
            message = BoardMessage(self.name, self.epoch, self._in_flight, self.version, changed)
            self._fan_out.send(framed(message))

    def _differs(self, key: str, value: object) -> bool:
        return key in self._keys if value is None else self._keys.get(key, (0, None))[1] != value

    def _store(self, key: str, value: object) -> None:
        self._removed.pop(key, None)
        if value is not None:
            self._keys[key] = (self.version, value)
            return
        del self._keys[key]
        self._removed[key] = self.version
        if len(self._removed) > REMOVED:
            self._oldest = self._removed.pop(next(iter(self._removed)))

    def _finished(self) -> None:
        if self._dirty:
            self._change({})

    # --- joiners --------------------------------------------------------------------------------

    def _answer(self, reader: Reader) -> None:
        since = self._joining.pop(reader)
        known = since is not None and since.epoch == self.epoch and self._oldest <= since.at <= self.version
        key = since.at if known and since is not None else None
        reply = self._replies.get(key) or self._reply(key)
        self._fan_out.add(reader)
        reader.catch_up(reply)
        if reader.behind:
            self.pause(reader)

    def _reply(self, since: int | None) -> bytes:
        if since is None:
            return self._replies.keep(None, self._everything())
        reply = framed(Subscribed(self.name, Kind.BOARD, Position(self.epoch, since), recovered=True))
        if since < self.version:
            reply += self._changed_since(since)
        return self._replies.keep(since, reply)

    def _everything(self) -> bytes:
        keys: dict[str, object] = {key: value for key, (_, value) in self._keys.items()}
        position = Position(self.epoch, self.version)
        return framed(Subscribed(self.name, Kind.BOARD, position, snapshot=keys))

    def _catch_up(self, since: int) -> bytes:
        """What changed after the version `since`, in one frame, made once for all who fell behind there."""
        if since < self._oldest:
            return self._everything()
        return self._catch_ups.get(since) or self._catch_ups.keep(since, self._changed_since(since))

    def _changed_since(self, since: int) -> bytes:
        keys = {key: value for key, (version, value) in self._keys.items() if version > since}
        keys.update({key: None for key, version in self._removed.items() if version > since})
        return framed(BoardMessage(self.name, self.epoch, since, self.version, keys))

    def _read(self) -> None:
        if not self._reading:
            self._reading = True
            self._tasks.spawn(self._read_source())

    async def _read_source(self) -> None:
        """Read the durable part; once at a time, for all who wait for it."""
        try:
            if not self.is_open:
                await self._follow(self.name)
            while not await self._load():
                pass
            for reader in list(self._joining):
                self._answer(reader)
        except Refused as refusal:
            self._refuse(refusal.code.value)
        except BaseException:
            self._refuse("unavailable")
            raise
        finally:
            self._reading = False
            self._meanwhile.clear()

    async def _load(self) -> bool:
        """Put the durable part and what changed during the reading in place; False if there is a hole."""
        clock, read = await self._source.board(self.name)
        here = self._keys.keys() | self._dirty.keys()
        keys = dict.fromkeys((key for key in here if key not in self._owners), None) | read
        meanwhile, self._meanwhile = self._meanwhile, []
        for before, after, changed in meanwhile:
            if after > clock:
                if before > clock:
                    return False
                clock = after
                keys.update(changed)
        self._clock = clock
        self.is_open = True
        self._change(keys)
        if self._joining:
            self._flush()
        return True

    def _refuse(self, code: str) -> None:
        reply = framed(Unsubscribed(self.name, code))
        for reader in list(self._joining):
            self.leave(reader)
            reader.write(reply)
