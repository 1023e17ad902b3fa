"""The logs as this node knows them: cached views, decisions that append, news to the hub.

A view is the fold of its log. It follows what the hub hears; before it is relied on for a refusal, and
after a conflict, it is read on from the store. What the facts mean is left to `core`.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from hemicycle.core.debate import empty_debate, fold_debate
from hemicycle.core.desk import empty_desk, fold_desk
from hemicycle.core.emit import Emit, debate_log, desk_log, person_log, process_log
from hemicycle.core.person import empty_person, fold_person
from hemicycle.core.process import empty_process, fold_process
from hemicycle.core.synthesis import empty_synthesis_desk, fold_synthesis_desk
from hemicycle.hub import Hub
from hemicycle.hub.tasks import Tasks
from hemicycle.store.connections import Work, Write
from hemicycle.store.errors import Conflict
from hemicycle.store.log import Append, Log, News, Placed
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.synthesis import SynthesisDesk
from hemicycle_protocol.topics import Kind, parse_topic
from hemicycle_protocol.views import DebateView, DeskView, Event, PersonView, ProcessView

V = TypeVar("V")
T = TypeVar("T")

ATTEMPTS = 5
PAGE = 1_000
# Readings at once; who comes later waits here, not for a connection, which it would get too late.
READS = 3
# Views of persons kept in memory; the one used longest ago is read again when needed.
KEPT = 2_000
# Which those are; views of processes, debates and desks stay and follow the hub.
FORGOTTEN = PersonView | SynthesisDesk
# A fold is saved each time this many facts were added, so that a node that starts reads few.
SAVE_EVERY = 500


class Made(NamedTuple):
    """What a decision did: its instant and the facts, with the log each stands on."""

    at: int
    facts: list[tuple[str, Event]]


class AppendAfter(Protocol):
    """`Log.append_after`, or what does the same and more in its transaction."""

    async def __call__(
        self,
        known: Mapping[str, int],
        decide: Callable[[News], Sequence[Append]],
        /,
        *,
        also: Write | None = None,
    ) -> list[Placed]:
        """Append what `decide` says of the events that follow `known`."""
        ...


class Replica(Generic[V]):
    """One log's view on this node, at offset `head`; `last_at` is the newest fact's instant."""

    def __init__(self, log: str, empty: V, fold: Callable[[V, Event], V]) -> None:
        self.log = log
        self.view = empty
        self.head = 0
        self.last_at = 0
        self.saved = 0
        self._fold = fold
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
                self.view = self._fold(self.view, event)
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

    def __init__(self, log: Log, hub: Hub, tasks: Tasks, *, save_every: int = SAVE_EVERY) -> None:
        self._log = log
        self._hub = hub
        self._tasks = tasks
        self._save_every = save_every
        self._reading = asyncio.Semaphore(READS)
        # Processes, debates and desks stay, and so do their locks: as many as exist. Persons are bounded by
        # `KEPT`. What stays follows the hub: phases that another node moved hold here too.
        self._replicas: OrderedDict[str, Replica[Any]] = OrderedDict()
        self._locks: dict[str, asyncio.Lock] = {}

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

    # --- decisions ------------------------------------------------------------------------------

    async def decide(
        self,
        logs: Sequence[str],
        decide: Callable[[int], Sequence[Emit]],
        *,
        now: int,
        actor: str | None,
        lock: Sequence[str] | None = None,
        also: Write | None = None,
    ) -> Made:
        """Append what `decide` says of the views of `logs`, unless one in `lock` (all) has moved: then again,
        at most five times, the last time with the logs to itself.

        `decide` gets the instant of the act: `now`, or that of the newest fact if a clock of another node is
        ahead. With a `lock` of their own, acts of many people do not wait for each other.

        Raises:
            Refused: what `decide` refused.
        """
        await self.load(*logs)
        turn = self._locks.setdefault(logs[0], asyncio.Lock())
        if lock is None:
            async with turn:
                return await self._decide(logs, decide, now, actor, logs, also)
        if turn.locked():  # a decision on this node is not made to conflict by us
            async with turn:
                pass
        return await self._decide(logs, decide, now, actor, lock, also)

    async def _decide(
        self,
        logs: Sequence[str],
        decide: Callable[[int], Sequence[Emit]],
        now: int,
        actor: str | None,
        lock: Sequence[str],
        also: Write | None,
    ) -> Made:
        for attempt in range(ATTEMPTS - 1):
            if attempt:
                await self.refresh(*logs)
            at = self._instant(logs, now)
            expected = {log: self._replicas[log].head for log in lock}
            try:
                emits = decide(at)
            except Refused:
                if attempt == 0 and await self.refresh(*logs):
                    continue
                raise
            if not emits:
                return Made(at, [])
            try:
                return Made(at, await self.append(emits, at=at, actor=actor, expected=expected, also=also))
            except Conflict:
                continue
        # The last attempt has the logs to itself: nobody is too slow for ever.
        return await self._decide_alone(logs, decide, now, actor, also, self._log.append_after)

    async def decide_alone(
        self,
        logs: Sequence[str],
        decide: Callable[[int], Sequence[Emit]],
        append: AppendAfter,
        *,
        now: int,
        actor: str | None,
        also: Write | None = None,
    ) -> Made:
        """As `decide`, but within the transaction of `append`, which lets nobody else move the logs."""
        await self.load(*logs)
        async with self._locks.setdefault(logs[0], asyncio.Lock()):
            return await self._decide_alone(logs, decide, now, actor, also, append)

    async def decide_then(
        self,
        logs: Sequence[str],
        decide: Callable[[int], Sequence[Emit]],
        then: Work[Sequence[Emit]],
        *,
        now: int,
        also: Write | None = None,
    ) -> Made:
        """As `decide_alone`; `then` says what else is appended, from the rows it finds in the transaction.

        It is done only if something was decided, after `also`, and speaks of `logs` alone.
        """
        instant = now

        def noting(at: int) -> Sequence[Emit]:
            nonlocal instant
            instant = at
            return decide(at)

        append = partial(
            self._log.append_after,
            then=lambda connection: [_append(emit, instant, None) for emit in then(connection)],
        )
        return await self.decide_alone(logs, noting, append, now=now, actor=None, also=also)

    async def _decide_alone(
        self,
        logs: Sequence[str],
        decide: Callable[[int], Sequence[Emit]],
        now: int,
        actor: str | None,
        also: Write | None,
        append: AppendAfter,
    ) -> Made:
        at = now

        def decided(news: News) -> list[Append]:
            nonlocal at
            for log, events in news.items():
                self._replicas[log].take(events)
            at = self._instant(logs, now)
            return [_append(emit, at, actor) for emit in decide(at)]

        known = {log: self._replicas[log].head for log in logs}
        facts = await append(known, decided, also=also)
        await self._tell(facts)
        return Made(at, facts)

    def _instant(self, logs: Sequence[str], now: int) -> int:
        return max([now, *(self._replicas[log].last_at for log in logs)])

    async def append(
        self,
        emits: Sequence[Emit],
        *,
        at: int,
        actor: str | None,
        expected: Mapping[str, int] | None = None,
        also: Write | None = None,
    ) -> list[tuple[str, Event]]:
        """Append facts in one transaction, then tell everybody."""
        appends = [_append(emit, at, actor) for emit in emits]
        facts = await self._log.append(appends, expected=expected, also=also)
        await self._tell(facts)
        return facts

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
        if parse_topic(log) is None:  # an id that none of ours can be
            raise Refused(Code.NOT_FOUND, topic=log[:128])
        replica = _empty(log)
        if isinstance(replica.view, DebateView | DeskView):  # the others are too short to be saved
            saved = await self._log.load_snapshot(log)
            if saved is not None:
                replica.restore(*saved)
        await self._read_on(replica)
        if replica.head == 0 and isinstance(replica.view, DebateView | ProcessView):
            raise Refused(Code.NOT_FOUND, topic=log)  # not kept: made-up ids must not fill the memory
        if log in self._replicas:  # somebody else was faster
            return
        self._replicas[log] = replica
        if isinstance(replica.view, FORGOTTEN):
            self._forget_oldest()
        else:
            self._hub.watch(log, lambda first, events: self._heard(replica, events))

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

    def _heard(self, replica: Replica[Any], events: Sequence[Event]) -> None:
        """News from the hub; a hole is read from the store."""
        if not replica.take(events):
            self._tasks.spawn(self._read_on(replica))

    async def _save(self, replica: Replica[Any]) -> None:
        is_long = isinstance(replica.view, DebateView | DeskView)
        if is_long and replica.head - replica.saved >= self._save_every:
            replica.saved = replica.head
            await self._log.save_snapshot(replica.log, replica.head, replica.dump())

    def _forget_oldest(self) -> None:
        small = [log for log, r in self._replicas.items() if isinstance(r.view, FORGOTTEN)]
        for log in small[: max(0, len(small) - KEPT)]:
            del self._replicas[log]


def _append(emit: Emit, at: int, actor: str | None) -> Append:
    event = emit.event(offset=0, at=at)
    return Append(emit.log, event.type, event.body, at, actor if emit.shows_actor else None)


def _empty(log: str) -> Replica[Any]:
    topic = parse_topic(log)
    assert topic is not None, log
    if topic.scope == "person":
        return Replica(log, empty_person(topic.id), fold_person)
    if topic.part == "synthesis":
        return Replica(log, empty_synthesis_desk(topic.id), fold_synthesis_desk)
    if topic.scope == "process":
        return Replica(log, empty_process(topic.id), fold_process)
    if topic.part == "desk":
        return Replica(log, empty_desk(topic.id), fold_desk)
    return Replica(log, empty_debate(topic.id), fold_debate)
