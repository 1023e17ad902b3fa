"""The logs as this node knows them: cached views, decisions that append, news to the hub.

A view is the fold of its log. It follows what the hub hears, so it may lag behind the store by as long as
news takes; what the facts mean is left to `core`. Deciding on it is a dance of three steps (0009 and 0050 in
docs/decisions):

1. *At the heads.* The decision is made on the views as they are, and appended only if the logs in `lock`
   still stand where these views do. Nobody waits for anybody, many appends share a transaction, and a surge
   of people who lock their own log only does not conflict with itself.
2. *Once more.* If somebody was faster (`Conflict`), the logs are read on and the decision is made again. A
   refusal, too, is believed only of views that were read on: who lags must not refuse what is allowed.
3. *Alone.* After four attempts the decision is made within the transaction that appends it, with the logs
   and the ballot box to itself. It cannot conflict, so nobody is too slow for ever; but it holds everybody
   up, so it is last. A decision that moves ballots, or needs their counts to be final, is made there at once:
   nothing may come between its facts and the ballots, neither a ballot from another node nor the end of this.

So a decision may be made five times before it is kept, and in step 3 while SQLite's transaction waits in
another thread. It is therefore a value (`decision.Decision`): facts, rows, what becomes of ballots, and the
result, all of the one attempt that was kept. What a callback noted beside it could be of another.

Decisions on one node take turns by the first of their logs, so that they do not make each other conflict;
between nodes the heads are the lock (`store.log`).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from hemicycle.core.emit import Emit, debate_log, desk_log, person_log, process_log
from hemicycle.core.instants import told_at
from hemicycle.hub import Hub
from hemicycle.hub.tasks import Tasks
from hemicycle.store.ballots import BallotBox, Choices
from hemicycle.store.connections import Work
from hemicycle.store.errors import Conflict
from hemicycle.store.log import Append, Change, Log, News
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.topics import Kind, parse_topic
from hemicycle_protocol.views import DebateView, DeskView, Event, PersonView, ProcessView

from .decision import ATTEMPTS, Decision, Made
from .logs import LogKind, kind_of

V = TypeVar("V")
T = TypeVar("T")

PAGE = 1_000
# Readings at once; who comes later waits here, not for a connection, which it would get too late.
READS = 3
# Views of the kinds that are forgotten, in memory; the one used longest ago is read again when needed.
KEPT = 2_000
# A fold is saved each time this many facts were added, so that a node that starts reads few.
SAVE_EVERY = 500


class Replica(Generic[V]):
    """One log's view on this node, at offset `head`; `last_at` is the newest fact's instant."""

    def __init__(self, log: str, id_: str, kind: LogKind[V]) -> None:
        self.log = log
        self.kind = kind
        self.view = kind.empty(id_)
        self.head = 0
        self.last_at = 0
        self.saved = 0
        self._lock = asyncio.Lock()
        self._asked = 0
        self._served = 0

    async def read_on(self, read: Callable[[], Awaitable[None]]) -> None:
        """Have `read` begin after now and wait for its end. Many who ask at once share one."""
        self._asked += 1
        mine = self._asked
        async with self._lock:
            if self._served < mine:
                serves = self._asked
                await read()
                self._served = serves

    def take(self, events: Sequence[Event]) -> bool:
        """Fold what is new; False if there is a hole before it, which must be read."""
        for event in events:
            if event.offset > self.head + 1:
                return False
            if event.offset == self.head + 1:
                self.view = self.kind.fold(self.view, event)
                self.head = event.offset
                self.last_at = max(self.last_at, event.at)
        return True

    def restore(self, head: int, body: bytes) -> None:
        """Start from a saved fold."""
        saved = msgspec.json.decode(body)
        self.last_at, self.view = saved["last_at"], msgspec.convert(saved["view"], type(self.view))
        self.head = self.saved = head

    def dump(self) -> bytes:
        """The fold, to be saved."""
        return msgspec.json.encode({"last_at": self.last_at, "view": self.view})


class Journal:
    """All logs of the database, as far as this node has looked at them."""

    def __init__(
        self, log: Log, boxes: BallotBox, hub: Hub, tasks: Tasks, *, save_every: int = SAVE_EVERY
    ) -> None:
        self._log = log
        self._boxes = boxes
        self._hub = hub
        self._tasks = tasks
        self._save_every = save_every
        self._reading = asyncio.Semaphore(READS)
        # Told of every new fact of the logs in memory: whoever remembers what it may change.
        self.listeners: list[Callable[[Sequence[Event]], None]] = []
        # What is not forgotten stays, and so do its turns: as many as processes, debates and desks exist.
        self._replicas: OrderedDict[str, Replica[Any]] = OrderedDict()
        self._turns: dict[str, asyncio.Lock] = {}

    # --- views ----------------------------------------------------------------------------------

    async def load(self, *logs: str) -> bool:
        """Have these logs in memory; whether any of them had to be read.

        Raises:
            Refused: `NOT_FOUND` for a debate or process on whose log nothing stands.
        """
        missing = [log for log in logs if log not in self._replicas]
        for log in missing:
            await self._open(log)
        return bool(missing)

    async def finds(self, log: str) -> bool:
        """Have a log in memory; False if nothing stands on it. While the store is away nobody can say."""
        try:
            await self.load(log)
        except Refused as refused:
            if refused.code is not Code.NOT_FOUND:
                raise
            return False
        return True

    async def refresh(self, *logs: str) -> bool:
        """Read on to the present; whether anything is new since this was called, whoever read it."""
        if await self.load(*logs):
            return True
        replicas = [self._replicas[log] for log in logs]
        before = [replica.head for replica in replicas]
        for replica in replicas:
            await self._read_on(replica)
        return before != [replica.head for replica in replicas]

    def view(self, log: str) -> Any:
        """The view of a log in memory."""
        return self._replicas[log].view

    def head(self, log: str) -> int:
        """How far this node's view of a log is."""
        return self._replicas[log].head

    def debate(self, debate: str) -> DebateView:
        """The public view of a loaded debate."""
        view: DebateView = self.view(debate_log(debate))
        return view

    def process(self, process: str) -> ProcessView:
        """The view of a loaded process."""
        view: ProcessView = self.view(process_log(process))
        return view

    def desk(self, debate: str) -> DeskView:
        """The desk's view of a loaded debate."""
        view: DeskView = self.view(desk_log(debate))
        return view

    def person(self, person: str) -> PersonView:
        """A loaded person's own view."""
        view: PersonView = self.view(person_log(person))
        return view

    def known_debate(self, debate: str) -> DebateView | None:
        """The public view of a debate if this node has it in memory."""
        replica = self._replicas.get(debate_log(debate))
        return None if replica is None else replica.view

    @property
    def debates(self) -> list[DebateView]:
        """The debates in memory."""
        views = [replica.view for replica in self._replicas.values()]
        return [view for view in views if isinstance(view, DebateView)]

    async def check(self, logs: Sequence[str], check: Callable[[], T]) -> T:
        """What `check` finds in the views; a refusal is believed only of fresh ones."""
        await self.load(*logs)
        try:
            return check()
        except Refused:
            if not await self.refresh(*logs):
                raise
            return check()

    def forget(self, log: str) -> None:
        """Have a log in memory no longer, once it is gone from the store."""
        self._replicas.pop(log, None)

    async def reread(self, log: str) -> None:
        """Make the view of a log anew, as facts of it were rewritten; whoever follows it gets the new one.

        Acts under way go on with the view they have, and conflict with nobody: offsets stay as they are.
        """
        known = self._replicas.get(log)
        if known is not None:
            topic = kind_of(log)
            assert topic is not None, log
            fresh = Replica(log, topic[1], known.kind)
            await self._read_on(fresh)
            self._replicas[log] = fresh
            if fresh.kind.saved:
                await self._log.replace_snapshot(log, fresh.head, fresh.dump())
        self._hub.start_over(log)

    # --- decisions ------------------------------------------------------------------------------

    async def decide(
        self,
        logs: Sequence[str],
        decide: Callable[[int], Decision[T]],
        *,
        now: int,
        actor: str | None,
        lock: Sequence[str] | None = None,
    ) -> Made[T]:
        """Do what `decide` says of the views of `logs`, if none in `lock` (all) has moved; else again.

        `decide` gets the instant of the act: `now`, or that of the newest fact if a clock of another node is
        ahead. With a `lock` of their own, acts of many people do not wait for each other. The first log is of
        the process or debate whose box holds the ballots.

        Raises:
            Refused: what `decide` or its writes refused.
        """
        await self.load(*logs)
        turn = self._turn(logs)
        if lock is None:
            async with turn:
                made = await self._decide_at_heads(logs, decide, now, actor, logs)
                return made or await self._decide_alone(logs, lambda at, _: decide(at), now, actor)
        if turn.locked():  # a decision on this node is not made to conflict by us
            async with turn:
                pass
        made = await self._decide_at_heads(logs, decide, now, actor, lock)
        if made is not None:
            return made
        async with turn:
            return await self._decide_alone(logs, lambda at, _: decide(at), now, actor)

    async def decide_on_counts(
        self,
        logs: Sequence[str],
        decide: Callable[[int, Choices], Decision[T]],
        *,
        now: int,
        actor: str | None,
    ) -> Made[T]:
        """As `decide`; it gets the counts of the box as well, which are final within its transaction."""
        await self.load(*logs)
        async with self._turn(logs):
            return await self._decide_alone(logs, decide, now, actor)

    async def _decide_at_heads(
        self,
        logs: Sequence[str],
        decide: Callable[[int], Decision[T]],
        now: int,
        actor: str | None,
        lock: Sequence[str],
    ) -> Made[T] | None:
        """None: it has to be decided alone."""
        for attempt in range(ATTEMPTS - 1):
            if attempt:
                await self.refresh(*logs)
            at = self._instant(logs, now)
            expected = {log: self._replicas[log].head for log in lock}
            try:
                decision = decide(at)
            except Refused:
                if attempt == 0 and await self.refresh(*logs):
                    continue
                raise
            if not decision.facts:
                return Made(at, [], decision.result)
            if decision.ballots:
                return None
            change = _change(decision, at, actor)
            try:
                facts = await self._log.append(
                    change.appends, expected=expected, writes=change.writes, then=change.then
                )
            except Conflict:
                continue
            await self._tell(facts)
            return Made(at, facts, decision.result)
        return None

    async def _decide_alone(
        self,
        logs: Sequence[str],
        decide: Callable[[int, Choices], Decision[T]],
        now: int,
        actor: str | None,
    ) -> Made[T]:
        def decided(news: News, counts: Choices) -> Change[tuple[int, T]]:
            for log, events in news.items():
                self._replicas[log].take(events)
            at = self._instant(logs, now)
            return _change(decide(at, counts), at, actor)

        known = {log: self._replicas[log].head for log in logs}
        facts, (at, result) = await self._boxes.append_after(_box_of(logs[0]), known, decided)
        await self._tell(facts)
        return Made(at, facts, result)

    def _turn(self, logs: Sequence[str]) -> asyncio.Lock:
        return self._turns.setdefault(logs[0], asyncio.Lock())

    def _instant(self, logs: Sequence[str], now: int) -> int:
        return max([now, *(self._replicas[log].last_at for log in logs)])

    async def append(
        self,
        decision: Decision[Any],
        *,
        at: int,
        actor: str | None,
        expected: Mapping[str, int] | None = None,
    ) -> None:
        """Do what was decided already, with nothing to look at, in one transaction; then tell everybody."""
        change = _change(decision, at, actor)
        facts = await self._log.append(
            change.appends, expected=expected, writes=change.writes, then=change.then
        )
        await self._tell(facts)

    async def append_with(self, work: Work[T], emits_of: Callable[[T], Sequence[Emit]], *, at: int) -> T:
        """Do `work` and append the facts that its result tells in one transaction, then tell everybody."""
        made, facts = await self._log.append_with(
            work, lambda made: [_append(emit, at, None) for emit in emits_of(made)]
        )
        await self._tell(facts)
        return made

    async def _tell(self, facts: Sequence[tuple[str, Event]]) -> None:
        by_log: dict[str, list[Event]] = {}
        for log, event in facts:
            by_log.setdefault(log, []).append(event)
        for log, events in by_log.items():
            replica = self._replicas.get(log)
            if replica is not None and replica.take(events):
                await self._save(replica)
            topic = parse_topic(log)
            if topic is not None and topic.kind is Kind.LOG:
                self._hub.publish_events(log, events[0].offset, events)

    # --- reading --------------------------------------------------------------------------------

    async def _open(self, log: str) -> None:
        known = kind_of(log)
        if known is None:  # an id that none of ours can be, or no log at all
            raise Refused(Code.NOT_FOUND, topic=log[:128])
        kind, id_ = known
        replica = Replica(log, id_, kind)
        if kind.saved:
            saved = await self._log.load_snapshot(log)
            if saved is not None:
                replica.restore(*saved)
        await self._read_on(replica)
        if kind.must_exist and replica.head == 0:
            raise Refused(Code.NOT_FOUND, topic=log)
        if log in self._replicas:  # somebody else was faster
            return
        self._replicas[log] = replica
        if kind.forgotten:
            self._forget_oldest()
        else:
            self._hub.watch(log, lambda first, events: self._heard(log, events))

    async def _read_on(self, replica: Replica[Any]) -> None:
        if replica.log in self._replicas:
            self._replicas.move_to_end(replica.log)

        async def read() -> None:
            while True:
                async with self._reading:
                    page = await self._log.read(replica.log, after=replica.head, limit=PAGE)
                replica.take(page)
                if len(page) < PAGE:
                    return

        await replica.read_on(read)

    def _heard(self, log: str, events: Sequence[Event]) -> None:
        """News from the hub; a hole is read from the store."""
        for listen in self.listeners:
            listen(events)
        replica = self._replicas[log]
        if any(replica.kind.hides(event) for event in events):
            self._hub.read_again(log)
        if not replica.take(events):
            self._tasks.spawn(self._read_on(replica))

    async def _save(self, replica: Replica[Any]) -> None:
        if replica.kind.saved and replica.head - replica.saved >= self._save_every:
            replica.saved = replica.head
            await self._log.save_snapshot(replica.log, replica.head, replica.dump())

    def _forget_oldest(self) -> None:
        small = [log for log, replica in self._replicas.items() if replica.kind.forgotten]
        for log in small[: max(0, len(small) - KEPT)]:
            del self._replicas[log]


def _change(decision: Decision[T], at: int, actor: str | None) -> Change[tuple[int, T]]:
    def appends(emits: Sequence[Emit]) -> list[Append]:
        return [_append(emit, at, actor) for emit in emits]

    further = decision.then
    then = None if further is None else lambda connection: appends(further(connection))
    return Change(appends(decision.facts), (at, decision.result), decision.writes, then, decision.ballots)


def _append(emit: Emit, at: int, actor: str | None) -> Append:
    event = emit.event(offset=0, at=told_at(emit.type, at))
    return Append(emit.log, event.type, event.body, event.at, actor if emit.shows_actor else None)


def _box_of(log: str) -> str:
    """The box of the process or debate that a log is of."""
    topic = parse_topic(log)
    assert topic is not None, log
    return topic.id
