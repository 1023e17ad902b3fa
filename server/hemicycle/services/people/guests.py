"""What becomes of a guest's votes once their invitation was revoked.

What they wrote is for the desk, as everybody's questions are; nobody is named beside counts that fall.
"""

from __future__ import annotations

from hemicycle.clock import Clock
from hemicycle.core.emit import debate_log, on_debate
from hemicycle.core.text import required
from hemicycle.services.kernel.decision import Decision
from hemicycle.services.kernel.identities import GUEST
from hemicycle.services.kernel.journal import Journal
from hemicycle.store import Database
from hemicycle.store.moves import Withdraw
from hemicycle.store.salts import names_in
from hemicycle_protocol.api import TakeBackVotes, VotesTakenBack
from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.events import GuestVotesTakenBack
from hemicycle_protocol.marks import limit_of
from hemicycle_protocol.views import DebateState, Role, You

REASON_CHARACTERS = limit_of(TakeBackVotes, "reason")


class Guests:
    """Taking votes back."""

    def __init__(self, database: Database, journal: Journal, clock: Clock) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock

    async def take_votes_back(self, you: You, invitation: str, wish: TakeBackVotes) -> VotesTakenBack:
        """Take back what a revoked guest supported and answered, for organisers. Again takes nothing.

        Raises:
            Refused: `NOT_FOUND`, `FORBIDDEN`, `ILLEGAL_MOVE` before the invitation is revoked, `CLOSED` once
                the debate is over, `EMPTY` or `TOO_LONG` with `reason`.
        """
        row = await self._database.invitations.get(invitation)
        if row is None:
            raise Refused(Code.NOT_FOUND, invitation=invitation)
        debate, guest = row.debate, GUEST + row.id
        await self._check_organiser(you, debate)
        reason = required(wish.reason, field="reason", limit=REASON_CHARACTERS)
        if row.revoked_at is None:
            raise Refused(Code.ILLEGAL_MOVE, invitation=invitation)
        now = self._clock.now()
        voter = (await self._database.salts.of_person(guest)).get(debate)
        held = {} if voter is None else await self._database.ballots.of_voter(debate, voter)

        def decide(at: int) -> Decision[None]:
            if self._journal.debate(debate).state is DebateState.ENDED:
                raise Refused(Code.CLOSED, state=DebateState.ENDED.value)
            fact = GuestVotesTakenBack(reason)
            return Decision(on_debate(debate, [fact]), ballots=[Withdraw(names_in(debate, [guest]))])

        if not held:
            return VotesTakenBack(0, now)
        made = await self._journal.decide([debate_log(debate)], decide, now=now, actor=you.id)
        return VotesTakenBack(len(held), made.at)

    async def _check_organiser(self, you: You, debate: str) -> None:
        """Pass for organisers in general or of the process; a host may be who made the guests."""
        if you.debate is None and Role.ORGANISER in you.roles:
            return
        row = await self._database.processes.debate(debate)
        here = [] if row is None else await self._database.members.roles(row.process, you.id)
        if Role.ORGANISER.value not in here:
            raise Refused(Code.FORBIDDEN, roles=[Role.ORGANISER.value])
