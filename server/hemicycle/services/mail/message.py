"""A mail as the bytes that go over the wire (RFC 5322): heads that large providers ask for, a plain text."""

from __future__ import annotations

from datetime import UTC, datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from typing import Any, NamedTuple

from hemicycle.auth.mailboxes import normal_email
from hemicycle.store.mails import MailRow
from hemicycle_protocol.errors import Refused

DISPLAY_NAME = "Hémicycle"


class _Verbatim(UnstructuredHeader, BaseHeader):
    """A head that programs read: on a line of its own, never as encoded words (RFC 8058 §3.1)."""

    def fold(self, *, policy: Policy[Any]) -> str:
        return f"{self.name}:{policy.linesep} {self}{policy.linesep}"


_HEADS = HeaderRegistry()
_HEADS.map_to_type("list-unsubscribe", _Verbatim)
_POLICY = SMTP.clone(header_factory=_HEADS)


class Sender(NamedTuple):
    """Who mails are from: the address that also gets what cannot be delivered, and who reads answers."""

    name: str
    address: str
    reply_to: str

    @property
    def domain(self) -> str:
        """What Message-IDs end in, and what SPF and DMARC are asked about."""
        return self.address.rpartition("@")[2]


def read_sender(text: str, reply_to: str = "") -> Sender:
    """The sender that an operator wrote, as `debat@example.org` or `Débat public <debat@example.org>`.

    Raises:
        ValueError: one of the two is no address.
    """
    before, _, enclosed = text.rpartition("<")
    try:
        address = normal_email(enclosed.strip().removesuffix(">"))
        answers = normal_email(reply_to) if reply_to else address
    except Refused as refused:
        raise ValueError(f"{text!r} or {reply_to!r} is no address") from refused
    return Sender(before.strip().strip('"') or DISPLAY_NAME, address, answers)


def message_id(mail: str, sender: Sender) -> str:
    """The same for every try of a mail, so that what comes twice is seen to be one."""
    return f"<{mail}@{sender.domain}>"


def message_bytes(mail: MailRow, sender: Sender) -> bytes:
    """The whole mail.

    Raises:
        ValueError: a head that would be more than one line.
    """
    made = EmailMessage(policy=_POLICY)
    made["Date"] = datetime.fromtimestamp(mail.at // 1000, UTC)
    made["Message-ID"] = message_id(mail.id, sender)
    made["From"] = Address(sender.name, addr_spec=sender.address)
    made["To"] = Address(addr_spec=normal_email(mail.recipient))
    made["Reply-To"] = Address(addr_spec=sender.reply_to)
    made["Subject"] = mail.subject
    # Programs that answer for people on holiday must not answer us (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe is not None:
        made["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(mail.body, cte="quoted-printable")
    return made.as_bytes()
