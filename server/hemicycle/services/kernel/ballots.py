"""Votes, supports, poll answers: what a ballot may be, and the boards that show the counts.

Counting and keeping is left to `store.BallotBox`. A ballot names its voter by a pseudonym.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager

import msgspec

from hemicycle.core import polls
from hemicycle.core.emit import debate_log, desk_log, person_log
from hemicycle.core.questions import SUPPORTABLE
from hemicycle.hub import Hub
from hemicycle.store import Database
from hemicycle.store.ballots import Ballot, Cast, Choices
from hemicycle.store.count import kind_of
from hemicycle.store.leavers import Mark
from hemicycle.store.moves import Close, Part, Unite
from hemicycle.store.supports import target_of
from hemicycle.store.writing import targets_of
from hemicycle_protocol import commands as c
from hemicycle_protocol.api import MyDebate, MyVotes
from hemicycle_protocol.boards import PollTally, Tally, Totals
from hemicycle_protocol.consultation import VoteArgument
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.events import EventBody, PollClosed
from hemicycle_protocol.views import (
    Choice,
    DebateView,
    DeskQuestion,
    Phase,
    Poll,
    PollHiding,
    QuestionState,
    You,
)

from .caller import Caller
from .room import Result, Room

SUPPORT = "support"
PROPOSITION, ARGUMENT = "proposition/", "argument/"
# Kinds of targets whose counts stand on the boards of a process.
OF_PROCESSES = (PROPOSITION, ARGUMENT, "bill/")
# Kinds of targets whose box closes with a phase, in the transaction that says so: on whatever node a ballot
# is held up, it is in what the end of the phase finds, or refused.
CLOSED_WITH = {Phase.CONSULTATION: (PROPOSITION, ARGUMENT), Phase.MOBILISATION: ("bill/",)}
CLOSED_WITH_DEBATE = ("question/", "poll/")


class Ballots:
    """The handlers of ballots, and the boards made of them."""

    def __init__(self, room: Room, database: Database, hub: Hub, mark: Mark) -> None:
        self._room = room
        self._journal = room.journal
        self._box = box = database.ballots
        self._voters = database.salts
        self._leavers = database.leavers
        self._places = database.propositions
        self._hub = hub
        self._mark = mark
        # Answers on their way into the box, and the polls that are being closed on this node.
        self._answers: dict[asyncio.Future[Cast], tuple[str, str]] = {}
        self._closing: Counter[tuple[str, str]] = Counter()
        box.on_commit = self._committed

    # --- acts -----------------------------------------------------------------------------------

    async def vote(self, caller: Caller, command: c.Vote) -> Result:
        """Vote on a proposition while the consultation is open; on one's own, it is in no count."""
        process = caller.process
        target = f"proposition/{command.proposition}"
        choice = None if command.choice is None else command.choice.value
        # Of two public numbers with and without it, the difference would be the author's vote.
        counted = not await self._places.is_author(target, caller.by.id)
        cast = await self._cast(
            caller, process, target, choice, command.seq, version=command.version, counted=counted
        )
        return cast.at, {"choice": cast.choice, "at": cast.at}

    async def vote_argument(self, caller: Caller, command: VoteArgument) -> Result:
        """Support an argument while the consultation is open, or stop; one's own, it is in no count."""
        process = caller.process
        target, choice = f"{ARGUMENT}{command.argument}", SUPPORT if command.on else None
        counted = not await self._places.is_author(target, caller.by.id)
        cast = await self._cast(
            caller, process, target, choice, command.seq, version=command.version, counted=counted
        )
        return cast.at, {"on": cast.choice is not None, "at": cast.at}

    async def support(self, caller: Caller, command: c.SupportQuestion) -> Result:
        """Support a question of somebody else, or stop."""
        desk = desk_log(command.debate)

        def check(by: You) -> None:
            card = self._journal.desk(command.debate).questions.get(command.question)
            _check_supportable(self._journal.debate(command.debate), card, command.question, by)

        await self._room.check(caller, command, command.debate, check, desk)
        choice = SUPPORT if command.on else None
        cast = await self._cast(caller, command.debate, f"question/{command.question}", choice, command.seq)
        return cast.at, {"on": cast.choice is not None}

    async def support_bill(
        self, caller: Caller, process: str, choice: str | None, seq: int
    ) -> tuple[str, Cast]:
        """Support the bill of a process, or (None) stop; under which pseudonym, and what stands."""
        cast = await self._cast(caller, process, target_of(process), choice, seq)
        return await self._voters.pseudonym(process, caller.by.id), cast

    async def supports_bill(self, you: You, process: str) -> bool:
        """Whether somebody's support of the bill stands."""
        held = await self._box.of_voter(process, await self._voters.pseudonym(process, you.id))
        return held.get(target_of(process)) == SUPPORT

    async def answer(self, caller: Caller, command: c.AnswerPoll) -> Result:
        """Answer a poll; who has answered one that shows its counts after the vote gets them here."""

        def check(by: You) -> Poll:
            view = self._journal.debate(command.debate)
            if self._closing[command.debate, command.poll]:
                raise Refused(Code.CLOSED)
            return polls.check_answer(view, command, at=caller.received_at)

        poll = await self._room.check(caller, command, command.debate, check)
        choice = None if command.option is None else str(command.option)
        casting = asyncio.ensure_future(
            self._cast(caller, command.debate, f"poll/{command.poll}", choice, command.seq)
        )
        self._answers[casting] = (command.debate, command.poll)
        casting.add_done_callback(self._answers.pop)
        cast = await casting
        result: dict[str, object] = {"option": None if cast.choice is None else int(cast.choice)}
        if poll.hiding is PollHiding.AFTER_VOTE and cast.choice is not None:
            result["tally"] = msgspec.to_builtins(poll_tally(poll, await self.counts(command.debate)))
        return cast.at, result

    async def _cast(
        self,
        caller: Caller,
        box: str,
        target: str,
        choice: str | None,
        seq: int,
        *,
        version: int | None = None,
        counted: bool = True,
    ) -> Cast:
        if version is not None and not await self._places.has_version(target, version):
            raise Refused(Code.INVALID, field="version")
        if await self._leavers.came_back(box, kind_of(target), caller.by.id, mark=self._mark):
            raise Refused(Code.HAS_VOTED)
        voter = await self._voters.pseudonym(box, caller.by.id)
        at = caller.received_at
        return await self._box.cast(Ballot(box, target, voter, choice, seq, at, counted, version))

    # --- merges ---------------------------------------------------------------------------------

    def unite(self, into: str, merged: str) -> Unite:
        """Who supported `merged` supports `into`."""
        return Unite(f"question/{into}", f"question/{merged}")

    def part(self, into: str, merged: str) -> Part:
        """Undo `unite`, for those who did not act since."""
        return Part(f"question/{into}", f"question/{merged}")

    # --- closing --------------------------------------------------------------------------------

    @asynccontextmanager
    async def closing(self, debate: str, polls: Collection[str]) -> AsyncIterator[None]:
        """For closing polls in this block: this node's answers under way are in, and it refuses later ones.

        Answers that another node took before it heard are refused by the box once the closing is written:
        what was confirmed is in the result.
        """
        marked = {(debate, poll) for poll in polls}
        self._closing.update(marked)
        try:
            under_way = [answer for answer, poll in self._answers.items() if poll in marked]
            await asyncio.gather(*under_way, return_exceptions=True)
            yield
        finally:
            self._closing -= Counter(marked)

    # --- reads ----------------------------------------------------------------------------------

    async def counts(self, box: str) -> Choices:
        """target → choice → count."""
        _, counts, _ = await self._box.tallies(box)
        return counts

    async def votes_of(self, you: You, process: str) -> MyVotes:
        """One's own votes and supports in a process, and what one wrote there."""
        voter = await self._voters.pseudonym(process, you.id)
        held = await self._box.of_voter(process, voter)
        by_kind = [(*target.partition("/")[::2], choice) for target, choice in held.items()]
        await self._journal.refresh(person_log(you.id))
        texts = self._journal.person(you.id).texts.values()
        return MyVotes(
            {id_: Choice(choice) for kind, id_, choice in by_kind if kind == "proposition"},
            [id_ for kind, id_, _ in by_kind if kind == "argument"],
            await self._box.versions_of(process, voter),
            [text.id for text in texts if text.process == process and not text.withdrawn],
        )

    async def mine(self, you: You, debate: str) -> MyDebate:
        """One's own supports and poll answers in a debate."""
        held = await self._box.of_voter(debate, await self._voters.pseudonym(debate, you.id))
        by_kind = [(*target.partition("/")[::2], choice) for target, choice in held.items()]
        return MyDebate(
            supports=[id_ for kind, id_, _ in by_kind if kind == "question"],
            polls={id_: int(choice) for kind, id_, choice in by_kind if kind == "poll"},
        )

    # --- boards ---------------------------------------------------------------------------------

    async def process_board(self, process: str) -> tuple[int, dict[str, object]]:
        """The clock and keys of `process/{id}/board`."""
        clock, counts, totals = await self._box.tallies(process)
        return clock, process_keys(counts, totals)

    async def arguments_board(self, process: str, proposition: str) -> tuple[int, dict[str, object]]:
        """The clock and keys of `process/{id}/arguments/{proposition}`.

        Raises:
            Refused: `NOT_FOUND` for a proposition that does not exist, or not in this process.
        """
        if await self._places.process_of(proposition) != process:
            raise Refused(Code.NOT_FOUND, proposition=proposition)
        clock, counts = await self._box.counts_of(
            process, lambda connection: targets_of(connection, proposition)
        )
        return clock, argument_keys(counts)

    async def voters(self, process: str) -> int:
        """How many hold a vote in a process."""
        _, _, totals = await self._box.tallies(process)
        return totals["voters"]

    async def debate_board(self, debate: str, *, desk: bool) -> tuple[int, dict[str, object]]:
        """The clock and keys of `debate/{id}/board`, or of the desk's."""
        clock, counts, _ = await self._box.tallies(debate)
        await self._journal.load(debate_log(debate))
        return clock, debate_keys(self._journal.debate(debate), counts, desk=desk)

    def _committed(
        self, box: str, before: int, after: int, moved: Choices, totals: Mapping[str, int]
    ) -> None:
        """A commit of this node is durable: show it."""
        clock = (before, after)
        debate = self._journal.known_debate(box)
        if debate is None or any(target.startswith(OF_PROCESSES) for target in moved):
            self._hub.publish_board(f"process/{box}/board", process_keys(moved, totals), clock=clock)
            self._show_arguments(box, moved, clock)
            return
        for topic, desk in ((f"debate/{box}/board", False), (f"debate/{box}/desk/board", True)):
            self._hub.publish_board(topic, debate_keys(debate, moved, desk=desk), clock=clock)

    def _show_arguments(self, process: str, moved: Choices, clock: tuple[int, int]) -> None:
        """Show what moved on the boards of its propositions.

        A commit with an argument that was not asked for lately (moderation took it out of the counts) is left
        to the check of positions, which reads the boards that are open: half of it would hide the rest.
        """
        by_proposition: dict[str, dict[str, Mapping[str, int]]] = {}
        is_all_known = True
        for target, choices in moved.items():
            if target.startswith(ARGUMENT):
                proposition = self._places.known_proposition_of(target)
                if proposition is None:
                    is_all_known = False
                else:
                    by_proposition.setdefault(proposition, {})[target] = choices
        if not is_all_known:
            return
        for proposition, counts in by_proposition.items():
            topic = f"process/{process}/arguments/{proposition}"
            self._hub.publish_board(topic, argument_keys(counts), clock=clock)
        self._hub.pass_boards_by(f"process/{process}/arguments/", clock)


