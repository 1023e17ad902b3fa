"""What an operator can do when a mail server does not take a mail: one sentence for each kind of trouble."""

from __future__ import annotations

import socket
import ssl

import aiosmtplib

NAME = "No machine has that name: look at HEMICYCLE_SMTP_HOST."
NOBODY = (
    "Nobody listens there: look at HEMICYCLE_SMTP_PORT (587 for starttls, 465 for tls, 25 within a network)."
)
SILENT = "It does not answer: a firewall is in between, or HEMICYCLE_SMTP_TLS and _PORT do not fit."
TLS = "It speaks otherwise: HEMICYCLE_SMTP_TLS is starttls for port 587, tls for 465, else none."
CERTIFICATE = (
    "Its certificate is not one for that name: HEMICYCLE_SMTP_HOST must be the name that stands in it."
)
SIGN_IN = "It does not let us in: look at HEMICYCLE_SMTP_USER and HEMICYCLE_SMTP_PASSWORD."
SENDER = "It sends nothing under that sender: look at HEMICYCLE_SMTP_FROM, and what this user may send as."
RECIPIENT = "It does not take mails for that address: try another one, of another provider too."
LATER = "It would have it later: a node tries again by itself."
CONTENT = "It looked at the mail and would not have it: check SPF, DKIM and DMARC of the sender's domain."


def remedy_for(error: BaseException) -> str:
    """What to do, as far as the error says; nothing for what passes by itself."""
    cause = error.__cause__
    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return SIGN_IN
        case aiosmtplib.SMTPSenderRefused():
            return SENDER
        case aiosmtplib.SMTPRecipientRefused():
            return RECIPIENT
        case aiosmtplib.SMTPDataError():
            return CONTENT
        case TimeoutError():
            return SILENT
        case ssl.SSLCertVerificationError():
            return CERTIFICATE
        case ssl.SSLError():
            return TLS
        case socket.gaierror():
            return NAME
        case ConnectionRefusedError():
            return NOBODY
        case aiosmtplib.SMTPException() if "STARTTLS" in str(error):
            return TLS
    return "" if cause is None else remedy_for(cause)
