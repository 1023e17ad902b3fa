"""Acts of those who write in a consultation: propose, argue, write anew, take back. Votes are in `ballots`.

Who writes is held to their limits by their own log, which each act locks: on every node at once, without
holding up anybody else. Writing anew and taking back happen within the transaction of the ballot box, where
it is certain who has voted and who can no longer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from hemicycle.core.contributions import (
    WritingLimits,
    argument_text,
    check_may_rewrite,
    check_may_write,
    check_no_duplicate,
    check_own,
    proposition_text,
)
from hemicycle.core.emit import Emit, person_log, process_log
from hemicycle.core.instants import to_minute
from hemicycle.core.text import within
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.markdown import check_seen
from hemicycle.services.kernel.room import Result
from hemicycle.store import Database
from hemicycle.store.connections import Write
from hemicycle.store.held import others_hold
from hemicycle.store.moves import Close, Hold
from hemicycle.store.propositions import VISIBLE, ArgumentRow, PropositionRow
from hemicycle.store.writing import (
    add_argument,
    add_proposition,
    withdraw,
)
from hemicycle_protocol import consultation as co
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.events import EventBody
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import MyText, ProcessView, Role, TextKind, You

from .revision import ArguedAnew, ProposedAnew, Revision

# Whose propositions are votable and never ranked.
OFFICIALS = frozenset({Role.PARLIAMENTARIAN, Role.STAFF})
SECTION_CHARACTERS = limit_of(co.Propose, "section")
KEY_CHARACTERS = 64


class Writing:
    """The handlers of writing."""

    def __init__(self, forum: Forum, database: Database, limits: WritingLimits) -> None:
        self._forum = forum
        self._journal = forum.journal
        self._propositions = database.propositions
        self._presentations = database.presentations
        self._salts = database.salts
        self._limits = limits

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Who handles which command."""
        return {
            co.Propose: self.propose,
            co.Argue: self.argue,
            co.ReviseProposition: self.revise_proposition,
            co.ReviseArgument: self.revise_argument,
            co.WithdrawProposition: self.withdraw_proposition,
            co.WithdrawArgument: self.withdraw_argument,
        }

    # --- new ------------------------------------------------------------------------------------

    async def propose(self, caller: Caller, command: co.Propose) -> Result:
        """A proposition; the same person and key get the same one."""
        process = command.process
        you = caller.permitted_in(process=process)
        text = proposition_text(command.title, command.body, command.sources, self._limits)
        await check_seen(text.body, field="body")
        section = within(command.section, field="section", limit=SECTION_CHARACTERS)
        id_ = text_id("p", process, you.id, command.key)
        parent = await self._parent(process, command.parent)
        official = not OFFICIALS.isdisjoint(await self._forum.roles(you, process))
        if section and not official:
            await self._check_section(process, section)
        digest = text.digest(process)
        at = to_minute(caller.received_at)
        row = PropositionRow(id_, process, 0, section, text.title, text.body, you.name, you.id, official, at)
        row = row._replace(kind=command.kind.value, parent=parent, sources=tuple(text.sources))
        fact = co.PropositionMade(id_, command.kind, section, official)
        await self._keep(caller, command, row.process, id_, fact, digest, add_proposition(row))
        return caller.received_at, {"proposition": id_}

    async def _check_section(self, process: str, section: str) -> None:
        """Where there are chapters, those who lead the process make them."""
        sections = await self._propositions.sections(process)
        if sections and section not in sections:
            raise Refused(Code.INVALID, field="section")

    async def argue(self, caller: Caller, command: co.Argue) -> Result:
        """An argument; the same person and key get the same one."""
        place = await self._proposition(command.proposition)
        you = caller.permitted_in(process=place.process)
        if place.state != VISIBLE:
            raise Refused(Code.CLOSED, state=place.state)
        text = argument_text(command.body, command.sources, self._limits)
        await check_seen(text.body, field="body")
        id_ = text_id("a", place.id, you.id, command.key)
        at = to_minute(caller.received_at)
        row = ArgumentRow(id_, place.id, command.side.value, text.body, you.name, at)
        row = row._replace(person=you.id, sources=tuple(text.sources))
        fact = co.ArgumentMade(id_, place.id, command.side)
        digest = text.digest(place.id)
        await self._keep(caller, command, place.process, id_, fact, digest, add_argument(row, place.process))
        return caller.received_at, {"argument": id_}

    async def _keep(
        self,
        caller: Caller,
        command: co.Propose | co.Argue,
        process: str,
        id_: str,
        fact: EventBody,
        digest: str,
        write: Write,
    ) -> None:
        kind = TextKind.PROPOSITION if isinstance(command, co.Propose) else TextKind.ARGUMENT

        def decide(by: You, view: ProcessView, now: int) -> Decision[None]:
            texts = self._texts(by.id)
            if id_ in texts:
                return Decision([])
            wrote = [text for text in texts.values() if text.process == process]
            check_may_write(kind, digest, wrote, now=now, limits=self._limits)
            kept = co.TextKept(id_, kind, process, digest)
            return Decision([Emit(process_log(process), fact), Emit(person_log(by.id), kept)], [write])

        assert caller.you is not None
        mine = person_log(caller.you.id)
        await self._forum.act(caller, command, process, decide, logs=[mine], lock=[mine])

    # --- anew -----------------------------------------------------------------------------------

    async def revise_proposition(self, caller: Caller, command: co.ReviseProposition) -> Result:
        """Its author writes a proposition anew."""
        before = await self._proposition(command.proposition)
        you = caller.permitted_in(process=before.process)
        text = proposition_text(command.title, command.body, command.sources, self._limits)
        await check_seen(text.body, field="body")
        _check(before, you, command.version)
        return await self._revise(caller, command, you, ProposedAnew(before, text))

    async def revise_argument(self, caller: Caller, command: co.ReviseArgument) -> Result:
        """Its author writes an argument anew."""
        before, process = await self._argument(command.argument)
        you = caller.permitted_in(process=process)
        text = argument_text(command.body, command.sources, self._limits)
        await check_seen(text.body, field="body")
        _check(before, you, command.version)
        return await self._revise(caller, command, you, ArguedAnew(before, text, process))

    async def _revise(self, caller: Caller, command: CommandBody, you: You, revision: Revision) -> Result:
        """Words in place of words; those before can still be read if anybody else acted on them."""
        before, process = revision.before, revision.process
        if revision.after == before:
            return caller.received_at, {"version": before.version}
        check_may_rewrite(before.version, self._limits)
        mine = person_log(you.id)
        others_voted = others_hold(process, revision.target, but=await self._salts.pseudonym(process, you.id))

        def decide(by: You, view: ProcessView, now: int) -> Decision[None]:
            texts = self._texts(by.id)
            check_no_duplicate(texts.values(), revision.digest, but=before.id)
            facts = [Emit(process_log(process), revision.fact)]
            kept = texts.get(before.id)
            if kept is not None and kept.digest != revision.digest:
                facts.append(Emit(mine, co.TextKept(before.id, kept.kind, process, revision.digest)))
            write = revision.write(others_voted, at=to_minute(now))
            return Decision(facts, [write], ballots=[Hold(revision.target)])

        made = await self._forum.act(caller, command, process, decide, logs=[mine])
        return made.at, {"version": before.version + 1}

    # --- back -----------------------------------------------------------------------------------

    async def withdraw_proposition(self, caller: Caller, command: co.WithdrawProposition) -> Result:
        """Its author takes a proposition back: nobody votes on it or its arguments any more."""
        row = await self._proposition(command.proposition)
        you = caller.permitted_in(process=row.process)
        arguments = await self._propositions.arguments(row.id)
        closes = [f"proposition/{row.id}", *(f"argument/{argument.id}" for argument in arguments)]
        fact = co.PropositionWithdrawn(row.id)
        return await self._withdraw(caller, command, row.process, row, you, closes, fact)

    async def withdraw_argument(self, caller: Caller, command: co.WithdrawArgument) -> Result:
        """Its author takes an argument back."""
        row, process = await self._argument(command.argument)
        you = caller.permitted_in(process=process)
        fact = co.ArgumentWithdrawn(row.id, row.proposition)
        return await self._withdraw(caller, command, process, row, you, [f"argument/{row.id}"], fact)

    async def _withdraw(
        self,
        caller: Caller,
        command: CommandBody,
        process: str,
        row: PropositionRow | ArgumentRow,
        you: You,
        closes: Sequence[str],
        fact: EventBody,
    ) -> Result:
        check_own(row.person, you.id, version=row.version, seen=None, withdrawn=False)
        mine = person_log(you.id)

        def decide(by: You, view: ProcessView, now: int) -> Decision[None]:
            kept = self._texts(by.id).get(row.id)
            if row.state != VISIBLE or (kept is not None and kept.withdrawn):
                return Decision([])
            facts = [Emit(process_log(process), fact), Emit(mine, co.TextWithdrawn(row.id))]
            return Decision(facts, [withdraw(closes[0])], ballots=[Close(closes)])

        made = await self._forum.act(caller, command, process, decide, logs=[mine])
        return made.at, {}

    # --- what there is --------------------------------------------------------------------------

    def _texts(self, person: str) -> Mapping[str, MyText]:
        return self._journal.person(person).texts

    async def _proposition(self, id_: str) -> PropositionRow:
        row = await self._propositions.get(id_)
        if row is None:
            raise Refused(Code.NOT_FOUND, proposition=id_)
        return row

    async def _argument(self, id_: str) -> tuple[ArgumentRow, str]:
        row = await self._propositions.argument(id_)
        if row is None:
            raise Refused(Code.NOT_FOUND, argument=id_)
        return row, (await self._proposition(row.proposition)).process

    async def _parent(self, process: str, parent: str | None) -> str | None:
        """What a new proposition answers: a node of the presentation or a proposition of the same process."""
        if parent is None or parent == "":
            return None
        row = await self._propositions.get(parent)
        if row is not None and row.process == process and row.state == VISIBLE:
            return row.id
        if row is None and any(node.id == parent for node in await self._presentations.nodes(process)):
            return parent
        raise Refused(Code.INVALID, field="parent")


def text_id(kind: str, place: str, person: str, key: str) -> str:
    """The id of what this person wrote with this key: writing twice names the same text.

    Raises:
        Refused: `INVALID` for a key that is none.
    """
    if not 0 < len(key) <= KEY_CHARACTERS:
        raise Refused(Code.INVALID, field="key")
    digest = hashlib.blake2b("\0".join((place, person, key)).encode(errors="replace"), digest_size=9)
    return kind + digest.hexdigest()


def _check(row: PropositionRow | ArgumentRow, you: You, seen: int) -> None:
    """Pass if `you` may write this anew, having read the version `seen`."""
    check_own(row.person, you.id, version=row.version, seen=seen, withdrawn=row.state != VISIBLE)
