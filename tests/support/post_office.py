"""A real SMTP server on a free port, which keeps the bytes it takes and refuses what it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import NamedTuple

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from hemicycle.services.mail.message import read_sender
from hemicycle.services.mail.smtp import SmtpMailer, SmtpSettings

SENDER = read_sender("Débat public <debat@example.org>", "equipe@example.org")


class Received(NamedTuple):
    """A mail as it came over the wire."""

    sender: str
    to: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=default)


class PostOffice:
    """`sender` holds answers to MAIL, `rcpt` and `data` those to RCPT and DATA of an address; then 250."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.port = 0
        self.mails: list[Received] = []
        self.tried: list[str] = []
        self.rcpt: dict[str, list[str]] = {}
        self.data: dict[str, list[str]] = {}
        self.connections = 0
        self.names: set[str] = set()
        self.sender: list[str] = []

    @property
    def mailer(self) -> SmtpMailer:
        return SmtpMailer(SmtpSettings("127.0.0.1", self.port, SENDER, tls="none"))

    @property
    def recipients(self) -> list[str]:
        return [mail.to for mail in self.mails]

    def connected(self) -> SMTP:
        self.connections += 1
        return SMTP(
            self,
            hostname="post.example.org",
            authenticator=_nobody,
            auth_require_tls=False,
            tls_context=self.tls,
        )

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.names.add(str(session.host_name))
        if self.sender:
            return self.sender.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tried.append(address)
        if self.rcpt.get(address):
            return self.rcpt[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (address,) = envelope.rcpt_tos
        if self.data.get(address):
            return self.data[address].pop(0)
        assert isinstance(envelope.content, bytes)
        self.mails.append(Received(str(envelope.mail_from), address, envelope.content))
        return "250 OK"


def _nobody(*_: object) -> AuthResult:
    return AuthResult(success=False, handled=False)


@contextlib.asynccontextmanager
async def open_post_office(*, tls: ssl.SSLContext | None = None) -> AsyncIterator[PostOffice]:
    office = PostOffice(tls)
    server = await asyncio.get_running_loop().create_server(office.connected, "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    async with server:
        yield office
