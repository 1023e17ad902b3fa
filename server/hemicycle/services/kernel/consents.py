"""Consent, asked once before the first act that keeps a political opinion.

Who agreed is remembered, so that a vote does not ask the database again.
"""

from __future__ import annotations

from collections import OrderedDict

from hemicycle.store.consents import ConsentStore
from hemicycle.store.preferences import Preferences
from hemicycle_protocol.commands import CommandBody
from hemicycle_protocol.errors import Code, Refused, changed
from hemicycle_protocol.opinions import KEEPING
from hemicycle_protocol.personal import GiveConsent
from hemicycle_protocol.views import You

from .caller import Caller
from .consent_text import VERSION
from .room import Result

# People in memory; the one who acted longest ago is asked for again.
REMEMBERED = 100_000


class Consents:
    """Who agreed to the present text. With `required` false, nobody is asked."""

    def __init__(self, store: ConsentStore, preferences: Preferences, *, required: bool) -> None:
        self._store = store
        self._preferences = preferences
        self._required = required
        self._agreed: OrderedDict[str, None] = OrderedDict()

    async def check(self, command: CommandBody, you: You | None) -> None:
        """Pass if this act of theirs may be kept.

        Raises:
            Refused: `CONSENT_NEEDED` with the `version` of the text to agree to.
        """
        if not self._required or you is None or type(command) not in KEEPING:
            return
        if you.id in self._agreed:
            self._agreed.move_to_end(you.id)
            return
        if all(consent.version != VERSION for consent in await self._store.of_person(you.id)):
            raise Refused(Code.CONSENT_NEEDED, version=VERSION)
        self._remember(you.id)

    async def give(self, caller: Caller, command: GiveConsent) -> Result:
        """Agree to the text one was shown. Refused: `CHANGED` if it is not the present one."""
        if command.version != VERSION:
            raise changed(VERSION)
        await self.record([caller.by.id], at=caller.received_at)
        locale = "en" if caller.locale == "en" else "fr"
        await self._preferences.set_language(caller.by.id, locale, chosen=False)
        return caller.received_at, {"at": caller.received_at, "version": VERSION}

    async def record(self, people: list[str], *, at: int) -> None:
        """These people agreed to the present text."""
        await self._store.give(people, VERSION, at=at)
        for person in people:
            self._remember(person)

    def forget(self, person: str) -> None:
        """Their consent is gone with their account."""
        self._agreed.pop(person, None)

    def _remember(self, person: str) -> None:
        self._agreed[person] = None
        if len(self._agreed) > REMEMBERED:
            self._agreed.popitem(last=False)