def argument_keys(counts: Choices) -> dict[str, object]:
    """The keys of the board of a proposition's arguments for these counts."""
    return {
        target: choices.get(SUPPORT, 0) for target, choices in counts.items() if target.startswith(ARGUMENT)
    }


def process_keys(counts: Choices, totals: Mapping[str, int]) -> dict[str, object]:
    """The keys of a process's board for these counts, without those of arguments."""
    keys: dict[str, object] = {}
    for target, choices in counts.items():
        if target.startswith(PROPOSITION):
            keys[target] = msgspec.to_builtins(tally(choices))
        elif target.startswith("bill/"):
            keys["bill/supports"] = choices.get(SUPPORT, 0)
    keys["totals"] = msgspec.to_builtins(Totals(**totals))
    return keys


def debate_keys(debate: DebateView, counts: Choices, *, desk: bool) -> dict[str, object]:
    """The keys of a debate's board for these counts: hidden polls stand on the desk's alone."""
    keys: dict[str, object] = {}
    for target, choices in counts.items():
        kind, _, id_ = target.partition("/")
        if kind == "question" and not desk:
            keys[f"support/{id_}"] = choices.get(SUPPORT, 0)
        elif kind == "poll" and id_ in debate.polls:
            poll = debate.polls[id_]
            if desk or polls.is_public(poll):
                keys[f"poll/{id_}"] = msgspec.to_builtins(poll_tally(poll, counts))
    return keys


