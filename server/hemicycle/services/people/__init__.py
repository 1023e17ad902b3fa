"""Accounts, sign-in, invitations, and what somebody may take away or have erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hemicycle.services.kernel.acts import Handler
from hemicycle.services.kernel.feature import Feature, Tick
from hemicycle.services.kernel.kernel import Kernel
from hemicycle.services.mail import MailFeature
from hemicycle.services.moderation import ModerationFeature
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.personal import GiveConsent

from .accounts import Accounts
from .guests import Guests
from .invitations import Invitations
from .personal import Personal

# How soon a node knows what others have written of people, if no news comes.
ROLL_S = 10
HOUR_S = 3_600


class PeopleFeature(Feature):
    """`accounts` are sign-in, `invitations` links to a debate, `guests` what becomes of votes,
    `personal` one's own data.
    """

    def __init__(self, kernel: Kernel, mail: MailFeature, moderation: ModerationFeature) -> None:
        settings = kernel.settings
        self._consents = kernel.consents
        self._roll = kernel.roll
        self.accounts = Accounts(
            kernel.database,
            mail.mailing,
            kernel.roll,
            kernel.site,
            clock=kernel.clock,
            key=settings.key,
            mark=kernel.mark,
            new_id=kernel.new_id,
        )
        self.invitations = Invitations(
            kernel.database,
            kernel.journal,
            mail.mailing,
            kernel.roll,
            kernel.site,
            clock=kernel.clock,
            mark=kernel.mark,
            base_url=settings.base_url,
            new_id=kernel.new_id,
        )
        self.guests = Guests(kernel.database, kernel.journal, kernel.clock)
        self.personal = Personal(
            kernel.database,
            kernel.journal,
            moderation,
            kernel.consents,
            kernel.roll,
            self.invitations,
            clock=kernel.clock,
            key=settings.key,
            mark=kernel.mark,
            new_id=kernel.new_id,
        )

    def handlers(self) -> Mapping[type[CommandBody], Handler]:
        """Agreeing that a political opinion is kept."""
        return {GiveConsent: self._consents.give}

    def ticks(self) -> Sequence[Tick]:
        """What other nodes have revoked; sign-ins and sessions that are over."""
        return (
            Tick(lambda now: self._roll.refresh(), every_s=ROLL_S),
            Tick(lambda now: self.accounts.forget_sign_ins(), every_s=HOUR_S),
            Tick(lambda now: self.accounts.forget_sessions(), every_s=HOUR_S),
        )

    async def start(self) -> None:
        """Know who stands how before anybody is let in."""
        await self._roll.start()
