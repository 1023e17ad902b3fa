"""What mail servers send back when they could not deliver (RFC 3464): which mail of ours, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, message_from_string
from email.message import Message
from typing import NamedTuple

_FAILED = "failed"
_OURS = re.compile(r"<([\w-]{1,64})@([^<>@\s]+)>")


class Bounce(NamedTuple):
    """A mail that will not arrive, by the part of its Message-ID that is ours, and the server's reason."""

    mail: str
    domain: str
    reason: str


def read_bounce(raw: bytes) -> Bounce | None:
    """What came back, if it says that a mail was given up; nothing for a delay, and for any other message."""
    reason, original = "", None
    for part in message_from_bytes(raw).walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            reason = reason or _reason(part)
        elif kind == "message/rfc822":
            original = part.get_payload(0)
        elif kind == "text/rfc822-headers":
            original = message_from_string(str(part.get_payload()))
    if not reason or not isinstance(original, Message):
        return None
    found = _OURS.fullmatch(str(original.get("Message-ID", "")).strip())
    return None if found is None else Bounce(found[1], found[2].lower(), reason)


def _reason(part: Message) -> str:
    """Why the recipient's block says that it failed; empty if it does not."""
    for block in _blocks(part):
        if str(block.get("Action", "")).strip().lower() == _FAILED:
            said = str(block.get("Diagnostic-Code") or block.get("Status") or _FAILED)
            return " ".join(said.split())
    return ""


def _blocks(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    for block in payload if isinstance(payload, list) else []:
        if isinstance(block, Message):
            yield block
