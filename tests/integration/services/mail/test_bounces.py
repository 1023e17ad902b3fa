"""What comes back of mails that nobody took, and which of ours it was."""

from __future__ import annotations

import pytest

from hemicycle.services.mail.bounces import Bounce, read_bounce

STATUS = (
    "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; zoe@example.org\nAction: {}\nStatus: {}\n"
)


def returned(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    more: str = "",
    kind: str = "message/rfc822",
    id_: str = "<m1@x.org>",
) -> bytes:
    """As Postfix writes them."""
    told = STATUS.format(action, status) + more
    original = f"Message-ID: {id_}\nFrom: debat@x.org\nSubject: Invitation\n"
    parts = [
        ("text/plain", "I'm sorry to have to inform you that your message could not be delivered.\n"),
        ("message/delivery-status", told),
        (kind, f"{original}\nBonjour.\n" if kind == "message/rfc822" else original),
    ]
    body = "".join(f"--b\nContent-Type: {type_}\n\n{text}\n" for type_, text in parts)
    head = "From: MAILER-DAEMON@example.org\nTo: debat@x.org\nMIME-Version: 1.0\n"
    head += 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n'
    return f"{head}\n{body}--b--\n".encode()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_mail_that_came_back_is_known_by_its_message_id(kind: str) -> None:
    """[H31]"""
    assert read_bounce(returned(kind=kind)) == Bounce("m1", "x.org", "5.1.1")


def test_the_reason_is_what_the_server_said() -> None:
    """[H31]"""
    more = "Diagnostic-Code: smtp; 550 5.1.1 <zoe@example.org>:\n  no such mailbox\n"
    bounce = read_bounce(returned(more=more))
    assert bounce is not None
    assert bounce.reason == "smtp; 550 5.1.1 <zoe@example.org>: no such mailbox"


@pytest.mark.parametrize(
    "raw",
    [
        returned(action="delayed", status="4.4.1"),
        returned(action="delivered", status="2.0.0"),
        returned(id_="<not ours>"),
        returned(id_="<m1@x.org> <m2@x.org>"),
        b"From: zoe@example.org\nSubject: Re: Invitation\n\nJe suis en vacances.\n",
        b"",
        b"\xff\xfe\x00" * 100,
        returned()[:300],
    ],
)
def test_nothing_else_is_taken_for_one(raw: bytes) -> None:
    assert read_bounce(raw) is None