def tally(choices: Mapping[str, int]) -> Tally:
    """The counts of one proposition."""
    return Tally(**{choice.value: choices.get(choice, 0) for choice in Choice})


def poll_tally(poll: Poll, counts: Choices) -> PollTally:
    """The counts of one poll, in the order of its options."""
    by_option = poll_counts(poll, counts)
    return PollTally(by_option, sum(by_option))


def poll_counts(poll: Poll, counts: Choices) -> list[int]:
    """Answers per option."""
    chosen = counts.get(f"poll/{poll.id}", {})
    return [chosen.get(str(option), 0) for option in range(len(poll.options))]


def closed_by(facts: Iterable[EventBody]) -> Close:
    """The polls that these facts close take no more answers."""
    return Close([f"poll/{fact.poll}" for fact in facts if isinstance(fact, PollClosed)])


def _check_supportable(debate: DebateView, card: DeskQuestion | None, id_: str, by: You) -> None:
    question = debate.questions.get(id_)
    if question is None or card is None:
        raise Refused(Code.NOT_FOUND, question=id_)
    if card.author == by.id:
        raise Refused(Code.OWN_QUESTION)
    if question.state is QuestionState.MERGED:
        raise Refused(Code.CLOSED, into=question.into)
    if question.state not in SUPPORTABLE:
        raise Refused(Code.CLOSED, state=question.state.value)
