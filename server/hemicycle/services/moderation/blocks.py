"""Keeping people from writing, and their appeals. Who is kept from what is asked with each act (`rules`)."""

from __future__ import annotations

from collections.abc import Callable

from hemicycle.core import blocks as rules
from hemicycle.core.blocks import BlockMove
from hemicycle.core.emit import Emit, desk_log, process_log
from hemicycle.core.visibility import MEMBERS
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision, Made
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.roll import Roll
from hemicycle.services.kernel.room import Result, Room
from hemicycle.store import Database
from hemicycle.store.blocks import change_block, put_block
from hemicycle.store.moderation import Line, put_line
from hemicycle_protocol import moderation as m
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.events import EventBody
from hemicycle_protocol.moderation import AppealOutcome, ModerationAct
from hemicycle_protocol.moderation_item import BlockRow
from hemicycle_protocol.views import ProcessView, You

from .moderation import Moderation


class Blocking:
    """The handlers of blocks."""

    def __init__(
        self,
        forum: Forum,
        room: Room,
        database: Database,
        roll: Roll,
        moderation: Moderation,
        *,
        new_id: Callable[[], str],
    ) -> None:
        self._forum = forum
        self._room = room
        self._closed = database.closed
        self._rows = database.blocks
        self._texts = database.texts
        self._members = database.members
        self._roll = roll
        self._moderation = moderation
        self._new_id = new_id

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Who handles which command."""
        return {
            m.BlockAuthor: self.block,
            m.BlockAsker: self.block_asker,
            m.LiftBlock: self.lift,
            m.AppealBlock: self.appeal,
            m.DecideBlock: self.decide,
        }

    async def block(self, caller: Caller, command: m.BlockAuthor) -> Result:
        """The author of a text writes nothing in the process until an instant."""
        process = command.process
        await self._moderation.check_no_host(caller, process)
        text = (await self._texts.several([command.target])).get(command.target)
        if text is None or text.process != process:
            raise Refused(Code.NOT_FOUND, target=command.target)
        decide = await self._blocking(command, process, text.person)
        return await self._act(caller, command, process, lambda by, view, now: decide(by, now))

    async def block_asker(self, caller: Caller, command: m.BlockAsker) -> Result:
        """The author of a question writes nothing in the process of the debate until an instant."""
        journal, desk = self._forum.journal, desk_log(command.debate)

        def find(by: You) -> tuple[str, str]:
            card = journal.desk(command.debate).questions.get(command.question)
            if card is None:
                raise Refused(Code.NOT_FOUND, question=command.question)
            return journal.debate(command.debate).process, card.author

        process, author = await self._room.check(caller, command, command.debate, find, desk)
        await self._moderation.check_no_host(caller, process)
        is_gone = author in await self._closed.among([author])
        decide = await self._blocking(command, process, None if is_gone else author)
        made = await journal.decide(
            [process_log(process)],
            lambda now: decide(caller.by, now),
            now=caller.received_at,
            actor=None,
            lock=(),
        )
        return await self._told(process, made)

    async def _blocking(
        self, wish: m.BlockAuthor | m.BlockAsker, process: str, person: str | None
    ) -> Callable[[You, int], Decision[BlockRow]]:
        roles = await self._members.roles(process, person or "")
        id_, is_member = self._new_id(), not MEMBERS.isdisjoint(roles)

        def decide(by: You, now: int) -> Decision[BlockRow]:
            move = rules.block(wish, process, id=id_, person=person, is_member=is_member, by=by, now=now)
            return self._decision(move, None, now)

        return decide

    async def lift(self, caller: Caller, command: m.LiftBlock) -> Result:
        """They may write again before that."""
        await self._moderation.check_no_host(caller, command.process)
        row = await self._row(command.process, command.block)

        def decide(by: You, view: ProcessView, now: int) -> Decision[BlockRow]:
            return self._decision(rules.lift(row, command, now=now), row, now)

        return await self._act(caller, command, command.process, decide)

    async def appeal(self, caller: Caller, command: m.AppealBlock) -> Result:
        """The person asks another moderator."""
        row = await self._row(command.process, command.block)

        def decide(by: You, view: ProcessView, now: int) -> Decision[BlockRow]:
            return self._decision(rules.appeal(row, command, by=by.id, now=now), row, now)

        return await self._act(caller, command, command.process, decide)

    async def decide(self, caller: Caller, command: m.DecideBlock) -> Result:
        """Another moderator answers."""
        await self._moderation.check_no_host(caller, command.process)
        row = await self._row(command.process, command.block)

        def decide(by: You, view: ProcessView, now: int) -> Decision[BlockRow]:
            return self._decision(rules.decide(row, command, by=by.id, now=now), row, now)

        return await self._act(caller, command, command.process, decide)

    async def _row(self, process: str, block: str) -> BlockRow:
        row = await self._rows.get(block)
        if row is None or row.process != process:
            raise Refused(Code.NOT_FOUND, block=block)
        return row

    def _decision(self, move: BlockMove, before: BlockRow | None, now: int) -> Decision[BlockRow]:
        """The fact, the row, a line of the register, and that the person stands otherwise by it."""
        row = move.row
        written = put_block(row) if before is None else change_block(before, row)
        writes = [written, put_line(row.process, line_of(move.fact, at=now))]
        if row.person is not None:
            writes.append(self._roll.move(row.person))
        return Decision([Emit(process_log(row.process), move.fact)], writes, row)

    async def _act(
        self,
        caller: Caller,
        command: CommandBody,
        process: str,
        decide: Callable[[You, ProcessView, int], Decision[BlockRow]],
    ) -> Result:
        return await self._told(process, await self._forum.act(caller, command, process, decide, lock=()))

    async def _told(self, process: str, made: Made[BlockRow]) -> Result:
        await self._roll.tell()
        await self._moderation.show(process, made.at)
        row = made.result
        return made.at, {"block": row.id, "state": row.state, "version": row.version, "until": row.until}


def line_of(fact: EventBody, *, at: int) -> Line:
    """What the register says of a fact: never whom it is about."""
    match fact:
        case m.PersonBlocked():
            return Line(
                at, ModerationAct.BLOCK, _target(fact.block), fact.reason, fact.explanation, fact.role
            )
        case m.BlockLifted():
            return Line(at, ModerationAct.UNBLOCK, _target(fact.block), None, fact.explanation, fact.role)
        case m.BlockAppealed():
            return Line(at, ModerationAct.APPEAL, _target(fact.block))
        case m.BlockDecided():
            upheld = fact.outcome is AppealOutcome.UPHELD
            act = ModerationAct.UPHOLD if upheld else ModerationAct.OVERTURN
            return Line(at, act, _target(fact.block), None, fact.explanation, fact.role)
    raise AssertionError(fact)


def _target(block: str) -> str:
    return f"block/{block}"
