"""Mails: written down first, then sent by whichever node takes them; without a mail server they stay.

A mail that cannot leave is tried again after 10 s, 1 min, 5 min and 30 min, then kept with its fault.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Protocol

from hemicycle.clock import Clock
from hemicycle.store.mails import MailRow, Mails
from hemicycle_protocol.api import Mail

RETRY_MS = (10_000, 60_000, 300_000, 1_800_000)
KEPT_MS = 7 * 24 * 3_600_000
_ADDRESS = re.compile(r"\S+@\S+")

_log = logging.getLogger(__name__)


class MailFault(Exception):
    """The mail did not leave."""


class Mailer(Protocol):
    """A way out for mails."""

    async def send(self, *, to: str, subject: str, text: str, unsubscribe: str | None = None) -> None:
        """Hand a mail over, with the address that stops mails of its kind (RFC 8058) if it has one.

        Raises `MailFault` when it was not taken.
        """
        ...


class Mailing:
    """The outbox."""

    def __init__(self, mails: Mails, mailer: Mailer | None, clock: Clock, new_id: Callable[[], str]) -> None:
        self._mails = mails
        self._mailer = mailer
        self._clock = clock
        self._new_id = new_id

    async def post(self, to: str, subject: str, text: str) -> None:
        """Write a mail down; it is sent soon, or shown in the outbox and the log when no server is set."""
        await self._mails.add(self.draft(to, subject, text))

    def draft(self, to: str, subject: str, text: str, *, unsubscribe: str | None = None) -> MailRow:
        """A mail for a caller who writes it down together with what it tells of."""
        now = self._clock.now()
        if self._mailer is None:
            _log.info("no mail server is set; for %s: %s\n%s", to, subject, text)
        next_at = None if self._mailer is None else now
        return MailRow(self._new_id(), now, to, subject, text, next_at=next_at, unsubscribe=unsubscribe)

    async def send_due(self) -> None:
        """Send what is due, one by one: with many in hand the lease of the last would run out."""
        if self._mailer is None:
            return
        while taken := await self._mails.take(now=self._clock.now(), limit=1):
            (mail,) = taken
            try:
                await self._mailer.send(
                    to=mail.recipient, subject=mail.subject, text=mail.body, unsubscribe=mail.unsubscribe
                )
            except MailFault as fault:
                await self._failed(mail, str(fault))
            else:
                await self._mails.sent(mail.id, now=self._clock.now())

    async def outbox(self) -> list[Mail]:
        """The last mails, newest first."""
        return [Mail(mail.at, mail.recipient, mail.subject, mail.body) for mail in await self._mails.newest()]

    async def forget_old(self) -> None:
        """Drop what is a week old: links in it are long spent."""
        await self._mails.forget(before=self._clock.now() - KEPT_MS)

    async def _failed(self, mail: MailRow, fault: str) -> None:
        wait = RETRY_MS[mail.tries - 1] if mail.tries <= len(RETRY_MS) else None
        next_at = None if wait is None else self._clock.now() + wait
        # Mail servers like to name the address they refuse; the log is not the place for it.
        _log.warning("mail %s did not leave: %s", mail.id, _ADDRESS.sub("…", fault))
        await self._mails.failed(mail.id, fault=fault, next_at=next_at)
