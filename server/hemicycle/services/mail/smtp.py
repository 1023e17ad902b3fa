"""Mails through an SMTP server: many over one connection, each refusal with whose fault it is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from email.errors import MessageError
from typing import NamedTuple

import aiosmtplib

from hemicycle.auth.mailboxes import normal_email
from hemicycle.store.mails import MailRow
from hemicycle_protocol.errors import Refused

from .mailing import Away, Line, NotTaken
from .message import Sender, message_bytes
from .remedies import LATER, remedy_for

# For a mail: less than its lease, or another node would send it too.
TIMEOUT_S = 20
# For who may be silent while a node wants to end.
GOODBYE_S = 2


class SmtpSettings(NamedTuple):
    """A mail server; `tls` is `starttls`, `tls` or `none`."""

    host: str
    port: int
    sender: Sender
    user: str = ""
    password: str = ""
    tls: str = "starttls"


class SmtpMailer:
    """Implements `Mailer`."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings

    @property
    def sender(self) -> Sender:
        """Who its mails are from."""
        return self._settings.sender

    @contextlib.asynccontextmanager
    async def connect(self) -> AsyncIterator[Line]:
        """A connection, signed in where a user is set. Raises `Away` when there is none."""
        s = self._settings
        client = aiosmtplib.SMTP(
            hostname=s.host,
            port=s.port,
            username=s.user or None,
            password=s.password or None,
            use_tls=s.tls == "tls",
            start_tls=s.tls == "starttls",
            # In a container the machine's own name means nothing to anybody.
            local_hostname=s.sender.domain,
            timeout=TIMEOUT_S,
        )
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await client.connect()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            client.close()
            raise Away(_said(error), remedy=remedy_for(error)) from error
        try:
            yield SmtpLine(client, s.sender)
        finally:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                async with asyncio.timeout(GOODBYE_S):
                    await client.quit()
            client.close()


class SmtpLine:
    """Implements `Line`."""

    def __init__(self, client: aiosmtplib.SMTP, sender: Sender) -> None:
        self._client = client
        self._sender = sender

    async def send(self, mail: MailRow) -> None:
        """Hand a mail over. Raises `NotTaken`, or `Away` when the connection is worth nothing any more."""
        try:
            to, written = normal_email(mail.recipient), message_bytes(mail, self._sender)
        except (ValueError, MessageError, Refused) as error:
            # What cannot be written is that mail's fault alone: the others must leave.
            raise NotTaken(_said(error), for_good=True) from error
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await self._client.sendmail(self._sender.address, [to], written)
        except aiosmtplib.SMTPRecipientsRefused as error:
            (refused,) = error.recipients
            raise _not_taken(refused) from error
        except aiosmtplib.SMTPSenderRefused as error:
            # No mail's fault: we send too many for now, or under a sender that the operator has to mend.
            raise Away(_said(error), remedy=remedy_for(error)) from error
        except aiosmtplib.SMTPResponseException as error:
            if error.code == _CLOSING:
                raise Away(_said(error)) from error
            raise _not_taken(error) from error
        except ValueError as error:
            raise NotTaken(_said(error), for_good=True) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Away(_said(error)) from error


# "Service not available, closing transmission channel".
_CLOSING = 421


def _not_taken(error: aiosmtplib.SMTPResponseException) -> NotTaken:
    for_good = error.code >= 500
    return NotTaken(_said(error), for_good=for_good, remedy=remedy_for(error) if for_good else LATER)


def _said(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return f"{type(error).__name__}: {error}"
