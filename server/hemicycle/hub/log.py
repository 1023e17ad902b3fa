"""A log on this node: facts in order, without a gap and without a repetition.

The truth is the source's; this holds the newest facts, hands them to readers, and answers joiners from
memory so that a thousand of them cost one reading of the source. What arrives with a hole before it is
not delivered: the hole is read from the source first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from hemicycle_protocol.errors import Refused
from hemicycle_protocol.messages import Events, Subscribed, Unsubscribed
from hemicycle_protocol.topics import Kind, Topic
from hemicycle_protocol.views import Event, Position

from .audience import has_audience
from .fanout import FanOut
from .frames import framed
from .reader import WAITING_BYTES, Reader
from .replies import Replies
from .ring import Ring
from .source import Source
from .tasks import Tasks

# Facts kept for those who resume. Who misses more than this starts from a snapshot.
TAIL = 1_000
# Facts that wait while a frame is on its way. More are dropped here and read from the source afterwards.
PENDING = 1_000

# Facts in one message to a joiner, so that it can begin to read before all have arrived.
MISSED = 100

Follow = Callable[[str], Awaitable[None]]
Watcher = Callable[[int, Sequence[Event]], None]


class Log:
    """One log and its readers.

    Positions: `sent` is the last offset given to the fan-out, which is where a joiner starts; `_head`
    adds what waits for the next frame; `_known` is the newest offset anybody has mentioned.
    A slow reader: up to 1 MiB waits for it, then it is cut off, comes back and resumes.
    """

    def __init__(
        self, topic: Topic, source: Source, tasks: Tasks, follow: Follow, ring: Ring | None = None
    ) -> None:
        self.name = topic.name
        self._is_counted = has_audience(topic)
        self.epoch = ""
        self.sent = 0
        self.is_open = False
        self.audience = 0
        self.idle_since = 0.0
        self._source = source
        self._tasks = tasks
        self._follow = follow
        self._known = 0
        self._tail: list[Event] = []
        self._pending: list[Event] = []
        self._fan_out = FanOut(self._finished, ring)
        self._behind: set[Reader] = set()
        self._joining: dict[Reader, Position | None] = {}
        self._serving = False
        self._repairing = False
        self._flush_due = False
        self._snapshot: tuple[int, dict[str, object]] | None = None
        self._replies = Replies()
        # Frames of a hundred facts of the tail, by the offset before them: wherever a joiner comes from, less
        # than a hundred facts are put into frames for it alone.
        self._ranges: dict[int, bytes] = {}
        self._watchers: list[Watcher] = []
        # Facts up to here are not kept: they may be read otherwise now. How often that was said.
        self._stale = 0
        self._rewritings = 0

    # --- readers --------------------------------------------------------------------------------

    @property
    def readers(self) -> int:
        """How many read this, those who are still joining included."""
        return len(self._fan_out) + len(self._joining)

    @property
    def is_used(self) -> bool:
        """Whether anybody reads or watches this."""
        return bool(self.readers or self._watchers)

    def join(self, reader: Reader, since: Position | None) -> None:
        """Give `reader` what it misses, then every fact. The answer is written to it, now or soon."""
        self._joining[reader] = since
        self.audience += self._is_counted and reader.is_audience
        if not (self.is_open and self._answer(reader)) and not self._serving:
            self._serving = True
            self._tasks.spawn(self._serve())

    def leave(self, reader: Reader) -> None:
        """Nothing more is written to `reader`; harmless for one who is not in."""
        if reader not in self._joining and reader not in self._fan_out:
            return
        self.audience -= self._is_counted and reader.is_audience
        self._joining.pop(reader, None)
        self._fan_out.remove(reader)
        self._behind.discard(reader)

    def pause(self, reader: Reader) -> None:
        """Flow control: from now on look at what waits for it."""
        if reader in self._fan_out:
            self._fan_out.changed(reader)
            self._behind.add(reader)

    def resume(self, reader: Reader) -> None:
        """Flow control: it keeps up again."""
        self._fan_out.changed(reader)
        self._behind.discard(reader)

    def watch(self, watcher: Watcher) -> None:
        """Call `watcher(first, events)` for all facts from the next one on, without a gap."""
        self._watchers.append(watcher)
        if not self.is_open and not self._serving:
            self._serving = True
            self._tasks.spawn(self._serve())

    def unwatch(self, watcher: Watcher) -> None:
        """Call it no longer."""
        self._watchers.remove(watcher)

    # --- facts ----------------------------------------------------------------------------------

    def publish(self, first: int, events: Sequence[Event]) -> None:
        """Facts from `first` on were appended, here or on another node; seen ones are ignored."""
        self._known = max(self._known, first + len(events) - 1)
        if not self.is_open:
            return
        skip = self._head + 1 - first
        if skip < 0 or len(self._pending) > PENDING:
            self.repair()
        elif skip < len(events):
            self._take(events[skip:])

    def check(self, head: int) -> None:
        """The source stands at `head`: read what did not arrive."""
        self._known = max(self._known, head)
        if self.is_open and self._known > self._head:
            self.repair()

    def repair(self) -> None:
        """Read what is missing from the source; once at a time."""
        if not self._repairing:
            self._repairing = True
            self._tasks.spawn(self._repair())

    def start_over(self) -> None:
        """Everybody gets a snapshot of what the source holds now."""
        if self.is_open:
            self._tasks.spawn(self._start_over())

    def read_again(self) -> None:
        """What is known of facts until now is for nobody who comes later: the source tells them otherwise."""
        self._rewritings += 1
        self._stale = self._head
        self._tail, self._snapshot = [], None
        self._replies.clear()
        self._ranges.clear()

    @property
    def _head(self) -> int:
        return self.sent + len(self._pending)

    def _take(self, events: Sequence[Event]) -> None:
        first = self._head + 1
        self._pending.extend(events)
        for watcher in self._watchers:
            watcher(first, events)
        # Not at once: several facts of one turn of the event loop become one frame.
        if not self._flush_due and not self._fan_out.busy:
            self._flush_due = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._flush_due = False
        if self._fan_out.busy or not self._pending:
            return
        events, self._pending = self._pending, []
        first = self.sent + 1
        self.sent += len(events)
        self._tail.extend(event for event in events if event.offset > self._stale)
        del self._tail[:-TAIL]
        self._replies.clear()
        if len(self._ranges) > TAIL // MISSED:
            oldest = self.sent - len(self._tail)
            self._ranges = {at: frames for at, frames in self._ranges.items() if at >= oldest}
        for reader in [r for r in self._behind if r.buffered() > WAITING_BYTES]:
            reader.cut()
        if len(self._fan_out):
            self._fan_out.send(framed(Events(self.name, self.epoch, first, events)))

    def _finished(self) -> None:
        self._flush()
        if self._known > self._head:
            self.repair()

    async def _repair(self) -> None:
        try:
            while self._known > self._head and len(self._pending) <= PENDING:
                events = await self._source.events(self.name, self._head, TAIL)
                if events is None:
                    await self._start_over()
                    return
                new = [event for event in events if event.offset > self._head]
                if not new:
                    return  # announced, not yet readable: the next check comes back to it
                self._take(new)
        finally:
            self._repairing = False

    # --- joiners --------------------------------------------------------------------------------

    async def _serve(self) -> None:
        """Answer all who are joining, together: what one of them needs from the source serves the others."""
        try:
            if not self.is_open:
                await self._open()
            while self._joining:
                for reader in list(self._joining):
                    self._answer(reader)
                if self._joining:
                    await self._read()
        except Refused as refusal:
            self._refuse(refusal.code.value)
        except BaseException:
            self._refuse("unavailable")
            raise
        finally:
            self._serving = False

    async def _open(self) -> None:
        """Facts that arrive meanwhile raise `_known`, so that they are read and not lost."""
        await self._follow(self.name)
        heads = await self._source.heads([self.name])
        if self.name not in heads:
            self._refuse("not_found")
            return
        self.epoch, self.sent = heads[self.name].epoch, heads[self.name].at
        self.is_open = True
        self.check(self.sent)

    async def _start_over(self) -> None:
        """The source no longer has what is missing: everybody gets a snapshot."""
        heads = await self._source.heads([self.name])
        self._rewritings += 1
        self.epoch, self.sent = heads[self.name].epoch, heads[self.name].at
        self._pending, self._tail, self._snapshot = [], [], None
        self._replies.clear()
        self._ranges.clear()
        for reader in list(self._fan_out):
            self.leave(reader)
            self.join(reader, None)

    def _answer(self, reader: Reader) -> bool:
        since = self._joining[reader]
        if since is not None and since.epoch == self.epoch and since.at <= self.sent:
            key = since.at if self.sent - since.at <= TAIL else None
        elif since is None or since.epoch != self.epoch:
            key = None
        else:
            return False
        reply = self._replies.get(key) or self._reply(key)
        if reply is None:
            return False
        del self._joining[reader]
        self._fan_out.add(reader)
        reader.catch_up(reply)
        if reader.behind:
            self._behind.add(reader)
        return True

    def _reply(self, since: int | None) -> bytes | None:
        """The frames that bring a joiner to `sent`, made once for all who come from the same place."""
        start = since
        if since is not None:
            welcome = Subscribed(self.name, Kind.LOG, Position(self.epoch, since), recovered=True)
        elif self._snapshot is not None:
            start, view = self._snapshot
            welcome = Subscribed(self.name, Kind.LOG, Position(self.epoch, start), snapshot=view)
        if start is None or start < self.sent - len(self._tail):
            return None
        return self._replies.keep(since, framed(welcome) + self._missed(start))

    def _missed(self, at: int) -> bytes:
        """The facts after `at` in frames that end at the hundreds."""
        frames = []
        while at < self.sent:
            to = min(self.sent, at - at % MISSED + MISSED)
            whole = self._ranges.get(at) if to - at == MISSED else None
            frames.append(whole or self._frame(at, to))
            at = to
        return b"".join(frames)

    def _frame(self, at: int, to: int) -> bytes:
        start = self.sent - len(self._tail)
        events = self._tail[at - start : to - start]
        frames = framed(Events(self.name, self.epoch, at + 1, events))
        if len(events) == MISSED:
            self._ranges[at] = frames
        return frames

    async def _read(self) -> None:
        """Read from the source what the first joiner without an answer needs."""
        reader, since = next(iter(self._joining.items()))
        if since is not None and since.epoch == self.epoch and since.at > self.sent:
            await self._catch_up(since.at)
            if since.at > self.sent and reader in self._joining:
                self._joining[reader] = None  # it knows more than the truth: start over
        elif since is not None and since.epoch == self.epoch and self.sent - since.at <= TAIL:
            if not await self._lengthen(since.at) and reader in self._joining:
                self._joining[reader] = None
        else:
            rewritings = self._rewritings
            position, view = await self._source.snapshot(self.name)
            if rewritings != self._rewritings:
                return  # it may be of before: whoever waits asks again
            if position.epoch != self.epoch:
                self._ranges.clear()
            await self._catch_up(position.at)
            if position.at < self.sent - len(self._tail):
                await self._lengthen(position.at)  # the view is kept elsewhere, and lags
            self.epoch, self._snapshot = position.epoch, (position.at, view)
            self._replies.forget(None)

    async def _catch_up(self, to: int) -> None:
        """A joiner is ahead of this node: the news has not arrived, the truth has it."""
        while self.sent < to:
            events = await self._source.events(self.name, self._head, TAIL)
            new = [event for event in events or () if event.offset > self._head]
            if new:
                self._known = max(self._known, new[-1].offset)
                self._take(new)
            elif self._head < to:
                return
            await asyncio.sleep(0)  # the frame that raises `sent` is made in the loop's next turn

    async def _lengthen(self, after: int) -> bool:
        """Bring older facts into the tail; False if the source has them no longer."""
        rewritings = self._rewritings
        events = await self._source.events(self.name, after, TAIL)
        if events is None:
            return False
        if rewritings != self._rewritings:
            return True  # they may be of before: whoever waits asks again
        start = self.sent - len(self._tail)
        older = [event for event in events if after < event.offset <= start]
        if older and older[-1].offset == start:
            self._tail[:0] = older
        return start <= after or len(older) > 0

    def _refuse(self, code: str) -> None:
        reply = framed(Unsubscribed(self.name, code))
        for reader in list(self._joining):
            self.leave(reader)
            reader.write(reply)
