"""Mails: written down first, then sent by whichever node takes them; without a mail server they stay.

What the server does not take now is tried again while it is worth it; what it refuses for good is not.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from hemicycle.clock import Clock
from hemicycle.store.mails import MailKind, MailRow, Mails
from hemicycle_protocol.api import Mail

from .letters import Letter

HOUR_MS = 3_600_000
# The last one is the pace of a server that is asked again until the mail is too old.
RETRY_MS = (10_000, 60_000, 300_000, 1_800_000, 4 * HOUR_MS)
# While the server itself is away no mail is counted as tried.
AWAY_MS = (10_000, 30_000, 60_000)
# As long as mail servers try among themselves for a message that is worth it.
LIFE_MS = 48 * HOUR_MS
KEPT_MS = 7 * 24 * HOUR_MS
# Then another connection: servers do not like those that never end.
MAILS_A_CONNECTION = 100
# So many in a row say that it is we who are too fast, not they who are not there.
PUT_OFF = 10
FAULT_CHARACTERS = 200
_ADDRESS = re.compile(r"(?<!\S)\S*@\S*")

_log = logging.getLogger(__name__)


class MailFault(Exception):
    """A mail did not leave; `remedy` is what an operator can do, where something can be done."""

    def __init__(self, said: str, *, remedy: str = "") -> None:
        super().__init__(said)
        self.remedy = remedy


class Away(MailFault):
    """The mail server is not there, or hung up: that says nothing of the mail."""


class NotTaken(MailFault):
    """The server would not have this mail; `for_good` if it will not tomorrow either."""

    def __init__(self, said: str, *, for_good: bool, remedy: str = "") -> None:
        super().__init__(said, remedy=remedy)
        self.for_good = for_good


class Line(Protocol):
    """A connection to a mail server."""

    async def send(self, mail: MailRow) -> None:
        """Hand a mail over. Raises `NotTaken`, or `Away` after which the line is worth nothing."""
        ...


class Mailer(Protocol):
    """A way out for mails."""

    def connect(self) -> AbstractAsyncContextManager[Line]:
        """A line for as many mails as one likes. Raises `Away`."""
        ...


class Mailing:
    """The outbox."""

    def __init__(self, mails: Mails, mailer: Mailer | None, clock: Clock, new_id: Callable[[], str]) -> None:
        self._mails = mails
        self._mailer = mailer
        self._clock = clock
        self._new_id = new_id
        self._away_until = 0
        self._away_times = 0

    def draft(
        self,
        kind: MailKind,
        to: str,
        letter: Letter,
        *,
        unsubscribe: str | None = None,
        expires_at: int | None = None,
        about: str = "",
        asked_by: str = "",
    ) -> MailRow:
        """A mail for a caller who writes it down together with what it tells of.

        It is sent until `expires_at`, two days by default.
        """
        now = self._clock.now()
        return MailRow(
            self._new_id(),
            now,
            to,
            letter.subject,
            letter.text,
            kind,
            now + LIFE_MS if expires_at is None else expires_at,
            next_at=None if self._mailer is None else now,
            unsubscribe=unsubscribe,
            about=about,
            asked_by=asked_by,
        )

    async def send_due(self) -> None:
        """Send what is due, one after the other over one line."""
        if self._mailer is None or self._clock.now() < self._away_until:
            return
        try:
            while await self._mails.has_due(now=self._clock.now()):
                async with self._mailer.connect() as line:
                    self._away_times = 0
                    await self._send_over(line)
        except Away as away:
            wait = AWAY_MS[min(self._away_times, len(AWAY_MS) - 1)]
            self._away_until = self._clock.now() + wait
            self._away_times += 1
            _log.warning("the mail server does not answer, mails wait: %s", unnamed(away))

    async def outbox(self) -> list[Mail]:
        """The last mails, newest first."""
        return [Mail(mail.at, mail.recipient, mail.subject, mail.body) for mail in await self._mails.newest()]

    async def forget_old(self) -> None:
        """Drop what mails said that are too late now, and a week later that they were."""
        now = self._clock.now()
        await self._mails.expire(now=now)
        await self._mails.forget(before=now - KEPT_MS)

    async def _send_over(self, line: Line) -> None:
        """One by one: with many in hand the lease of the last would run out."""
        put_off = 0
        for _ in range(MAILS_A_CONNECTION):
            taken = await self._mails.take(now=self._clock.now(), limit=1)
            if not taken:
                return
            (mail,) = taken
            try:
                await line.send(mail)
            except NotTaken as fault:
                await self._failed(mail, fault, for_good=fault.for_good)
                put_off = 0 if fault.for_good else put_off + 1
                if put_off == PUT_OFF:
                    raise Away(f"{PUT_OFF} mails in a row were put off, the last with {fault}") from fault
            except Away as fault:
                # It may be the mail that makes the server hang up: it waits, the others go on.
                await self._failed(mail, fault, for_good=False)
                raise
            else:
                put_off = 0
                await self._mails.sent(mail.id, now=self._clock.now())

    async def _failed(self, mail: MailRow, fault: MailFault, *, for_good: bool) -> None:
        now = self._clock.now()
        next_at = now + RETRY_MS[min(mail.tries, len(RETRY_MS)) - 1]
        said = unnamed(fault)
        if for_good or next_at >= mail.expires_at:
            _log.warning("mail %s was refused: %s", mail.id, said)
            await self._mails.given_up(mail.id, fault=said, now=now)
        else:
            _log.warning("mail %s did not leave yet: %s", mail.id, said)
            await self._mails.failed(mail.id, fault=said, next_at=next_at)


def unnamed(said: object) -> str:
    """What a mail server said, without the address that it likes to name: no log is the place for it."""
    return _ADDRESS.sub("…", str(said))[:FAULT_CHARACTERS]
