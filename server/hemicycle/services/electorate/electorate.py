"""Rolls: what organisers bring, and what everybody may know. Who is asked for one says `kernel.rules`."""

from __future__ import annotations

import re

from hemicycle.auth.mailboxes import EMAIL_CHARACTERS, mailbox_of, normal_email
from hemicycle.core import electorate as rules
from hemicycle.core.emit import Emit, process_log
from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.ballots import Ballots
from hemicycle.services.kernel.caller import Caller
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.forum import Forum
from hemicycle.services.kernel.mailboxes import mailbox_of_account
from hemicycle.services.kernel.room import Result
from hemicycle.services.kernel.visibility import Visibility
from hemicycle.store import Database
from hemicycle.store.leavers import Mark
from hemicycle.store.rolls import place_of, put_on_roll
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.electorate import AddToRoll, ChooseElectorate, Roll, RollGrown
from hemicycle_protocol.errors import Refused
from hemicycle_protocol.views import ProcessView, You

_CELLS = re.compile(r"[;,\t]")


class Electorates:
    """The handlers and reads of rolls."""

    def __init__(
        self, forum: Forum, visibility: Visibility, database: Database, ballots: Ballots, mark: Mark
    ) -> None:
        self._forum = forum
        self._visibility = visibility
        self._rolls = database.rolls
        self._people = database.people
        self._ballots = ballots
        self._mark = mark

    def handlers(self) -> dict[type[CommandBody], Handler]:
        """Who handles which command."""
        return {ChooseElectorate: self.choose, AddToRoll: self.add}

    async def choose(self, caller: Caller, command: ChooseElectorate) -> Result:
        """Say who takes part."""
        size = await self._rolls.size(command.process)

        def decide(by: You, view: ProcessView, now: int) -> Decision[None]:
            facts = rules.choose(view, command, size=size, now=now)
            return Decision([Emit(process_log(view.id), fact) for fact in facts])

        return (await self._forum.act(caller, command, command.process, decide)).at, {}

    async def add(self, caller: Caller, command: AddToRoll) -> Result:
        """Put addresses on the roll; their marks are kept, and nothing else of them."""
        rules.check_csv(command.csv)
        process, lines = command.process, command.csv.splitlines()
        mailboxes = [mailbox for line in lines if (mailbox := mailbox_in(line)) is not None]
        place = place_of(process)
        fresh = await self._rolls.missing(process, [self._mark(place, each) for each in mailboxes])

        def decide(by: You, view: ProcessView, now: int) -> Decision[None]:
            rules.check_before_voting(view, now=now)
            if not fresh:
                return Decision([])
            return Decision(
                [Emit(process_log(process), RollGrown(len(fresh)))], [put_on_roll(process, fresh)]
            )

        made = await self._forum.act(caller, command, process, decide)
        size = await self._rolls.size(process)
        return made.at, {"added": len(fresh), "left_out": len(lines) - len(mailboxes), "size": size}

    async def roll(self, you: You | None, process: str) -> Roll:
        """How many stand on the roll and how many voted. Refused: `NOT_FOUND`."""
        view = await self._visibility.process(you, process)
        size = await self._rolls.size(process)
        voters = await self._ballots.voters(process)
        return Roll(view.electorate, size, rules.shown_voters(voters, size=size))

    async def of_person(self, person: str) -> list[str]:
        """The processes on whose rolls somebody stands."""
        account = await self._people.get(person)
        mailbox = None if account is None else mailbox_of_account(account)
        return [] if mailbox is None else await self._rolls.processes_with(mailbox, mark=self._mark)

    async def leave(self, person: str, with_content: bool) -> None:
        """A roll is not the account's: whoever opens another one is still on it."""


def mailbox_in(line: str) -> str | None:
    """The mailbox of the first cell of a line with an address that mail can reach."""
    for cell in _CELLS.split(line):
        if "@" in cell and len(cell) <= EMAIL_CHARACTERS:
            try:
                return mailbox_of(normal_email(cell.strip(" \"'")))
            except Refused:
                return None
    return None
